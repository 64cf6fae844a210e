"""Which children's pages are drawn now: a few at a time, and one that brings a message before all others.

To draw a page is the interpreter's work, and with two hundred at it at once most of the time goes into handing the
interpreter round. It stands here and not in the page, whose file runs anew for each drawing: all of them meet at one
gate.
"""

from __future__ import annotations

from studybuddy_core.services.first_words import FirstWordsFirst

PLACES = 4
DRAWN_AT_ONCE = FirstWordsFirst(PLACES)
