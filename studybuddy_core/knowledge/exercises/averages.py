"""Averages of a row of numbers: the mean, the median, the mode and the range."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import digits_for_words, number, shown
from studybuddy_core.knowledge.phrases import only_words_around

_ROW = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?:\s*(?:,\s*and|,|and|\s)\s*\d+(?:\.\d+)?){1,11}(?![\d.]*\d)")
_WHICH = re.compile(r"\b(averages?|avrage|averige|mean|median|mode|range)\b")
_AROUND = re.compile(r"\b(?:averages?|avrage|averige|mean|median|mode|range|value|find|these|of|numbers?|set|list|data|scores?|marks?)\b")  # noqa: E501


def _mean(row: list[Fraction]) -> tuple[Fraction, Way]:
    total, count = sum(row, Fraction(0)), len(row)
    value = total / count
    hints = ("The mean shares everything out evenly. What comes first: adding or dividing?",
             "Add all the numbers together.", "Count how many numbers there are. Share the total between them.")  # fmt: skip  # noqa: E501
    lines = (f"{' + '.join(map(shown, row))} = {shown(total)}.", f"There are {count} numbers: {shown(total)} ÷ {count} = {shown(value)}.")  # noqa: E501
    steps = ((total, f"Yes, the total is {shown(total)}. How many numbers are there? Divide by that."),)
    return value, Way(hints, lines, steps)


def _median(row: list[Fraction]) -> tuple[Fraction, Way]:
    ordered, middle = sorted(row), len(row) // 2
    value = ordered[middle] if len(row) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    last = "It is the one in the middle." if len(row) % 2 else "Two are in the middle. Which number is half-way between them?"  # noqa: E501
    hints = ("Median means the middle one. What do you do with the numbers first?", "Put them in order, smallest first.",  # noqa: E501
             f"Cross off one from each end, again and again. {last}")  # fmt: skip
    return value, Way(hints, (f"In order: {', '.join(map(shown, ordered))}.", f"The middle is {shown(value)}."))


def _mode(row: list[Fraction]) -> tuple[Fraction, Way] | None:
    often = Counter(row).most_common(2)
    if often[0][1] < 2 or (len(often) > 1 and often[1][1] == often[0][1]):
        return None
    hints = ("The mode is the number that comes most often.", "Make a tally: how often does each number come?",
             "Which tally is the longest?")  # fmt: skip
    return often[0][0], Way(hints, (f"{shown(often[0][0])} comes {often[0][1]} times, more than any other.",))


def _range(row: list[Fraction]) -> tuple[Fraction, Way]:
    low, high = min(row), max(row)
    hints = ("The range says how far the numbers are spread.", "Find the biggest number and the smallest number.",
             f"How far is it from {shown(low)} to {shown(high)}?")  # fmt: skip
    return high - low, Way(hints, (f"{shown(high)} − {shown(low)} = {shown(high - low)}.",))


def read(text: str) -> Exercise | None:
    """Read a question for the mean, median, mode or range of a row of numbers."""
    flat = digits_for_words(text.lower())
    which, found = _WHICH.findall(flat), _ROW.search(flat)
    if len(set(which)) != 1 or found is None:
        return None
    row = [value for n in re.findall(r"\d+(?:\.\d+)?", found[0]) if (value := number(n)) is not None]
    rest = flat[: found.start()] + " " + flat[found.end() :]
    if len(row) < 2 or not only_words_around(_AROUND.sub(" ", rest), spare=0):
        return None
    name = which[0] if which[0] in ("median", "mode", "range") else "mean"
    made = {"mean": _mean, "median": _median, "mode": _mode, "range": _range}[name](row)
    if made is None:
        return None
    value, way = made
    written = ", ".join(map(shown, row))
    others = ((f"The {name} of {', '.join(map(shown, other))}.", way_) for other in ([Fraction(2), Fraction(6), Fraction(7)],)  # noqa: E501
              if name == "mean" and (way_ := _mean(other)[1]))  # fmt: skip
    return exercise(name, f"the {name} of {written}", value, way, others=others)
