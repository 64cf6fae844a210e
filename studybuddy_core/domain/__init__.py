"""The pure heart: messages, scores, policies and decisions, without a database, a network or a clock."""
