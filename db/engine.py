"""The database as the rest of the house sees it: a place to read, and one queue to write.

Reading uses a pool of its own that can't write. Writing goes through one thread, which commits
everything that waits together. A damaged file is refused and left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlmodel import Session

from db import sqlite
from db.addresses import BUSY_MS, READERS, make_engines, read_url
from db.failures import told_plainly
from db.migrate import bring_up_to_date, require_current
from db.turnstile import Turnstile
from db.writer import Writer
from studybuddy_core.domain.errors import StorageError

T = TypeVar("T")


class Database:
    """An open database. ``read()`` gives a session that can't write; ``write(job)`` returns after COMMIT."""

    def __init__(self, url: URL, reading: Engine, writing: Engine) -> None:
        self.url = url
        self.reading = reading
        self.writing = writing
        self._writer = Writer(writing)
        self._turns = Turnstile(READERS)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one unchanging view of the data; raise ``StorageError`` where it can't be read."""
        with self._turns.passed(), told_plainly(), Session(self.reading, expire_on_commit=False) as session:
            yield session

    def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on the writer and return what it returns, once it is safe on the disk.

        Everything ``work`` does is kept together or not at all; what it raises is raised here. It may be
        called twice, so it changes nothing but the session. Raises ``StorageError`` when nothing was kept.
        """
        return self._writer.submit(work)

    def close(self) -> None:
        """Finish waiting writes and let go of the file."""
        self._writer.close()
        self.reading.dispose()
        self.writing.dispose()


def _keep_to_oneself(path: Path) -> None:
    """Make the file that children's words go into for its owner alone, whatever folder it lies in."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageError(f"{path} can't be made ({error.strerror}). Choose a folder of yours.") from error


def open_database(url: str, *, create: bool = True, busy_ms: int = BUSY_MS) -> Database:
    """Open the database at ``url``, made and migrated first if ``create``.

    Raises ``StorageError`` for a file that is missing, damaged, locked or not writable, each with what to do.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        sqlite.require_sound_library()
        path = Path(parsed.database or "")
        if not create and not path.exists():
            raise StorageError(f"There is no database at {path}. Make one with: studybuddy init")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"The folder {path.parent} can't be made ({error.strerror}).") from error
        sqlite.check_file(path)
        if create and not path.exists():
            _keep_to_oneself(path)
    reading, writing = make_engines(parsed, busy_ms=busy_ms)
    try:
        with told_plainly():
            if create:
                bring_up_to_date(writing)
            else:
                require_current(writing)
    except BaseException:
        reading.dispose()
        writing.dispose()
        raise
    return Database(parsed, reading, writing)
