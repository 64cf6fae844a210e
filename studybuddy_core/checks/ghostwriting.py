"""Ghostwriting: asking for finished work. Asking for help with one's own is let through."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("ghostwriting", IN)
