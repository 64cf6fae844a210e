"""What the pure floors need from outside, as protocols: ``bootstrap`` puts something real behind each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Passage, Stage, Task


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


class Judge(Protocol):
    """Reads what the cheaper checks are in doubt about: a language model, or a moderation service.

    ``version`` changes whenever the same text could be judged otherwise (prompt, answer form, model).
    ``outside``: text leaves this machine. ``private``: it may read what concerns a child's wellbeing.
    """

    name: str
    model: str
    version: str
    outside: bool
    private: bool

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """The labels it can say something about at this stage; empty where it can't be asked."""
        ...

    def judge(self, case: Case) -> Verdict:
        """Return what it says; raise ``ProviderError`` for anything but an answer that can be read."""
        ...
