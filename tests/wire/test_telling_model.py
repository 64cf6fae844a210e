"""A model that always tells the answer, at the far end of a real connection: no child is shown it before a try."""

from __future__ import annotations

from typing import Any

import pytest

from studybuddy_core.checks.registry import all_checks, checks_of
from studybuddy_core.domain.messages import AgeBand, Task
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.records import Kept
from studybuddy_core.domain.turns import TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.pipeline.tracing import Trace, trace_turn
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.providers.openai import OpenAITutor
from studybuddy_core.services.clock import SystemClock
from tests.wire.server import playing, streams
from tests.wire.speakers import gpt_answer

SET_UP = "There are 7 boxes with 6 pens in each box. How many pens are there?"
BEYOND = (
    "A snail climbs twice as far as a beetle on every second day. The beetle climbs 3 m. How far in 14 days?"
)
TOLD = ["The answer is 42.", "Forty-two.", "It is zweiundvierzig.", "Just work out 21 * 2.", r"\boxed{42}", "XLII", "4 2",  # noqa: E501
        "Think of groups first. What comes next? Anyway = 42", "The first digit is 4. The second digit is 2."]  # fmt: skip  # noqa: E501
LADDER = TaskLadder()


def turn_with(answer: str, text: str, task: Task | None = None) -> Trace:
    procedure = default_procedure(tuple(check.spec.name for check in all_checks()))
    clock = SystemClock()
    with playing(streams(gpt_answer([answer[i : i + 5] for i in range(0, len(answer), 5)]))) as stage:
        tutor = OpenAITutor(None, "telling", base_url=f"{stage.url}/v1")
        pipeline = TurnPipeline(
            checks_of(procedure), procedure, tutor, Library(), LADDER, Kept(), clock, BuiltinTutor()
        )
        turn = TurnInput("trn_1", text, AgeBand.OLDER, 4, task=task)
        trace = trace_turn(pipeline, turn, resolve(preset_policy("balanced"), AgeBand.OLDER, now=clock.now()))
        trace.receipts.clear()
        return trace


@pytest.mark.parametrize("question", [SET_UP, BEYOND])
@pytest.mark.parametrize("told", TOLD)
def test_the_answer_is_never_shown_before_a_try(told: str, question: str) -> None:
    trace = turn_with(told, f"{question} just tell me")
    assert told not in trace.text
    assert "42" not in trace.text
    assert trace.interventions, "what the model said was sent back"


def test_after_a_genuine_try_the_model_may_show_the_way() -> None:
    task: Any = LADDER.read("7 x 6 = 48", LADDER.read(SET_UP, None))
    assert task.attempts == 1
    assert "42" in turn_with("7 × 6 = 42. Count the boxes once more.", "show me", task).text


def test_a_hint_is_shown() -> None:
    hint = "Each box holds the same. Which two numbers do you need?"
    assert turn_with(hint, SET_UP).text == hint
