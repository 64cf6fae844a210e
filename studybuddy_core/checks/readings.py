"""Other ways to read a text: folded, in leetspeak, spaced out, run together, backwards, encoded. Scored, never shown.

A child (or someone pasting for one) can write "k i l l", "k1ll" or base64, and a model reads all of them, so checks
read them too. The way down comes first: all that is encoded is decoded at once, as often as it is encoded, and all that
is written otherwise undone at once, so that nothing can crowd out what is said. Then come single ways, up to three in
each other, since a guess can be wrong. Every reading maps each character back to ``clean``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from studybuddy_core.checks.common_words import readable_share
from studybuddy_core.checks.decoders import decoded
from studybuddy_core.checks.reading_maps import through
from studybuddy_core.checks.turned_codes import turned_codes
from studybuddy_core.checks.turned_words import backwards, pig_latin, rotated, turned_stretches, turned_twice
from studybuddy_core.checks.upside_down import upside_down
from studybuddy_core.checks.ways_of_writing import LEAVES, STEPS, WRITTEN
from studybuddy_core.domain.messages import Reading, Span

MOST_CHARS, OVERLAP = 20_000, 2_000  # of a part
MOST_READ = 40_000  # characters of a text: a message of thousands of words must not keep the others waiting
MOST_READINGS = 10  # beside the way down
DEPTH = 3  # single ways in each other
LAYERS = 4  # encodings in each other, on the way down
MOST_UNDONE = 3  # how often other writing is undone between them
_REMEMBERED, _REMEMBERED_LONG, _REMEMBERED_CHARS = 512, 2, 4_000


def _decoded(text: str) -> list[Reading]:
    """What is encoded, decoded; where nothing is, what is turned about, put back."""
    plain = decoded(text)
    code = turned_codes(text) if plain is None or readable_share(plain.text) < 0.5 else None
    found = [reading for reading in (code, plain) if reading is not None]
    if not found:
        found = [*(r for r in (rotated(text), pig_latin(text)) if r), *backwards(text), *upside_down(text)]
    return found or [*turned_twice(text), *turned_stretches(text)]


@dataclass(frozen=True, slots=True)
class _Ways:
    """The other ways to read one text: what is encoded in it decoded, and how it may be written otherwise."""

    decoded: tuple[Reading, ...]
    written: tuple[Reading, ...]


class _Reader:
    """Reads one message; a text that is met again on another way is not read again."""

    def __init__(self) -> None:
        self._known: dict[str, _Ways] = {}

    def ways(self, text: str) -> _Ways:
        """All ways to read ``text``, one step each."""
        if text not in self._known:
            written = tuple(reading for step in STEPS for reading in step(text))
            self._known[text] = _Ways(tuple(_decoded(text)), written)
        return self._known[text]

    def undone(self, text: str) -> Reading | None:
        """Every way of writing undone at once, so that one can't hide another."""
        if len(self.ways(text).written) < 2:
            return next(iter(self.ways(text).written), None)
        whole: Reading | None = None
        for step in STEPS:
            ways = [way for way in step(text if whole is None else whole.text) if way.kind not in LEAVES]
            if ways:
                way = ways[0] if ways[0].kind == "leetspeak" else ways[-1]
                whole = way if whole is None else through(whole, way)
        return whole

    def way_down(self, root: Reading) -> tuple[list[Reading], bool]:
        """Decoded as long as anything is encoded, then undone, and so on; and whether the end was reached."""
        way: list[Reading] = []
        layers = undone = 0
        now = root
        while True:
            found = self.ways(now.text).decoded
            if found and layers == LAYERS:
                return way, False
            following = found[0] if found else self.undone(now.text)
            if following is None or following.text == now.text:
                return way, True
            if not found and undone == MOST_UNDONE:
                return way, not self.ways(following.text).decoded
            layers, undone = (layers + 1, undone) if found else (layers, undone + 1)
            now = through(now, following)
            way.append(now)

    def beside(self, way: list[Reading], root: Reading) -> Iterator[Reading]:
        """Every way of reading in every other, one step at a time; the leaves lead nowhere new."""
        layer = [root, *way]
        seen = {reading.text for reading in layer}
        for _ in range(DEPTH):
            following = []
            for outer in layer:
                if outer.kind.rpartition(", ")[2] in LEAVES:
                    continue
                ways = self.ways(outer.text)
                for inner in (*ways.decoded, *ways.written):
                    if inner.text not in seen:
                        seen.add(inner.text)
                        following.append(through(outer, inner))
                        yield following[-1]
            layer = following


@dataclass(frozen=True, slots=True)
class Read:
    """The readings of a text; ``whole`` is False where it is disguised deeper than is read, or longer."""

    readings: tuple[Reading, ...]
    whole: bool


def readings_of(clean: str) -> tuple[Reading, ...]:
    """Return the other ways to read ``clean``, readings of readings included: the most decoded first.

    Plain text has none. What is longer than ``MOST_CHARS`` is read in parts that overlap, up to ``MOST_READ``. Several
    ask of the same text within a moment, so it is remembered for a while.
    """
    return read(clean).readings


def read(clean: str) -> Read:
    """Return the readings of ``clean`` and whether these are all."""
    return _remembered(clean) if len(clean) <= _REMEMBERED_CHARS else _remembered_long(clean)


def part_around(at: int, length: int) -> Span:
    """The part of a text of ``length`` characters that a reading which begins at ``at`` was made of."""
    step = MOST_CHARS - OVERLAP
    last = max(0, min(length, MOST_READ) - OVERLAP - 1) // step * step
    start = min(at // step * step, last)
    return Span(start, min(length, MOST_READ, start + MOST_CHARS))


def _read(clean: str) -> Read:
    starts = range(0, max(1, min(len(clean), MOST_READ) - OVERLAP), MOST_CHARS - OVERLAP)
    parts = [_read_part(clean, part_around(start, len(clean))) for start in starts]
    readings = sorted((reading for part in parts for reading in part.readings), key=_rank)
    return Read(tuple(readings), len(clean) <= MOST_READ and all(part.whole for part in parts))


_remembered = lru_cache(_REMEMBERED)(_read)
_remembered_long = lru_cache(_REMEMBERED_LONG)(_read)


def _read_part(clean: str, place: Span) -> Read:
    start, part = place.start, clean[place.start : place.end]
    root = Reading("clean", part, tuple(range(start, start + len(part))))
    reader = _Reader()
    way, whole = reader.way_down(root)
    readings = [reading for reading in reversed(way) if reading.text != part]
    return Read((*readings, *islice(reader.beside(way, root), MOST_READINGS)), whole)


def _rank(reading: Reading) -> tuple[int, float]:
    """How much is decoded, then how readable it is."""
    layers = sum(kind not in WRITTEN for kind in reading.kind.split(", "))
    return -layers, -readable_share(reading.text)
