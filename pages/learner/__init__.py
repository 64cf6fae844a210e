"""Pages of the learner."""
