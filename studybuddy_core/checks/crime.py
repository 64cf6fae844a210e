"""Crime: stealing, cheating, hacking and deceiving. Knowing what a crime is, and guarding against it, are let through."""

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("crime", BOTH)
