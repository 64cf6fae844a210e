"""Roman numerals: read one, or write one."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise

KIND = "Roman numeral"
_LETTERS = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
            (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"\bM{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_SAYS_ROMAN = re.compile(r"\b(?:roman|romen)\b", re.IGNORECASE)
_TO_NUMBER = re.compile(r"\b(?:what|which|wat) (?:number|num) is\b|\b(?:in|as|into) (?:normal |our |arabic )?(?:numbers?|digits|figures)\b|\bas a number\b", re.IGNORECASE)  # noqa: E501


def roman(n: int) -> str:
    """Write a whole number from 1 to 3999 in Roman numerals."""
    out = ""
    for worth, letters in _LETTERS:
        out, n = out + letters * (n // worth), n % worth
    return out


def worth_of(letters: str) -> int | None:
    """What a Roman numeral is worth; None where it is none."""
    letters = letters.upper()
    if not letters or not _ROMAN.fullmatch(letters):
        return None
    values = [_WORTH[c] for c in letters]
    return sum(-v if v < later else v for v, later in zip(values, [*values[1:], 0], strict=True))


def _parts(n: int) -> list[str]:
    return [roman(int(d) * 10**p) for p, d in zip(range(len(str(n)) - 1, -1, -1), str(n), strict=True) if d != "0"]


def _read_one(text: str) -> Exercise | None:
    candidates = [w for w in re.findall(r"\b[A-Za-z]+\b", text) if (w.isupper() or _SAYS_ROMAN.search(text)) and len(w) > 1 and worth_of(w)]  # noqa: E501
    if len(candidates) != 1 or re.search(r"\d", text):
        return None
    letters = candidates[0].upper()
    value = worth_of(letters) or 0
    low = next((f"{a}{b}" for a, b in pairwise(letters) if _WORTH[a] < _WORTH[b]), "")
    hints = (
        "I is 1, V is 5, X is 10, L is 50, C is 100, D is 500, M is 1000.",
        f"A smaller letter before a bigger one takes away. What is {low}?" if low else "Letters side by side are added.",  # noqa: E501
        f"Cut it into parts: {', '.join(_parts(value))}. What is each part worth?",
    )
    lines = (" + ".join(f"{p} ({worth_of(p)})" for p in _parts(value)) + f" makes {value}.",)
    return exercise("reading Roman numerals", f"What number is {letters}?", Fraction(value), Way(hints, lines))


def _write_one(text: str) -> Exercise | None:
    numbers = re.findall(r"(?<![\d.])\d{1,4}(?![\d.])", text)
    if len(numbers) != 1 or not 1 < int(numbers[0]) < 4000:
        return None
    n = int(numbers[0])
    places = [d for d in (int(c) * 10**p for p, c in zip(range(len(str(n)) - 1, -1, -1), str(n), strict=True)) if d]
    hints = (
        "I is 1, V is 5, X is 10, L is 50, C is 100, D is 500, M is 1000.",
        f"Split {n} into {' + '.join(map(str, places))}. Write one part after the other." if len(places) > 1
        else "Which letters come near it? A smaller letter in front takes away.",
        "4 is one before 5, 9 is one before 10. It is the same with 40 and 90.",
    )  # fmt: skip
    lines = (", ".join(f"{p} is {roman(p)}" for p in places) + f". Together: {roman(n)}.",)
    return exercise(KIND, f"{n} in Roman numerals", Fraction(n), Way(hints, lines), also=(roman(n),), exact=True)


def read(text: str) -> Exercise | None:
    """Read a Roman numeral to be read, or a number to be written as one."""
    if len(text) > 120:
        return None
    if _SAYS_ROMAN.search(text) and re.search(r"\d", text):
        return _write_one(text)
    if _SAYS_ROMAN.search(text) or _TO_NUMBER.search(text):
        return _read_one(text)
    return None
