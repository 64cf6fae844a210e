"""How well a passage fits a question: by the words they share, by words that mean nearly the same, and as a whole.

A rank alone can't say "nothing here". So each candidate that words or vectors bring up is held against the question
once more: which share of what was asked does it hold (each word weighted by how rare it is), which share stands in
its title or headings, and how near do the two lie. The lines below were set on the questions that the starter library
was written with, searched without its hand-written keywords, as a teacher's document has none; what came of it on
other questions stands in ``docs/knowledge.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from studybuddy_core.knowledge.shelf_terms import shelf_words, terms_of_word
from studybuddy_core.knowledge.word_vectors import Vector, WordVectors

COVERED, HEADED = 0.6, 0.42  # shares by words alone, as the starter library has them …
TOGETHER = 1.35  # … or this sum of soft coverage, of what stands in the head, and of nearness
_ALIKE_FROM = 0.35  # words less alike than this share nothing
_RRF = 60  # Cormack, Clarke & Büttcher 2009: how fast a rank's worth falls


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its words, the term and the weight of each, their vectors, and its own vector (or None)."""

    words: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    vectors: Vector | None = None
    whole: Vector | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a passage holds: the words of its head (title, headings) and of all of it, with their terms."""

    head: tuple[str, ...]
    words: tuple[str, ...]
    head_terms: frozenset[str] = field(default=frozenset())
    terms: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Fit:
    """Shares from 0 to 1: of the question's weight that the passage holds exactly, that its head holds, softly, and
    how near the two lie.
    """

    covered: float
    headed: float
    soft: float
    soft_headed: float
    near: float

    @property
    def together(self) -> float:
        """One number to compare by, 0 to 3."""
        return self.soft + self.soft_headed + self.near

    @property
    def fits(self) -> bool:
        """Whether the passage holds enough of what was asked to be used."""
        by_words = self.headed > 0 and (self.covered >= COVERED or self.headed >= HEADED)
        return by_words or self.together >= TOGETHER


def held_in(title: str, headings: Sequence[str], text: str) -> Held:
    """Return what a passage holds."""
    head = tuple(dict.fromkeys(shelf_words(" ".join((title, *headings)))))
    words = tuple(dict.fromkeys((*head, *shelf_words(text))))
    return Held(head, words, _terms(head), _terms(words))


def _terms(words: Sequence[str]) -> frozenset[str]:
    return frozenset(term for word in words for term in terms_of_word(word))


def fit_of(asked: Asked, held: Held, whole: Vector | None, vectors: WordVectors | None) -> Fit:
    """Hold a question against a passage; ``whole`` is the passage's own vector."""
    weights = np.asarray(asked.weights, np.float32)
    total = float(weights.sum())
    if not total:
        return Fit(0.0, 0.0, 0.0, 0.0, 0.0)
    exact = np.array([_share(terms, held.terms) for terms in asked.terms], np.float32)
    headed = np.array([_share(terms, held.head_terms) for terms in asked.terms], np.float32)
    soft, soft_headed, near = exact, headed, 0.0
    if vectors is not None and asked.vectors is not None and len(asked.vectors):
        table = vectors.words(held.words)
        if len(table):
            alike = np.clip((asked.vectors @ table.T - _ALIKE_FROM) / (1 - _ALIKE_FROM), 0, 1)
            soft = np.maximum(exact, alike.max(1))
            if held.head:
                soft_headed = np.maximum(headed, alike[:, : len(held.head)].max(1))
        if whole is not None and asked.whole is not None:
            near = max(0.0, float(asked.whole @ whole))
    covered, heads = float(exact @ weights) / total, float(headed @ weights) / total
    return Fit(covered, heads, float(soft @ weights) / total, float(soft_headed @ weights) / total, near)


def _share(terms: Sequence[str], held: frozenset[str]) -> float:
    return sum(term in held for term in terms) / len(terms) if terms else 0.0


def fused(*rankings: Sequence[int]) -> dict[int, float]:
    """Join rankings by reciprocal rank: what several bring up high is worth most."""
    worth: dict[int, float] = {}
    for ranking in rankings:
        for rank, one in enumerate(ranking):
            worth[one] = worth.get(one, 0.0) + 1.0 / (_RRF + rank)
    return worth


def weighed(terms: Sequence[Sequence[str]], weight: Mapping[str, float]) -> tuple[float, ...]:
    """The weight of each word: the mean of its terms'."""
    return tuple(sum(weight[term] for term in some) / max(1, len(some)) for some in terms)
