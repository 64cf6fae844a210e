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
from tests.golden.detection import FIGURES, FILE, POINTS, Figure, allowed, data_folder, then_of, worse_by
from tests.golden.kernels import still_right, this_kernel

FROZEN = json.loads(FILE.read_text("utf-8"))
PUBLIC = sorted(name for name in FROZEN if FIGURES[name].public)


def worse(figure: Figure, rows: list[dict[str, object]]) -> float:
    then = then_of(FROZEN[figure.name]["counted"], this_kernel())
    return worse_by(figure, figure.count(rows), then, len(rows))


def test_every_figure_is_frozen() -> None:
    assert set(FROZEN) == set(FIGURES)


@pytest.mark.parametrize("name", FROZEN)
def test_a_figure_was_frozen_with_the_model_that_ships(name: str) -> None:
    assert still_right(FROZEN[name]["counted"]) == list(FROZEN[name]["counted"])


@pytest.mark.parametrize(
    ("counted", "total", "kernel", "points"),
    [({"m/a": 9}, 25, "m/a", 2.0), ({"m/a": 9}, 25, "m/b", 8.0), ({"m/a": 9}, 100, "m/b", 2.0)],
)
def test_only_on_a_kernel_that_nobody_froze_may_two_rows_fall_either_way(
    counted: dict[str, int], total: int, kernel: str, points: float
) -> None:
    assert allowed(counted, total, kernel) == points


@pytest.mark.parametrize("name", FROZEN)
def test_no_figure_gets_worse_by_more_than_two_points(name: str) -> None:
    figure, folder = FIGURES[name], data_folder()
    if folder is None and figure.public:
        pytest.skip("the public sets are not here; set STUDYBUDDY_DATA to their folder")
    rows = figure.rows(folder or Path())
    assert [row["id"] for row in rows] == FROZEN[name]["ids"], "freeze anew: python -m tests.golden.detection DIR"
    counted = FROZEN[name]["counted"]
    assert worse(figure, rows) <= allowed(counted, len(rows), this_kernel()), f"{name}: {counted} of {len(rows)} before"


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
