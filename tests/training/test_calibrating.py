"""Where the lines of talks and pages lie, from what harmless ones score."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs the extra `train`")

from studybuddy_core.checks.guard_heads import FAMILIES
from studybuddy_core.training.guard.calibrating import Line, line_of, page_shift, talk_shift

LINES = {name: Line(1.0, 0.0, 100, 100, 90) for name in FAMILIES}


def logits(**families: float) -> np.ndarray:
    rows = np.full((1_000, len(FAMILIES)), -1_000.0, dtype=np.float32)
    for name, highest in families.items():
        rows[:, FAMILIES.index(name)] = np.linspace(highest - 1_000, highest, 1_000)
    return rows


@pytest.mark.parametrize("highest", [50.0, 10.0])
def test_three_harmless_talks_in_a_hundred_lie_above_the_line_be_it_higher_or_lower_than_that_of_messages(
    highest: float,
) -> None:
    rows = logits(harm=highest)
    shift = talk_shift(rows, LINES)
    assert (shift > 0) == (highest == 50.0)
    assert int((rows[:, FAMILIES.index("harm")] > shift).sum()) == 30


def test_without_talks_and_pages_the_lines_stay_where_they_are() -> None:
    none = np.zeros((0, len(FAMILIES)), dtype=np.float32)
    assert talk_shift(none, LINES) == 0.0
    assert page_shift(none, LINES) == {}


def test_a_page_moves_the_line_of_attacks_up_only() -> None:
    assert page_shift(logits(attack=-20.0), LINES) == {"attack": 0.0}
    assert page_shift(logits(attack=200.0, harm=500.0), LINES) == {"attack": pytest.approx(130, abs=2)}


def test_a_line_with_a_second_share_leaves_as_many_above_a_score_of_five_in_a_hundred() -> None:
    quiet, loud = np.linspace(-9, 1, 1_000, dtype=np.float32), np.linspace(0, 4, 20, dtype=np.float32)
    wanted = np.repeat(np.array([0, 1], dtype=np.float32), [len(quiet), len(loud)])
    line = line_of(np.concatenate([quiet, loud]), wanted, 0.01, 0.5)
    scores = 1 / (1 + np.exp(-line.slope * (quiet - line.middle)))
    assert int((scores > 0.5).sum()) == 10
    assert int((scores > 0.05).sum()) == pytest.approx(500, abs=2)
