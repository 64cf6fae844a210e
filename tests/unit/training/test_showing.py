"""What an epoch shows: everything new, some of what is learned, and on the whole as much loss as there is."""

from __future__ import annotations

import numpy as np
import pytest

from studybuddy_core.training.guard.showing import Floats, weights_of_an_epoch

MANY = 20_000


def weights(off: float, tokens: int) -> Floats:
    return weights_of_an_epoch(
        np.full(MANY, off, dtype=np.float32), np.full(MANY, tokens), np.random.default_rng(7),
        learned_share=0.3, long_share=0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("off", "tokens", "shown", "weight"),
    [(0.2, 20, 1.0, 1.0), (0.05, 20, 0.3, 1 / 0.3), (0.05, 100, 0.3, 1 / 0.3), (0.2, 100, 0.5, 2.0),
     (0.9, 20, 1.0, 2.0), (0.9, 100, 0.5, 4.0)],
)  # fmt: skip
def test_what_is_shown_less_often_weighs_as_many_rows_as_it_stands_for(
    off: float, tokens: int, shown: float, weight: float
) -> None:
    found = weights(off, tokens)
    assert (found > 0).mean() == pytest.approx(shown, abs=0.02)
    assert found[found > 0] == pytest.approx(weight)


def test_nothing_is_learned_or_hard_before_it_was_seen() -> None:
    assert (weights(0.3, 20) == 1.0).all()
