"""How-to: a text that asks how something is done, or says how to do it. Harmless by itself, and most of teaching.

It is what tells "how did soldiers fight" from "how do I make one", so that what a class is allowed for a while opens
talk of a subject and never a way to do harm.
"""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("how_to", BOTH)
