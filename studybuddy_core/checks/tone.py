"""Tone: a tutor is a tool and says so; it has no feelings and does not flatter."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import OUT

CHECK = LexiconCheck("tone", OUT)
