"""Lets a few children's pages at a time be drawn, in the order in which they came.

To draw a page is the interpreter's work. With two hundred at it at once most of the time goes into handing the
interpreter round, and the server is too busy to answer its browsers; with a few, every one of them is done sooner.
A page that only waits for an answer makes room for others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """At most ``places`` threads inside at once."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Wait for a place and keep it for the block."""
        with self._places:
            yield

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Give the place away for the block, and wait for one again: for a thread that is inside and has to wait."""
        self._places.release()
        try:
            yield
        finally:
            self._places.acquire()
