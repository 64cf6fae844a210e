"""Violence: asked for, planned or praised. Wars, plays and kitchen knives are let through."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("violence", BOTH, answers_read=done)
