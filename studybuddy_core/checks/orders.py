"""Orders in a document: sentences that say what an answer must hold, or what whoever reads on must do or hide."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.messages import Stage

CHECK = LexiconCheck("orders", frozenset({Stage.CONTEXT}))
