"""Rules in the making: each researcher's draft, policies that wait for a second person, documents in shadow."""

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

    ``base_id`` and ``base_procedure_id`` are what it was compared with; no ``procedure_id`` leaves the procedure as it
    is; ``state`` is waiting, approved, refused or withdrawn.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_school_state", "school_id", "state", "at"),)

    id: str = key()
    school_id: str = school_ref()
    base_id: str = Field(max_length=64)
    policy_id: str = Field(max_length=64)
    procedure_id: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    base_procedure_id: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    why: str = long_text()
    proposed_by: str = Field(max_length=64)
    at: datetime = moment()
    state: str = Field(default="waiting", max_length=12)
    decided_by: str = Field(default="", max_length=64)
    decided_at: MaybeTime = maybe_moment()
    decided_why: str = long_text()


class ShadowRow(Table, table=True):
    """An imported document as it was given. While ``state`` is shadow its ``rules`` are scored and decide nothing.

    Afterwards it is published or withdrawn, and stays as it is.
    """

    __tablename__ = "shadow"
    __table_args__ = (Index("ix_shadow_school_state", "school_id", "state", "at"),)

    id: str = key()
    school_id: str = school_ref()
    name: str = Field(max_length=80)
    constitution: str = long_text()
    constitution_name: str = long_text()
    filters: str = long_text()
    filters_name: str = long_text()
    rules: list[Any] = listing()
    why: str = long_text()
    kept_by: str = Field(max_length=64)
    at: datetime = moment()
    state: str = Field(default="shadow", max_length=12)
    decided_by: str = Field(default="", max_length=64)
    decided_at: MaybeTime = maybe_moment()
    decided_why: str = long_text()
