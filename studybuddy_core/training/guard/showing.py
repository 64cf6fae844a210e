"""Which rows an epoch shows and how much each weighs: hard ones count double, learned ones are shown less often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FAR_OFF, HARD_WEIGHT = 0.3, 2.0
LEARNED = 0.1  # off by less than this in every family
LONG = 64  # tokens


def weights_of_an_epoch(
    off: Floats, tokens: NDArray[np.int64], chance: np.random.Generator, *, learned_share: float, long_share: float
) -> Floats:
    """Return how much each row weighs in an epoch; 0 for the rows that it leaves out.

    ``off``: how far the worst family of each row was from what it should be when last seen, 0 to 1; ``tokens``: its
    length. What is learned, and what is long, is shown with the probability of its share and weighs as many rows as
    it stands for, so the expected loss stays the same at a lower cost (Katharopoulos & Fleuret 2018).
    """
    share = np.where(off < LEARNED, learned_share, np.where(tokens > LONG, long_share, 1.0))
    shown: Floats = np.where(chance.random(len(off)) < share, 1.0 / share, 0.0).astype(np.float32)
    return shown * np.where(off > FAR_OFF, HARD_WEIGHT, 1.0).astype(np.float32)
