"""Self-harm: a child's own words for it come first, since they seldom use ours."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("self_harm", BOTH, answers_read=done)
