"""Schools, and what this installation is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import InstallationRow, SchoolRow
from studybuddy_core.domain.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class SchoolInfo:
    """A school and whom it calls. ``ready``: its contact, helplines, hours and a test alert are all there."""

    id: str
    name: str
    demo: bool
    contact: str
    helplines: str
    hours: str
    voice: str
    test_alert_at: datetime | None

    @property
    def ready(self) -> bool:
        """Whether chat may open here."""
        return self.demo or all((self.contact, self.helplines, self.hours, self.test_alert_at))


_OWN = sa.select(table_of(SchoolRow)).where(table_of(SchoolRow).c.id == sa.bindparam("school"))


def _info(row: SchoolRow | sa.Row[Any]) -> SchoolInfo:
    return SchoolInfo(row.id, row.name, row.demo, row.contact, row.helplines, row.hours, row.voice, row.test_alert_at)


def declare_installation(session: Session, *, demo: bool, at: datetime) -> None:
    """Say once what this database is; saying it again differently raises ``Conflict``."""
    row = session.get(InstallationRow, 1)
    if row is None:
        session.add(InstallationRow(id=1, demo=demo, made_at=at))
        session.flush()
    elif row.demo != demo:
        kind = "a demo" if row.demo else "a real school's"
        raise Conflict(f"This database is {kind}; it can't become the other kind. Use another home folder.")


def is_demo(session: Session) -> bool | None:
    """Whether this database is a demo; None when nobody has said yet."""
    row = session.get(InstallationRow, 1)
    return None if row is None else row.demo


def list_schools(session: Session) -> tuple[SchoolInfo, ...]:
    """Return every school here, by name: for the sign-in form."""
    rows = session.exec(select(SchoolRow).order_by(col(SchoolRow.name), col(SchoolRow.id)))
    return tuple(_info(row) for row in rows)


def create_school(session: Session, *, id: str, name: str, at: datetime, demo: bool = False) -> SchoolInfo:
    """Add a school. A demo school needs a demo database, and a real one a real one."""
    if is_demo(session) is not demo:
        raise Conflict("A demo school needs a demo database, and a real school one that is not a demo.")
    row = SchoolRow(id=id, name=name, demo=demo, made_at=at)
    session.add(row)
    session.flush()
    return _info(row)


class Schools:
    """The scope's own school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _row(self) -> SchoolRow:
        row = self._session.get(SchoolRow, self._scope.school)
        if row is None:
            raise NotFound("There is no such school.")
        return row

    def own(self) -> SchoolInfo:
        """Return the school."""
        row = self._session.connection().execute(_OWN, {"school": self._scope.school}).first()
        if row is None:
            raise NotFound("There is no such school.")
        return _info(row)

    def set_care(self, *, contact: str, helplines: str, hours: str) -> SchoolInfo:
        """Set whom to call; a changed contact needs a new test alert."""
        row = self._row()
        if contact != row.contact:
            row.test_alert_at = None
        row.contact, row.helplines, row.hours = contact, helplines, hours
        self._session.add(row)
        self._session.flush()
        return _info(row)

    def set_voice(self, voice: str) -> SchoolInfo:
        """Set how the tutor sounds: ``functional`` or ``friendly``."""
        row = self._row()
        row.voice = voice
        self._session.add(row)
        self._session.flush()
        return _info(row)

    def confirm_test_alert(self, at: datetime) -> SchoolInfo:
        """Note that the test alert has been seen."""
        row = self._row()
        row.test_alert_at = at
        self._session.add(row)
        self._session.flush()
        return _info(row)
