"""Things that went wrong, under the number an adult was shown; no words of a child are kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.oversight import IncidentRow
from studybuddy_core.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Incident:
    """One fault as it was noticed: where, what, and the number to quote."""

    id: str
    number: str
    kind: str
    where: str
    summary: str
    actor: str
    at: datetime
    closed_at: datetime | None


def _incident(row: IncidentRow) -> Incident:
    return Incident(row.id, row.number, row.kind, row.where, row.summary, row.actor, row.at, row.closed_at)


class Incidents:
    """The incidents of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, *, id: str, number: str, kind: str, where: str, summary: str, at: datetime) -> Incident:
        """Keep an incident."""
        row = IncidentRow(id=id, school_id=self._scope.school, number=number, kind=kind, where=where,
                          summary=summary[:2000], actor=self._scope.actor, at=at)  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return _incident(row)

    def list(self, *, open_only: bool = False, limit: int = 100) -> tuple[Incident, ...]:
        """Return incidents, newest first."""
        query = select(IncidentRow).where(IncidentRow.school_id == self._scope.school)
        if open_only:
            query = query.where(col(IncidentRow.closed_at).is_(None))
        rows = self._session.exec(query.order_by(col(IncidentRow.at).desc(), col(IncidentRow.id)).limit(limit))
        return tuple(_incident(row) for row in rows)

    def close(self, incident_id: str, *, at: datetime) -> Incident:
        """Note that somebody has dealt with it."""
        row = self._session.get(IncidentRow, incident_id)
        if row is None or row.school_id != self._scope.school:
            raise NotFound("There is no such incident here.")
        row.closed_at, row.closed_by = row.closed_at or at, self._scope.actor
        self._session.add(row)
        self._session.flush()
        return _incident(row)
