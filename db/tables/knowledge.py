"""What the tutor may answer from, and evaluation runs with their outcomes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import MaybeTime, Table, binary, document, key, listing, maybe_moment, moment, ref, school_ref


class SourceRow(Table, table=True):
    """A document that somebody brought: what it is, for whom, and who brought it.

    ``report_id`` is the content that tells what was hidden in it; ``removed_at`` takes all of its passages off the
    shelf until it is put back.
    """

    __tablename__ = "source"
    __table_args__ = (Index("ix_source_school", "school_id"),)

    id: str = key()
    school_id: str = school_ref()
    name: str
    licence: str = ""
    added_by: str = ""
    at: datetime = moment()
    kind: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    digest: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    pages: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    subject: str = Field(default="", sa_column_kwargs={"server_default": ""})
    grades: list[int] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    report_id: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    removed_at: MaybeTime = maybe_moment()
    removed_by: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})


class SourceClassRow(Table, table=True):
    """A class that a document is for; one without any is for the whole school."""

    __tablename__ = "source_class"
    __table_args__ = (Index("ix_source_class_school", "school_id", "class_id"),)

    source_id: str = ref("source.id", primary=True)
    class_id: str = ref("class.id", primary=True)
    school_id: str = school_ref()


class PassageRow(Table, table=True):
    """A short text that the tutor may answer from; its words are ``content``, as JSON (title, text, headings).

    ``number`` counts the passages of a school: the word index and the matrix of vectors know a passage by it.
    ``accepted`` are the labels that a person looked at and let through.
    """

    __tablename__ = "passage"
    __table_args__ = (
        Index("ix_passage_school", "school_id", "withdrawn_at"),
        Index("ix_passage_source", "source_id", "position"),
        Index("ix_passage_content", "content_id"),
        UniqueConstraint("school_id", "number"),
    )

    id: str = key()
    school_id: str = school_ref()
    source_id: str = ref("source.id")
    content_id: str = Field(max_length=64)
    number: int
    position: int = 0
    page: int = 0
    subject: str
    grades: list[int] = listing()
    accepted: list[str] = listing()
    approved_by: str = ""
    at: datetime = moment()
    withdrawn_at: MaybeTime = maybe_moment()


class PassageVectorRow(Table, table=True):
    """Where a passage lies among the others: its vector in whole numbers of -127 to 127. Goes with its words."""

    __tablename__ = "passage_vector"

    passage_id: str = ref("passage.id", primary=True)
    school_id: str = school_ref()
    vector: bytes = binary()


class ShelfRow(Table, table=True):
    """How far a school's numbering has come, and a count that grows with every change of its passages."""

    __tablename__ = "shelf"

    school_id: str = school_ref(primary=True)
    version: int = 0
    last_number: int = 0


class QuarantineRow(Table, table=True):
    """A passage that the checks found suspicious, until somebody decides; its words are ``content``.

    ``findings`` are what was found, without words: [label, score, line, begin, end] in code points of the text.
    """

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_school", "school_id", "decided_at"),)

    id: str = key()
    school_id: str = school_ref()
    source_id: str = ref("source.id")
    content_id: str = Field(max_length=64)
    position: int = 0
    page: int = 0
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
