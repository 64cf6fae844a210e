"""Word problems: what a story tells (``telling``), how it fits together (``shapes``), and how to help (``hints``)."""
