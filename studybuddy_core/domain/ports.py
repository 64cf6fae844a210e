"""What the pure floors need from outside, as protocols: ``bootstrap`` puts something real behind each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from studybuddy_core.domain.messages import Passage, Task


class Clock(Protocol):
    """Wall time for people (UTC, aware) and monotonic seconds for deadlines."""

    def now(self) -> datetime:
        """The time in UTC, with its zone."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...


class Retriever(Protocol):
    """Finds approved passages for a question."""

    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
        """Return the best approved passages, best first; empty when nothing fits well."""
        ...


class TaskReader(Protocol):
    """Reads the exercise out of what a child writes, and keeps the hint ladder."""

    def read(self, text: str, before: Task | None) -> Task | None:
        """Return the task after this message: a new one, the old one with an attempt or hint counted, or None."""
        ...
