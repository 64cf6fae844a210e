"""How many minutes of talk a class or a school allows, and who gave whom more."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Table, key, long_text, moment, school_ref


class MinuteLimitRow(Table, table=True):
    """A limit as it was set; the latest of a class holds, else the latest of the school (``class_id`` empty)."""

    __tablename__ = "minute_limit"
    __table_args__ = (Index("ix_minute_limit_school_class", "school_id", "class_id", "at"),)

    id: str = key()
    school_id: str = school_ref()
    class_id: str = Field(default="", max_length=64)
    nudge: int
    most: int
    by: str
    at: datetime = moment()


class MoreMinutesRow(Table, table=True):
    """Minutes a teacher gave a child or a whole class (``target``) beyond the limit, and why."""

    __tablename__ = "more_minutes"
    __table_args__ = (Index("ix_more_minutes_school_target", "school_id", "target", "at"),)

    id: str = key()
    school_id: str = school_ref()
    target: str = Field(max_length=64)
    minutes: int
    why: str = long_text()
    by: str
    at: datetime = moment()
