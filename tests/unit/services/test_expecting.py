"""What a score is worth, as the Playground says it: from the figures that ship, at the line in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Effective, resolve
from studybuddy_core.presets.measured import LabelFigures, Measured, Sample, measured
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.expecting import expectations, of_another_model

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEAPONS = (Stage.INPUT, "harm.weapons")
THERE = Sample("messages of this kind", {0: 2, 45: 3, 50: 1, 97: 14})
PLAIN = Sample("homework messages", {0: 399, 60: 1})
FIGURES = Measured("0000000000", "by hand", {WEAPONS: LabelFigures(THERE, (PLAIN,))})


def balanced(protect: int | None = None) -> Effective:
    policy = preset_policy("balanced")
    if protect is not None:
        rule = policy.label_rule("harm.weapons")
        assert rule is not None
        policy = policy.with_thresholds({"harm.weapons": (protect, rule.alert)})
    return resolve(policy, AgeBand.OLDER, now=NOW)


def test_the_sentence_says_the_share_of_a_hundred_and_what_it_is_of() -> None:
    assert expectations(balanced(), FIGURES)[WEAPONS].words == (
        "Of 100 messages of this kind, about 75 reach the protect line (15 of 20, 53.1–88.8 %); "
        "of 100 homework messages, fewer than 1 (1 of 400, 0.0–1.4 %)."
    )


def test_another_line_has_other_shares_from_the_same_figures() -> None:
    assert expectations(balanced(4_500), FIGURES)[WEAPONS].caught.x == 18
    assert expectations(balanced(4_501), FIGURES)[WEAPONS].caught.x == 15, "within a step, the next one counts"
    assert expectations(balanced(9_800), FIGURES)[WEAPONS].caught.x == 0


def test_figures_of_another_model_say_so() -> None:
    assert of_another_model(FIGURES)
    assert of_another_model(replace(FIGURES, guard="1"))


def test_what_ships_has_figures_for_what_matters_most() -> None:
    found = expectations(balanced())
    for label in ("harm.weapons", "wellbeing.self_harm", "wellbeing.abuse", "attack.jailbreak", "hate.identity"):
        one = found[Stage.INPUT, label]
        assert one.caught.n >= 20
        assert all(rate.n >= 200 for _, rate in one.harmless)
    assert measured().made_by == "python -m benchmarks.label_figures"
