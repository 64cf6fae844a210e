"""Fishing: "just tell me the answer", in the many ways children put it."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("fishing", IN)
