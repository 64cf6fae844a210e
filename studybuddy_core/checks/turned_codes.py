"""Encoded runs that were turned about afterwards: base64 read from its end, hex with its letters moved along.

There are so many ways to turn a run about that only words count as its meaning; less would come up by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.checks.common_words import readable_share
from studybuddy_core.checks.decoders import ROTATIONS, decoded, is_encoded
from studybuddy_core.checks.reading_maps import Spot, replaced
from studybuddy_core.checks.turned_words import rotated
from studybuddy_core.domain.messages import Reading

_CODED = re.compile(r"[!-~]{16,}")
_ENOUGH = 800  # a whole number of groups in each base
_LETTERS = re.compile(r"[A-Za-z]+")


def _unpigged(run: str) -> Iterator[str]:
    if run.lower().endswith("ay"):
        stem = run[:-2]
        yield from (way for way in (stem[:-1], *(stem[-n:] + stem[:-n] for n in range(1, 9))))


def _sense(code: str, layers: int = 3) -> float:
    """How many letters of what an encoded run says in the end are words, 0.0 where fewer than half of them are."""
    inner = decoded(code)
    if inner is None:
        return 0.0
    both = (inner.text, inner.text[::-1])
    most = max(map(_words, both))
    if not most and (turned := rotated(inner.text)) is not None:
        most = _words(turned.text)
    if not most and layers:
        most = max((_sense(way, layers - 1) for way in both if is_encoded(way)), default=0.0)
    return most


def _words(text: str) -> float:
    share, runs = readable_share(text), _LETTERS.findall(text)
    return share * sum(map(len, runs)) if share >= 0.5 and len(runs) > 1 else 0.0


def turned_codes(text: str) -> Reading | None:
    """Return the text with encoded runs put back that were turned about: base64 from its end, hex after rot13."""
    spots: list[Spot] = []
    kinds: list[str] = []
    for m in _CODED.finditer(text):
        run = m.group()
        ways = [("reversed", run[::-1]), *(("pig latin", way) for way in _unpigged(run)),
                *(("rotated letters", run.translate(table)) for _, table in ROTATIONS),
                *(("reversed, rotated letters", run[::-1].translate(table)) for _, table in ROTATIONS)]  # fmt: skip
        sense, kind, new = max(
            (_sense(way[:_ENOUGH]) if is_encoded(way[:_ENOUGH]) else 0.0, kind, way) for kind, way in ways
        )
        if sense and sense > _sense(run[:_ENOUGH], 1):
            spots.append((m.start(), m.end(), new))
            kinds.append(kind)
    return replaced(" and ".join(dict.fromkeys(kinds)), text, spots)
