"""Angles: the missing one in a triangle, in a shape with four sides, on a straight line or round a point."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import number, shown
from studybuddy_core.knowledge.phrases import plain

_SUMS = (
    (re.compile(r"\btriangles?\b"), 180, 3, "The angles of a triangle"),
    (re.compile(r"\b(?:quadrilaterals?|rectangles?|four[- ]sided|4[- ]sided|kites?|trapez\w+)\b"), 360, 4,
     "The angles of a shape with four sides"),
    (re.compile(r"\bstraight line\b"), 180, 0, "The angles on a straight line"),
    (re.compile(r"\b(?:round|around|at) a point\b"), 360, 0, "The angles round a point"),
)  # fmt: skip
_ASKS = re.compile(r"\b(?:third|other|missing|last|fourth|remaining|what|whats|find|size|how big)\b")
_NUMBER = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d.]*\d)")


def read(text: str) -> Exercise | None:
    """Read a question for a missing angle."""
    flat = plain(text)
    if "angle" not in flat or not _ASKS.search(flat) or re.search(r"\b(?:isosceles|equilateral|area|side of)\b", flat):
        return None
    kind = next((row for row in _SUMS if row[0].search(flat)), None)
    given = [
        value for text_ in _NUMBER.findall(re.sub(r"\b4[- ]sided\b", " ", flat)) if (value := number(text_)) is not None
    ]
    if kind is None or not given or (kind[2] and len(given) != kind[2] - 1):
        return None
    _, whole, _, named = kind
    known = sum(given, Fraction(0))
    value = whole - known
    if value <= 0:
        return None
    joined = " and ".join(map(shown, given))
    hints: tuple[str, ...] = (
        f"{named} always add up to the same number. Do you remember which?",
        f"{named} make {whole} degrees together. How much do {joined} make?" if len(given) > 1
        else f"{named} make {whole} degrees together. How much is already there?",
        f"Take what you have away from {whole}.",
    )  # fmt: skip
    lines = [f"{named} make {whole} degrees together."]
    if len(given) > 1:
        lines.append(f"{' + '.join(map(shown, given))} = {shown(known)}.")
    lines.append(f"{whole} − {shown(known)} = {shown(value)}.")
    steps = ((known, f"Yes, that makes {shown(known)}. Take it away from {whole}."),) if len(given) > 1 else ()
    slips = ((abs((360 if whole == 180 else 180) - known), f"{named} make {whole} degrees together."),)
    question = f"The missing angle: {named[0].lower()}{named[1:]}, {joined} degrees"
    return exercise("angles", question, value, Way(hints, tuple(lines), steps, slips),
                    also=(shown(value), f"{shown(value)} degrees"))  # fmt: skip
