"""Looking people up: a page of a school's accounts, who was here last, and who would be left in charge.

A list of a thousand children is searched in the database and read a page at a time. The question "who is
left" locks the school's row first, so that two administrators can't remove each other in one instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from db.accounts import Account, as_account, classes_of, without_hashes
from db.names import name_key
from db.scope import Scope
from db.tables.people import AccountRow, ClassRow, EnrolmentRow, SchoolRow, SessionRow
from studybuddy_core.domain.access import Role


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search, and how many there are in all."""

    accounts: tuple[Account, ...]
    total: int


@dataclass(frozen=True, slots=True)
class InCharge:
    """How many enabled accounts hold a school together."""

    administrators: int
    leads: int


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many learners and how many staff a class has."""

    learners: int = 0
    staff: int = 0


class Directory:
    """The people of the scope's school, to be searched. Hashes never leave here."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _conditions(
        self, text: str, role: Role | None, class_id: str, disabled: bool | None
    ) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [col(AccountRow.school_id) == self._scope.school]
        for word in name_key(text).split():
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            pattern = f"%{escaped}%"
            found.append(
                or_(
                    col(AccountRow.name_key).like(pattern, escape="\\"),
                    col(AccountRow.login_key).like(pattern, escape="\\"),
                )
            )
        if role is not None:
            found.append(col(AccountRow.role) == role.value)
        if disabled is not None:
            gone = col(AccountRow.disabled_at).is_not(None)
            found.append(gone if disabled else ~gone)
        if class_id or self._scope.classes is not None:
            wanted = {class_id} if class_id else set(self._scope.classes or ())
            if self._scope.classes is not None:
                wanted &= self._scope.classes
            within = select(EnrolmentRow.account_id).where(
                EnrolmentRow.school_id == self._scope.school, col(EnrolmentRow.class_id).in_(wanted)
            )
            found.append(col(AccountRow.id).in_(within))
        return found

    def find(
        self, *, text: str = "", role: Role | None = None, class_id: str = "", disabled: bool | None = None,
        offset: int = 0, limit: int = 50,
    ) -> Found:  # fmt: skip
        """Return accounts whose name or login holds every word of ``text``, by name; ``disabled`` None is both."""
        conditions = self._conditions(text, role, class_id, disabled)
        total = self._session.exec(select(func.count()).select_from(AccountRow).where(*conditions)).one()
        rows = self._session.exec(
            select(AccountRow).where(*conditions).order_by(col(AccountRow.name_key), col(AccountRow.id))
            .offset(max(0, offset)).limit(limit)
        ).all()  # fmt: skip
        classes = classes_of(self._session, [row.id for row in rows])
        return Found(tuple(without_hashes(as_account(row, classes[row.id])) for row in rows), total)

    def names(self, account_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of these accounts of the school; unknown ones are left out."""
        rows = self._session.exec(
            select(AccountRow.id, AccountRow.name)
            .where(AccountRow.school_id == self._scope.school, col(AccountRow.id).in_(list(account_ids)))
        )  # fmt: skip
        return dict(rows.all())

    def last_seen(self, account_ids: Sequence[str]) -> dict[str, datetime]:
        """Return when each of these people was last here, as far as sessions are still kept."""
        rows = self._session.exec(
            select(SessionRow.account_id, func.max(col(SessionRow.seen_at)))
            .where(SessionRow.school_id == self._scope.school, col(SessionRow.account_id).in_(list(account_ids)))
            .group_by(SessionRow.account_id)
        )  # fmt: skip
        return dict(rows.all())

    def in_charge(self, *, without: str = "", lock: bool = False) -> InCharge:
        """Return how many administrators and safeguarding leads are enabled, one account left out."""
        if lock:
            self._session.exec(
                select(SchoolRow.id).where(SchoolRow.id == self._scope.school).with_for_update()
            ).one_or_none()
        rows = self._session.exec(
            select(AccountRow.role, AccountRow.safeguarding)
            .where(AccountRow.school_id == self._scope.school, col(AccountRow.disabled_at).is_(None))
            .where(AccountRow.id != without, AccountRow.role != Role.LEARNER.value)
        ).all()  # fmt: skip
        return InCharge(
            sum(1 for role, _ in rows if role == Role.ADMINISTRATOR.value), sum(1 for _, lead in rows if lead)
        )

    def head_counts(self) -> dict[str, HeadCount]:
        """Return for each class of the school how many enabled learners and staff it has."""
        learner = col(AccountRow.role) == Role.LEARNER.value
        rows = self._session.exec(
            select(EnrolmentRow.class_id, learner, func.count())
            .join(AccountRow, col(AccountRow.id) == col(EnrolmentRow.account_id))
            .join(ClassRow, col(ClassRow.id) == col(EnrolmentRow.class_id))
            .where(EnrolmentRow.school_id == self._scope.school, col(AccountRow.disabled_at).is_(None))
            .group_by(EnrolmentRow.class_id, learner)
        )
        counts: dict[str, HeadCount] = {}
        for class_id, is_learner, n in rows:
            before = counts.get(class_id, HeadCount())
            counts[class_id] = HeadCount(n, before.staff) if is_learner else HeadCount(before.learners, n)
        return counts
