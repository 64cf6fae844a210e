"""Everybody gets their first words before anybody gets the rest: who may use the processor next.

To answer is the interpreter's work, and one interpreter does one thing at a time. With many turns side by side each
would take as long as all of them. So a few at a time are worked on, and one that has shown nothing yet always goes
before one that has. Nobody is interrupted: a turn steps back after each segment.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.turns import Turn
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.turn_work import Answer

SWITCH_S = 0.001


def hand_round_quickly() -> None:
    """Let a thread that only sends or commits wait a millisecond for the interpreter, not five.

    Between two statements, and between two messages to a browser, such a thread gives the interpreter away; with
    the usual five milliseconds a commit of a dozen statements waits longer than it works.
    """
    sys.setswitchinterval(SWITCH_S)


class FirstWordsFirst:
    """At most ``places`` threads inside at once; those who come for first words enter before all others."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._gate = threading.Lock()
        self._first: deque[threading.Event] = deque()
        self._rest: deque[threading.Event] = deque()

    @contextmanager
    def step(self, *, first: bool) -> Iterator[None]:
        """Wait for a place and keep it for the block; ``first``: nothing of this turn has been shown yet."""
        with self._gate:
            mine = None
            if self._free:
                self._free -= 1
            else:
                mine = threading.Event()
                (self._first if first else self._rest).append(mine)
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._gate:
                waiting = self._first or self._rest
                if waiting:
                    waiting.popleft().set()  # the place goes from hand to hand
                else:
                    self._free += 1

    def answering(self, answer: Answer) -> Answer:
        """``answer``, each of whose steps waits for a place."""

        def paced(turn: Turn, hold: Hold | None) -> Iterator[None]:
            return self._paced(lambda: answer(turn, hold))

        return paced

    def _paced(self, begin: Callable[[], Iterator[None]]) -> Iterator[None]:
        steps, first = begin(), True
        try:
            while True:
                with self.step(first=first):
                    try:
                        next(steps)
                    except StopIteration:
                        return
                yield
                first = False
        finally:
            close = getattr(steps, "close", None)
            if close is not None:
                close()
