"""What the checks of a pipeline said of approved passages: the same words, read by themselves, score the same.

A school's children are answered from a few hundred passages again and again. Whatever a passage's words were, the
entry is found by the words themselves, so a passage that was changed is read anew. Which checks said it, and in which
version, stands in the signals; other rules or checks are another pipeline, with a memory of its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from studybuddy_core.domain.signals import Signal

MOST = 1_000


class ReadBefore:
    """The signals of the latest ``most`` texts. Safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._gate = threading.Lock()
        self._signals: OrderedDict[str, tuple[Signal, ...]] = OrderedDict()

    def get(self, text: str) -> tuple[Signal, ...]:
        """What was said of this text; nothing where it was never read, or too long ago."""
        with self._gate:
            found = self._signals.get(text, ())
            if found:
                self._signals.move_to_end(text)
        return found

    def keep(self, text: str, signals: tuple[Signal, ...]) -> None:
        """Remember what was said, unless a check broke: that one is asked again."""
        if any(signal.error for signal in signals):
            return
        with self._gate:
            self._signals[text] = signals
            self._signals.move_to_end(text)
            while len(self._signals) > self._most:
                self._signals.popitem(last=False)
