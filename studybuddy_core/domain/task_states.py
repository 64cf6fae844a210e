"""Where an exercise stands when two turns of one talk were answered at the same time.

Each turn began from the state it found. The later turn, by its number, has the last word on where the exercise
stands; what either of them counted (attempts, hints) is added up, so that no genuine attempt is ever lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from studybuddy_core.domain.messages import Task


@dataclass(frozen=True, slots=True)
class TaskState:
    """The exercise of a talk, and the number of the turn that last moved it (0: none has)."""

    task: Task | None = None
    turn_no: int = 0


def after_turn(stored: TaskState, *, turn_no: int, before: Task | None, after: Task | None) -> TaskState:
    """Return the state after turn ``turn_no``, which found ``before`` and left ``after``.

    ``stored`` is what other turns have left meanwhile. A turn that did not touch the exercise changes nothing.
    """
    if after == before:
        return stored
    newest = max(turn_no, stored.turn_no)
    if stored.task == before:
        return TaskState(after, newest)
    last_word = after if turn_no > stored.turn_no else stored.task
    if after is None or stored.task is None or after.question != stored.task.question:
        return TaskState(last_word, newest)
    began = before if before is not None and before.question == after.question else None
    attempts = stored.task.attempts + max(0, after.attempts - (began.attempts if began else 0))
    hints = stored.task.hints_given + max(0, after.hints_given - (began.hints_given if began else 0))
    assert last_word is not None
    solved = after.solved or stored.task.solved
    return TaskState(replace(last_word, attempts=attempts, hints_given=hints, solved=solved), newest)
