"""Where a database is, and the two ways to it: one to read, one to write."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db import postgres, sqlite
from db.plain import refuse_unkeepable_text
from studybuddy_core.domain.errors import ConfigError

BUSY_MS = 5_000
READERS = 4


def read_url(url: str) -> URL:
    """Return the parsed address; raise ``ConfigError`` for one that can't be used."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "The database address can't be read. Write it like sqlite:////folder/studybuddy.db"
        ) from error
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ConfigError(f"Databases of the kind {backend!r} can't be used; use sqlite:// or postgresql://")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigError("The database must be a file, or nothing would be kept: sqlite:////folder/studybuddy.db")
    return parsed


def make_engines(url: URL, *, busy_ms: int = BUSY_MS, readers: int = READERS) -> tuple[Engine, Engine]:
    """Return the (reading, writing) engines for ``url``."""
    make_engine = sqlite.make_engine if url.get_backend_name() == "sqlite" else postgres.make_engine
    reading = make_engine(url, read_only=True, busy_ms=busy_ms, pool_size=readers)
    writing = make_engine(url, read_only=False, busy_ms=busy_ms, pool_size=1)
    refuse_unkeepable_text(writing)
    return reading, writing
