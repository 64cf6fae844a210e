"""Layers 1 and 4: one check a file, found by the registry."""
