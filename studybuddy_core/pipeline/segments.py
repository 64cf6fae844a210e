"""Cutting a stream into segments whose boundaries depend on the text alone.

The text is read character by character, so it makes no difference how a provider chunked
it. A segment ends after a sentence (with its closing quotes and the white space behind it)
or, in a long run without one, at the last word boundary before the procedure's limit.
"""

from __future__ import annotations

_ENDS = frozenset(".!?…。！？")
_CLOSERS = frozenset("\"'”’)]»")


class Segmenter:
    """Collects streamed text; ``feed`` returns finished segments, ``rest`` what is left at the end.

    Joining all segments and the rest gives the text exactly.
    """

    def __init__(self, limit: int) -> None:
        self._limit = max(limit, 20)
        self._pending: list[str] = []
        self._ended = False  # a sentence end was seen; closers may follow
        self._spaced = False  # white space after a sentence end: the next other character begins a segment
        self._last_space = 0  # where the last word in pending ends, as a length of pending

    def feed(self, text: str) -> list[str]:
        """Take more text and return the segments it completed."""
        done: list[str] = []
        for char in text:
            if self._spaced and not char.isspace():
                done.append(self._cut(len(self._pending)))
            elif len(self._pending) >= self._limit:
                done.append(self._cut(self._last_space or len(self._pending)))
            self._take(char)
        return done

    def rest(self) -> str:
        """Return what is left and begin anew."""
        return self._cut(len(self._pending))

    def _take(self, char: str) -> None:
        self._pending.append(char)
        if char.isspace():
            self._spaced = self._spaced or self._ended or char == "\n"
            self._last_space = len(self._pending)
        elif char in _ENDS:
            self._ended = True
        elif char not in _CLOSERS:
            self._ended = False

    def _cut(self, length: int) -> str:
        segment, kept = self._pending[:length], self._pending[length:]
        self._pending, self._ended, self._spaced, self._last_space = [], False, False, 0
        for char in kept:
            self._take(char)
        return "".join(segment)
