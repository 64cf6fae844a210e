"""Abuse and neglect: what a child says of home, an adult or someone online, in a child's words."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("abuse", IN)
