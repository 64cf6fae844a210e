"""Who is told to wait: a child, a class, or the whole school. It holds from the next segment on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from db.audit import AuditChain
from db.scope import Scope
from db.tables.base import table_of
from db.tables.oversight import PauseRow
from db.tables.people import AccountRow, ClassRow, EnrolmentRow
from studybuddy_core.domain.errors import NotFound


class PauseKind(StrEnum):
    """How far a pause reaches. Ordered from the widest."""

    SCHOOL = "school"
    CLASS = "class"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause. ``until`` None means until somebody resumes it. ``target`` is a school, class or account."""

    id: str
    kind: PauseKind
    target: str
    by: str
    why: str
    at: datetime
    until: datetime | None
    resumed_at: datetime | None
    resumed_by: str


_PAUSES = table_of(PauseRow)
_IN_FORCE = (
    sa.select(_PAUSES)
    .where(_PAUSES.c.school_id == sa.bindparam("school"), _PAUSES.c.resumed_at.is_(None))
    .where(or_(_PAUSES.c.until.is_(None), _PAUSES.c.until > sa.bindparam("now")))
    .order_by(_PAUSES.c.at.desc())
)


def _pause(row: PauseRow | sa.Row[Any]) -> Pause:
    return Pause(row.id, PauseKind(row.kind), row.target, row.by, row.why, row.at, row.until, row.resumed_at,
                 row.resumed_by)  # fmt: skip


def reaching(pauses: Iterable[Pause], *, school: str, class_id: str, learner: str) -> Pause | None:
    """Return the pause that stops this child, the widest first; None when nothing does."""
    targets = {PauseKind.SCHOOL: school, PauseKind.CLASS: class_id, PauseKind.CHILD: learner}
    found = [pause for pause in pauses if targets[pause.kind] == pause.target]
    return min(found, key=lambda pause: list(PauseKind).index(pause.kind), default=None)


def _of(kind: PauseKind, target: str) -> ColumnElement[bool]:
    return and_(col(PauseRow.kind) == kind.value, col(PauseRow.target) == target)


class Pauses:
    """The pauses of the scope's school; a teacher's scope reaches own classes and the children in them."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _must_reach(self, kind: PauseKind, target: str) -> None:
        scope = self._scope
        if kind is PauseKind.SCHOOL:
            reached = target == scope.school and scope.classes is None
        elif kind is PauseKind.CLASS:
            found = self._session.get(ClassRow, target)
            reached = found is not None and found.school_id == scope.school and scope.sees_class(target)
        else:
            account = self._session.get(AccountRow, target)
            reached = account is not None and account.school_id == scope.school
            if reached and scope.classes is not None:
                attends = self._session.exec(select(EnrolmentRow.class_id).where(EnrolmentRow.account_id == target))
                reached = bool(scope.classes & set(attends))
        if not reached:
            raise NotFound("There is nobody here who could be paused like this.")

    def pause(
        self, *, id: str, kind: PauseKind, target: str, at: datetime, audit: AuditChain, until: datetime | None = None,
        why: str = "",
    ) -> Pause:  # fmt: skip
        """Tell a child, a class or the school to wait."""
        self._must_reach(kind, target)
        row = PauseRow(id=id, school_id=self._scope.school, kind=kind.value, target=target, by=self._scope.actor,
                       why=why, at=at, until=until)  # fmt: skip
        self._session.add(row)
        self._session.flush()
        audit.append(self._session, self._scope.school, actor=self._scope.actor, action="pause.begun", subject=target,
                     at=at, facts={"pause": id, "kind": kind.value,
                                   "until": until.isoformat() if until else ""})  # fmt: skip
        return _pause(row)

    def resume(self, *, kind: PauseKind, target: str, at: datetime, audit: AuditChain) -> int:
        """End every pause of exactly this child, class or school; return how many there were."""
        self._must_reach(kind, target)
        rows = self._session.exec(
            select(PauseRow).where(PauseRow.school_id == self._scope.school, _of(kind, target), self._open(at))
        ).all()
        for row in rows:
            row.resumed_at, row.resumed_by = at, self._scope.actor
            self._session.add(row)
        if rows:
            self._session.flush()
            audit.append(self._session, self._scope.school, actor=self._scope.actor, action="pause.ended",
                         subject=target, at=at,
                         facts={"kind": kind.value, "pauses": [row.id for row in rows]})  # fmt: skip
        return len(rows)

    @staticmethod
    def _open(now: datetime) -> ColumnElement[bool]:
        return and_(col(PauseRow.resumed_at).is_(None), or_(col(PauseRow.until).is_(None), col(PauseRow.until) > now))

    def list(self, *, now: datetime) -> tuple[Pause, ...]:
        """Return every pause in force, latest first; a teacher sees those of own classes and their children."""
        rows = self._session.connection().execute(_IN_FORCE, {"school": self._scope.school, "now": now}).all()
        classes = self._scope.classes
        if classes is None:
            return tuple(_pause(row) for row in rows)
        pupils = set(
            self._session.exec(
                select(EnrolmentRow.account_id)
                .where(EnrolmentRow.school_id == self._scope.school, col(EnrolmentRow.class_id).in_(classes))
            )
        )  # fmt: skip
        seen = {self._scope.school, *classes, *pupils}
        return tuple(_pause(row) for row in rows if row.target in seen)
