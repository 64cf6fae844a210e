"""Injection: new orders smuggled into a message or a passage. It runs on passages and answers too.

Worksheets and letters give orders to their readers as a matter of course ("ignore question 4"), so in a passage one
sign alone says little; the guard model reads passages for what is out of place. The same holds of answers.
"""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import ALL
from studybuddy_core.domain.messages import Stage

CHECK = LexiconCheck("injection", ALL, factors={Stage.CONTEXT: 0.45, Stage.OUTPUT: 0.7}, answers_read=done)
