"""How the tutor speaks to a class or a child, as teachers set it: every setting is kept, the newest holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import AccountRow, ClassRow, EnrolmentRow, ProfileRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.profiles import NO_PROFILE, Expertise, Profile

_ROWS = table_of(ProfileRow)
# Built once: it is asked before every answer.
_HOLDING = (
    sa.select(_ROWS)
    .where(_ROWS.c.school_id == sa.bindparam("school"))
    .where(sa.or_(_ROWS.c.class_id == sa.bindparam("class"), _ROWS.c.learner_id == sa.bindparam("learner")))
    .order_by(_ROWS.c.at, _ROWS.c.id)
)


@dataclass(frozen=True, slots=True)
class SetProfile:
    """A profile with by whom and when; ``learner`` is "" where it is the class's."""

    class_id: str
    learner: str
    profile: Profile
    by: str
    at: datetime


def _value(row: ProfileRow | sa.Row[Any]) -> SetProfile:
    profile = Profile(AgeBand(row.band) if row.band else None, Expertise(row.expertise), row.domain, row.conservative)
    return SetProfile(row.class_id or "", row.learner_id or "", profile, row.by, row.at)


class Profiles:
    """The profiles of the scope's classes and the children in them."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def set(self, *, id: str, class_id: str, learner: str = "", profile: Profile, at: datetime) -> SetProfile:
        """Set the profile of a class, or of one child in it; raise ``NotFound`` for one out of reach."""
        group = self._session.get(ClassRow, class_id)
        if group is None or group.school_id != self._scope.school or not self._scope.sees_class(class_id):
            raise NotFound("There is no such class here.")
        if learner and learner not in self._pupils(class_id):
            raise NotFound("There is no such child in this class.")
        row = ProfileRow(
            id=id, school_id=self._scope.school, class_id=None if learner else class_id, learner_id=learner or None,
            band=str(profile.band or ""), expertise=str(profile.expertise), domain=profile.domain,
            conservative=profile.conservative, by=self._scope.actor, at=at,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def of_class(self, class_id: str) -> tuple[SetProfile, ...]:
        """Return what holds for a class ("" first) and for each child in it who has a profile of their own."""
        if not self._scope.sees_class(class_id):
            return ()
        pupils = self._pupils(class_id)
        wanted = (col(ProfileRow.class_id) == class_id) | col(ProfileRow.learner_id).in_(pupils)
        newest = {row.learner_id or "": row for row in self._rows(wanted)}
        return tuple(_value(newest[learner]) for learner in sorted(newest))

    def holding(self, class_id: str, learner: str) -> Profile:
        """Return the profile that holds for a child of a class now."""
        given = {"school": self._scope.school, "class": class_id, "learner": learner}
        rows = self._session.connection().execute(_HOLDING, given)
        newest = {row.learner_id or "": _value(row).profile for row in rows}
        return newest.get(learner, NO_PROFILE).within(newest.get("", NO_PROFILE))

    def history(self, class_id: str, *, limit: int = 50) -> tuple[SetProfile, ...]:
        """Return every setting of a class and its children, newest first."""
        if not self._scope.sees_class(class_id):
            return ()
        wanted = (col(ProfileRow.class_id) == class_id) | col(ProfileRow.learner_id).in_(self._pupils(class_id))
        return tuple(_value(row) for row in reversed(self._rows(wanted)[-limit:]))

    def _rows(self, wanted: ColumnElement[bool]) -> list[ProfileRow]:
        """Oldest first, so that the newest of each has the last word."""
        return list(self._session.exec(
            select(ProfileRow).where(ProfileRow.school_id == self._scope.school, wanted)
            .order_by(col(ProfileRow.at), col(ProfileRow.id))
        ))  # fmt: skip

    def _pupils(self, class_id: str) -> list[str]:
        return list(self._session.exec(
            select(EnrolmentRow.account_id)
            .join(AccountRow, col(AccountRow.id) == col(EnrolmentRow.account_id))
            .where(EnrolmentRow.school_id == self._scope.school, EnrolmentRow.class_id == class_id)
            .where(AccountRow.role == Role.LEARNER.value)
        ))  # fmt: skip
