"""When what happened while one answer was written: arrivals, cuts, checks, decisions, releases.

A timeline holds lengths and moments, no words, so it outlives an erasure and costs a few hundred bytes. All
moments are milliseconds since the turn began; all lengths are code points of the text as the provider sent it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

TENTHS = 10  # moments are kept in tenths of a millisecond
MOST_BYTES = 1_000_000  # of one unpacked timeline: an answer of four thousand characters needs far less


@dataclass(frozen=True, slots=True)
class Cut:
    """One segment: how long it is, and when it was cut, scored, decided on and handed on to be kept and shown.

    ``released_ms`` is None for a segment that was held back.
    """

    segment: int
    chars: int
    cut_ms: float
    scored_ms: float
    decided_ms: float
    released_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """One attempt. ``arrivals`` are (moment, characters) of every piece that came from the provider.

    ``stepped_in`` are (moment, kind of intervention) at segments of this attempt.
    """

    attempt: int
    began_ms: float
    arrivals: tuple[tuple[float, int], ...] = ()
    cuts: tuple[Cut, ...] = ()
    stepped_in: tuple[tuple[float, str], ...] = ()

    @property
    def ended_ms(self) -> float:
        """The last moment that anything happened at."""
        moments = [self.began_ms, *(at for at, _ in self.arrivals), *(at for at, _ in self.stepped_in)]
        return max([*moments, *(cut.released_ms or cut.decided_ms for cut in self.cuts)])

    def arrived(self, at: float) -> int:
        """How many characters had come by a moment."""
        return sum(chars for moment, chars in self.arrivals if moment <= at)

    def released(self, at: float) -> int:
        """How many characters were handed on to be shown by a moment."""
        return sum(cut.chars for cut in self.cuts if cut.released_ms is not None and cut.released_ms <= at)


def _varints(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        while number >= 0x80:
            yield number & 0x7F | 0x80
            number >>= 7
        yield number


def pack_arrivals(arrivals: Sequence[tuple[float, int]]) -> bytes:
    """Return arrivals as bytes: the steps in time and the lengths as variable-length numbers, compressed."""
    numbers, before = [], 0
    for moment, chars in arrivals:
        at = round(moment * TENTHS)
        numbers += [max(at - before, 0), chars]
        before = max(at, before)
    return zlib.compress(bytes(_varints(numbers)), 9)


def unpack_arrivals(packed: bytes) -> tuple[tuple[float, int], ...]:
    """Return the arrivals that ``pack_arrivals`` was given, to a tenth of a millisecond; raise ``ValueError``."""
    if not packed:
        return ()
    opened = zlib.decompressobj()
    try:
        plain = opened.decompress(packed, MOST_BYTES)
    except zlib.error as fault:
        raise ValueError("this is no timeline") from fault
    if not opened.eof:
        raise ValueError("this timeline is cut off")
    numbers, number, shift = [], 0, 0
    for byte in plain:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number, shift = 0, 0
    if shift or len(numbers) % 2:
        raise ValueError("this timeline is cut off")
    at, found = 0, []
    for step, chars in zip(numbers[::2], numbers[1::2], strict=True):
        at += step
        found.append((at / TENTHS, chars))
    return tuple(found)
