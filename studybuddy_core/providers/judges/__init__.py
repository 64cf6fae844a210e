"""Judges: who reads what the checks are in doubt about. One dialect a file, each named like its setting."""
