"""Measurements: python -m benchmarks prints the figures."""
