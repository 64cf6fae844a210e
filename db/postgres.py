"""Everything that is true of PostgreSQL alone: its driver, how a view of the data is held still, who may write.

The house was built on SQLite's promise that writers come one after another: a hash chain, a lease and a "nobody was
faster" all rest on it. PostgreSQL lets writers run side by side, so every writing transaction takes one lock of the
database first and gives it back at COMMIT. Several app processes then share one school without ever forking a chain,
and since each commits all that waits together, the lock is held a few milliseconds at a time. Readers never take it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from db.plain import as_json
from studybuddy_core.domain.errors import ConfigError

WRITING = 7_352_046_181
"""The number of the lock that whoever writes holds; advisory locks are counted per database."""


def make_engine(url: URL, *, read_only: bool, busy_ms: int, pool_size: int) -> Engine:
    """Return an engine whose sessions read one unchanging view and can't write, or write one at a time.

    Raises ``ConfigError`` where the driver is not installed.
    """
    options = "-c default_transaction_read_only=on" if read_only else f"-c lock_timeout={busy_ms}"
    try:
        engine = create_engine(
            url, pool_size=pool_size, max_overflow=32 if read_only else 0, pool_timeout=10, pool_pre_ping=True,
            isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
            connect_args={"options": f"{options} -c timezone=UTC", "connect_timeout": 10},
            json_serializer=as_json, hide_parameters=True,
        )  # fmt: skip
    except ModuleNotFoundError as error:
        raise ConfigError("The driver for PostgreSQL is missing. Install it with: "
                          "pip install 'studybuddy[postgres]'") from error  # fmt: skip
    if not read_only:

        def begun(connection: Any) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")

        event.listen(engine, "begin", begun)
    return engine
