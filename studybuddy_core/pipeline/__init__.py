"""The one way a turn takes: scoring, hold-back release, intervention."""
