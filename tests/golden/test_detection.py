"""A change that stops less of what should be stopped, or more of what should not, is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import MAX_SCORE, Check, CheckSpec, Finding
from studybuddy_core.services import batch_scoring
from studybuddy_core.training.guard.examples import kept_for_measuring
from tests.golden.detection import BESIDE_LINES, FIGURES, FILE, POINTS, Figure, data_folder, worse_by

FROZEN = json.loads(FILE.read_text("utf-8"))
PUBLIC = sorted(name for name in FROZEN if FIGURES[name].public)


def worse(figure: Figure, rows: list[dict[str, object]]) -> float:
    return worse_by(figure, figure.count(rows), FROZEN[figure.name]["counted"], len(rows))


def test_every_figure_is_frozen() -> None:
    assert set(FROZEN) == set(FIGURES)


@pytest.mark.parametrize("name", FROZEN)
def test_no_figure_gets_worse_by_more_than_two_points(name: str) -> None:
    figure, folder = FIGURES[name], data_folder()
    if folder is None and figure.public:
        pytest.skip("the public sets are not here; set STUDYBUDDY_DATA to their folder")
    rows = figure.rows(folder or Path())
    assert [row["id"] for row in rows] == FROZEN[name]["ids"], "freeze anew: python -m tests.golden.detection DIR"
    allowed = max(POINTS, 100 * BESIDE_LINES / len(rows))
    assert worse(figure, rows) <= allowed, f"{name}: {FROZEN[name]['counted']} of {len(rows)} when it was frozen"


@pytest.mark.parametrize("name", PUBLIC)
def test_training_leaves_the_frozen_rows_out(name: str) -> None:
    assert all(kept_for_measuring(row_id) for row_id in FROZEN[name]["ids"])


# -- that the net holds: broken checks ------------------------------------------------------------------


@dataclass
class Stuck:
    """A check that always gives the same score, whatever it is shown."""

    spec: CheckSpec
    score: int

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        for label in self.spec.labels:
            yield Finding(label, self.score)


def broken(monkeypatch: pytest.MonkeyPatch, name: str, score: int) -> None:
    real = batch_scoring.every_check()
    assert any(check.spec.name == name for check in real)
    checks: tuple[Check, ...] = tuple(Stuck(check.spec, score) if check.spec.name == name else check for check in real)
    monkeypatch.setattr(batch_scoring, "every_check", lambda: checks)


@pytest.mark.parametrize(
    ("check", "figure"),
    [("guard", "own child_harm harmful"), ("guard", "own distress harmful"),
     ("guard_documents", "own injected harmful"), ("trajectory", "own escalations harmful")],
)  # fmt: skip
def test_a_check_that_sees_nothing_any_more_is_noticed(
    check: str, figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, check, 0)
    assert worse(FIGURES[figure], FIGURES[figure].rows(Path())) > POINTS


@pytest.mark.parametrize("check", ["jailbreak", "violence", "guard"])
def test_a_check_that_sees_harm_everywhere_is_noticed(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, check, MAX_SCORE)
    assert worse(FIGURES["own pupils"], FIGURES["own pupils"].rows(Path())) > POINTS
