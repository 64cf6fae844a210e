"""Cuts a text at the borders of its marked spans, in code points, so that the browser only sets text.

A browser counts UTF-16 units and Python code points; an emoji before a span would move every mark.
So the cutting is done here, and what the component gets are pieces in order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from pages.ui.severity import Level

_RANK = {Level.RELEASED: 0, Level.LOGGED: 1, Level.REVIEW: 2, Level.ALERT: 3}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked span: half-open code points in the text, how urgent, which bar it belongs to, and its label in words."""

    start: int
    end: int
    level: Level
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks. ``says``/``ends`` are read aloud before and after it."""

    text: str
    level: Level | None = None
    numbers: tuple[int, ...] = ()
    says: str = ""
    ends: str = ""


def pieces_of(text: str, marks: Iterable[Mark] = ()) -> tuple[Piece, ...]:
    """Cut ``text`` into pieces: joined together they are the text again, whatever the marks are."""
    sound = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    borders = sorted({0, len(text), *(m.start for m in sound), *(m.end for m in sound)})
    pieces = []
    for start, end in itertools.pairwise(borders):
        over = [m for m in sound if m.start <= start and end <= m.end]
        opened = [m for m in over if m.start == start]
        closed = [m for m in over if m.end == end]
        pieces.append(
            Piece(
                text[start:end],
                max((m.level for m in over), key=_RANK.__getitem__, default=None),
                tuple(sorted({m.number for m in closed if m.number})),
                "; ".join(f"flagged {m.number}, {m.label}".replace("flagged 0, ", "flagged, ") for m in opened),
                "end" if closed else "",
            )
        )
    return tuple(pieces)
