"""How sure one can be of a rate: the Wilson score interval.

A rate from a handful of verdicts is a rough guess, and the page says how rough. Wilson's interval stays
inside 0 to 1 and keeps its promise for small n and for rates near 0 or 1, where the textbook
"p ± 2 standard errors" does not.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), 209–212; recommended for small n by
L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial proportion",
Statistical Science 16 (2001), 101–133.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""The standard normal deviate that leaves 2.5 % on each side."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``x`` of ``n``, with the ends of its 95 % interval as shares from 0 to 1."""

    x: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """``x / n``; None where there was nothing to count."""
        return self.x / self.n if self.n else None

    def __str__(self) -> str:
        if not self.n:
            return "0 of 0"
        return f"{self.x:,} of {self.n:,} ({self.low * 100:.0f}–{self.high * 100:.0f} %)"


def wilson(x: int, n: int, z: float = Z_95) -> Rate:
    """Return ``x`` of ``n`` with its Wilson interval; with nothing counted the interval is everything."""
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no rate")
    if n == 0:
        return Rate(0, 0, 0.0, 1.0)
    share, square = x / n, z * z
    centre = share + square / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    low = 0.0 if x == 0 else (centre - spread) / scale
    high = 1.0 if x == n else (centre + spread) / scale
    return Rate(x, n, low, high)
