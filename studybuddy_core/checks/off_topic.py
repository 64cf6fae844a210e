"""Off topic: shopping, gossip, game cheats. Scores are mild by design; a child may wander."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("off_topic", IN)
