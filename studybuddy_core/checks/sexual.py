"""Sexual content: asked for or described. Biology, puberty and safety questions are let through."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("sexual", BOTH, answers_read=done)
