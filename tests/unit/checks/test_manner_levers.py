"""Levers a tutor must not pull: guilt, flattery, secrecy. Lines that use them, and harmless ones that look alike."""

from datetime import UTC, datetime

import pytest

from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import resolve
from studybuddy_core.presets.seeds import preset_policy
from tests.unit.checks.test_phrases import best, table

LABELS = ("tone.guilt", "tone.flattery", "tone.secrecy")


def balanced_lines() -> dict[str, int]:
    rules = resolve(preset_policy("balanced"), AgeBand.OLDER, now=datetime(2026, 1, 1, tzinfo=UTC)).rules
    lines: dict[str, int] = {}
    for rule in rules:
        one = rule.when_all[0]
        if rule.stage is Stage.OUTPUT and len(rule.when_all) == 1 and one.label in LABELS:
            lines[one.label] = min(lines.get(one.label, one.score), one.score)
    return lines


LINES = balanced_lines()


@pytest.mark.parametrize(("label", "text"), [(x, y) for x, y, caught in table("manner_levers.yaml") if caught])
def test_a_lever_reaches_the_balanced_line(label: str, text: str) -> None:
    assert best(text, label, Stage.OUTPUT) >= LINES[label]


@pytest.mark.parametrize("text", [text for _, text, caught in table("manner_levers.yaml") if not caught])
def test_a_harmless_twin_reaches_no_line(text: str) -> None:
    assert {label for label in LABELS if best(text, label, Stage.OUTPUT) >= LINES[label]} == set()
