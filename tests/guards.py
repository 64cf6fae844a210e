"""Takes down the database's own guards, as somebody would who has the server and means harm."""

from __future__ import annotations

from sqlalchemy import Connection

from db.append_only import guard_name, guards


def take_down(connection: Connection, *tables: str) -> None:
    """Drop the guards of these tables, or of all."""
    dialect = connection.dialect.name
    for table, verb in guards(dialect):
        if not tables or table in tables:
            on = f' ON "{table}"' if dialect == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER {guard_name(table, verb)}{on}")
