"""Throwing a demo school's database away, and nothing else: a real school's, or one in use, is refused."""

from __future__ import annotations

from pathlib import Path

import pysqlite3.dbapi2 as driver

from db.addresses import read_url
from studybuddy_core.domain.errors import ConfigError, Conflict


def discard_demo(url: str) -> bool:
    """Delete the demo database at ``url``; return whether there was one.

    Raises ``Conflict`` for a real school's database or one that a program has open, ``ConfigError`` for one
    that is no file of ours. A damaged file is put aside, not deleted.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError("Only a demo in a file can be reset here. Empty the database on its server.")
    path = Path(parsed.database or "")
    if not path.exists():
        return False
    try:
        _require_idle_demo(path)
    except driver.DatabaseError:
        path.replace(path.with_name(f"{path.name}.damaged"))
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
    return True


def _require_idle_demo(path: Path) -> None:
    in_use = Conflict(f"{path} is in use. Stop the server first, then reset the demo.")
    connection = driver.connect(str(path), timeout=0.2)
    try:
        tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'installation'").fetchone()
        said = connection.execute("SELECT demo FROM installation").fetchone() if tables else None
        if said is not None and not said[0]:
            raise Conflict(f"{path} is a real school's database. It is never reset.")
        # Leaving WAL needs every other connection to be gone: that is how we know that nobody has it open.
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise in_use
    except driver.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise in_use from error
        raise
    finally:
        connection.close()
