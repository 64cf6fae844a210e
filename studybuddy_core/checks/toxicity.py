"""Toxicity: insults, swear words and threats, each its own label because schools treat them apart."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("toxicity", BOTH)
