"""Reads the exercise out of what a child writes: each kind is asked in turn, the surest first.

Every kind would rather say nothing than be wrong. A kind is one file in ``exercises``; to add one,
write its ``read`` and name it here.
"""

from __future__ import annotations

from studybuddy_core.knowledge.exercises import (
    angles,
    comparing,
    equations,
    measures,
    parts,
    patterns,
    shapes,
    sums,
    word_problems,
)
from studybuddy_core.knowledge.exercises.exercise import Exercise
from studybuddy_core.knowledge.phrases import LONGEST

KINDS = (comparing, angles, parts, equations, measures, shapes, patterns, sums, word_problems)


def read_exercise(text: str) -> Exercise | None:
    """Return the exercise a text asks for, with its answer and the way to it; None where it isn't certain."""
    if len(text) > LONGEST:
        return None
    return next((found for kind in KINDS if (found := kind.read(text)) is not None), None)
