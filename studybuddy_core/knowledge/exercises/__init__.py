"""Kinds of exercises, one a file: each reads a question, or says that it isn't one of its kind."""
