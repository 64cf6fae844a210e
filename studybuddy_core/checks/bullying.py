"""Bullying: a child is picked on, left out or threatened by other children."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("bullying", IN)
