"""What every table shares: names of constraints, times in UTC, and the column of the school.

Times are aware everywhere in Python. A naive time is refused here, because a time without a zone
written by one machine and read by another is how an hour of a lesson goes missing.
"""

from datetime import UTC, datetime
from typing import Any, Optional

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy import Table as CoreTable
from sqlmodel import Field, SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """The root of every table of StudyBuddy, with its own metadata."""

    metadata = metadata


def table_of(mapped: type[Table]) -> CoreTable:
    """Return the bare table: the object-relational layer costs more than the disk where rows only go in."""
    return mapped.__table__  # type: ignore[attr-defined,no-any-return]


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC: stored without zone where the database has none, always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone and turn every other into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored; use an aware UTC datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the time its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Any:
    """The column of a row's own id."""
    return Field(primary_key=True, max_length=64)


def ref(target: str, *, index: bool = False, primary: bool = False) -> Any:
    """A column that must name a row of another table."""
    return Field(foreign_key=target, index=index, primary_key=primary, max_length=64)


def optional_ref(target: str, *, index: bool = False) -> Any:
    """A column that names a row of another table, or nothing."""
    return Field(default=None, foreign_key=target, index=index, max_length=64, nullable=True)


def school_ref(*, primary: bool = False) -> Any:
    """The school a row belongs to; every query filters by it."""
    return Field(foreign_key="school.id", primary_key=primary, max_length=64, nullable=False)


def moment(*, index: bool = False) -> Any:
    """A column for a time that is always there."""
    return Field(sa_type=UtcTime, index=index, nullable=False)


def maybe_moment() -> Any:
    """A column for a time that may not have come."""
    return Field(default=None, sa_type=UtcTime, nullable=True)


def long_text() -> Any:
    """A column for text of any length."""
    return Field(default="", sa_type=Text, nullable=False)


def listing() -> Any:
    """A column for a list, kept as JSON."""
    return Field(default_factory=list, sa_type=JSON, nullable=False)


def document() -> Any:
    """A column for a small document, kept as JSON."""
    return Field(default_factory=dict, sa_type=JSON, nullable=False)


def maybe_document() -> Any:
    """A column for a small document that may be missing."""
    return Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)


def binary() -> Any:
    """A column for bytes."""
    return Field(default=b"", sa_type=LargeBinary, nullable=False)


MaybeTime = Optional[datetime]  # noqa: UP045 - read by SQLModel at run time
