"""Failed sign-ins, counted by name and class: a whole school may share one address.

A name that nobody has is counted like any other, so the count tells a guesser nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from db.names import name_key
from db.tables.people import ThrottleRow


@dataclass(frozen=True, slots=True)
class Tries:
    """How often it failed within the window, and since and until when."""

    failures: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def throttle_key(place: str, name: str) -> str:
    """Return the key of a name in a place (a class, or a school's staff form); the name itself is not kept."""
    return hashlib.sha256(f"{place}\x1f{name_key(name)}".encode(errors="replace")).hexdigest()


class Throttles:
    """The counters. ``window`` is how long a failure counts."""

    def __init__(self, session: Session, *, window: timedelta = timedelta(minutes=15)) -> None:
        self._session = session
        self._window = window

    def tries(self, key: str, *, now: datetime) -> Tries:
        """Return the failures that still count."""
        row = self._session.get(ThrottleRow, key)
        if row is None or row.last_at + self._window <= now:
            return Tries()
        return Tries(row.failures, row.first_at, row.last_at)

    def failed(self, key: str, *, now: datetime) -> Tries:
        """Count one more failure and return where it stands."""
        row = self._session.get(ThrottleRow, key) or ThrottleRow(key=key, failures=0, first_at=now, last_at=now)
        if row.last_at + self._window <= now:
            row.failures, row.first_at = 0, now
        row.failures, row.last_at = row.failures + 1, now
        self._session.add(row)
        self._session.flush()
        return Tries(row.failures, row.first_at, row.last_at)

    def clear(self, key: str) -> None:
        """Forget the failures of a name that has signed in."""
        self._session.exec(delete(ThrottleRow).where(col(ThrottleRow.key) == key))

    def sweep(self, *, now: datetime) -> int:
        """Delete counters that no longer count; return how many."""
        done = self._session.exec(delete(ThrottleRow).where(col(ThrottleRow.last_at) <= now - self._window))
        return int(done.rowcount)
