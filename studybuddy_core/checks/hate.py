"""Hate against a group: contempt, exclusion, slurs, praise of atrocities. History and counter-speech are free."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("hate", BOTH)
