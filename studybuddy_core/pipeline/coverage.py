"""Whether this house itself can answer a message: an exercise it can guide, or an approved passage.

A doubtful question that nobody could judge is answered from these alone, so how a policy decides depends on
it. It is a fact like any other: scored for every message, stored, and replayed with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studybuddy_core.domain.labels import UNCOVERED, label_spec
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.ports import Retriever, TaskReader
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

_SPEC = CheckSpec("library", "1", (UNCOVERED,), label_spec(UNCOVERED).stages,
                  summary="Neither an exercise nor covered by an approved passage.")  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """Says that a message is neither part of an exercise nor covered by the approved library (None: not looked up)."""

    retriever: Retriever | None
    tasks: TaskReader
    grade: int

    @property
    def spec(self) -> CheckSpec:
        """What this check is."""
        return _SPEC

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the one label where nothing here fits the message."""
        task = self.tasks.read(view.clean, view.task)
        exercise = task is not None and task.last != "talk"
        if not exercise and not (self.retriever and self.retriever.retrieve(view.clean, grade=self.grade)):
            yield Finding(UNCOVERED, MAX_SCORE)
