"""The people of a school: made, found, disabled, given another role; never deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from db.names import name_key
from db.schools import is_demo
from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import AccountRow, ClassRow, EnrolmentRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.messages import AgeBand

_ACCOUNTS, _ENROLMENTS, _CLASSES = table_of(AccountRow), table_of(EnrolmentRow), table_of(ClassRow)
_ONE = sa.select(_ACCOUNTS).where(_ACCOUNTS.c.id == sa.bindparam("account"))
_ATTENDING = (
    sa.select(_ENROLMENTS.c.account_id, _ENROLMENTS.c.class_id)
    .join_from(_ENROLMENTS, _CLASSES, _CLASSES.c.id == _ENROLMENTS.c.class_id)
    .where(_CLASSES.c.archived_at.is_(None))
)
_ATTENDED = _ATTENDING.where(_ENROLMENTS.c.account_id.in_(sa.bindparam("accounts", expanding=True)))
_ATTENDED_BY = _ATTENDING.where(_ENROLMENTS.c.account_id == sa.bindparam("account"))  # a list is written out each time


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the rest of the house sees them. Hashes are only here for the sign-in to compare."""

    id: str
    school: str
    role: Role
    name: str
    login: str
    pseudonym: str
    band: AgeBand | None
    grade: int
    safeguarding: bool
    demo: bool
    must_change: bool
    made_at: datetime
    disabled_at: datetime | None
    password_hash: str
    pictures_hash: str
    classes: frozenset[str] = frozenset()

    @property
    def enabled(self) -> bool:
        """Whether this person may sign in."""
        return self.disabled_at is None

    def __repr__(self) -> str:
        return f"Account({self.id}, {self.role})"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to make an account. Staff have a login and a password hash, learners a picture hash."""

    id: str
    role: Role
    name: str
    pseudonym: str
    login: str = ""
    password_hash: str = ""
    pictures_hash: str = ""
    band: AgeBand | None = None
    grade: int = 0
    safeguarding: bool = False
    demo: bool = False
    must_change: bool = False


def classes_of(session: Session, account_ids: list[str]) -> dict[str, frozenset[str]]:
    """Return for each account the classes it teaches or attends, archived ones left out."""
    found: dict[str, set[str]] = {account_id: set() for account_id in account_ids}
    for start in range(0, len(account_ids), 500):
        rows = session.connection().execute(_ATTENDED, {"accounts": account_ids[start : start + 500]})
        for account_id, class_id in rows:
            found[account_id].add(class_id)
    return {account_id: frozenset(classes) for account_id, classes in found.items()}


def classes_of_one(session: Session, account_id: str) -> frozenset[str]:
    """Return the classes that one account teaches or attends, archived ones left out."""
    return frozenset(row.class_id for row in session.connection().execute(_ATTENDED_BY, {"account": account_id}))


def as_account(row: AccountRow | sa.Row[Any], classes: frozenset[str] = frozenset()) -> Account:
    """Return the row as a value."""
    return Account(
        id=row.id,
        school=row.school_id,
        role=Role(row.role),
        name=row.name,
        login=row.login,
        pseudonym=row.pseudonym,
        band=AgeBand(row.band) if row.band else None,
        grade=row.grade,
        safeguarding=row.safeguarding,
        demo=row.demo,
        must_change=row.must_change,
        made_at=row.made_at,
        disabled_at=row.disabled_at,
        password_hash=row.password_hash,
        pictures_hash=row.pictures_hash,
        classes=classes,
    )


class Accounts:
    """The accounts of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _row(self, account_id: str) -> AccountRow:
        row = self._session.get(AccountRow, account_id)
        if row is None or row.school_id != self._scope.school:
            raise NotFound("There is no such person here.")
        return row

    def _whole(self, row: AccountRow) -> Account:
        return as_account(row, classes_of_one(self._session, row.id))

    def get(self, account_id: str) -> Account:
        """Return one account; raise ``NotFound``."""
        row = self._session.connection().execute(_ONE, {"account": account_id}).first()
        if row is None or row.school_id != self._scope.school:
            raise NotFound("There is no such person here.")
        account = as_account(row, classes_of_one(self._session, row.id))
        scope = self._scope
        hidden = scope.classes is not None and account.id != scope.actor and not (account.classes & scope.classes)
        if hidden or (scope.own and scope.own != account.id):
            raise NotFound("There is no such person here.")
        return account

    def by_login(self, login: str) -> Account | None:
        """Return the staff account with this login, or None."""
        row = self._session.exec(
            select(AccountRow).where(
                AccountRow.school_id == self._scope.school, AccountRow.login_key == name_key(login)
            )
        ).first()
        return None if row is None else self._whole(row)

    def list(self, *, role: Role | None = None, class_id: str = "", disabled: bool = True) -> tuple[Account, ...]:
        """Return the accounts in view, by name; ``disabled`` False leaves those out."""
        query = select(AccountRow).where(AccountRow.school_id == self._scope.school)
        if role is not None:
            query = query.where(AccountRow.role == role.value)
        if not disabled:
            query = query.where(col(AccountRow.disabled_at).is_(None))
        if class_id or self._scope.classes is not None:
            wanted = {class_id} if class_id else set(self._scope.classes or ())
            if self._scope.classes is not None:
                wanted &= self._scope.classes
            within = select(EnrolmentRow.account_id).where(
                EnrolmentRow.school_id == self._scope.school, col(EnrolmentRow.class_id).in_(wanted)
            )
            query = query.where(col(AccountRow.id).in_(within))
        if self._scope.own:
            query = query.where(AccountRow.id == self._scope.own)
        rows = self._session.exec(query.order_by(col(AccountRow.name_key), col(AccountRow.id))).all()
        classes = classes_of(self._session, [row.id for row in rows])
        return tuple(as_account(row, classes[row.id]) for row in rows)

    def create(self, new: NewAccount, *, at: datetime) -> Account:
        """Add an account. Raises ``Conflict`` when the login is taken, or for a demo account in a real database."""
        if not name_key(new.name):
            raise BadInput("A person needs a name.")
        if new.demo and is_demo(self._session) is not True:
            raise Conflict("Demo accounts can't exist in a database that is not a demo.")
        if new.login and self.by_login(new.login) is not None:
            raise Conflict(f"The login {new.login!r} is taken. Choose another one.")
        row = AccountRow(
            id=new.id, school_id=self._scope.school, role=new.role.value, name=new.name, name_key=name_key(new.name),
            login=new.login, login_key=name_key(new.login) or None, password_hash=new.password_hash,
            pictures_hash=new.pictures_hash, pseudonym=new.pseudonym, band=new.band.value if new.band else "",
            grade=new.grade, safeguarding=new.safeguarding, demo=new.demo, made_at=at, must_change=new.must_change,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return as_account(row)

    def _change(self, account_id: str, **values: object) -> Account:
        row = self._row(account_id)
        for name, value in values.items():
            setattr(row, name, value)
        self._session.add(row)
        self._session.flush()
        return self._whole(row)

    def rename(self, account_id: str, name: str) -> Account:
        """Give a person another name, also in the classes where a child types it."""
        if not name_key(name):
            raise BadInput("A person needs a name.")
        for enrolment in self._session.exec(select(EnrolmentRow).where(EnrolmentRow.account_id == account_id)):
            if enrolment.name_key is not None:
                enrolment.name_key = name_key(name)
                self._session.add(enrolment)
        return self._change(account_id, name=name, name_key=name_key(name))

    def set_role(self, account_id: str, role: Role) -> Account:
        """Give a person another role; it holds from their next action."""
        return self._change(account_id, role=role.value)

    def set_safeguarding(self, account_id: str, safeguarding: bool) -> Account:
        """Make a person the safeguarding lead or deputy, or no longer."""
        return self._change(account_id, safeguarding=safeguarding)

    def set_password(self, account_id: str, password_hash: str, *, must_change: bool = False) -> Account:
        """Keep another password hash."""
        return self._change(account_id, password_hash=password_hash, must_change=must_change)

    def set_pictures(self, account_id: str, pictures_hash: str) -> Account:
        """Keep another hash of a learner's pictures."""
        return self._change(account_id, pictures_hash=pictures_hash)

    def set_schooling(self, account_id: str, *, band: AgeBand, grade: int) -> Account:
        """Set a learner's age band and grade."""
        return self._change(account_id, band=band.value, grade=grade)

    def disable(self, account_id: str, *, at: datetime) -> Account:
        """Let a person in no longer; their rows stay."""
        return self._change(account_id, disabled_at=at)

    def enable(self, account_id: str) -> Account:
        """Let a person in again."""
        return self._change(account_id, disabled_at=None)


def without_hashes(account: Account) -> Account:
    """Return the account without what only the sign-in may see."""
    return replace(account, password_hash="", pictures_hash="")
