"""How far a model's judgement can be trusted, from adults' verdicts on the same texts: a Beta-Binomial model.

Each time an adult decides on a text that a model voted on, the model was right or wrong about it. With ``right`` of
``of`` and a uniform prior the share of right judgements is Beta(1 + right, 1 + wrong); its mean is Laplace's rule of
succession. A model with no record has no trust figure of its own and keeps its weight.

Source: A. Gelman et al., *Bayesian Data Analysis*, 3rd edition (2013), section 2.4. Judges who share mistakes are not
told apart by this (Dawid and Skene's model would need each of them on many shared texts without a verdict); here every
text in the record has an adult's verdict, which is the simpler and the stronger case.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from studybuddy_core.domain.signals import MAX_SCORE


@dataclass(frozen=True, slots=True)
class Record:
    """How often a model was right about texts that an adult decided on."""

    model: str
    right: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.of:
            raise ValueError(f"{self.right} of {self.of} is no record")


@dataclass(frozen=True, slots=True)
class Posterior:
    """The share of right judgements: its mean and a 95 % credible interval."""

    mean: float
    low: float
    high: float


def trust(record: Record) -> int:
    """The posterior mean in points from 0 to 10000, rounded down: what a weight is multiplied with."""
    return (1 + record.right) * MAX_SCORE // (2 + record.of)


def posterior(record: Record) -> Posterior:
    """Return the posterior of a record; with an empty one it is the prior: anything from 0 to 1."""
    a, b = 1 + record.right, 1 + record.of - record.right
    return Posterior(a / (a + b), _quantile(a, b, 0.025), _quantile(a, b, 0.975))


def _quantile(a: int, b: int, share: float) -> float:
    """Where the distribution function of Beta(a, b) reaches ``share``, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _cdf(a, b, middle) < share else (low, middle)
    return (low + high) / 2


def _cdf(a: int, b: int, x: float) -> float:
    """For whole a and b, Beta(a, b) lies below x as often as a + b - 1 tosses of a coin of x give at least a heads."""
    n = a + b - 1
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    log_x, log_y = math.log(x), math.log1p(-x)
    terms = (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_x + (n - k) * log_y
             for k in range(a, n + 1))  # fmt: skip
    return min(1.0, math.fsum(math.exp(term) for term in terms))


@dataclass(frozen=True, slots=True)
class Judged:
    """One vote on a text that an adult decided on: whether the model would have stopped it, and whether it should."""

    model: str
    stopped: bool
    should_stop: bool


def records_of(judged: Iterable[Judged]) -> tuple[Record, ...]:
    """Count how often each model was right; sorted by model."""
    counts: dict[str, list[int]] = {}
    for one in judged:
        count = counts.setdefault(one.model, [0, 0])
        count[0] += one.stopped == one.should_stop
        count[1] += 1
    return tuple(Record(model, right, of) for model, (right, of) in sorted(counts.items()))
