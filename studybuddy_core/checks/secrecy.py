"""Secrecy and pressure: "don't tell your parents" is wrong in a tutor's text and worth knowing in a child's."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("secrecy", BOTH)
