"""Pages of the annotator."""
