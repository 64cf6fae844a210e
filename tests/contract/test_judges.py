"""What every judge keeps. Run over the registry, so a new dialect is tested before its author writes a test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studybuddy_core.checks.judge import LONGEST, JudgeCheck
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.labels import LABELS, UNJUDGED
from studybuddy_core.domain.messages import Stage, TurnView, Utterance
from studybuddy_core.domain.ports import Judge
from studybuddy_core.domain.signals import score
from studybuddy_core.providers.judges.registry import dialect_names, judge_from
from studybuddy_core.providers.judges.taxonomy import instructions, judged_labels
from studybuddy_core.settings import Settings, load_settings
from tests.wire.judging import at
from tests.wire.server import playing, says

EVERY_DIALECT = pytest.mark.parametrize("dialect", dialect_names())
EVERY_STAGE = pytest.mark.parametrize("stage", list(Stage))


def built(home: Path, url: str, dialect: str) -> Judge:
    judge = judge_from(load_settings({"STUDYBUDDY_HOME": str(home), **at(url, dialect)}))
    assert judge is not None
    return judge


def case(stage: Stage) -> Case:
    return Case(stage, "Some words.", ("Other words.",), (Utterance("user", "hi"),))


@EVERY_DIALECT
def test_says_what_it_is_and_counts_as_outside(tmp_path: Path, dialect: str) -> None:
    judge = built(tmp_path, "http://127.0.0.1:1", dialect)
    assert sys.modules[type(judge).__module__].__doc__
    assert judge.outside, "even a server on this machine may pass text on"
    assert not judge.private, "what concerns wellbeing goes nowhere unless somebody set that up"
    assert judge.model in judge.version
    assert judge.name


@EVERY_DIALECT
@EVERY_STAGE
def test_its_labels_can_be_judged_there(tmp_path: Path, dialect: str, stage: Stage) -> None:
    judge = built(tmp_path, "http://127.0.0.1:1", dialect)
    labels = judge.labels(stage)
    assert len(set(labels)) == len(labels)
    assert all(stage in LABELS[label].stages for label in labels)
    spec = JudgeCheck(judge, stage).spec
    assert spec.labels == (*labels, UNJUDGED)
    assert spec.summary.endswith(".")
    assert spec.stages == {stage}


@EVERY_DIALECT
@EVERY_STAGE
@pytest.mark.parametrize(
    "body",
    [None, {}, [], "Not safe.", {"choices": []}, {"choices": [{"message": {"content": "Not safe."}}]}, {"data": []},
     {"results": []}, {"error": {"message": "busy"}}],
)  # fmt: skip
def test_garbage_is_a_missing_score_and_never_a_safe_one(
    tmp_path: Path, dialect: str, stage: Stage, body: object
) -> None:
    with playing(says(200, body)) as server:
        judge = built(tmp_path, server.url, dialect)
        with pytest.raises(ProviderError):
            judge.judge(case(stage))
        signals = score(TurnView(stage, "Some words."), [JudgeCheck(judge, stage)])
    assert bool(signals) == bool(judge.labels(stage)), "who knows nothing of such texts is not asked about them"
    assert all(signal.score is None and signal.error for signal in signals)


def test_the_taxonomy_speaks_of_every_label_that_can_be_judged_and_of_no_other() -> None:
    for stage in Stage:
        told = instructions(stage)
        for label, spec in LABELS.items():
            assert (f"- {label}: " in told) == (spec.judged and stage in spec.stages)
    assert {label for stage in Stage for label in judged_labels(stage)} == {x for x, s in LABELS.items() if s.judged}


def test_the_documentation_names_every_dialect_and_setting() -> None:
    told = (Path(__file__).parents[2] / "docs" / "judge.md").read_text("utf-8")
    for dialect in dialect_names():
        assert f"| `{dialect}` |" in told
    for setting in (name for name in Settings.model_fields if name.startswith("judge")):
        assert f"| `STUDYBUDDY_{setting.upper()}` |" in told


class Fixed:
    name, model, version, outside, private = "fixed", "fixed-1", "1+fixed-1", True, False

    def labels(self, stage: Stage) -> tuple[str, ...]:
        return ("harm.violence", "wellbeing.abuse")

    def judge(self, case: Case) -> Verdict:
        return Verdict({"harm.violence": 7_000, "wellbeing.abuse": 9_000, "unknown.label": 9_000})


def test_as_a_check_it_scores_all_its_labels_and_says_that_somebody_judged() -> None:
    found = {s.label: s.score for s in score(TurnView(Stage.INPUT, "Words."), [JudgeCheck(Fixed(), Stage.INPUT)])}
    assert found == {"harm.violence": 7_000, "wellbeing.abuse": 9_000, UNJUDGED: 0}
    found = {s.label: s.score for s in score(TurnView(Stage.OUTPUT, "Words."), [JudgeCheck(Fixed(), Stage.OUTPUT)])}
    assert found == {"harm.violence": 7_000, UNJUDGED: 0}, "what can't be judged of an answer is left out"


def test_a_text_that_is_too_long_is_not_judged_in_part() -> None:
    (first, *_) = score(TurnView(Stage.INPUT, "x" * (LONGEST + 1)), [JudgeCheck(Fixed(), Stage.INPUT)])
    assert first.score is None
    assert "too long" in first.error
