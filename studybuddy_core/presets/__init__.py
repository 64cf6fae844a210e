"""Seed policies and procedures as YAML, and how such documents are read."""
