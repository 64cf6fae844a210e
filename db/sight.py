"""What an adult may see of children's talk, as conditions that every query of it carries.

A teacher sees own classes. What concerns abuse or names a member of staff is for the safeguarding lead
alone: for everyone else such a turn is not there, in no queue, count, search or transcript, and nothing
marks the gap, since a gap would tell the person it may be about. Replies of the care mode that followed
such a turn go with it. A lead who teaches sees beyond the own classes only what is grave.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.scope import Scope
from db.tables.oversight import FlagRow
from db.tables.talks import ConversationRow, SegmentRow, TurnRow
from studybuddy_core.domain.reviews import ReviewKind


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose eyes: a scope, and whether they are the safeguarding lead's."""

    scope: Scope
    safeguarding: bool = False


def _grave() -> ColumnElement[bool]:
    return or_(
        col(FlagRow.crisis).is_(True),
        col(FlagRow.safeguarding_only).is_(True),
        col(FlagRow.verdict) == ReviewKind.ESCALATED.value,
    )


def _lead_only_turn(turn_id: object) -> ColumnElement[bool]:
    other = aliased(FlagRow)
    return (
        select(col(other.id)).where(col(other.turn_id) == turn_id, col(other.safeguarding_only).is_(True)).exists()
    )


def flags_in_sight(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``FlagRow``."""
    scope = sight.scope
    conditions: list[ColumnElement[bool]] = [col(FlagRow.school_id) == scope.school]
    if scope.classes is not None:
        own = col(FlagRow.class_id).in_(scope.classes)
        conditions.append(or_(own, _grave()) if sight.safeguarding else own)
    if not sight.safeguarding:
        conditions.append(~_lead_only_turn(col(FlagRow.turn_id)))
    return tuple(conditions)


def turns_in_sight(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``TurnRow``, beyond those on its conversation."""
    conditions: list[ColumnElement[bool]] = [col(TurnRow.school_id) == sight.scope.school]
    if sight.safeguarding:
        return tuple(conditions)
    earlier, flagged = aliased(TurnRow), aliased(FlagRow)
    after_one = (
        select(col(earlier.id))
        .join(flagged, and_(col(flagged.turn_id) == col(earlier.id), col(flagged.safeguarding_only).is_(True)))
        .where(col(earlier.conversation_id) == col(TurnRow.conversation_id))
        .where(col(earlier.turn_no) < col(TurnRow.turn_no))
        .exists()
    )
    told = col(SegmentRow.script)
    in_care = (
        select(col(SegmentRow.id))
        .where(col(SegmentRow.turn_id) == col(TurnRow.id), or_(told == "care", told.startswith("support")))
        .exists()
    )
    return (*conditions, ~_lead_only_turn(col(TurnRow.id)), ~and_(in_care, after_one))


def classes_in_sight(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``ConversationRow`` by class alone: what a count is made of."""
    scope = sight.scope
    conditions: list[ColumnElement[bool]] = [col(ConversationRow.school_id) == scope.school]
    if scope.classes is not None:
        conditions.append(col(ConversationRow.class_id).in_(scope.classes))
    return tuple(conditions)


def conversations_in_sight(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``ConversationRow``; one with no turn in sight is not there either."""
    scope = sight.scope
    conditions: list[ColumnElement[bool]] = [col(ConversationRow.school_id) == scope.school]
    if scope.classes is not None:
        own = col(ConversationRow.class_id).in_(scope.classes)
        grave = (
            select(col(FlagRow.id))
            .where(col(FlagRow.conversation_id) == col(ConversationRow.id), _grave())
            .correlate(ConversationRow)
            .exists()
        )
        conditions.append(or_(own, grave) if sight.safeguarding else own)
    if scope.own:
        conditions.append(col(ConversationRow.learner_id) == scope.own)
    if not sight.safeguarding:
        visible = select(col(TurnRow.id)).where(
            col(TurnRow.conversation_id) == col(ConversationRow.id), *turns_in_sight(sight)
        )
        conditions.append(visible.correlate(ConversationRow).exists())
    return tuple(conditions)
