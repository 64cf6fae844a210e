"""What the layers found and did: scores, receipts, decisions, interventions, calls to a model.

Scores are facts and never change, so every table here is append-only except ``score_pack``, which is
only a faster copy of old scorings and can be rebuilt at any time.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from db.tables.base import Table, binary, key, listing, long_text, moment, ref, school_ref

_Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only in INTEGER keys


class LabelSetRow(Table, table=True):
    """The labels that score arrays are in the order of, named by their content."""

    __tablename__ = "label_set"

    id: str = key()
    labels: list[str] = listing()


class ScoringRow(Table, table=True):
    """The scores of one part of one message at one attempt, as an array in the order of its label set.

    ``scores`` are little-endian uint16; ``present`` and ``failed`` are bit masks (first label = highest bit
    of the first byte). ``part`` is the segment, or null for the whole message.
    """

    __tablename__ = "scoring"
    __table_args__ = (
        Index("ix_scoring_message", "message_id", "stage"),
        Index("ix_scoring_school_number", "school_id", "stage", "number"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=_Number)
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    stage: str = Field(max_length=10)
    part: int | None = Field(default=None, nullable=True)
    attempt: int
    label_set_id: str = ref("label_set.id")
    scores: bytes = binary()
    present: bytes = binary()
    failed: bytes = binary()
    band: str = Field(max_length=8)
    at: datetime = moment()


class ScorePackRow(Table, table=True):
    """Thousands of old scorings folded into one row of arrays: a copy, so that a million load at once."""

    __tablename__ = "score_pack"
    __table_args__ = (Index("ix_score_pack_school_stage", "school_id", "stage", "through"),)

    id: str = key()
    school_id: str = school_ref()
    stage: str = Field(max_length=10)
    label_set_id: str = ref("label_set.id")
    after: int = Field(sa_type=_Number)
    through: int = Field(sa_type=_Number)
    rows: int
    id_width: int
    ids: bytes = binary()
    keys: bytes = binary()
    scores: bytes = binary()
    present: bytes = binary()
    failed: bytes = binary()
    bands: bytes = binary()
    times: bytes = binary()


class FindingRow(Table, table=True):
    """A place in a text that a check marked, or a check that broke; plain zeros have no row."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_message", "message_id"), Index("ix_finding_school_at", "school_id", "at"))

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    stage: str = Field(max_length=10)
    part: int | None = Field(default=None, nullable=True)
    attempt: int
    check_name: str
    version: str
    label: str
    score: int | None = Field(default=None, nullable=True)
    spans: list[Any] = listing()
    note: str = long_text()
    error: str = long_text()
    at: datetime = moment()


class ReceiptRow(Table, table=True):
    """Proof of what a layer's checks did on one part: one row, with an entry for each check.

    An entry is ``[name, version, status, ms, why]``. The counts make "what broke today" one indexed query.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        Index("ix_receipt_turn", "turn_id"),
        Index("ix_receipt_school_errors", "school_id", "errors", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    layer: int
    stage: str = Field(max_length=10)
    part: int | None = Field(default=None, nullable=True)
    entries: list[Any] = listing()
    ran: int = 0
    skipped: int = 0
    errors: int = 0
    ms: float = 0.0
    at: datetime = moment()


class DecisionRow(Table, table=True):
    """What the policy said of one part: reply, script, who hears, and the exact reasons."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_turn", "turn_id"),
        Index("ix_decision_message", "message_id"),
        Index("ix_decision_school_at", "school_id", "at"),
    )

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    message_id: str = ref("message.id")
    stage: str = Field(max_length=10)
    part: int | None = Field(default=None, nullable=True)
    attempt: int
    reply: int
    script: str = ""
    notify: int
    reasons: list[Any] = listing()
    missing: list[str] = listing()
    effective_id: str = Field(max_length=128)
    activation_id: str = Field(max_length=64)
    at: datetime = moment()


class InterventionRow(Table, table=True):
    """A change made to an answer while it was written, with the text before and after.

    An entry of ``cause`` is ``[label, score, threshold, rule]``; rows from before that was kept hold the label alone.
    """

    __tablename__ = "intervention"
    __table_args__ = (Index("ix_intervention_turn", "turn_id"),)

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    kind: str = Field(max_length=20)
    attempt: int
    part: int | None = Field(default=None, nullable=True)
    cause: list[Any] = listing()
    before_id: str = Field(max_length=64, index=True)
    after_id: str = Field(max_length=64, index=True)
    ms: float = 0.0
    took_ms: float | None = Field(default=None, nullable=True)
    at: datetime = moment()


class TimelineRow(Table, table=True):
    """When what happened in one attempt at an answer: lengths and moments in milliseconds, no words.

    ``arrivals`` are packed by ``domain.timelines``; an entry of ``cuts`` is ``[segment, characters, cut, scored,
    decided, released]`` and one of ``stepped_in`` ``[moment, kind]``.
    """

    __tablename__ = "timeline"
    __table_args__ = (Index("ix_timeline_turn", "turn_id", "attempt"),)

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    attempt: int
    began_ms: float
    arrivals: bytes = binary()
    cuts: list[Any] = listing()
    stepped_in: list[Any] = listing()
    at: datetime = moment()


class CallRow(Table, table=True):
    """One call to a provider: tokens, money, time, and how it went."""

    __tablename__ = "call"
    __table_args__ = (Index("ix_call_turn", "turn_id"), Index("ix_call_school_at", "school_id", "at"))

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    provider: str
    model: str
    attempt: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None = Field(default=None, nullable=True)
    ms: float
    first_ms: float | None = Field(default=None, nullable=True)
    outcome: str
    at: datetime = moment()


class DraftRoundRow(Table, table=True):
    """One step that a model's draft went through before an answer; its words are content, like all words.

    ``about`` says what it is about (a principle, a verdict, an agreement), ``step`` counts up through the turn and
    ``of_step`` is the step it belongs to: so a revision and the draft it replaced can be told apart as a pair later.
    """

    __tablename__ = "draft_round"
    __table_args__ = (Index("ix_draft_round_turn", "turn_id"), Index("ix_draft_round_school_kind", "school_id", "kind"))

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    attempt: int
    step: int
    kind: str = Field(max_length=20)
    about: str = long_text()
    of_step: int | None = Field(default=None, nullable=True)
    content_id: str = Field(max_length=64, index=True)
    activation_id: str = Field(max_length=64)
    at: datetime = moment()
