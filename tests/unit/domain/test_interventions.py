"""Which strategy is used for what, and that documents from before there was a choice keep their address."""

from dataclasses import replace

import pytest

from studybuddy_core.domain.interventions import Steering, Strategy, causes_of, strategy_of
from studybuddy_core.domain.procedures import Limits
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.services.in_force import procedure_document, read_procedure

MODIFY, STEER, INJECT, ABORT = Strategy


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (("privacy.name",), MODIFY),
        (("attack.link", "privacy.contact"), MODIFY),
        (("attack.injection",), STEER),
        (("tone.flattery",), STEER),
        (("privacy.name", "tone.flattery"), STEER),
        (("truth.arithmetic",), INJECT),
        (("age.reading_level", "tone.flattery"), INJECT),
        ((), STEER),
    ],
)
def test_the_gravest_strategy_that_a_label_asks_for_is_used(labels: tuple[str, ...], chosen: Strategy) -> None:
    assert Steering().choose(labels) is chosen


def test_a_label_wins_over_its_family_and_what_is_written_over_what_is_usual() -> None:
    own = Steering({"tone": ABORT, "tone.flattery": STEER, "privacy": STEER})
    assert own.choose(["tone.guilt"]) is ABORT
    assert own.choose(["tone.flattery"]) is STEER
    assert own.choose(["privacy.name"]) is STEER


def test_what_is_not_allowed_gives_way_to_the_next_graver_one_and_an_answer_can_always_be_ended() -> None:
    assert Steering(allowed=(INJECT,)).choose(["privacy.name"]) is INJECT
    assert Steering(allowed=()).choose(["tone.flattery"]) is ABORT
    assert Steering(allowed=(MODIFY,)).after(MODIFY) is ABORT


def test_words_that_were_stored_before_still_read() -> None:
    assert [strategy_of(word) for word in ("modify", "steer", "inject", "abort")] == list(Strategy)
    assert [strategy_of(one.value) for one in Strategy] == list(Strategy)
    with pytest.raises(ValueError, match="nudge"):
        strategy_of("nudge")


def test_a_procedure_without_a_choice_keeps_the_address_it_had_and_one_with_it_is_read_back() -> None:
    plain = default_procedure(("arithmetic",))
    old = read_procedure(procedure_document(plain).replace(',\n "steering": null', ""))
    assert "steering" not in procedure_document(plain).replace(',\n "steering": null', "")
    assert old.id == plain.id
    chosen = replace(plain, steering=Steering({"tone": ABORT}, (STEER, ABORT)))
    assert chosen.id != plain.id
    assert read_procedure(procedure_document(chosen)) == chosen


def test_the_check_interval_is_told_in_tokens() -> None:
    assert Limits().check_interval == 70
    assert Limits().checking_every(25).segment_chars == 100
    assert Limits().checking_every(25).check_interval == 25
    assert Limits().checking_every(100_000).segment_chars == Limits().answer_chars


def test_a_label_that_two_rules_name_is_one_cause_with_the_line_it_is_furthest_over() -> None:
    from studybuddy_core.domain.deciding import Decision, Reason
    from studybuddy_core.domain.messages import Extent, Stage
    from studybuddy_core.domain.policies import Effect, Reply

    reasons = (Reason("a", "harm.violence", 9000, 8000), Reason("b", "harm.violence", 9000, 5000), Reason("missing"))
    found = causes_of(Decision(Stage.OUTPUT, Extent.SEGMENT, Effect(Reply.REVISE), reasons, (), "eff_1"))
    assert [(c.label, c.score, c.threshold, c.rule) for c in found] == [
        ("harm.violence", 9000, 5000, "b"), ("missing", None, None, "missing")
    ]  # fmt: skip
