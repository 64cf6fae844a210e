"""What each model of a panel said of a text that was put before a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Table, document, key, listing, moment, ref, school_ref


class VoteRow(Table, table=True):
    """One model's vote, or why there is none. ``scores`` maps a criterion to points from 0 to 10000.

    ``fails`` are the criteria that the text does not meet by this vote; ``absent`` is "" for a vote, else what kept
    the model from voting. Holds no words.
    """

    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_turn", "turn_id"), Index("ix_vote_school_model", "school_id", "model"))

    id: str = key()
    school_id: str = school_ref()
    turn_id: str = ref("turn.id")
    panel_id: str = Field(max_length=64)
    model: str = Field(max_length=200)
    scores: dict[str, Any] = document()
    fails: list[str] = listing()
    absent: str = Field(default="", max_length=40)
    ms: float = 0.0
    at: datetime = moment()
