"""Which talks fit a search, as conditions that a query carries.

Words are looked for in what the child wrote and in what was shown, never in what was held back or in a
turn out of sight: a search must not answer what a transcript would not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from db.sight import Sight, conversations_in_sight, flags_in_sight, turns_in_sight
from db.tables.evidence import DecisionRow
from db.tables.oversight import FlagRow
from db.tables.talks import ContentRow, ConversationRow, MessageRow, SegmentRow, TurnCloseRow, TurnRow
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome

SCRIPTED_SUPPORT = int(Reply.SUPPORT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; empty means anything. ``outcome``: answered, held_back, support or failed."""

    words: tuple[str, ...] = ()
    class_id: str = ""
    learner: str = ""
    outcome: str = ""
    flagged: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


def _holding(word: str) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    forms = {pattern} if word.isascii() else {pattern, pattern.lower(), pattern.upper(), pattern.title()}
    return or_(*(col(ContentRow.text).ilike(form, escape="\\") for form in sorted(forms)))


def _a_turn(sight: Sight, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(TurnRow.id)
        .where(col(TurnRow.conversation_id) == col(ConversationRow.id), *turns_in_sight(sight), *conditions)
        .correlate(ConversationRow)
        .exists()
    )


def _a_flag(sight: Sight) -> ColumnElement[bool]:
    return (
        select(FlagRow.id)
        .where(col(FlagRow.conversation_id) == col(ConversationRow.id), *flags_in_sight(sight, by_school=False))
        .correlate(ConversationRow)
        .exists()
    )


def _said(sight: Sight, word: str) -> ColumnElement[bool]:
    asked = (
        select(MessageRow.id)
        .join(ContentRow, col(ContentRow.id) == col(MessageRow.content_id))
        .where(col(MessageRow.turn_id) == col(TurnRow.id), _holding(word))
        .correlate(TurnRow)
    )
    answered = (
        select(SegmentRow.id)
        .join(ContentRow, col(ContentRow.id) == col(SegmentRow.content_id))
        .where(col(SegmentRow.turn_id) == col(TurnRow.id), _holding(word))
        .correlate(TurnRow)
    )
    return _a_turn(sight, or_(asked.exists(), answered.exists()))


def _ended(sight: Sight, *outcomes: Outcome) -> ColumnElement[bool]:
    closed = select(TurnCloseRow.turn_id).where(
        col(TurnCloseRow.turn_id) == col(TurnRow.id), col(TurnCloseRow.outcome).in_([o.value for o in outcomes])
    )
    return _a_turn(sight, closed.correlate(TurnRow).exists())


def _supported(sight: Sight) -> ColumnElement[bool]:
    decided = select(DecisionRow.id).where(
        col(DecisionRow.turn_id) == col(TurnRow.id), DecisionRow.reply == SCRIPTED_SUPPORT
    )
    return _a_turn(sight, decided.correlate(TurnRow).exists())


def fitting(sight: Sight, wanted: Wanted, last: ColumnElement[datetime]) -> Iterable[ColumnElement[bool]]:
    """Yield the conditions on ``ConversationRow`` that a talk must fulfil; ``last`` is when it last moved."""
    yield from conversations_in_sight(sight)
    if wanted.class_id:
        yield col(ConversationRow.class_id) == wanted.class_id
    if wanted.learner:
        yield col(ConversationRow.learner_id) == wanted.learner
    if wanted.since is not None:
        yield last >= wanted.since
    if wanted.until is not None:
        yield last < wanted.until
    if wanted.flagged is not None:
        yield _a_flag(sight) if wanted.flagged else ~_a_flag(sight)
    if wanted.outcome == "answered":
        yield _ended(sight, Outcome.FINISHED)
    elif wanted.outcome == "held_back":
        yield and_(_ended(sight, Outcome.REPLACED), ~_supported(sight))
    elif wanted.outcome == "support":
        yield _supported(sight)
    elif wanted.outcome == "failed":
        yield _ended(sight, Outcome.FAILED, Outcome.INTERRUPTED)
    for word in wanted.words:
        yield _said(sight, word)
