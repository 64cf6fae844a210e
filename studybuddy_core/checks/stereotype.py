"""Stereotypes: what a whole group is said to be like."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("stereotype", BOTH)
