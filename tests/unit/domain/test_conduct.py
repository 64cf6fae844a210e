"""The switches of an answer: what they change, and that what is left as it is keeps its address."""

from dataclasses import replace

import pytest

from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.conduct import SWITCHED_OFF, SWITCHES, Conduct, admitting, conduct_of, conducted
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.interventions import Steering, Strategy
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.presets.conduct import conduct_to_yaml, read_conduct
from studybuddy_core.presets.seeds import preset_policy

FIRST = default_procedure(tuple(check.spec.name for check in all_checks()))
BALANCED = preset_policy("balanced")
NOW = conduct_of(FIRST)


def test_switches_that_are_left_as_they_are_keep_the_address_of_the_procedure_and_the_policy() -> None:
    assert conducted(FIRST, NOW).id == FIRST.id
    assert conducted(replace(FIRST, drafting=None), conduct_of(replace(FIRST, drafting=None))).drafting is None
    assert admitting(BALANCED, NOW, NOW) is BALANCED


def test_a_switch_names_every_check_of_its_labels_and_no_other() -> None:
    for switch in SWITCHES.values():
        scoring = {check.spec.name for check in all_checks() if set(check.spec.labels) & set(switch.labels)}
        assert scoring == set(switch.checks)
        own = [check.spec.labels for check in all_checks() if check.spec.name in switch.checks]
        assert {label for labels in own for label in labels} == set(switch.labels)


@pytest.mark.parametrize("name", SWITCHES)
def test_switching_off_makes_its_labels_optional_and_switching_on_makes_them_needed_again(name: str) -> None:
    off = replace(NOW, checked=NOW.checked - {name})
    steps, policy = conducted(FIRST, off), admitting(BALANCED, NOW, off)
    assert set(FIRST.checks) - set(steps.checks) == set(SWITCHES[name].checks)
    assert policy.optional == dict.fromkeys(SWITCHES[name].labels, SWITCHED_OFF)
    assert procedure_weakened(FIRST, steps) == tuple(f"check {check}" for check in sorted(SWITCHES[name].checks))
    assert set(conducted(steps, NOW).checks) == set(FIRST.checks)
    assert admitting(policy, off, NOW).id == BALANCED.id


def test_how_to_step_in_is_told_line_by_line_and_is_no_weaker() -> None:
    other = replace(NOW, interventions=1, interval=20, steering=Steering({"tone": Strategy.ABORT}, (Strategy.STEER,)))
    steps = conducted(FIRST, other)
    told = {(c.what, c.before, c.after) for c in procedure_differences(FIRST, steps)}
    assert told == {
        ("longest piece of an answer", "280 characters", "80 characters"), ("most interventions in a turn", "3", "1"),
        ("stepping in on “everything about tone”", "as usual", "end the answer"),
        ("Replace the marked places: may be used", "yes", "no"), ("Try again with passages: may be used", "yes", "no"),
    }  # fmt: skip
    assert procedure_weakened(FIRST, steps) == ()


def test_a_document_reads_back_to_the_same_and_leaves_alone_what_it_does_not_name() -> None:
    other = replace(NOW, grounded=False, checked=frozenset({"claims"}), interventions=0, interval=33,
                    steering=Steering({"truth": Strategy.ABORT}, (Strategy.STEER, Strategy.ABORT)),
                    drafting=replace(NOW.drafting, samples=3, seconds=5.5))  # fmt: skip
    assert read_conduct(conduct_to_yaml(other), NOW) == other
    assert read_conduct(conduct_to_yaml(NOW), other) == NOW
    few = read_conduct("answers:\n  intervention: {max_interventions: 2}\n", other)
    assert few == replace(other, interventions=2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("policy: x\n", "line 1"),
        ("answers:\n  grounding: 3\n", "line 2: this is a switch"),
        ("answers:\n  intervention:\n    max_interventions: 99\n", "from 0 to 10"),
        ("answers:\n  intervention:\n    check_interval: 1\n", "from 5 to 1000"),
        ("answers:\n  intervention:\n    by_label: {toen: generation_abort}\n", "did you mean tone"),
        ("answers:\n  intervention:\n    intervention_strategies: [generation_stop]\n", "generation_abort"),
        ("answers:\n  drafting: {sampels: 3}\n", "did you mean samples"),
        ("answers:\n  checked: {claim: no}\n", "did you mean claims"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_its_mend(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        read_conduct(text, NOW)
    assert says in str(wrong.value)


def test_conduct_without_a_word_is_as_a_new_school_has_it() -> None:
    assert Conduct(NOW.drafting) == NOW
