"""Drugs, alcohol and smoking: getting or taking them. Why they harm, and what a bar graph is, are let through."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("drugs", BOTH, answers_read=done)
