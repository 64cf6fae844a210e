"""Frightening text: gore and threats that a child would take to bed."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import OUT

CHECK = LexiconCheck("scary", OUT)
