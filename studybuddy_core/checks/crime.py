"""Crime: stealing, cheating, hacking, deceiving. What a crime is, and guarding against it, may be asked."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("crime", BOTH, answers_read=done)
