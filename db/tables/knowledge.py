"""What the tutor may answer from, and evaluation runs with their outcomes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import MaybeTime, Table, document, key, listing, long_text, maybe_moment, moment, ref, school_ref


class SourceRow(Table, table=True):
    """Where passages come from: a book, a page, a teacher."""

    __tablename__ = "source"
    __table_args__ = (Index("ix_source_school", "school_id"),)

    id: str = key()
    school_id: str = school_ref()
    name: str
    licence: str = ""
    added_by: str = ""
    at: datetime = moment()


class PassageRow(Table, table=True):
    """A short text that a teacher has approved."""

    __tablename__ = "passage"
    __table_args__ = (Index("ix_passage_school", "school_id", "withdrawn_at"),)

    id: str = key()
    school_id: str = school_ref()
    source_id: str = ref("source.id")
    title: str
    text: str = long_text()
    subject: str
    grades: list[int] = listing()
    keywords: list[str] = listing()
    approved_by: str = ""
    at: datetime = moment()
    withdrawn_at: MaybeTime = maybe_moment()


class QuarantineRow(Table, table=True):
    """A text somebody brought that nobody has approved yet."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_school", "school_id", "decided_at"),)

    id: str = key()
    school_id: str = school_ref()
    source_id: str = ref("source.id")
    title: str
    text: str = long_text()
    brought_by: str
    at: datetime = moment()
    findings: list[Any] = listing()
    decided_at: MaybeTime = maybe_moment()
    decided_by: str = ""
    approved: bool = False


class RunRow(Table, table=True):
    """One evaluation run: what was tried, with which documents, and its summary."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_school_at", "school_id", "at"),)

    id: str = key()
    school_id: str = school_ref()
    kind: str
    name: str
    setup: dict[str, Any] = document()
    summary: dict[str, Any] = document()
    by: str = ""
    at: datetime = moment()
    ended_at: MaybeTime = maybe_moment()


class OutcomeRow(Table, table=True):
    """What one case of a run came to."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("run_id", "case"),)

    id: str = key()
    school_id: str = school_ref()
    run_id: str = ref("run.id")
    case: str
    passed: bool | None = Field(default=None, nullable=True)
    detail: dict[str, Any] = document()
