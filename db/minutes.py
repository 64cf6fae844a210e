"""Minutes with the tutor: limits that were set, minutes given beyond them, and when a child wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from db.audit import AuditChain
from db.scope import Scope
from db.tables.base import table_of
from db.tables.minutes import MinuteLimitRow, MoreMinutesRow
from db.tables.people import AccountRow, ClassRow, EnrolmentRow
from db.tables.talks import ConversationRow, TurnRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.minutes import NO_LIMIT, MinuteLimit

_ROWS = table_of(MinuteLimitRow)
# Built once: it is asked before every answer and whenever a child's page is drawn.
_LIMITS = (
    sa.select(_ROWS.c.class_id, _ROWS.c.nudge, _ROWS.c.most)
    .where(_ROWS.c.school_id == sa.bindparam("school"))
    .where(sa.or_(_ROWS.c.class_id == sa.bindparam("class"), _ROWS.c.class_id == ""))
    .order_by(_ROWS.c.at, _ROWS.c.id)
)


@dataclass(frozen=True, slots=True)
class MoreMinutes:
    """Minutes given to a child or a class, by whom and why."""

    target: str
    minutes: int
    why: str
    by: str
    at: datetime


class MinuteBook:
    """The minutes of the scope's school; a teacher's scope reaches own classes and the children in them."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session, self._scope = session, scope

    def limit(self, class_id: str) -> MinuteLimit:
        """The limit that holds for a class: its own, else the school's, else none."""
        rows = self._session.connection().execute(_LIMITS, {"school": self._scope.school, "class": class_id}).all()
        newest = {row.class_id: MinuteLimit(row.nudge, row.most) for row in rows}
        return newest.get(class_id) or newest.get("") or NO_LIMIT

    def set_limit(self, *, id: str, class_id: str, limit: MinuteLimit, at: datetime, audit: AuditChain) -> None:
        """Set the limit of a class, or ("") of the school; from the next message on it holds."""
        scope = self._scope
        if class_id == "" and scope.classes is not None:
            raise NotFound("Only an administrator sets minutes for the whole school.")
        if class_id:
            self._class(class_id)
        self._session.add(MinuteLimitRow(id=id, school_id=scope.school, class_id=class_id, nudge=limit.nudge,
                                         most=limit.most, by=scope.actor, at=at))  # fmt: skip
        self._session.flush()
        audit.append(self._session, scope.school, actor=scope.actor, action="minutes.limited",
                     subject=class_id or scope.school, at=at,
                     facts={"limit": id, "nudge": limit.nudge, "most": limit.most})  # fmt: skip

    def give(self, *, id: str, target: str, minutes: int, why: str, at: datetime, audit: AuditChain) -> None:
        """Give a child or a class more minutes in this school day."""
        self._reach(target)
        self._session.add(MoreMinutesRow(id=id, school_id=self._scope.school, target=target, minutes=minutes, why=why,
                                         by=self._scope.actor, at=at))  # fmt: skip
        self._session.flush()
        audit.append(self._session, self._scope.school, actor=self._scope.actor, action="minutes.given", subject=target,
                     at=at, facts={"more": id, "minutes": minutes})  # fmt: skip

    def more(self, targets: tuple[str, ...], *, since: datetime) -> int:
        """The minutes given since then to any of these (a child and its class)."""
        given = self._session.exec(
            select(func.sum(MoreMinutesRow.minutes))
            .where(MoreMinutesRow.school_id == self._scope.school, col(MoreMinutesRow.target).in_(targets))
            .where(col(MoreMinutesRow.at) >= since)
        ).one()
        return int(given or 0)

    def given(self, targets: tuple[str, ...], *, since: datetime) -> tuple[MoreMinutes, ...]:
        """What was given since then, latest first."""
        rows = self._session.exec(
            select(MoreMinutesRow)
            .where(MoreMinutesRow.school_id == self._scope.school, col(MoreMinutesRow.target).in_(targets))
            .where(col(MoreMinutesRow.at) >= since)
            .order_by(col(MoreMinutesRow.at).desc())
        )
        return tuple(MoreMinutes(row.target, row.minutes, row.why, row.by, row.at) for row in rows)

    def times(self, learner: str, *, since: datetime) -> tuple[datetime, ...]:
        """When this child wrote since then."""
        return tuple(
            self._session.exec(
                select(TurnRow.at)
                .join(ConversationRow, col(ConversationRow.id) == col(TurnRow.conversation_id))
                .where(ConversationRow.school_id == self._scope.school, ConversationRow.learner_id == learner)
                .where(col(ConversationRow.last_at) >= since, col(TurnRow.at) >= since)
            )
        )

    def _class(self, class_id: str) -> None:
        found = self._session.get(ClassRow, class_id)
        if found is None or found.school_id != self._scope.school or not self._scope.sees_class(class_id):
            raise NotFound("There is no such class here.")

    def _reach(self, target: str) -> None:
        if self._session.get(ClassRow, target) is not None:
            self._class(target)
            return
        account = self._session.get(AccountRow, target)
        reached = account is not None and account.school_id == self._scope.school
        if reached and self._scope.classes is not None:
            attends = self._session.exec(select(EnrolmentRow.class_id).where(EnrolmentRow.account_id == target))
            reached = bool(self._scope.classes & set(attends))
        if not reached:
            raise NotFound("There is nobody here who could be given minutes.")
