"""Giveaway: the tutor says the answer before the child has tried.

The pipeline knows the task and its answers (worked out by computer algebra, not by the model).
Every form counts: 56, fifty-six, 56.0, 112/2. Numbers that stand in the question may be
repeated. A small number said in passing ("these 2 steps") counts little; one said as a result
("that makes 7") counts fully.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from studybuddy_core.checks.sums import NUMBER_WORDS, number_tokens, value_of
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, Task, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

_LABEL = "learning.giveaway"
_RESULT = re.compile(
    r"(?:=|≈|:|\b(?:is|are|equals?|equal to|makes?|gives?|gets?|got|be|answer|total|result|left|remain|leaves|have|has|"
    r"becomes|it's|that's|sum|product|quotient|difference|to|worth|costs?|write|then|so))\W{0,4}$", re.I)  # fmt: skip
_COUNTED = re.compile(
    r"(?:\b(?:step|hint|question|number|part|page|grade|chapter|problem|example)\s*|(?:^|\n)\s*)$", re.I
)
_AFTER_LIST = re.compile(r"^[.)]\s")
_STATED, _LARGE, _PASSING = 9_500, 8_500, 3_500


def _open(task: Task | None) -> bool:
    return task is not None and bool(task.answers) and not task.solved and task.attempts == 0


def _number_findings(text: str, answers: set[Fraction], given: set[Fraction]) -> Iterator[Finding]:
    for value, span in number_tokens(text):
        if value not in answers or value in given:
            continue
        before, after = text[max(0, span.start - 24) : span.start], text[span.end : span.end + 2]
        if _COUNTED.search(before) and (_AFTER_LIST.match(after) or before.strip()):
            continue
        if _RESULT.search(before):
            yield Finding(_LABEL, _STATED, (span,), "the answer, said as a result")
        elif abs(value) >= 20 or value.denominator != 1:
            yield Finding(_LABEL, _LARGE, (span,), "the answer")
        else:
            yield Finding(_LABEL, _PASSING, (span,), "a number that is also the answer")


def _word_findings(text: str, answers: Iterator[str], question: str) -> Iterator[Finding]:
    low = text.lower()
    for answer in answers:
        pattern = r"(?<!\w)" + re.escape(answer.lower()) + r"(?!\w)"
        if len(answer) < 2 or re.search(pattern, question.lower()):
            continue
        for match in re.finditer(pattern, low) if len(low) == len(text) else ():
            yield Finding(_LABEL, _STATED, (Span(match.start(), match.end()),), "the answer in words")


class GiveawayCheck:
    """Says that the tutor's text holds the answer to a task the child has not tried yet."""

    spec = CheckSpec("giveaway", "1", (_LABEL,), OUT,
                     summary="The tutor says the answer before the child has tried.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each place where the answer stands."""
        task = view.task
        if task is None or not _open(task):
            return
        values = {value for answer in task.answers if (value := value_of(answer)) is not None}
        given = {value for value, _ in number_tokens(task.question)}
        yield from _number_findings(view.clean, values, given)
        words = (a for a in task.answers if value_of(a) is None or a.lower().split("-")[0] in NUMBER_WORDS)
        values_in_question = values & given
        if not values_in_question:
            yield from _word_findings(view.clean, words, task.question)


CHECK = GiveawayCheck()
