"""Number patterns and places: what comes next, rounding, and what a digit is worth."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import NUMBER, number, shown
from studybuddy_core.knowledge.phrases import only_words_around, plain

_ROW = re.compile(r"(?<![\d.])(\d+(?:\s*,\s*\d+){2,7})\s*,?\s*(?:\.{2,3}|…|\?|_+)*")
_NEXT = re.compile(r"\b(?:next|pattern|sequence|after that|continue|missing)\b")
_ROUND = re.compile(
    rf"\bround(?:ed|ing)?\s+(?:off\s+)?(?:the number\s+)?({NUMBER})\s+(?:up\s+|off\s+)?to\s+(?:the\s+)?(?:nearest\s+)?"
    r"(10|100|1000|tens?|hundreds?|thousands?|whole(?: number)?)\b"
)
_WORTH = re.compile(
    r"\b(?:value|worth|place value)\b[^\d]*(\d)\s+(?:in|of)\s+(?:the number\s+)?(\d{2,7})(?!\d)"
    r"|\bwhat is the (\d) worth in (\d{2,7})(?!\d)"
)
_PLACES = {
    "ten": 10,
    "tens": 10,
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1000,
    "thousands": 1000,
    "one": 1,
    "ones": 1,
}
_PATTERN_WORDS = re.compile(
    r"\b(?:next|pattern|sequence|after|continue|missing|in|number|numbers|comes?|row|series|following)\b"
)


def _next(flat: str) -> Exercise | None:
    row = _ROW.search(flat)
    if not row or not _NEXT.search(flat) or "missing" in flat:
        return None
    terms = [Fraction(n) for n in re.findall(r"\d+", row[1])]
    if not only_words_around(_PATTERN_WORDS.sub(" ", flat[: row.start()] + " " + flat[row.end() :])):
        return None
    jumps = [b - a for a, b in pairwise(terms)]
    written = ", ".join(map(shown, terms))
    if len(set(jumps)) == 1 and jumps[0]:
        jump, value = jumps[0], terms[-1] + jumps[0]
        does = f"add {shown(jump)}" if jump > 0 else f"take away {shown(-jump)}"
        hints = (
            f"Look at each jump: how do you get from {shown(terms[0])} to {shown(terms[1])}?",
            "Is the next jump the same?",
            f"Each time you {does}. Do it again.",
        )
        steps = ((abs(jump), f"Yes, each jump is {shown(abs(jump))}. Do it again from {shown(terms[-1])}."),)
        way = Way(
            hints,
            (
                f"Each time you {does}.",
                f"{shown(terms[-1])} {'+' if jump > 0 else '−'} {shown(abs(jump))} = {shown(value)}.",
            ),
            steps,
        )
        return exercise("pattern", f"What comes next: {written}?", value, way) if value >= 0 else None
    if 0 not in terms and len({b / a for a, b in pairwise(terms)}) == 1 and len(terms) > 2:
        times = terms[1] / terms[0]
        if times.denominator != 1 or times < 2:
            return None
        value = terms[-1] * times
        hints = (
            f"The jumps grow. What do you do to {shown(terms[0])} to get {shown(terms[1])}?",
            "Try multiplying.",
            f"Each time you multiply by {shown(times)}. Do it again.",
        )
        return exercise(
            "pattern",
            f"What comes next: {written}?",
            value,
            Way(
                hints,
                (
                    f"Each time you multiply by {shown(times)}.",
                    f"{shown(terms[-1])} × {shown(times)} = {shown(value)}.",
                ),
            ),
        )
    return None


def _rounding_way(given: Fraction, place: int) -> tuple[Fraction, Way]:
    below = given // place * place
    value = Fraction(below + (place if given - below >= Fraction(place, 2) else 0))
    names = {1: "whole number", 10: "ten", 100: "hundred", 1000: "thousand"}
    hints = (
        f"Which {names[place]}s does {shown(given)} stand between?",
        "Look at the digit just to the right of that place.",
        "From 5 on it goes up. Below 5 it stays.",
    )
    nearer = "It is half-way, so it goes up" if given - below == Fraction(place, 2) else "It is nearer"
    lines = (f"{shown(given)} stands between {below} and {below + place}.", f"{nearer} to {shown(value)}.")
    return value, Way(hints, lines)


def _rounded(flat: str) -> Exercise | None:
    found = _ROUND.search(flat)
    if not found or not only_words_around(flat[: found.start()] + " " + flat[found.end() :]):
        return None
    given = number(found[1])
    place = 1 if found[2].startswith("whole") else _PLACES.get(found[2]) or int(found[2])
    if given is None or (place == 1 and given.denominator == 1) or (place > 1 and given.denominator != 1):
        return None
    value, way = _rounding_way(given, place)
    question = f"round {shown(given)} to the nearest {place if place > 1 else 'whole number'}"
    others = (
        (
            (f"Round {shown(n)} to the nearest {place}.", _rounding_way(n, place)[1])
            for n in (given + 3 * place + 1, given + 5 * place + 2)
        )
        if place > 1
        else ()
    )
    return exercise("rounding", question, value, way, others=others, also=(shown(value),), exact=False)


def _worth(flat: str) -> Exercise | None:
    found = _WORTH.search(flat)
    if not found:
        return None
    digit, whole = (found[1], found[2]) if found[1] else (found[3], found[4])
    if whole.count(digit) != 1 or digit == "0":
        return None
    value = Fraction(int(digit) * 10 ** (len(whole) - whole.index(digit) - 1))
    hints = (
        "Name the places from the right: ones, tens, hundreds, thousands.",
        f"In which place does the {digit} stand?",
        "Put a zero for each place to the right of it.",
    )
    place = ("ones", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands", "millions")[
        len(str(value)) - 1
    ]
    also = (shown(value), f"{digit} {place}")
    return exercise(
        "place value",
        f"the value of the {digit} in {whole}",
        value,
        Way(hints, (f"The {digit} stands in the {place} place.", f"It is worth {shown(value)}.")),
        also=also,
    )


def read(text: str) -> Exercise | None:
    """Read a number pattern, a rounding question or a place-value question."""
    flat = plain(text)
    row = re.sub(r"[−-]", " ", text.lower())
    if "," not in row:  # "2 4 6 8"
        row = re.sub(r"(?<=\d) +(?=\d)", ", ", row)
    return _next(row) or _rounded(flat) or _worth(flat)
