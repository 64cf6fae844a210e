"""The web pages, one folder a role; a page is layout and events only."""
