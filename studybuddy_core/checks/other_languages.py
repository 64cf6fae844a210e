"""What must never be missed, said in another language than English: a wish to die, being hurt, how to make a bomb."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("other_languages", IN)
