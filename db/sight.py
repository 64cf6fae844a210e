"""What an adult may see of children's talk, as conditions that every query of it carries.

A teacher sees own classes. What concerns abuse or names a member of staff is for the safeguarding lead
alone: for everyone else such a turn is not there, in no queue, count, search or transcript, and nothing
marks the gap, since a gap would tell the person it may be about. Replies of the care mode that followed
such a turn go with it. A lead who teaches sees beyond the own classes only what is grave.

A lead whom the child has named is left out in the same way. Then the other leads see it; where the child
has named every one of them, the administrators do. Only where nobody with either duty is left does it
stay with the one who is named: a child must never speak to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy import Select as Query
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from db.scope import Scope
from db.tables.oversight import AlertRow, FlagNamedRow, FlagRow
from db.tables.people import AccountRow
from db.tables.talks import ConversationRow, SegmentRow, TurnCloseRow, TurnRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.reviews import ReviewKind


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose eyes: a scope, and whether they are the safeguarding lead's.

    ``stands_in``: an administrator's, who has the lead's duty where a child has named every lead.
    """

    scope: Scope
    safeguarding: bool = False
    stands_in: bool = False


# Built once: they hold no value of a request, and building them anew costs more than running them.
GRAVE = or_(
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
_LEAD_ONLY_OR_AFTER = or_(_LEAD_ONLY_TURN, and_(_IN_CARE, _AFTER_ONE))
_NAMING, _ALSO_NAMED, _OTHER_ADULT = aliased(FlagNamedRow), aliased(FlagNamedRow), aliased(AccountRow)


def _unnamed(school: str, *, duty: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody with this duty can sign in whom the talk of ``_NAMING`` does not name."""
    named = select(col(_ALSO_NAMED.account_id)).where(
        col(_ALSO_NAMED.conversation_id) == col(_NAMING.conversation_id),
        col(_ALSO_NAMED.account_id) == col(_OTHER_ADULT.id),
    )
    found = select(col(_OTHER_ADULT.id)).where(
        col(_OTHER_ADULT.school_id) == school, col(_OTHER_ADULT.disabled_at).is_(None), duty,
        ~named.correlate(_NAMING, _OTHER_ADULT).exists(),
    )  # fmt: skip
    return found.correlate(_NAMING).exists()


def _kept_from(sight: Sight) -> Query[Any]:
    """The talks whose disclosure names this lead, while somebody else can look after it."""
    either = or_(col(_OTHER_ADULT.safeguarding).is_(True), col(_OTHER_ADULT.role) == Role.ADMINISTRATOR.value)
    return select(col(_NAMING.conversation_id)).where(
        col(_NAMING.school_id) == sight.scope.school, col(_NAMING.account_id) == sight.scope.actor,
        _unnamed(sight.scope.school, duty=either),
    )  # fmt: skip


def _stood_in_for(sight: Sight) -> Query[Any]:
    """The talks whose disclosure names every lead, but not this administrator."""
    mine = select(col(_ALSO_NAMED.account_id)).where(
        col(_ALSO_NAMED.conversation_id) == col(_NAMING.conversation_id),
        col(_ALSO_NAMED.account_id) == sight.scope.actor,
    )
    return select(col(_NAMING.conversation_id)).where(
        col(_NAMING.school_id) == sight.scope.school, ~mine.correlate(_NAMING).exists(),
        ~_unnamed(sight.scope.school, duty=col(_OTHER_ADULT.safeguarding).is_(True)),
    )  # fmt: skip


def _for_these_eyes(sight: Sight) -> ColumnElement[bool]:
    """Whether a turn is in sight as far as the safeguarding lead's own is concerned."""
    if sight.safeguarding:
        return or_(col(TurnRow.conversation_id).not_in(_kept_from(sight)), ~_LEAD_ONLY_OR_AFTER)
    if sight.stands_in:
        return or_(col(TurnRow.conversation_id).in_(_stood_in_for(sight)), ~_LEAD_ONLY_OR_AFTER)
    return ~_LEAD_ONLY_OR_AFTER


def _with_its_turn(sight: Sight) -> ColumnElement[bool]:
    """Whether a flag's turn is in sight: a flag without the words it is about could only be decided wrongly."""
    turn = select(col(TurnRow.id)).where(col(TurnRow.id) == col(FlagRow.turn_id), _for_these_eyes(sight))
    seen = turn.correlate(FlagRow).exists()
    # Nearly every flag is in no talk of the short list, and needs no look at its turn.
    return or_(col(FlagRow.conversation_id).not_in(_kept_from(sight)), seen) if sight.safeguarding else seen


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
        conditions.append(or_(own, GRAVE) if sight.safeguarding else own)
    conditions.append(_with_its_turn(sight))
    return tuple(conditions)


def turns_in_sight(sight: Sight, *, by_school: bool = False) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``TurnRow``, beyond those on its conversation; ``by_school`` where the query names no talk."""
    school = _of_school(col(TurnRow.school_id), sight.scope.school, by_school=by_school)
    return (school, _for_these_eyes(sight))


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
        grave = select(col(FlagRow.id)).where(
            col(FlagRow.conversation_id) == col(ConversationRow.id), GRAVE, _with_its_turn(sight)
        )
        conditions.append(or_(own, grave.correlate(ConversationRow).exists()) if sight.safeguarding else own)
    if scope.own:
        conditions.append(col(ConversationRow.learner_id) == scope.own)
    visible = select(col(TurnRow.id)).where(
        col(TurnRow.conversation_id) == col(ConversationRow.id), *turns_in_sight(sight)
    )
    seen = visible.correlate(ConversationRow).exists()
    conditions.append(or_(col(ConversationRow.id).not_in(_kept_from(sight)), seen) if sight.safeguarding else seen)
    return tuple(conditions)


def talks_with_hidden(sight: Sight) -> Query[Any]:
    """The talks with a disclosure that is not for these eyes: what they show must not move with it."""
    if sight.safeguarding:
        return _kept_from(sight)
    found = select(col(_OTHER.conversation_id)).where(
        col(_OTHER.school_id) == sight.scope.school, col(_OTHER.safeguarding_only).is_(True)
    )
    return found.where(col(_OTHER.conversation_id).not_in(_stood_in_for(sight))) if sight.stands_in else found


def last_in_sight(sight: Sight) -> ColumnElement[datetime]:
    """When something last happened in a talk (``ConversationRow``), as far as these eyes may know."""
    at = func.coalesce(col(TurnCloseRow.at), col(TurnRow.at))
    return (
        select(func.max(at))
        .join_from(TurnRow, TurnCloseRow, col(TurnCloseRow.turn_id) == col(TurnRow.id), isouter=True)
        .where(col(TurnRow.conversation_id) == col(ConversationRow.id), *turns_in_sight(sight))
        .correlate(ConversationRow)
        .scalar_subquery()
    )


def hidden_subjects(session: Session, sight: Sight) -> frozenset[str]:
    """Return the talks whose disclosure names this lead, and their turns, flags and alerts: none of it is for them."""
    talks = list(session.connection().execute(_kept_from(sight)).scalars()) if sight.safeguarding else []
    if not talks:
        return frozenset()
    flags = select(col(FlagRow.id)).where(col(FlagRow.conversation_id).in_(talks))
    alerts = select(col(AlertRow.id)).where(col(AlertRow.flag_id).in_(flags))
    turns = select(col(TurnRow.id)).where(col(TurnRow.conversation_id).in_(talks))
    found = [row for query in (turns, flags, alerts) for row in session.connection().execute(query).scalars()]
    return frozenset((*talks, *found))
