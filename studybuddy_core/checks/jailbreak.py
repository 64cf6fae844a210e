"""Jailbreaks: long worked-out tricks. Many weak signs sum, since the wordings change every week."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import ALL

CHECK = LexiconCheck("jailbreak", ALL)
