"""StudyBuddy: an AI tutor for six- to twelve-year-olds that adults can oversee at every moment."""

__version__ = "0.1.0"
