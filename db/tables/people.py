"""Who is here: schools, classes, accounts, and how they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import (
    MaybeTime,
    Table,
    document,
    key,
    listing,
    long_text,
    maybe_moment,
    moment,
    optional_ref,
    ref,
    school_ref,
)


class InstallationRow(Table, table=True):
    """What this database is: one row, written when it is made. ``demo`` allows demo accounts."""

    __tablename__ = "installation"

    id: int = Field(primary_key=True)
    demo: bool = False
    made_at: datetime = moment()


class SchoolRow(Table, table=True):
    """A school: whom to call, and whether its chat may open."""

    __tablename__ = "school"

    id: str = key()
    name: str
    demo: bool = False
    made_at: datetime = moment()
    contact: str = long_text()
    helplines: str = long_text()
    hours: str = long_text()
    voice: str = "functional"
    test_alert_at: MaybeTime = maybe_moment()
    settings: dict[str, Any] = document()


class ClassRow(Table, table=True):
    """A class. Its code is what children type to find it, so no two classes share one."""

    __tablename__ = "class"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: str = key()
    school_id: str = school_ref()
    name: str
    code: str = Field(unique=True, max_length=32)
    grade: int
    made_at: datetime = moment()
    archived_at: MaybeTime = maybe_moment()


class AccountRow(Table, table=True):
    """A person's account. Staff have a login and a password hash, learners a picture hash.

    ``login_key`` is the login as it is compared (folded); learners have none. ``pseudonym`` is what
    annotators and researchers see.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("school_id", "login_key"), Index("ix_account_school_role", "school_id", "role"))

    id: str = key()
    school_id: str = school_ref()
    role: str = Field(max_length=20)
    name: str
    name_key: str = Field(index=True)
    login: str = ""
    login_key: str | None = Field(default=None, nullable=True)
    password_hash: str = ""
    pictures_hash: str = ""
    pseudonym: str = ""
    band: str = ""
    grade: int = 0
    safeguarding: bool = False
    demo: bool = False
    made_at: datetime = moment()
    disabled_at: MaybeTime = maybe_moment()
    must_change: bool = False


class EnrolmentRow(Table, table=True):
    """Who teaches or attends which class. ``name_key`` is set for learners, so names in a class differ."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("class_id", "name_key"),
        Index("ix_enrolment_school_class", "school_id", "class_id"),
    )

    account_id: str = ref("account.id", primary=True)
    class_id: str = ref("class.id", primary=True)
    school_id: str = school_ref()
    name_key: str | None = Field(default=None, nullable=True)
    since: datetime = moment()


class ConsentRow(Table, table=True):
    """What a family has agreed to, or taken back."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_school_account", "school_id", "account_id"),)

    id: str = key()
    school_id: str = school_ref()
    account_id: str = ref("account.id")
    purpose: str
    given: bool
    by: str
    at: datetime = moment()
    note: str = long_text()


class SessionRow(Table, table=True):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "session"

    token_hash: str = key()
    school_id: str = school_ref()
    account_id: str = ref("account.id", index=True)
    made_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    idle_s: int
    seen_at: datetime = moment()
    revoked_at: MaybeTime = maybe_moment()
    revoked_why: str = ""


class TicketRow(Table, table=True):
    """A sign-in on its way from the form to the cookie: once, and for half a minute."""

    __tablename__ = "ticket"

    ticket_hash: str = key()
    school_id: str = school_ref()
    account_id: str = ref("account.id")
    expires_at: datetime = moment(index=True)
    used_at: MaybeTime = maybe_moment()


class ThrottleRow(Table, table=True):
    """Failed sign-ins of one name in one class or school; names nobody has are counted the same."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True, max_length=128)
    failures: int = 0
    first_at: datetime = moment()
    last_at: datetime = moment(index=True)


class ClassContextRow(Table, table=True):
    """A dated permission or restriction for a class, as a teacher set it ("World War II until 12 December")."""

    __tablename__ = "class_context"
    __table_args__ = (Index("ix_class_context_school_class", "school_id", "class_id"),)

    id: str = key()
    school_id: str = school_ref()
    class_id: str = ref("class.id")
    name: str
    until: datetime = moment()
    relax: list[str] = listing()
    add: list[Any] = listing()
    by: str
    why: str = long_text()
    at: datetime = moment()
    ended_at: MaybeTime = maybe_moment()
    ended_by: str | None = optional_ref("account.id")
    patterns: list[Any] = listing()
    told: str = long_text()
    made_of: list[str] = listing()


class ProfileRow(Table, table=True):
    """How the tutor speaks to a class or to one child from a moment on; the newest of each holds."""

    __tablename__ = "profile"
    __table_args__ = (
        Index("ix_profile_school_class", "school_id", "class_id", "at"),
        Index("ix_profile_school_learner", "school_id", "learner_id", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    class_id: str | None = optional_ref("class.id")
    learner_id: str | None = optional_ref("account.id")
    band: str = Field(default="", max_length=8)
    expertise: str = Field(default="usual", max_length=12)
    domain: str = Field(default="", max_length=40)
    conservative: bool = False
    by: str = Field(max_length=64)
    at: datetime = moment()
