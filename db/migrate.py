"""Brings a database to the shape this version needs: one transaction, all or nothing.

SQLite can change its schema inside a transaction when it is told where the transaction begins, which the
engine does; so a migration that is killed half-way leaves the database as it was.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db.addresses import make_engines, read_url
from db.append_only import put_up_guards
from db.failures import told_plainly
from studybuddy_core.domain.errors import StorageError


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Return the name of the newest migration this version has."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _too_new(found: str) -> StorageError:
    return StorageError(f"This database was made by a newer StudyBuddy (its shape is {found!r}). "
                        "Install that version, or open another database.")  # fmt: skip


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing and put up the guards, in one transaction."""
    with engine.connect() as connection, connection.begin():
        found = _current(connection)
        known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
        if found is not None and found not in known:
            raise _too_new(found)
        if found != newest():
            command.upgrade(_config(connection), "head")
        put_up_guards(connection)


def require_current(engine: Engine) -> None:
    """Raise ``StorageError`` unless the database has the shape this version needs."""
    with engine.connect() as connection:
        found = _current(connection)
    if found != newest():
        raise StorageError("This database has the shape of another version of StudyBuddy. "
                           "Start the app, which brings it up to date: studybuddy serve")  # fmt: skip


def upgrade(url: str) -> None:
    """Bring the database at ``url`` up to date."""
    reading, writing = make_engines(read_url(url))
    try:
        with told_plainly():
            bring_up_to_date(writing)
    finally:
        reading.dispose()
        writing.dispose()
