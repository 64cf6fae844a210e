"""Pairs of answers and what annotators chose: the raw material of preference learning.

Sides are counterbalanced per annotator and the true side is stored with each choice, so that
a liking for the left can be measured instead of trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Preference(IntEnum):
    """What was chosen, as shown on the screen: 1 left clearly … 3 same … 5 right clearly."""

    LEFT_CLEARLY = 1
    LEFT = 2
    SAME = 3
    RIGHT = 4
    RIGHT_CLEARLY = 5


REASONS = ("clearer", "truer", "teaches", "kinder")


@dataclass(frozen=True, slots=True)
class Pair:
    """One prompt with two answers, ``first`` and ``second`` in stored order (which side each is shown on differs)."""

    id: str
    batch_id: str
    prompt: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One annotator's answer to one pair, as shown and as stored. A later choice replaces an earlier one.

    ``flipped``: the stored ``second`` answer was on the left. ``shown_ms`` is never used against anyone.
    """

    id: str
    pair_id: str
    annotator: str
    at: datetime
    preference: Preference | None
    flipped: bool
    left_unsafe: bool = False
    right_unsafe: bool = False
    reasons: tuple[str, ...] = ()
    note: str = ""
    skipped: bool = False
    undoes: str = ""


def flipped_for(annotator: str, position: int) -> bool:
    """Whether to show the stored second answer on the left.

    Every two places in an annotator's queue hold one of each side (counterbalanced), which of the
    two comes first depends on the annotator and the place, so that nobody can guess it.
    """
    seed = hashlib.sha256(f"{annotator}/{position // 2}".encode()).digest()[0] & 1
    return bool((position & 1) ^ seed)


def stored_preference(choice: Choice) -> float | None:
    """How much the stored *first* answer was preferred: 1.0 clearly, 0.5 same, 0.0 clearly not; None if skipped."""
    if choice.preference is None or choice.skipped:
        return None
    left = (Preference.RIGHT_CLEARLY - choice.preference) / 4
    return 1.0 - left if choice.flipped else left


def standing_choices(choices: Iterable[Choice]) -> dict[tuple[str, str], Choice]:
    """Fold choices in order: the latest of each (annotator, pair) stands, an undone one falls away."""
    ordered = list(choices)
    undone = {c.undoes for c in ordered if c.undoes}
    standing: dict[tuple[str, str], Choice] = {}
    for choice in ordered:
        if choice.id not in undone and not choice.undoes:
            standing[choice.annotator, choice.pair_id] = choice
    return standing
