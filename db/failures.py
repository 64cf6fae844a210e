"""Turns what a database driver says into one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from studybuddy_core.domain.errors import BadInput, Conflict, StorageError, StudyBuddyError

_CAUSES = (
    (("locked", "busy", "lock timeout", "deadlock"),
     "Another program is holding the database. Nothing was saved. Try again in a moment."),
    (("readonly", "read-only", "read only"),
     "The database can't be written. Nothing was saved. Make its file and folder writable and try again."),
    (("full",), "The disk is full. Nothing was saved. Free some space and try again."),
    (("malformed", "not a database", "corrupt"),
     "The database file is damaged. Nothing was saved. Stop the app, keep the file, and put back the last backup."),
    (("connection failed", "connection refused", "could not translate host", "failed to resolve host",
      "terminating connection", "server closed the connection", "connection is lost", "the connection is closed"),
     "The database server can't be reached. Nothing was saved. Check that it runs and that the address is right."),
    (("password authentication failed", "no password supplied", "does not exist on the server"),
     "The database server did not let us in. Check the name and password in its address."),
    (("disk i/o", "unable to open"),
     "The disk did not answer. Nothing was saved. Check the disk and the folder of the database, then try again."),
)  # fmt: skip


def plain_error(error: BaseException) -> StudyBuddyError:
    """Return the error to raise instead of ``error``."""
    if isinstance(error, StudyBuddyError):
        return error
    if isinstance(error, StatementError) and isinstance(error.orig, StudyBuddyError):
        return error.orig
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    if isinstance(error, IntegrityError) and ("unique" in said or "duplicate" in said):
        return Conflict("Somebody else was faster. Look again and, if it is still needed, try once more.")
    if isinstance(error, IntegrityError):
        return StorageError(f"The database refused this, and nothing was saved: {said[:200]}")
    if isinstance(error, PoolTimeout):
        return StorageError("Too many readers at once. Nothing is lost. Try again in a moment.")
    if isinstance(error, UnicodeError):
        return BadInput("This text holds characters that can't be kept. Remove them and send it again.")
    for words, sentence in _CAUSES:
        if any(word in said for word in words):
            return StorageError(sentence)
    return StorageError(f"The database did not answer as it should, and nothing was saved: {said[:200]}")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise database errors inside this block as ours."""
    try:
        yield
    except (SQLAlchemyError, UnicodeEncodeError) as error:
        raise plain_error(error) from error
