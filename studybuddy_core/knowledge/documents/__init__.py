"""Reading what teachers bring: each kind of document, its visible text, and what it hides."""
