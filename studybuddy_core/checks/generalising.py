"""Generalising: what the tutor's text says of a whole group ("girls can't code", "all nurses are women").

Apart from ``stereotype``, which also reads what children ask: a child's clumsy question is answered, a sweeping
statement from the tutor is not let through. Speech against a stereotype, and what people once believed, pass.
"""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import OUT

CHECK = LexiconCheck("generalising", OUT)
