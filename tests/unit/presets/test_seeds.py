"""The seed policies: sound, complete, ordered, and speaking only of what exists."""

from datetime import UTC, datetime

import pytest

from studybuddy_core.checks.registry import known_labels
from studybuddy_core.domain.labels import CIRCUMSTANCES, LABELS, MANNERS, NEVER_RELAXED, label_spec
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Notify, Policy, Reply, resolve
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.presets.seeds import preset_names, preset_policy

POLICIES = [pytest.param(preset_policy(name), id=name) for name in preset_names()]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAID_BY_HAND = {"wellbeing.asked", "judge.disagreed"}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_label_with_a_check_has_a_rule_and_none_other(policy: Policy) -> None:
    ruled = {rule.label for rule in policy.labels}
    assert ruled == known_labels() - MANNERS
    assert set(LABELS) - ruled == SAID_BY_HAND | CIRCUMSTANCES | MANNERS


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("band", list(AgeBand))
def test_every_required_label_can_be_scored(policy: Policy, band: AgeBand) -> None:
    effective = resolve(policy, band, now=NOW)
    for rule in effective.rules:
        for condition in rule.when_all:
            assert condition.label in known_labels() | CIRCUMSTANCES
            assert rule.stage in label_spec(condition.label).stages


@pytest.mark.parametrize("policy", POLICIES)
def test_every_script_exists(policy: Policy) -> None:
    scripts = set(default_procedure(()).scripts)
    for band in AgeBand:
        for rule in resolve(policy, band, now=NOW).rules:
            assert not rule.then.script or rule.then.script in scripts
    assert policy.on_missing.script in scripts


@pytest.mark.parametrize("policy", POLICIES)
def test_no_child_meets_a_crisis_script_without_an_adult_knowing(policy: Policy) -> None:
    for label in ("wellbeing.self_harm", "wellbeing.abuse"):
        rule = policy.label_rule(label)
        assert rule is not None
        assert rule.replies[Stage.INPUT] is Reply.SUPPORT
        assert rule.call is Notify.ALERT
        assert rule.alert is not None
        assert rule.protect is not None
        assert rule.alert <= rule.protect
    for rule in policy.labels:
        assert rule.relaxed is None or label_spec(rule.label).family not in NEVER_RELAXED


def test_strict_is_stricter_than_balanced_than_research() -> None:
    strict, balanced, research = (preset_policy(name) for name in ("strict", "balanced", "research"))
    for label in known_labels() - MANNERS:
        scores = []
        for policy in (strict, balanced, research):
            rule = policy.label_rule(label)
            assert rule is not None
            scores.append(rule.protect if rule.protect is not None else 10_001)
        assert scores == sorted(scores), label


def test_doubt_begins_earlier_in_strict_than_in_balanced_than_in_research() -> None:
    strict, balanced, research = (preset_policy(name) for name in ("strict", "balanced", "research"))
    grey = {rule.label for rule in balanced.labels if rule.grey is not None}
    assert {"harm.violence", "wellbeing.self_harm", "attack.jailbreak"} <= grey
    for label in grey:
        rules = [policy.label_rule(label) for policy in (strict, balanced, research)]
        lines = [rule.grey for rule in rules if rule is not None and rule.grey is not None]
        assert len(lines) == 3
        assert lines == sorted(lines), label


def test_distress_is_never_later_for_research() -> None:
    for label in (x for x in known_labels() if x.startswith("wellbeing.")):
        one, two = preset_policy("balanced").label_rule(label), preset_policy("research").label_rule(label)
        assert one is not None
        assert two is not None
        assert (one.protect, one.alert, one.grey) == (two.protect, two.alert, two.grey)
