"""Tone: a tutor is a tool and says so; it has no feelings, no flattery and no secrets."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import OUT

CHECK = LexiconCheck("tone", OUT)
