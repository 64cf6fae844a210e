"""A value that is read again when it is older than a moment: for what many ask and few change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Freshly(Generic[K, V]):
    """Remembers what ``read`` returned for a key for ``seconds``; several may read at once, the latest stands."""

    def __init__(self, read: Callable[[K], V], monotonic: Callable[[], float], *, seconds: float) -> None:
        self._read, self._monotonic, self._seconds = read, monotonic, seconds
        self._gate = threading.Lock()
        self._seen: dict[K, tuple[float, V]] = {}

    def __call__(self, key: K) -> V:
        """Return the value for ``key``, at most ``seconds`` old."""
        now = self._monotonic()
        with self._gate:
            seen = self._seen.get(key)
        if seen is not None and now - seen[0] < self._seconds:
            return seen[1]
        return self.afresh(key)

    def afresh(self, key: K) -> V:
        """Read the value now, whatever is remembered, and remember it."""
        now, value = self._monotonic(), self._read(key)
        with self._gate:
            self._seen[key] = (now, value)
        return value
