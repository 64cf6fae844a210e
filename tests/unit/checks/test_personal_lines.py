"""Personal data as children write it: what a policy can act on, what is only replaced, and what stays whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import score
from studybuddy_core.pipeline.redaction import redact

LINES = yaml.safe_load(Path(__file__).with_name("personal_data.yaml").read_text("utf-8"))
CHECKS = checks_named(["personal"])
DISCLOSES = [(label, line) for label, lines in LINES["discloses"].items() for line in lines]


def plain(line: str) -> str:
    return line.replace("«", "").replace("»", "")


def scores(line: str) -> dict[str, int]:
    return {s.label: s.score or 0 for s in score(TurnView(Stage.INPUT, plain(line)), CHECKS)}


def sent(line: str) -> str:
    """What an outside model would get, with every stand-in as an empty mark."""
    return re.sub(r"\[[A-Z]+ \d+\]", "«»", redact(plain(line), CHECKS))


def marked(line: str) -> str:
    return re.sub("«[^»]*»", "«»", line)


@pytest.mark.parametrize(("label", "line"), DISCLOSES)
def test_what_a_child_gives_away_can_be_acted_on_and_does_not_leave(label: str, line: str) -> None:
    assert scores(line)[label] >= 5_000
    assert sent(line) == marked(line)


@pytest.mark.parametrize("line", LINES["mentions"])
def test_what_is_only_personal_stops_nobody_and_does_not_leave(line: str) -> None:
    assert max(scores(line).values()) < 5_000
    assert sent(line) == marked(line)


@pytest.mark.parametrize("line", LINES["free"])
def test_a_question_stays_whole(line: str) -> None:
    assert max(scores(line).values()) == 0
    assert sent(line) == line
