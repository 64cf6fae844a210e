"""Review state is a fold over append-only events: nothing is overwritten, everything can be undone.

A flag's story is its events in order; ``status_of`` tells where it stands. A crisis flag
closes only with an action by an adult, never by a plain verdict and never in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studybuddy_core.domain.policies import Notify


class ReviewKind(StrEnum):
    """What can happen to a flag. Each is one event with an actor, a time and an optional note."""

    FLAGGED = "flagged"
    CLAIMED = "claimed"
    RELEASED = "released"
    COMMENTED = "commented"
    REVEALED = "revealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    TALKING = "talking"
    ESCALATED = "escalated"
    APPEALED = "appealed"
    SKIPPED = "skipped"
    CLOSED = "closed"
    UNDONE = "undone"


class Lane(StrEnum):
    """How soon a flag wants an adult."""

    NOW = "now"
    TODAY = "today"
    DIGEST = "digest"


DIGEST_FAMILIES = frozenset({"attack", "learning", "truth", "tone", "age", "bias"})
"""Families of labels that are about the tutor or about schoolwork: nobody comes to harm if they wait."""


def lane_for(
    notify: Notify, labels: Sequence[str], *, crisis: bool = False, asked: bool = False, quiet: bool = False
) -> Lane:
    """Return how soon a flag wants an adult; ``asked``: a child is waiting for an answer.

    What calls an adult is for now; what concerns only the tutor or schoolwork, or is ``quiet`` (perhaps nothing), is
    read together, later.
    """
    if crisis or notify >= Notify.ALERT:
        return Lane.NOW
    families = {label.partition(".")[0] for label in labels}
    waits = quiet or (bool(families) and families <= DIGEST_FAMILIES)
    return Lane.DIGEST if waits and not asked else Lane.TODAY


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One thing that happened to a flag. ``undoes`` names the event an ``UNDONE`` takes back."""

    id: str
    flag_id: str
    kind: ReviewKind
    actor: str
    at: datetime
    note: str = ""
    reason: str = ""
    undoes: str = ""


class ReviewState(StrEnum):
    """Where a flag stands."""

    OPEN = "open"
    FOLLOWING = "following"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """The fold of a flag's events."""

    state: ReviewState = ReviewState.OPEN
    verdict: ReviewKind | None = None
    holder: str = ""
    held_since: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    last_event: str = ""
    escalated: bool = False
    notes: tuple[str, ...] = ()


_FOLLOW_UP = {ReviewKind.TALKING, ReviewKind.ESCALATED}
VERDICTS = frozenset({ReviewKind.UPHELD, ReviewKind.OVERTURNED, *_FOLLOW_UP})
CRISIS_VERDICTS = frozenset({ReviewKind.TALKING, ReviewKind.ESCALATED, ReviewKind.OVERTURNED})


def status_of(events: Iterable[ReviewEvent]) -> ReviewStatus:
    """Fold a flag's events, in order, into where it stands; an undone event counts as never having been."""
    ordered = list(events)
    undone = {event.undoes for event in ordered if event.kind is ReviewKind.UNDONE}
    state = ReviewState.OPEN
    verdict: ReviewKind | None = None
    holder, held_since, decided_by, decided_at = "", None, "", None
    last, escalated, notes = "", False, []
    for event in ordered:
        if event.id in undone or event.kind is ReviewKind.UNDONE:
            continue
        last = event.id
        if event.note:
            notes.append(event.note)
        match event.kind:
            case ReviewKind.CLAIMED:
                holder, held_since = event.actor, event.at
            case ReviewKind.RELEASED | ReviewKind.SKIPPED:
                holder, held_since = "", None
            case ReviewKind.UPHELD | ReviewKind.OVERTURNED:
                state, verdict, decided_by, decided_at = ReviewState.CLOSED, event.kind, event.actor, event.at
            case ReviewKind.TALKING | ReviewKind.ESCALATED:
                state, verdict, decided_by, decided_at = ReviewState.FOLLOWING, event.kind, event.actor, event.at
                escalated = escalated or event.kind is ReviewKind.ESCALATED
            case ReviewKind.CLOSED:
                state = ReviewState.CLOSED
            case ReviewKind.APPEALED:
                if state is not ReviewState.OPEN:  # whoever decided it has let go of it
                    holder, held_since = "", None
                state = ReviewState.OPEN
            case _:
                pass
    return ReviewStatus(state, verdict, holder, held_since, decided_by, decided_at, last, escalated, tuple(notes))
