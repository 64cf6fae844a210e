"""What an adult may see of children's talk, as conditions that every query of it carries.

A teacher sees own classes. What concerns abuse or names a member of staff is for the safeguarding lead
alone: for everyone else such a turn is not there, in no queue, count, search or transcript, and nothing
marks the gap, since a gap would tell the person it may be about. Replies of the care mode that followed
such a turn go with it. A lead who teaches sees beyond the own classes only what is grave.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased
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


# Built once: they hold no value of a request, and building them anew costs more than running them.
_GRAVE = or_(
    col(FlagRow.crisis).is_(True),
    col(FlagRow.safeguarding_only).is_(True),
    col(FlagRow.verdict) == ReviewKind.ESCALATED.value,
)
_OTHER, _EARLIER, _FLAGGED = aliased(FlagRow), aliased(TurnRow), aliased(FlagRow)


def _lead_only(turn_id: Mapped[str]) -> ColumnElement[bool]:
    """Whether a flag of this turn is for the safeguarding lead alone."""
    found = select(col(_OTHER.id)).where(col(_OTHER.turn_id) == turn_id, col(_OTHER.safeguarding_only).is_(True))
    return found.exists()


_LEAD_ONLY_TURN = _lead_only(col(TurnRow.id))
_AFTER_ONE = (
    select(col(_EARLIER.id))
    .join(_FLAGGED, and_(col(_FLAGGED.turn_id) == col(_EARLIER.id), col(_FLAGGED.safeguarding_only).is_(True)))
    .where(col(_EARLIER.conversation_id) == col(TurnRow.conversation_id))
    .where(col(_EARLIER.turn_no) < col(TurnRow.turn_no))
    .exists()
)
_IN_CARE = (
    select(col(SegmentRow.id))
    .where(col(SegmentRow.turn_id) == col(TurnRow.id))
    .where(or_(col(SegmentRow.script) == "care", col(SegmentRow.script).startswith("support")))
    .exists()
)
_NOT_FOR_THE_LEAD = (~_LEAD_ONLY_TURN, ~and_(_IN_CARE, _AFTER_ONE))
_WITH_ITS_TURN = (  # a flag without the words it is about could only be decided wrongly
    select(col(TurnRow.id))
    .where(col(TurnRow.id) == col(FlagRow.turn_id), *_NOT_FOR_THE_LEAD)
    .correlate(FlagRow)
    .exists()
)
_GRAVE_TALK = (
    select(col(FlagRow.id))
    .where(col(FlagRow.conversation_id) == col(ConversationRow.id), _GRAVE)
    .correlate(ConversationRow)
    .exists()
)


def _of_school(column: Mapped[str], school: str, *, by_school: bool) -> ColumnElement[bool]:
    """Whether a row is of the school. Not ``by_school``: a narrower index leads to the row, and must not lose
    to the school's, which without statistics looks as good and walks every row of the school.
    """
    return column == school if by_school else func.coalesce(column, "") == school


def flags_in_sight(sight: Sight, *, by_school: bool = True) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``FlagRow``; not ``by_school`` where the query names a talk or turn."""
    scope = sight.scope
    conditions: list[ColumnElement[bool]] = [_of_school(col(FlagRow.school_id), scope.school, by_school=by_school)]
    if scope.classes is not None:
        own = col(FlagRow.class_id).in_(scope.classes)
        conditions.append(or_(own, _GRAVE) if sight.safeguarding else own)
    if not sight.safeguarding:
        conditions.append(_WITH_ITS_TURN)
    return tuple(conditions)


def turns_in_sight(sight: Sight, *, by_school: bool = False) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``TurnRow``, beyond those on its conversation; ``by_school`` where the query names no talk."""
    school = _of_school(col(TurnRow.school_id), sight.scope.school, by_school=by_school)
    return (school,) if sight.safeguarding else (school, *_NOT_FOR_THE_LEAD)


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
        conditions.append(or_(own, _GRAVE_TALK) if sight.safeguarding else own)
    if scope.own:
        conditions.append(col(ConversationRow.learner_id) == scope.own)
    if not sight.safeguarding:
        visible = select(col(TurnRow.id)).where(
            col(TurnRow.conversation_id) == col(ConversationRow.id), *turns_in_sight(sight)
        )
        conditions.append(visible.correlate(ConversationRow).exists())
    return tuple(conditions)
