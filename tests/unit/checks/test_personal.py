"""Personal data and staff: found as the school knows them, and never repeated in a note."""

import pytest

from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import Signal, score


def signals(text: str, **around: tuple[str, ...]) -> dict[str, Signal]:
    found = score(TurnView(Stage.INPUT, text, **around), checks_named(["personal", "staff"]))
    return {signal.label: signal for signal in found}


@pytest.mark.parametrize(
    "text", ["mr khan shouted at me", "Mr. Khan is nice", "I told Samir Khan", "khan is my teacher"]
)
def test_staff_are_recognised(text: str) -> None:
    assert (signals(text, staff=("Mr Samir Khan",))["privacy.staff"].score or 0) >= 5_000


@pytest.mark.parametrize("text", ["Genghis Khanate", "my teacher is nice", "Mr Kan went home", ""])
def test_others_are_not(text: str) -> None:
    assert signals(text, staff=("Mr Samir Khan",))["privacy.staff"].score == 0


def test_a_name_the_school_knows_counts_in_any_alphabet() -> None:
    found = signals("i sat with Łukasz today", names=("Łukasz",))["privacy.name"]
    assert found.score == 8_000
    assert "Łukasz" not in found.note


def test_notes_never_hold_what_was_found() -> None:
    text = "my password is tiger123 and my number is 07911 123456, mail kid@example.com"
    for signal in signals(text).values():
        assert not any(secret in signal.note for secret in ("tiger", "07911", "example"))


def test_a_number_that_is_no_card_passes() -> None:
    assert signals("4111 1111 1111 1112 is a big number")["privacy.secret"].score == 0
