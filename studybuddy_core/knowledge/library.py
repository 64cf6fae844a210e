"""Finds approved passages for a child's question, and finds nothing when nothing fits.

Ranking is BM25 over stems, where a word of the title or the keywords counts more than one of the text, and a
title or keyword that is the question itself ("how heavy is the brain") counts most. A rank alone can't say
"nothing here": so a passage is only returned when it holds most of what was asked, weighted by how rare each
word is (a word the library has never seen weighs most), and when at least one of these words stands in its
title or keywords. Less is enough where all that is held stands there. Quiet refusal beats a wrong source card.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.messages import Passage
from studybuddy_core.knowledge.words import Speller, content_words, stem, terms_of
from studybuddy_core.presets.own_yaml import own_yaml

STARTER_SOURCE = "StudyBuddy starter library"

_K1, _B = 1.2, 0.5
_TITLE, _KEYWORD = 4, 3
_TITLE_IS, _KEYWORD_IS = 0.6, 0.4  # what a title or a keyword adds that is the question itself
_COVERED = 0.6  # share of the question's weight that a passage must hold …
_HEADED = 0.42  # … or that its title and keywords must hold
_IN_ONE = 1.2  # what a sentence adds that holds all of the question …
_NUMBERED = 0.9  # … and what it adds besides, where a number is asked for and it has one
_BESIDE = 0.55  # a second passage must reach this share of the best one's score
_LONGEST = 24  # terms of a question that are looked at
_FARTHEST = 4_000  # characters of a question that are looked at
# A question with one of these asks for news, which no passage has: one that lacks the word does not fit.
_NEWS = frozenset(map(stem, ("win", "won", "winner", "yesterday", "tonight", "tomorrow", "latest")))


# Questions that one sentence answers: for a number, or for the most of its kind.
_ASKS_NUMBER = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_ASKS_MOST = re.compile(r"\b(?:\w{3,}est|most)\b", re.IGNORECASE)
_HAS_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|billion)\b",
    re.I,
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def _passage(row: dict[str, Any], subject: str, file: str) -> Passage:
    try:
        return Passage(
            row["id"],
            row["title"],
            " ".join(row["text"].split()),
            row.get("subject", subject),
            tuple(row["grades"]),
            row.get("source", STARTER_SOURCE),
            tuple(str(keyword) for keyword in row["keywords"]),
        )
    except (KeyError, TypeError, AttributeError) as fault:
        raise ConfigError(f"knowledge/passages/{file}: a passage lacks {fault}: compare its neighbours") from fault


def starter_passages() -> tuple[Passage, ...]:
    """The passages that come with StudyBuddy, in the order of their files."""
    found: list[Passage] = []
    folder = resources.files("studybuddy_core.knowledge").joinpath("passages")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            document = own_yaml(file.read_text("utf-8"))
            found += [_passage(row, document["subject"], file.name) for row in document["passages"]]
    return tuple(found)


def _asks(question: str, terms: Sequence[str]) -> bool:
    """Whether there is something to look for: two letters at least, and a word that is more than one letter."""
    return sum(char.isalpha() for char in question[:_FARTHEST]) > 1 and any(len(term) > 1 for term in terms)


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that fits, how well (BM25), and which share of the question it holds."""

    passage: Passage
    score: float
    covered: float


class Library:
    """Approved passages in memory with their index; built once, read by many threads."""

    def __init__(self, passages: Iterable[Passage] | None = None) -> None:
        self.passages = tuple(starter_passages() if passages is None else passages)
        self._postings: dict[str, dict[int, float]] = {}
        self._heads: list[frozenset[str]] = []
        self._phrases: list[tuple[frozenset[str], tuple[frozenset[str], ...]]] = []
        self._sentences: list[tuple[tuple[frozenset[str], bool], ...]] = []
        lengths: list[int] = []
        for n, passage in enumerate(self.passages):
            title, text = terms_of(passage.title), terms_of(passage.text)
            phrases = tuple(frozenset(terms_of(keyword)) for keyword in passage.keywords)
            keywords = frozenset[str]().union(*phrases)
            counts: Counter[str] = Counter(text)
            for term in set(title):
                counts[term] += _TITLE
            for term in keywords:
                counts[term] += _KEYWORD
            for term, count in counts.items():
                self._postings.setdefault(term, {})[n] = float(count)
            self._heads.append(frozenset({*title, *keywords}))
            self._phrases.append((frozenset(title), phrases))
            parts = _SENTENCE.split(passage.text)
            self._sentences.append(tuple((frozenset(terms_of(p)), bool(_HAS_NUMBER.search(p))) for p in parts))
            lengths.append(len(text))
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        self._norms = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
        self._speller = Speller(self._postings)

    def _weight(self, term: str) -> float:
        holding = self.holding(term)
        return math.log(1 + (len(self.passages) - holding + 0.5) / (holding + 0.5))

    def meant(self, word: str) -> str:
        """The term of the library that a child may have meant by ``word``, or the word's own."""
        return self._speller.meant(word)

    def holding(self, term: str) -> int:
        """How many passages hold a term."""
        return len(self._postings.get(term, ()))

    def _terms(self, question: str) -> list[str]:
        return list(dict.fromkeys(self._speller.meant(word) for word in content_words(question[:_FARTHEST])))[:_LONGEST]

    def _said(self, n: int, weights: dict[str, float], asked: float) -> float:
        """How much more a passage counts because its title or a keyword is (nearly) the question itself."""

        def alike(phrase: frozenset[str]) -> float:
            shared = sum(weights[term] for term in phrase if term in weights)
            return shared / (asked + sum(self._weight(term) for term in phrase) - shared) if shared else 0.0

        title, keywords = self._phrases[n]
        return 1.0 + _TITLE_IS * alike(title) + _KEYWORD_IS * max(map(alike, keywords), default=0.0)

    def _in_one(self, n: int, weights: dict[str, float], asked: float, *, number: bool) -> float:
        """How much more a passage counts because one of its sentences holds the question, and the number asked for."""

        def worth(terms: frozenset[str], numbered: bool) -> float:
            share = sum(weights[term] for term in terms if term in weights) / asked
            return share * share * (_IN_ONE + _NUMBERED * (number and numbered))

        return 1.0 + max((worth(*sentence) for sentence in self._sentences[n]), default=0.0)

    def matches(self, question: str, *, grade: int) -> list[Match]:
        """Return every passage that fits the question well enough, best first."""
        terms = self._terms(question)
        if not _asks(question, terms):
            return []
        weights = {term: self._weight(term) for term in terms}
        asked = sum(weights.values())
        scores: dict[int, float] = {}
        held: dict[int, float] = {}
        headed: dict[int, float] = {}
        for term, weight in weights.items():
            for n, count in self._postings.get(term, {}).items():
                scores[n] = scores.get(n, 0.0) + weight * count * (_K1 + 1) / (count + self._norms[n])
                held[n] = held.get(n, 0.0) + weight
                if term in self._heads[n]:
                    headed[n] = headed.get(n, 0.0) + weight
        found = []
        number = bool(_ASKS_NUMBER.search(question[:_FARTHEST]))
        direct = number or bool(_ASKS_MOST.search(question[:_FARTHEST]))
        news = [self._postings.get(term, {}) for term in terms if term in _NEWS]
        for n, score in scores.items():
            if not all(n in holding for holding in news):
                continue
            covered = held[n] / asked
            if n in headed and (covered >= _COVERED or headed[n] / asked >= _HEADED):
                passage = self.passages[n]
                away = min((abs(grade - g) for g in passage.grades), default=0)
                score *= self._said(n, weights, asked)
                score *= self._in_one(n, weights, asked, number=number) if direct else 1.0
                found.append(Match(passage, score * covered / (1 + 0.08 * away), covered))
        return sorted(found, key=lambda m: (-m.score, m.passage.id))

    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
        """Return the best approved passages for a question, best first; empty when nothing fits well."""
        found = self.matches(question, grade=grade)
        return tuple(m.passage for m in found[:limit] if m.score >= _BESIDE * found[0].score)
