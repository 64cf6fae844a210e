"""The outbox: calls to an adult, each kept with what it is about, there until somebody has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select, update

from db.audit import AuditChain
from db.scope import Scope
from db.sight import Sight, flags_in_sight
from db.tables.oversight import AlertRow, FlagRow
from studybuddy_core.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Alert:
    """One call to an adult. ``kind`` is ``flag``, ``test`` or ``system``; holds no words of a child."""

    id: str
    flag: str
    class_id: str
    safeguarding_only: bool
    kind: str
    text: str
    at: datetime
    shown_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


def _alert(row: AlertRow) -> Alert:
    return Alert(row.id, row.flag_id or "", row.class_id or "", row.safeguarding_only, row.kind, row.text, row.at,
                 row.shown_at, row.acknowledged_at, row.acknowledged_by)  # fmt: skip


class Alerts:
    """The alerts in view. ``safeguarding``: the reader is the school's lead or deputy.

    ``stands_in``: an administrator, who is called in the lead's place where a child has named every lead.
    """

    def __init__(
        self, session: Session, scope: Scope, *, safeguarding: bool = False, stands_in: bool = False
    ) -> None:  # fmt: skip
        self._session = session
        self._scope = scope
        self._sight = Sight(scope, safeguarding, stands_in)

    def _in_view(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [col(AlertRow.school_id) == self._scope.school]
        in_sight = select(FlagRow.id).where(
            col(FlagRow.id) == col(AlertRow.flag_id), *flags_in_sight(self._sight, by_school=False)
        )
        if not self._sight.safeguarding:
            everybodys = col(AlertRow.safeguarding_only).is_(False)
            instead = in_sight.where(col(FlagRow.safeguarding_only).is_(True)).correlate(AlertRow).exists()
            conditions.append(or_(everybodys, instead) if self._sight.stands_in else everybodys)
            if self._scope.classes is not None:
                conditions.append(col(AlertRow.class_id).in_(self._scope.classes))
        conditions.append(or_(col(AlertRow.flag_id).is_(None), in_sight.correlate(AlertRow).exists()))
        return conditions

    def waiting(self, *, limit: int = 100) -> tuple[Alert, ...]:
        """Return what nobody has acknowledged, oldest first."""
        rows = self._session.exec(
            select(AlertRow)
            .where(*self._in_view(), col(AlertRow.acknowledged_at).is_(None))
            .order_by(col(AlertRow.at), col(AlertRow.id))
            .limit(limit)
        )
        return tuple(_alert(row) for row in rows)

    def count_waiting(self) -> int:
        """Return how many alerts nobody has acknowledged."""
        return self._session.exec(
            select(func.count()).select_from(AlertRow).where(*self._in_view(), col(AlertRow.acknowledged_at).is_(None))
        ).one()

    def add(self, *, id: str, kind: str, text: str, at: datetime, class_id: str = "") -> Alert:
        """Put an alert into the outbox that is about no flag: a test, or something wrong with the house."""
        row = AlertRow(id=id, school_id=self._scope.school, class_id=class_id or None, kind=kind, text=text, at=at)
        self._session.add(row)
        self._session.flush()
        return _alert(row)

    def mark_shown(self, alert_ids: list[str], *, at: datetime) -> None:
        """Note when an alert was first on somebody's screen."""
        self._session.exec(
            update(AlertRow)
            .where(*self._in_view(), col(AlertRow.id).in_(alert_ids), col(AlertRow.shown_at).is_(None))
            .values(shown_at=at)
        )

    def acknowledge(self, alert_id: str, *, at: datetime, audit: AuditChain) -> Alert:
        """Note that this person has seen it; the first one stands."""
        row = self._session.exec(select(AlertRow).where(*self._in_view(), AlertRow.id == alert_id)).first()
        if row is None:
            raise NotFound("There is no such alert here.")
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by = at, self._scope.actor
            row.shown_at = row.shown_at or at
            self._session.add(row)
            self._session.flush()
            audit.append(self._session, self._scope.school, actor=self._scope.actor, action="alert.acknowledged",
                         subject=alert_id, at=at, facts={"flag": row.flag_id or ""})  # fmt: skip
        return _alert(row)
