"""Near-duplicates and clusters by sentence embedding, so that a line counts once and a split keeps kin together."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

SAME = 0.9
KIN = 0.75
_BLOCK = 1_024

Line = TypeVar("Line")


def repeated(vectors: NDArray[np.float32], groups: Sequence[str], *, over: float = SAME) -> NDArray[np.bool_]:
    """Mark rows whose cosine with an earlier row of the same group exceeds ``over``. ``vectors``: n × d, unit length.

    Only rows of one group (one set of labels) repeat each other: a minimal pair lies close together on purpose.
    """
    kinds = np.unique(np.array(groups), return_inverse=True)[1]
    gone = np.zeros(len(vectors), dtype=np.bool_)
    for at in range(0, len(vectors), _BLOCK):
        near = vectors[at : at + _BLOCK] @ vectors.T > over
        for i, row in enumerate(near, at):
            earlier = np.flatnonzero(row[:i])
            gone[i] = any(kinds[j] == kinds[i] and not gone[j] for j in earlier)
    return gone


def clusters(vectors: NDArray[np.float32], contexts: Sequence[str], *, over: float = KIN) -> NDArray[np.int64]:
    """Return a cluster number a row: rows closer than ``over``, or with the same surroundings, share one; so do
    their kin's kin.
    """
    parent = np.arange(len(vectors))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = int(parent[i])
        return i

    first: dict[str, int] = {}
    for i, context in enumerate(contexts):
        if context:
            parent[root(i)] = root(first.setdefault(context, i))
    for at in range(0, len(vectors), _BLOCK):
        near = vectors[at : at + _BLOCK] @ vectors.T > over
        for i, row in enumerate(near, at):
            for j in np.flatnonzero(row[:i]):
                parent[root(i)] = root(int(j))
    return np.array([root(i) for i in range(len(vectors))])


def names_of(texts: Sequence[str], kin: Sequence[int] | NDArray[np.int64]) -> list[str]:
    """Name each row's cluster after one of its texts, so that names hardly ever change when the corpus grows."""
    names: dict[int, str] = {}
    for text, n in zip(texts, kin, strict=True):
        name = hashlib.sha256(text.encode()).hexdigest()
        names[int(n)] = min(names.get(int(n), name), name)
    return [names[int(n)] for n in kin]


def apart(lines: Sequence[Line], names: Sequence[str], share: float, seed: int) -> tuple[list[Line], list[Line]]:
    """Split off about ``share`` of the clusters, by their names alone; return (the others, what was split off)."""
    chosen = {name for name in set(names) if random.Random(f"{seed} {name}").random() < share}  # noqa: S311
    kept = [line for line, name in zip(lines, names, strict=True) if name not in chosen]
    return kept, [line for line, name in zip(lines, names, strict=True) if name in chosen]
