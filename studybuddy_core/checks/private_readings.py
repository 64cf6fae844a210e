"""Readings in which numbers and names are looked for, beside those that every check reads.

A telephone number, a house number or a postcode can be set apart digit by digit, or have signs where the spaces were.
Sums and lists are written like that as well ("1_000", "2 4 6 8"), so harm is not looked for there; that something is a
number of somebody's is for the recognisers, which ask for a word beside it or for a checksum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from studybuddy_core.checks.reading_maps import Spot, replaced, through
from studybuddy_core.checks.ways_of_writing import WIDE_GAP
from studybuddy_core.domain.messages import Reading

MOST_CHARS = 4_000
_APART = re.compile(r"(?<![^\W_])(?:[^\W_][ .\-_*|~/\n]{1,3}){3,}[^\W_](?![^\W_])")
_TOKEN = re.compile(r"\S{8,}")
_JOINT = re.compile(r"(?<=[^\W_])[,:;!?.]?(?:([_+.])|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]{1,6})(?=[^\W_])")
_PICTURE = ""
_FEWEST_JOINTS = {"_": 2, "+": 3, ".": 3, _PICTURE: 2}


def private_readings(clean: str, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return ``readings`` and, behind each, the same with its numbers and words put together again."""
    found = list(_rejoined(clean))
    for reading in readings:
        found += [reading, *(through(reading, inner) for inner in _rejoined(reading.text))]
    seen: dict[str, Reading] = {}
    for reading in found:
        seen.setdefault(reading.text, reading)
    return tuple(seen.values())


def _rejoined(text: str) -> Iterator[Reading]:
    if len(text) > MOST_CHARS:
        return
    for kind, spots in (("set apart", _apart(text)), ("signs for spaces", _signed(text))):
        reading = replaced(kind, text, spots)
        if reading is not None:
            yield reading


def _apart(text: str) -> list[Spot]:
    """Letters and digits that stand one by one, put together; where no wider gap parts words, digits part them."""
    spots = []
    for run in _APART.finditer(text):
        words = ["".join(filter(str.isalnum, word)) for word in WIDE_GAP.split(run.group())]
        if len(words) == 1:
            words = ["".join(group) for _, group in groupby(words[0], str.isdigit)]
        spots.append((run.start(), run.end(), " ".join(words)))
    return spots


def _signed(text: str) -> list[Spot]:
    """Signs that stand where spaces would, in what has none: at least some, and mostly beside letters."""
    spots: list[Spot] = []
    for token in _TOKEN.finditer(text):
        joints = list(_JOINT.finditer(text, *token.span()))
        for sign, fewest in _FEWEST_JOINTS.items():
            same = [joint for joint in joints if (joint.group(1) or _PICTURE) == sign]
            beside = sum(text[j.start() - 1].isalpha() or text[j.end()].isalpha() for j in same)
            if len(same) >= fewest and 2 * beside >= len(same):
                spots += [(j.start() + (j.group()[0] in ",:;!?"), j.end(), " ") for j in same]
    return sorted(spots)
