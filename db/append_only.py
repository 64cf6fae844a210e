"""Which tables never change, in one place; the database itself refuses everyone, us included.

Migrations create tables, this module guards them: after every migration the guards of this list are
put up where they are missing, so a new append-only table is one more word here. Only the
dialects named in ``_GUARDS`` are known; another one is refused rather than left unguarded.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from studybuddy_core.domain.errors import ConfigError

APPEND_ONLY: tuple[str, ...] = (
    "message",
    "segment",
    "turn_close",
    "withheld",
    "draft_round",
    "scoring",
    "finding",
    "receipt",
    "decision",
    "intervention",
    "timeline",
    "call",
    "vote",
    "flag_named",
    "review_event",
    "choice",
    "activation",
    "policy",
    "procedure",
    "label_set",
    "profile",
    "minute_limit",
    "more_minutes",
    "audit",
    "audit_head",
)
"""No row of these is ever updated or deleted."""

NEVER_CHANGED: tuple[str, ...] = ("content",)
"""Rows of these may be deleted (erasure), never updated."""

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{message}'); END"""

_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION studybuddy_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$ LANGUAGE plpgsql"""

_POSTGRES = """CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION studybuddy_refuse('{message}')"""

_GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


def guards(dialect: str = "sqlite") -> tuple[tuple[str, str], ...]:
    """Return every (table, verb) that the database refuses; PostgreSQL can also empty a table in one go."""
    both = [(table, verb) for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")]
    at_once = [(table, "TRUNCATE") for table in (*APPEND_ONLY, *NEVER_CHANGED)] if dialect == "postgresql" else []
    return (*both, *((table, "UPDATE") for table in NEVER_CHANGED), *at_once)


def guard_name(table: str, verb: str) -> str:
    """Return the name of the trigger that refuses ``verb`` on ``table``."""
    return f"{table}_no_{verb.lower()}"


def put_up_guards(connection: Connection) -> None:
    """Create the triggers that are missing, in the transaction of ``connection``."""
    dialect = connection.dialect.name
    statement = _GUARDS.get(dialect)
    if statement is None:
        raise ConfigError(f"StudyBuddy can't guard its tables on {dialect!r}; use a sqlite:// or postgresql:// address")
    if dialect == "postgresql":
        connection.execute(text(_POSTGRES_FUNCTION))
    for table, verb in guards(dialect):
        message = f"{table} is append-only" if table in APPEND_ONLY else f"{table} is never changed"
        sql = statement.format(name=guard_name(table, verb), verb=verb, table=table, message=message)
        connection.exec_driver_sql(sql)
