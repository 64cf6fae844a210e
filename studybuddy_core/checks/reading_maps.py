"""How a reading keeps its way back to ``clean``: every character of it knows the place it was read from."""

from __future__ import annotations

from collections.abc import Iterable

from studybuddy_core.domain.messages import Reading

Spot = tuple[int, int, str]


def mapped(kind: str, pieces: Iterable[tuple[str, int]]) -> Reading:
    """A reading of (text, place) pieces."""
    kept = list(pieces)
    return Reading(kind, "".join(piece for piece, _ in kept), tuple(at for piece, at in kept for _ in piece))


def replaced(kind: str, text: str, spots: list[Spot]) -> Reading | None:
    """A reading in which each (start, end, new text) spot is replaced; new text maps back into its spot."""
    if not spots:
        return None
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, new in spots:
        out.append(text[at:start])
        offsets.extend(range(at, start))
        out.append(new)
        length = end - start
        offsets.extend(start + min(i * length // max(len(new), 1), length - 1) for i in range(len(new)))
        at = end
    out.append(text[at:])
    offsets.extend(range(at, len(text)))
    return Reading(kind, "".join(out), tuple(offsets))


def through(outer: Reading, inner: Reading) -> Reading:
    """``inner`` is a reading of ``outer``'s text; make its offsets lead to ``clean``."""
    kind = inner.kind if outer.kind == "clean" else f"{outer.kind}, {inner.kind}"
    return Reading(kind, inner.text, tuple(outer.offsets[i] for i in inner.offsets))
