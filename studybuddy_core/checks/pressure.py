"""Pressure: a made-up role, a false rank, or feelings used as a lever."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("pressure", IN)
