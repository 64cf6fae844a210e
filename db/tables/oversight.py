"""What adults see and do: flags, their stories, alerts, pauses, incidents, and the audit chain."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import (
    MaybeTime,
    Table,
    key,
    listing,
    long_text,
    maybe_moment,
    moment,
    optional_ref,
    ref,
    school_ref,
)


class FlagRow(Table, table=True):
    """Something an adult should look at, and where it stands now.

    The columns from ``state`` on are a copy of the fold over its events, so that a list needs no fold;
    ``version`` counts its events.
    """

    __tablename__ = "flag"
    __table_args__ = (
        Index("ix_flag_queue", "school_id", "state", "lane", "at", "id"),
        Index("ix_flag_class", "class_id", "state"),
        Index("ix_flag_turn", "turn_id"),
        Index("ix_flag_conversation", "conversation_id"),
        Index("ix_flag_learner", "learner_id"),
        Index("ix_flag_lead_only", "school_id", "safeguarding_only", "conversation_id"),
    )

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    conversation_id: str = ref("conversation.id")
    class_id: str | None = optional_ref("class.id")
    learner_id: str = ref("account.id")
    stage: str = Field(max_length=10)
    notify: int
    lane: str = Field(max_length=10)
    labels: list[str] = listing()
    crisis: bool = False
    safeguarding_only: bool = False
    cause: str = ""
    at: datetime = moment()
    state: str = Field(default="open", max_length=20)
    verdict: str = Field(default="", max_length=20)
    holder: str = ""
    held_at: MaybeTime = maybe_moment()
    decided_by: str = ""
    decided_at: MaybeTime = maybe_moment()
    version: int = 1


class FlagNamedRow(Table, table=True):
    """A member of staff whom a child has named around a flag for the lead alone, and who is left out of it."""

    __tablename__ = "flag_named"
    __table_args__ = (
        Index("ix_flag_named_talk", "conversation_id", "account_id"),
        Index("ix_flag_named_account", "school_id", "account_id"),
    )

    flag_id: str = ref("flag.id", primary=True)
    account_id: str = ref("account.id", primary=True)
    school_id: str = school_ref()
    conversation_id: str = ref("conversation.id")


class ReviewEventRow(Table, table=True):
    """One thing that happened to a flag. ``n`` counts from 1; two people can't both write the same ``n``."""

    __tablename__ = "review_event"
    __table_args__ = (
        UniqueConstraint("flag_id", "n"),
        Index("ix_review_event_school_at", "school_id", "at"),
        Index("ix_review_event_actor", "actor", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    flag_id: str = ref("flag.id")
    n: int
    kind: str = Field(max_length=20)
    actor: str = ""
    at: datetime = moment()
    note: str = long_text()
    reason: str = ""
    undoes: str = ""


class AlertRow(Table, table=True):
    """A call to an adult, in the outbox until somebody has seen it. Written with the flag it is about."""

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_open", "school_id", "acknowledged_at", "at"),)

    id: str = key()
    school_id: str = school_ref()
    flag_id: str | None = optional_ref("flag.id", index=True)
    class_id: str | None = optional_ref("class.id")
    safeguarding_only: bool = False
    kind: str = Field(default="flag", max_length=20)
    text: str = long_text()
    at: datetime = moment()
    shown_at: MaybeTime = maybe_moment()
    acknowledged_at: MaybeTime = maybe_moment()
    acknowledged_by: str = ""


class PauseRow(Table, table=True):
    """A child, a class or the whole school told to wait: until when, or until resumed."""

    __tablename__ = "pause"
    __table_args__ = (Index("ix_pause_open", "school_id", "resumed_at", "target"),)

    id: str = key()
    school_id: str = school_ref()
    kind: str = Field(max_length=10)
    target: str = Field(max_length=64)
    by: str
    why: str = long_text()
    at: datetime = moment()
    until: MaybeTime = maybe_moment()
    resumed_at: MaybeTime = maybe_moment()
    resumed_by: str = ""


class IncidentRow(Table, table=True):
    """Something that went wrong, with the number an adult was shown. Holds no words of a child."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_school_at", "school_id", "at"),)

    id: str = key()
    school_id: str = school_ref()
    number: str = Field(max_length=20, index=True)
    kind: str
    where: str = ""
    summary: str = long_text()
    actor: str = ""
    at: datetime = moment()
    closed_at: MaybeTime = maybe_moment()
    closed_by: str = ""


class AuditRow(Table, table=True):
    """One link of a school's audit chain. ``body`` is the exact text that ``hash`` was taken of."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("school_id", "seq"),
        UniqueConstraint("school_id", "prev_hash"),
        Index("ix_audit_school_action", "school_id", "action", "seq"),
        Index("ix_audit_subject", "school_id", "subject"),
    )

    id: str = key()
    school_id: str = school_ref()
    seq: int
    at: datetime = moment()
    actor: str = ""
    action: str
    subject: str = ""
    body: str = long_text()
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHeadRow(Table, table=True):
    """A signed statement of how long a chain was and how it ended: what makes a cut-off tail visible."""

    __tablename__ = "audit_head"
    __table_args__ = (UniqueConstraint("school_id", "seq", "key_id"),)

    id: str = key()
    school_id: str = school_ref()
    seq: int
    hash: str = Field(max_length=64)
    at: datetime = moment()
    key_id: str = Field(max_length=64)
    signature: str = long_text()
