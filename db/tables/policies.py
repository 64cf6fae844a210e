"""Which rules are in force: policies and procedures by content, and every activation there ever was."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Table, key, long_text, moment, optional_ref, school_ref


class PolicyRow(Table, table=True):
    """A policy document, named by its content."""

    __tablename__ = "policy"

    school_id: str = school_ref(primary=True)
    id: str = key()
    name: str
    document: str = long_text()
    by: str = ""
    at: datetime = moment()


class ProcedureRow(Table, table=True):
    """A procedure document (prompts, checks, scripts, limits), named by its content."""

    __tablename__ = "procedure"

    school_id: str = school_ref(primary=True)
    id: str = key()
    name: str
    document: str = long_text()
    by: str = ""
    at: datetime = moment()


class ActivationRow(Table, table=True):
    """From this moment these documents hold, for the school or one class. ``n`` counts a school's activations.

    ``ends``: the class goes back to what the school has.
    """

    __tablename__ = "activation"
    __table_args__ = (
        UniqueConstraint("school_id", "n"),
        Index("ix_activation_scope", "school_id", "class_id", "n"),
    )

    id: str = key()
    school_id: str = school_ref()
    n: int
    class_id: str | None = optional_ref("class.id")
    policy_id: str = Field(default="", max_length=64)
    procedure_id: str = Field(default="", max_length=64)
    ends: bool = False
    actor: str
    second: str = ""
    why: str = long_text()
    at: datetime = moment()
