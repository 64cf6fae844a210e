"""Weapons: making, getting or carrying one. Water pistols, bath bombs and how Vikings fought are let through."""

from studybuddy_core.checks.declining import done
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import BOTH

CHECK = LexiconCheck("weapons", BOTH, answers_read=done)
