"""Pairs of answers and what annotators chose."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import MaybeTime, Table, key, listing, long_text, maybe_moment, moment, ref, school_ref


class BatchRow(Table, table=True):
    """A set of pairs handed to annotators together."""

    __tablename__ = "batch"

    id: str = key()
    school_id: str = school_ref()
    name: str
    made_at: datetime = moment()
    made_by: str = ""
    closed_at: MaybeTime = maybe_moment()


class PairRow(Table, table=True):
    """One prompt with two answers; the texts are content, so that erasure reaches them."""

    __tablename__ = "pair"
    __table_args__ = (UniqueConstraint("batch_id", "position"), Index("ix_pair_school", "school_id"))

    id: str = key()
    school_id: str = school_ref()
    batch_id: str = ref("batch.id")
    position: int
    prompt_id: str = Field(max_length=64, index=True)
    first_id: str = Field(max_length=64, index=True)
    second_id: str = Field(max_length=64, index=True)
    lineage: list[str] = listing()


class ChoiceRow(Table, table=True):
    """One annotator's answer to one pair, as it was shown; a later one stands in its place."""

    __tablename__ = "choice"
    __table_args__ = (
        UniqueConstraint("annotator", "n"),
        Index("ix_choice_pair", "pair_id"),
        Index("ix_choice_annotator_at", "school_id", "annotator", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    pair_id: str = ref("pair.id")
    annotator: str = ref("account.id")
    n: int
    at: datetime = moment()
    preference: int | None = Field(default=None, nullable=True)
    flipped: bool
    left_unsafe: bool = False
    right_unsafe: bool = False
    reasons: list[str] = listing()
    note: str = long_text()
    skipped: bool = False
    undoes: str = ""
    shown_ms: int | None = Field(default=None, nullable=True)


class HandInRow(Table, table=True):
    """An annotator has handed in a batch: from here on choices stay as they are."""

    __tablename__ = "hand_in"

    batch_id: str = ref("batch.id", primary=True)
    annotator: str = ref("account.id", primary=True)
    school_id: str = school_ref()
    at: datetime = moment()
