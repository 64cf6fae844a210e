"""Dangerous acts: dares, poisons, fire, injuries. Why something is dangerous may always be asked."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("dangerous", BOTH, answers_read=done)
