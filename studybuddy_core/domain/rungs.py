"""The hint ladder as a state machine: which rung an exercise stands on, and what may be said there.

    understand → first hint → bigger hint → similar example → check → solution → done

A wish for a hint goes one rung up, pressing for the answer too; an offered number goes to ``check`` and back; only a
genuine attempt opens ``solution``, and only a right answer ends in ``done``. The rung follows from what the server has
counted (``Task``), so neither a child's words nor a model's can move it.
"""

from __future__ import annotations

from enum import StrEnum

from studybuddy_core.domain.messages import Task

_JUDGED = frozenset({"wrong", "step", "guess", "fishing", "check", "unchecked"})


class Rung(StrEnum):
    """A rung of the hint ladder."""

    UNDERSTAND = "understand"
    FIRST_HINT = "first hint"
    BIGGER_HINT = "bigger hint"
    SIMILAR = "similar example"
    CHECK = "check"
    SOLUTION = "solution"
    DONE = "done"


ADVICE = {
    Rung.UNDERSTAND: "Ask what the exercise wants to know, or what the child sees first. No step of the way yet.",
    Rung.FIRST_HINT: "Give one small hint: which kind of step comes first.",
    Rung.BIGGER_HINT: "Give a bigger hint: the next step itself, but not its result.",
    Rung.SIMILAR: "Work through a similar exercise with other numbers, then let the child try.",
    Rung.CHECK: "Say whether what the child offered helps, and where to look again.",
    Rung.SOLUTION: "The child has tried. Show the whole way, one step after the other.",
    Rung.DONE: "The child has solved it. Confirm it, and offer a similar one.",
}


def may_solve(task: Task | None) -> bool:
    """Whether the whole way may be shown: after a genuine attempt, or once it is solved."""
    return task is not None and (task.solved or task.attempts > 0)


def rung_of(task: Task) -> Rung:
    """The rung this exercise stands on after the child's latest message."""
    if task.solved:
        return Rung.DONE
    if task.last == "pressed" and may_solve(task):
        return Rung.SOLUTION
    if task.last in _JUDGED:
        return Rung.CHECK
    if task.hints_given == 0:
        return Rung.UNDERSTAND
    if task.hints_given >= len(task.steps) and task.similar:
        return Rung.SIMILAR
    return Rung.FIRST_HINT if task.hints_given == 1 else Rung.BIGGER_HINT
