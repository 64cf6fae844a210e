"""Injection: new orders smuggled into a message or a passage. It runs on passages and answers too."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import ALL

CHECK = LexiconCheck("injection", ALL)
