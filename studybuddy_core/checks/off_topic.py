"""Off topic: shopping, gossip, game cheats and other requests that can hardly be meant for a lesson.

Such a request scores 0.72 or a little more, one that a lesson might lead to (a party to plan, a house in a game)
0.60, and what a child may wonder about or say in passing less than 0.50. Nothing counts where the message speaks of
schoolwork. Scores stay mild by design: a child may wander, and golden time lets nearly all of it pass.
"""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN

CHECK = LexiconCheck("off_topic", IN)
