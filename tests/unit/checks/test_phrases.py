"""Tables of sentences for the lexicons: what children say when something is wrong, and what only looks like it."""

from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.guard import GuardCheck
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.checks.trajectory import TrajectoryCheck
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import score

HALF = 5_000


def table(name: str) -> list[tuple[str, str, bool]]:
    rows = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return [
        (label, text, kind == "stops")
        for label, kinds in rows.items()
        for kind, texts in kinds.items()
        for text in texts
    ]


def best(text: str, label: str, stage: Stage) -> int:
    clean = clean_text(text)
    readings = readings_of(clean) if stage is Stage.INPUT else ()
    checks = [c for c in all_checks() if label in c.spec.labels and not isinstance(c, GuardCheck | TrajectoryCheck)]
    signals = score(TurnView(stage, clean, readings=readings), checks)
    assert not [s.error for s in signals if s.error]
    return max(s.score for s in signals if s.label == label)


@pytest.mark.parametrize(("label", "text", "caught"), table("phrases.yaml") + table("other_languages.yaml"))
def test_a_childs_message(label: str, text: str, caught: bool) -> None:
    assert (best(text, label, Stage.INPUT) >= HALF) is caught


@pytest.mark.parametrize(("label", "text", "caught"), table("output_phrases.yaml"))
def test_a_tutors_text(label: str, text: str, caught: bool) -> None:
    assert (best(text, label, Stage.OUTPUT) >= HALF) is caught
