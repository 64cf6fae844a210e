"""Distress: sadness, fear, grief and loneliness, graded; feeling bad about fractions is let through."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("distress", IN)
