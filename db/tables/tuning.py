"""Thresholds in the making: each researcher's draft, and policies that wait for a second person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import MaybeTime, Table, key, listing, long_text, maybe_moment, moment, ref, school_ref


class DraftRow(Table, table=True):
    """A researcher's draft: the lines they moved, in order, on top of whatever policy is live."""

    __tablename__ = "draft"

    account_id: str = ref("account.id", primary=True)
    school_id: str = school_ref()
    base_id: str = Field(default="", max_length=64)
    moves: list[Any] = listing()
    at: datetime = moment()


class ProposalRow(Table, table=True):
    """A policy that holds something less strictly, until somebody else has said yes or no to it.

    ``base_id`` is the policy it was compared with; ``state`` is waiting, approved, refused or withdrawn.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_school_state", "school_id", "state", "at"),)

    id: str = key()
    school_id: str = school_ref()
    base_id: str = Field(max_length=64)
    policy_id: str = Field(max_length=64)
    why: str = long_text()
    proposed_by: str = Field(max_length=64)
    at: datetime = moment()
    state: str = Field(default="waiting", max_length=12)
    decided_by: str = Field(default="", max_length=64)
    decided_at: MaybeTime = maybe_moment()
    decided_why: str = long_text()
