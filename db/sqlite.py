"""Everything that is true of SQLite alone: its driver, its pragmas, and the look at a file before it is used.

The stock SQLite of many systems can corrupt a database in WAL mode with two writers (the WAL-reset
bug, fixed in 3.51.3), so the bundled driver is used and an older library refused. ``synchronous=FULL``
because with NORMAL an acknowledged row can be lost when the power goes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pysqlite3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from db.plain import as_json
from studybuddy_core.domain.errors import ConfigError, StorageError

OLDEST = (3, 51, 3)
_MAGIC = b"SQLite format 3\x00"


def require_sound_library(version: tuple[int, ...] = driver.sqlite_version_info) -> None:
    """Refuse a SQLite library with the WAL-reset bug; raise ``ConfigError``."""
    if version < OLDEST:
        found, wanted = ".".join(map(str, version)), ".".join(map(str, OLDEST))
        raise ConfigError(f"SQLite {found} can damage a database; {wanted} or newer is needed. "
                          "Reinstall with: pip install --force-reinstall 'pysqlite3>=0.6.1'")  # fmt: skip


def _damaged(path: Path, what: str) -> StorageError:
    return StorageError(
        f"The database file {path} is damaged ({what}). Nothing was changed. Keep the file, move it and any "
        f"'{path.name}-wal' beside it to a safe place, put your last backup at {path}, and start again."
    )


def check_file(path: Path) -> None:
    """Look at a database file without touching it; raise ``StorageError`` where it is damaged or can't be written."""
    if not path.exists() or path.stat().st_size == 0:
        return
    if not os.access(path, os.W_OK):
        raise StorageError(f"The database file {path} can't be written. Give this user the right to write it "
                           f"(chmod u+w '{path}') and start again.")  # fmt: skip
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _damaged(path, "it does not begin like a database")
    try:
        connection = driver.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5.0)
        try:
            verdicts = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
        finally:
            connection.close()
    except driver.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise StorageError(f"The database file {path} is locked by another program. "
                               "Close it and start again.") from error  # fmt: skip
        raise _damaged(path, str(error)) from error
    except driver.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if verdicts != ["ok"]:
        raise _damaged(path, "; ".join(map(str, verdicts))[:300])


def _pragmas(*, read_only: bool, busy_ms: int) -> tuple[str, ...]:
    common = (f"PRAGMA busy_timeout={busy_ms}", "PRAGMA foreign_keys=ON")
    if read_only:
        return (*common, "PRAGMA query_only=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-4000")
    return (*common, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-16000")


def make_engine(url: URL, *, read_only: bool, busy_ms: int, pool_size: int) -> Engine:
    """Return an engine with our driver and pragmas; writers begin with ``BEGIN IMMEDIATE``."""
    engine = create_engine(
        url, module=driver, pool_size=pool_size, max_overflow=0 if not read_only else 32, pool_timeout=10,
        json_serializer=as_json, hide_parameters=True,
    )  # fmt: skip
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are ours alone
        for pragma in _pragmas(read_only=read_only, busy_ms=busy_ms):
            connection.execute(pragma).close()

    def begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine
