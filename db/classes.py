"""Classes: their code, who is in them, and what a teacher has allowed them for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.accounts import Account, as_account, classes_of
from db.names import name_key
from db.scope import Scope
from db.tables.people import AccountRow, ClassRow, EnrolmentRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class of a school; ``code`` is what a child types to find it."""

    id: str
    school: str
    name: str
    code: str
    grade: int
    archived_at: datetime | None


def _value(row: ClassRow) -> SchoolClass:
    return SchoolClass(row.id, row.school_id, row.name, row.code, row.grade, row.archived_at)


def code_key(code: str) -> str:
    """Return a class code as it is kept: upper case, without spaces or dashes."""
    return "".join(ch for ch in code.upper() if ch.isalnum())[:32]


def class_by_code(session: Session, code: str) -> SchoolClass | None:
    """Return the class with this code, in any school: nobody has signed in yet."""
    row = session.exec(
        select(ClassRow).where(ClassRow.code == code_key(code)).where(col(ClassRow.archived_at).is_(None))
    ).first()
    return None if row is None else _value(row)


class Classes:
    """The classes of the scope's school, or those of the scope."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _row(self, class_id: str) -> ClassRow:
        row = self._session.get(ClassRow, class_id)
        if row is None or row.school_id != self._scope.school or not self._scope.sees_class(class_id):
            raise NotFound("There is no such class here.")
        return row

    def get(self, class_id: str) -> SchoolClass:
        """Return one class; raise ``NotFound``."""
        return _value(self._row(class_id))

    def list(self, *, archived: bool = False) -> tuple[SchoolClass, ...]:
        """Return the classes in view, by name."""
        query = select(ClassRow).where(ClassRow.school_id == self._scope.school)
        if not archived:
            query = query.where(col(ClassRow.archived_at).is_(None))
        if self._scope.classes is not None:
            query = query.where(col(ClassRow.id).in_(self._scope.classes))
        return tuple(_value(row) for row in self._session.exec(query.order_by(col(ClassRow.name), col(ClassRow.id))))

    def create(self, *, id: str, name: str, code: str, grade: int, at: datetime) -> SchoolClass:
        """Add a class. Raises ``Conflict`` when the name or the code is taken."""
        if not name.strip() or not code_key(code):
            raise BadInput("A class needs a name and a code of letters or digits.")
        if self._session.exec(
            select(ClassRow).where(ClassRow.school_id == self._scope.school, ClassRow.name == name)
        ).first():
            raise Conflict(f"There is a class {name!r} already.")
        if self._session.exec(select(ClassRow).where(ClassRow.code == code_key(code))).first():
            raise Conflict("This class code is taken. Choose another one.")
        row = ClassRow(id=id, school_id=self._scope.school, name=name, code=code_key(code), grade=grade, made_at=at)
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def set_code(self, class_id: str, code: str) -> SchoolClass:
        """Give the class another code; the old one leads nowhere from now on."""
        row = self._row(class_id)
        row.code = code_key(code)
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def rename(self, class_id: str, name: str) -> SchoolClass:
        """Give the class another name. Raises ``Conflict`` when another class has it, an archived one included."""
        row = self._row(class_id)
        if not name.strip():
            raise BadInput("A class needs a name.")
        holder = self._session.exec(
            select(ClassRow).where(ClassRow.school_id == self._scope.school, ClassRow.name == name)
        ).first()
        if holder is not None and holder.id != class_id:
            raise Conflict(f"There is a class {name!r} already.")
        row.name = name
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def restore(self, class_id: str) -> SchoolClass:
        """Take a class out of the archive again, as it was."""
        row = self._row(class_id)
        row.archived_at = None
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def archive(self, class_id: str, *, at: datetime) -> SchoolClass:
        """Put a class away at the end of its year; its talks stay."""
        row = self._row(class_id)
        row.archived_at = at
        self._session.add(row)
        self._session.flush()
        return _value(row)

    def enrol(self, class_id: str, account_id: str, *, at: datetime) -> None:
        """Put a person into a class. Two learners of one class can't have the same name: ``Conflict``."""
        self._row(class_id)
        account = self._session.get(AccountRow, account_id)
        if account is None or account.school_id != self._scope.school:
            raise NotFound("There is no such person here.")
        if self._session.get(EnrolmentRow, (account_id, class_id)):
            return
        key = account.name_key if account.role == Role.LEARNER else None
        if key and self.learner_by_name(class_id, account.name) is not None:
            raise Conflict(f"There is a {account.name!r} in this class already. Add a letter of the family name.")
        self._session.add(EnrolmentRow(account_id=account_id, class_id=class_id, school_id=self._scope.school,
                                       name_key=key, since=at))  # fmt: skip
        self._session.flush()

    def remove(self, class_id: str, account_id: str) -> None:
        """Take a person out of a class; nothing they said is lost."""
        self._row(class_id)
        row = self._session.get(EnrolmentRow, (account_id, class_id))
        if row is not None and row.school_id == self._scope.school:
            self._session.delete(row)
            self._session.flush()

    def learner_by_name(self, class_id: str, name: str) -> Account | None:
        """Return the learner of this class with this name, or None."""
        found = self._session.exec(
            select(AccountRow)
            .join(EnrolmentRow, col(EnrolmentRow.account_id) == col(AccountRow.id))
            .where(EnrolmentRow.school_id == self._scope.school, EnrolmentRow.class_id == class_id)
            .where(EnrolmentRow.name_key == name_key(name))
        ).first()
        return None if found is None else as_account(found, classes_of(self._session, [found.id])[found.id])

    def members(self, class_id: str, *, role: Role | None = None) -> tuple[Account, ...]:
        """Return the people of a class, by name."""
        self._row(class_id)
        query = (
            select(AccountRow)
            .join(EnrolmentRow, col(EnrolmentRow.account_id) == col(AccountRow.id))
            .where(EnrolmentRow.class_id == class_id, AccountRow.school_id == self._scope.school)
        )
        if role is not None:
            query = query.where(AccountRow.role == role.value)
        rows = self._session.exec(query.order_by(col(AccountRow.name_key), col(AccountRow.id))).all()
        classes = classes_of(self._session, [row.id for row in rows])
        return tuple(as_account(row, classes[row.id]) for row in rows)
