"""What of a talk is sent, and what a call costs."""

from __future__ import annotations

import pytest

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.messages import SpeakerRole, Utterance
from studybuddy_core.providers.prices import cost_usd
from studybuddy_core.providers.talk import talk_of


def talk(*said: tuple[SpeakerRole, str]) -> list[tuple[str, str]]:
    return [tuple(turn) for turn in talk_of([Utterance(role, text) for role, text in said])]  # type: ignore[misc]


def test_it_begins_and_ends_with_the_child_and_alternates() -> None:
    said = talk(
        ("assistant", "Hi"), ("user", "a"), ("user", "b"), ("assistant", " "), ("assistant", "c"), ("user", "d")
    )
    assert said == [("user", "a\n\nb"), ("assistant", "c"), ("user", "d")]


@pytest.mark.parametrize("said", [[], [("assistant", "x")], [("user", "x"), ("assistant", "y")], [("user", "  ")]])
def test_without_a_message_of_the_child_there_is_nothing_to_ask(said: list[tuple[SpeakerRole, str]]) -> None:
    with pytest.raises(BadInput):
        talk(*said)


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("claude-haiku-4-5", 6.0),
        ("claude-haiku-4-5-20251001", 6.0),
        ("gpt-4.1-2025-04-14", 10.0),
        ("gpt-4.1-nano", None),
        ("qwen3:4b", None),
    ],
)
def test_a_cost_is_known_or_none_and_never_zero_by_ignorance(model: str, cost: float | None) -> None:
    assert cost_usd(model, 1_000_000, 1_000_000) == cost
