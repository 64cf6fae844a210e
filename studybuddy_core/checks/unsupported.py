"""Claims: whether approved passages bear out what an answer states, or contradict it.

Every statement of the answer is laid beside the passages the turn was given and those that speak of the same things.
``truth.refuted`` is how surely a passage shuts a statement out. ``truth.unsupported`` is how much rests on a statement
that nothing approved bears out: a number, a name or a record weighs more than a plain sentence. Where a model was
asked about its own claims, its word counts too, but "supported" only with a passage that was really given. What the
built-in tutor says is made of approved passages and fixed words, so it needs no support. In a story, and about the
numbers of an exercise, nothing is claimed of the world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studybuddy_core.checks.bearing_out import UNKNOWN, Bearing, Verdict, bearing
from studybuddy_core.checks.statements import Statement, statements
from studybuddy_core.domain.drafting import ToldClaim
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

REFUTED, UNSUPPORTED = "truth.refuted", "truth.unsupported"
_PLAIN, _FIGURE, _RECORD, _NAME, _ABSOLUTE, _HEDGED, _MOST = 0.25, 0.3, 0.3, 0.25, 0.15, 0.2, 0.9
_TOLD = 0.85
_STORY = re.compile(r"\b(?:stor(?:y|ies)|poem|rhyme|riddle|joke|pretend|imagine|make up|made[- ]up|once upon)\b", re.I)
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Weighed:
    """One statement, what approved passages say of it, and how much rests on it (0–1)."""

    statement: Statement
    bearing: Bearing
    weight: float


def weighed(view: TurnView) -> list[Weighed]:
    """Return every statement of an answer with what bears on it; empty for a story."""
    asked = next((said.text for said in reversed(view.history) if said.role == "user"), "")
    if _STORY.search(asked):
        return []
    passages = {p.id: p for p in (*view.passages, *view.evidence)}
    told = view.drafted.claims if view.drafted else ()
    out = []
    for statement in statements(view.clean):
        found = bearing(statement, passages.values())
        if found.verdict is Verdict.UNKNOWN and told:
            found = _as_told(statement, told, frozenset(passages))
        out.append(Weighed(statement, found, _weight(statement)))
    return out


def _as_told(statement: Statement, told: tuple[ToldClaim, ...], given: frozenset[str]) -> Bearing:
    """What the model said of the claim that reads most like this statement."""
    best, most = None, 0.0
    for claim in told:
        words = frozenset(w for s in statements(claim.text) for w in (*s.words, *s.names))
        mine = statement.words | statement.names
        shared = len(words & mine) / len(words | mine) if words | mine else 0.0
        if shared > most:
            best, most = claim, shared
    if best is None or most < _ALIKE:
        return UNKNOWN
    if best.verdict == Verdict.REFUTED:
        return Bearing(Verdict.REFUTED, _TOLD, best.passage, best.text, "the model's own reading")
    if best.verdict == Verdict.SUPPORTED and best.passage in given:
        return Bearing(Verdict.SUPPORTED, _TOLD, best.passage, best.text, "the model's own reading")
    return UNKNOWN


def _weight(statement: Statement) -> float:
    parts = (
        _PLAIN, _FIGURE if statement.figures else 0.0, _RECORD if statement.superlatives else 0.0,
        _NAME if statement.names else 0.0, _ABSOLUTE if statement.absolute else 0.0,
        -_HEDGED if statement.hedged else 0.0,
    )  # fmt: skip
    return min(max(sum(parts), 0.0), _MOST)


class ClaimsCheck:
    """Says that an approved passage contradicts the tutor, or that none supports it."""

    spec = CheckSpec("claims", "1", (REFUTED, UNSUPPORTED), OUT,
                     summary="Every statement of an answer is laid beside approved passages.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each statement that is refuted, or that nothing supports."""
        exercise = view.task is not None and view.task.last != "talk"
        for one in weighed(view):
            span = (one.statement.span,)
            if one.bearing.verdict is Verdict.REFUTED:
                yield Finding(REFUTED, points(one.bearing.strength), span, f"{one.bearing.why}: {one.bearing.said}")
            if one.bearing.verdict is not Verdict.SUPPORTED and not view.own and not exercise:
                yield Finding(UNSUPPORTED, points(one.weight), span, "no approved passage says so")


CHECK = ClaimsCheck()
