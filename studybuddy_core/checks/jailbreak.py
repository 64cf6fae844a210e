"""Jailbreaks: long worked-out tricks. Many weak signs sum, since the wordings change every week.

An answer that has been led astray says so in the strongest of them; the weak ones are ordinary words when a tutor
writes them.
"""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import ALL
from studybuddy_core.domain.messages import Stage

CHECK = LexiconCheck("jailbreak", ALL, factors={Stage.OUTPUT: 0.7}, answers_read=done)
