"""Reads the exercise out of what a child writes: each kind is asked in turn, the surest first.

Every kind would rather say nothing than be wrong. A kind is one file in ``exercises``; to add one,
write its ``read`` and name it here.
"""

from __future__ import annotations

from studybuddy_core.knowledge.exercises import (
    angles,
    averages,
    clock,
    coins,
    comparing,
    equations,
    measures,
    parts,
    patterns,
    places,
    roman,
    shapes,
    sums,
    word_problems,
)
from studybuddy_core.knowledge.exercises.exercise import Exercise
from studybuddy_core.knowledge.phrases import LONGEST

KINDS = (comparing, roman, clock, averages, places, angles, parts, equations, measures, shapes, patterns, sums, coins,
         word_problems)  # fmt: skip


def read_exercise(text: str) -> Exercise | None:
    """Return the exercise a text asks for, with its answer and the way to it; None where it isn't certain."""
    if len(text) > LONGEST:
        return None
    return next((found for kind in KINDS if (found := kind.read(text)) is not None), None)
