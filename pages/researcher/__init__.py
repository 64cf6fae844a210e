"""Pages of the researcher."""
