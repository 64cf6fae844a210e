"""What is said: conversations, turns, messages, and the one table that erasure may delete from.

A child's message is committed before it is echoed. A tutor's message is its released segments, one
row each; how its turn ended is a closing row, written once. Text lives in ``content`` alone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import (
    MaybeTime,
    Table,
    binary,
    key,
    listing,
    long_text,
    maybe_document,
    maybe_moment,
    moment,
    optional_ref,
    ref,
    school_ref,
)


class ContentRow(Table, table=True):
    """Text that somebody wrote or a model made. May be deleted, never changed; its salt dies with it."""

    __tablename__ = "content"

    id: str = key()
    school_id: str = school_ref()
    text: str = long_text()
    salt: bytes = binary()


class ConversationRow(Table, table=True):
    """A talk of one child with the tutor, and where it stands now: its exercise, and whether it is in care mode."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_school_last", "school_id", "last_at", "id"),
        Index("ix_conversation_learner_last", "learner_id", "last_at"),
        Index("ix_conversation_class_last", "class_id", "last_at"),
    )

    id: str = key()
    school_id: str = school_ref()
    class_id: str | None = optional_ref("class.id")
    learner_id: str = ref("account.id")
    band: str
    grade: int
    opened_at: datetime = moment()
    last_at: datetime = moment()
    closed_at: MaybeTime = maybe_moment()
    turns: int = 0
    task: dict[str, Any] | None = maybe_document()
    task_turn: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    care: bool = False
    care_at: MaybeTime = maybe_moment()
    care_cleared_by: str = ""
    care_cleared_at: MaybeTime = maybe_moment()
    hold_erasure: bool = False


class TurnRow(Table, table=True):
    """One message of a child and the work of answering it; the worker that holds the lease owns it."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key"),
        UniqueConstraint("conversation_id", "turn_no"),
        Index("ix_turn_open_lease", "open", "lease_until"),
        Index("ix_turn_school_at", "school_id", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    conversation_id: str = ref("conversation.id")
    turn_no: int
    idempotency_key: str = Field(max_length=128)
    question_id: str = Field(max_length=64)
    answer_id: str = Field(max_length=64)
    at: datetime = moment()
    open: bool = True
    lease_owner: str = ""
    lease_until: MaybeTime = maybe_moment()
    cancel_asked: bool = False


class MessageRow(Table, table=True):
    """One side of a turn. The child's has its text in ``content``, the tutor's in its segments."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("turn_id", "role"),
        Index("ix_message_conversation", "conversation_id", "turn_no", "role"),
    )

    id: str = key()
    school_id: str = school_ref()
    conversation_id: str = ref("conversation.id")
    turn_id: str = ref("turn.id")
    turn_no: int
    role: str = Field(max_length=10)
    content_id: str | None = Field(default=None, max_length=64, nullable=True, index=True)
    length: int = 0
    at: datetime = moment()


class TurnCloseRow(Table, table=True):
    """How a turn ended: written exactly once."""

    __tablename__ = "turn_close"

    turn_id: str = ref("turn.id", primary=True)
    school_id: str = school_ref()
    outcome: str = Field(max_length=20)
    why: str = long_text()
    ms: float = 0.0
    at: datetime = moment()


class SegmentRow(Table, table=True):
    """A piece of an answer that was released: final. ``seal`` is HMAC(salt, text) of exactly what was shown.

    A plain hash would let short words be guessed after they were erased; the salt is erased with them.
    """

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("turn_id", "n"), Index("ix_segment_message_n", "message_id", "n"))

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    n: int
    kind: str = Field(max_length=10)
    content_id: str = Field(max_length=64, index=True)
    seal: str = Field(max_length=64)
    script: str = ""
    passages: list[str] = listing()
    activation_id: str = Field(max_length=64)
    at: datetime = moment()


class WithheldRow(Table, table=True):
    """Text the model made that the child did not see."""

    __tablename__ = "withheld"
    __table_args__ = (Index("ix_withheld_turn", "turn_id"),)

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    attempt: int
    part: int | None = Field(default=None, nullable=True)
    content_id: str = Field(max_length=64, index=True)
    at: datetime = moment()
