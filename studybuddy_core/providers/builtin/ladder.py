"""Words for the exercise at hand: hints, checking an answer, and the whole way after a genuine try."""

from __future__ import annotations

import re

from studybuddy_core.domain.messages import Task
from studybuddy_core.providers.builtin.moment import Moment

_DOING = re.compile(
    r"\b(?:work out|multiply|add|take|double|count|divide|share|split|draw|start|put|write|use|now|keep|undo|try|turn|say|go|"  # noqa: E501
    r"fill|begin|do|find|you need|first step|next step)\b", re.IGNORECASE
)  # fmt: skip


def _step(task: Task, further: int = 0) -> str:
    """The hint this child has come to, or one so many steps ``further``."""
    at = min(task.hints_given + further, len(task.steps) - 1)
    step = task.steps[at] if task.steps else "Read it again slowly, step by step."
    if step.endswith("?"):
        return step
    return f"{step} What do you get?" if _DOING.search(step) else f"{step} What is your first step?"


def _hint(task: Task) -> str:
    beyond = task.hints_given - len(task.steps)
    if beyond >= 0 and task.similar and beyond % 2 == 0:
        return f"{task.similar} Now try yours in the same way."
    if beyond >= 0:
        return f"Type what you got so far. Wrong is fine. {_step(task)}"
    return _step(task)


def _whole_way(task: Task) -> str:
    if not task.solution:
        return "This tutor can't work that out for sure. Show your steps to your teacher."
    return f"Here is the whole way. {' '.join(task.solution)} Which step was new to you?"


def _pressed(moment: Moment, task: Task) -> str:
    if moment.lesson.may_solve:
        return _whole_way(task)
    if task.tried:
        return "How did you get your number? Type the sum you did. After that you can see the whole way."
    if task.hints_given == 0:
        return f"Try it first, then check it here. {_step(task)}"
    return f"The answer comes after your own try. Wrong is fine. {_hint(task)}"


def _wrong(moment: Moment, task: Task) -> str:
    tries = max(0, task.attempts - 1, len(task.tried) - 1)  # what did not help the first time is not said again
    where = task.pointer or f"Look at this step{'' if tries else ' again'}. {_step(task, tries)}"
    more = (
        ' Type "show me" to see the whole way.'
        if task.attempts >= 2 and moment.lesson.may_solve and task.solution
        else ""
    )
    return f"Not yet. {where}{more}"


def _right(moment: Moment, task: Task) -> str:
    answer = task.answers[0] if task.answers else "that"
    if moment.young or not task.solution:
        return f"Yes, {answer} is right. How did you work it out?"
    return f"Yes, {answer} is right. Here is a way to check it. {' '.join(task.solution)}"


def _words(moment: Moment, task: Task) -> str | None:
    match task.last:
        case "asked":
            return _step(task)
        case "pressed":
            return _whole_way(task) if task.solved else _pressed(moment, task)
        case "hint":
            return _whole_way(task) if task.solved else _hint(task)
        case "step":
            return task.pointer
        case "right":
            return _right(moment, task)
        case "wrong":
            return _wrong(moment, task)
        case "fishing":
            return task.pointer
        case "told":
            return "What does the question ask? Type that part too."
        case "guess":
            return task.pointer or f"Work a bit of it out before you choose a number. {_step(task)}"
        case "check":
            return "Type what you got. Wrong is fine."
        case "unchecked":
            return f"This tutor can't check that. Show your steps to your teacher. {_step(task)}"
        case _:
            return None


def about_the_exercise(moment: Moment) -> str | None:
    """Answer what the child said about the exercise at hand; None when the talk is about something else."""
    task = moment.lesson.task
    return _words(moment, task) if task is not None else None


def back_to_the_exercise(moment: Moment) -> str | None:
    """Lead back to an exercise that is still open."""
    task = moment.lesson.task
    if task is None:
        return None
    if task.solved:
        return "That exercise is done. Type the next question when you are ready."
    return f"Back to the exercise. {_step(task)}"


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z0-9])")


def sentences(text: str) -> list[str]:
    """Cut a text into its sentences."""
    return [piece for piece in _SENTENCE.split(text.strip()) if piece]


def _tells(sentence: str, answers: tuple[str, ...], question: str) -> bool:
    flat = f" {re.sub(r'[-‐]', ' ', sentence.lower())} "
    asked = re.sub(r"[-‐]", " ", question.lower())
    for answer in answers:
        form = re.escape(answer.lower().replace("-", " "))
        pattern = rf"(?<![\w.,/]){form}(?![\w/]|[.,]\d)"
        if re.search(pattern, flat) and not re.search(pattern, asked):
            return True
    return False


def without_the_answer(moment: Moment, text: str) -> str:
    """Drop every sentence that says the answer before a genuine try: the last guard, whoever spoke."""
    task = moment.lesson.task
    if task is None or moment.lesson.may_solve or task.solved or not task.answers:
        return text
    kept = [s for s in sentences(text) if not _tells(s, task.answers, task.question)]
    return " ".join(kept) or "Try a first step, and type what you get. Wrong is fine."
