"""Comparing: which of two numbers is bigger or smaller, as decimals, fractions or whole numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from math import lcm

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import number, shown
from studybuddy_core.knowledge.phrases import only_words_around, plain

_N = r"(\d+\s+\d+/\d+|\d+/\d+|\d[\d,]*(?:\.\d+)?|\.\d+)"
_WHICH = re.compile(
    rf"\b(?:which|what|whats|what's)\b[a-z ]{{0,24}}?\b(bigger|larger|greater|more|highest|smaller|less|lower|biggest|smallest)\b"  # noqa: E501
    rf"[^\d.]*{_N}\s*(?:or|and)\s*{_N}(?![\d/.]*\d)"
)
_IS = re.compile(rf"\bis\s+{_N}\s+(bigger|larger|greater|more|smaller|less|lower)\s+than\s+{_N}(?![\d/.]*\d)")
_SMALL = frozenset({"smaller", "less", "lower", "smallest"})


def _way(written: tuple[str, str], one: Fraction, other: Fraction) -> Way:
    if "/" in "".join(written):
        bottom = lcm(one.denominator, other.denominator)
        hints = (
            "Draw two bars of the same length. Cut each into its parts. Which shaded piece is longer?",
            f"Make the pieces the same size. Which number do {one.denominator} and {other.denominator} both divide into?",  # noqa: E501
            f"Write both with {bottom} at the bottom. Then only the tops count.",
        )
        tops = " and ".join(f"{value.numerator * (bottom // value.denominator)}/{bottom}" for value in (one, other))
        return Way(hints, (f"With {bottom} at the bottom they are {tops}.", "The bigger top is the bigger number."))
    places = max(len(text.partition(".")[2]) for text in written)
    hints = (
        "Write the numbers under each other, ones under ones and point under point.",
        "Fill empty places with 0, so that both have as many digits.",
        "Go from the left: the first place that differs decides.",
    )
    same = " and ".join(f"{float(value):.{places}f}" for value in (one, other))
    return Way(hints, (f"With as many digits they are {same}.", "The first place that differs decides."))


def read(text: str) -> Exercise | None:
    """Read a question for the bigger or smaller of two numbers."""
    flat = plain(text)
    if found := _WHICH.search(flat):
        how, first, second = found[1], found[2], found[3]
    elif found := _IS.search(flat):
        first, how, second = found[1], found[2], found[3]
    else:
        return None
    one, other = number(first), number(second)
    if one is None or other is None or one == other:
        return None
    if not only_words_around(flat[: found.start()] + " " + flat[found.end() :], spare=0):
        return None
    small = how in _SMALL
    value, written = (one, first) if (one < other) == small else (other, second)
    wanted = "smaller" if small else "bigger"
    also = tuple(dict.fromkeys((written, shown(value))))
    return exercise("comparing", f"Which is {wanted}: {first} or {second}?", value, _way((first, second), one, other),
                    also=also)  # fmt: skip
