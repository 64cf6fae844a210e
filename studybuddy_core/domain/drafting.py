"""Rounds of drafting: what is done to an outside model's draft before a child sees any of it, and what came of it.

The rounds are part of a procedure, so they are published, compared and rolled back like everything else. What they
find is a fact (``Drafted``) that a check turns into scores; whether a doubtful answer is noted or sent back
is the policy's business. A round that failed is kept as failed and makes the answer unverified, never verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_SAMPLES, MOST_QUESTIONS, MOST_CRITIQUES, MOST_CALLS = 5, 6, 3, 40


@dataclass(frozen=True, slots=True)
class Drafting:
    """Which rounds an outside model's draft goes through; 0 and False leave one out.

    ``cite``: the model is asked to name the passages it used. ``claims``: it is asked what its draft claims and
    whether approved passages bear that out. ``samples``: how many answers are compared in all where a draft is risky.
    ``questions``: at most so many verification questions. ``critiques``: rounds of critique and revision by the
    constitution. ``calls`` bounds all of them together for one turn, ``seconds`` for one attempt.
    """

    cite: bool = True
    claims: bool = False
    samples: int = 0
    questions: int = 0
    critiques: int = 0
    calls: int = 16
    seconds: float = 20.0

    @property
    def collects(self) -> bool:
        """Whether a draft is held until rounds are through; else it streams as it is made."""
        return bool(self.claims or self.samples > 1 or self.questions or self.critiques)


class RoundKind(StrEnum):
    """What one step was."""

    DRAFT = "draft"
    SAMPLE = "sample"
    AGREEMENT = "agreement"
    CLAIM = "claim"
    CITATION = "citation"
    QUESTION = "question"
    ANSWER = "answer"
    CRITIQUE = "critique"
    REVISION = "revision"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Round:
    """One step of an attempt, as it went. ``n`` counts up through the turn.

    ``about`` says what it is about, and never holds what was said: a principle's id, the verdict and passage of a
    claim, the passage a citation is,
    the agreement reached, or which round failed. ``of`` is the step it belongs to: a revision's draft, an
    answer's question.
    """

    attempt: int
    n: int
    kind: RoundKind
    text: str
    about: str = ""
    of: int | None = None


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """What the model said of a claim in its draft; ``passage`` is the id it named, "" for none that was given."""

    text: str
    verdict: str
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the rounds of one attempt found: shares are scores from 0 to 10000, None where nothing was compared.

    ``agreement`` is the share of samples that say the same as the draft; ``entropy`` (0: all alike, 10000: all
    different) is that of the groups of samples. ``failed`` names the rounds that failed or had no time.
    """

    agreement: int | None = None
    entropy: int | None = None
    claims: tuple[ToldClaim, ...] = ()
    failed: tuple[str, ...] = ()
