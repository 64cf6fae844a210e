"""What happens to flags: one event and the new state of the flag, in one transaction.

Events are only ever added. The flag's columns are written as the fold over all its events, guarded by
its version, so of two people who decide at the same moment one is told who was faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from db.flags import Flag, Flags
from db.sight import Sight
from db.tables.oversight import AlertRow, FlagRow, ReviewEventRow
from db.tables.people import AccountRow
from studybuddy_core.domain.errors import Conflict
from studybuddy_core.domain.reviews import Lane, ReviewEvent, ReviewKind, status_of


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What somebody does to a flag."""

    id: str
    kind: ReviewKind
    actor: str
    at: datetime
    note: str = ""
    reason: str = ""
    undoes: str = ""


def as_event(row: ReviewEventRow) -> ReviewEvent:
    """Return the row as a value."""
    return ReviewEvent(row.id, row.flag_id, ReviewKind(row.kind), row.actor, row.at, row.note, row.reason, row.undoes)


class Reviews:
    """The stories of the flags that these eyes may see."""

    def __init__(self, session: Session, sight: Sight) -> None:
        self._session = session
        self._flags = Flags(session, sight)
        self._school = sight.scope.school

    def story(self, flag_id: str) -> tuple[ReviewEvent, ...]:
        """Return everything that happened to a flag, in order; raise ``NotFound`` for one out of sight."""
        return self.story_of(self._flags.get(flag_id))

    def story_of(self, flag: Flag) -> tuple[ReviewEvent, ...]:
        """Return everything that happened to a flag (which whoever holds it was allowed to get), in order."""
        return self._events(flag.id)

    def _events(self, flag_id: str) -> tuple[ReviewEvent, ...]:
        rows = self._session.exec(
            select(ReviewEventRow).where(ReviewEventRow.flag_id == flag_id).order_by(col(ReviewEventRow.n))
        )
        return tuple(as_event(row) for row in rows)

    def since(self, flag_id: str, version: int) -> tuple[ReviewEvent, ...]:
        """Return what happened to a flag after this version of it."""
        rows = self._session.exec(
            select(ReviewEventRow)
            .where(ReviewEventRow.flag_id == flag_id, ReviewEventRow.n > version)
            .order_by(col(ReviewEventRow.n))
        )
        return tuple(as_event(row) for row in rows)

    def event(self, event_id: str) -> ReviewEvent:
        """Return one event of a flag in sight; raise ``NotFound``."""
        row = self._session.get(ReviewEventRow, event_id)
        self._flags.get(row.flag_id if row is not None else "")
        assert row is not None
        return as_event(row)

    def add(self, flag: Flag, new: NewEvent) -> Flag:
        """Add an event to the flag as it is now and bring its state up to date; raise ``Conflict`` if it moved."""
        row = ReviewEventRow(
            id=new.id, school_id=self._school, flag_id=flag.id, n=flag.version + 1, kind=new.kind.value,
            actor=new.actor, at=new.at, note=new.note, reason=new.reason, undoes=new.undoes,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        now = status_of(self._events(flag.id))
        lane = self._lane(flag, new)
        moved = self._session.exec(
            update(FlagRow).where(col(FlagRow.id) == flag.id, col(FlagRow.version) == flag.version)
            .values(
                state=now.state.value, verdict=now.verdict.value if now.verdict else "", holder=now.holder,
                held_at=now.held_since, decided_by=now.decided_by, decided_at=now.decided_at,
                version=flag.version + 1, lane=lane.value,
            )
            .execution_options(synchronize_session=False)
        )  # fmt: skip
        if moved.rowcount != 1:
            raise Conflict("Somebody else was faster. Look at this flag again.")
        self._session.expire_all()
        return replace(
            flag, state=now.state, verdict=now.verdict, holder=now.holder, held_at=now.held_since,
            decided_by=now.decided_by, decided_at=now.decided_at, version=flag.version + 1, lane=lane,
            appealed=flag.appealed or new.kind is ReviewKind.APPEALED,
        )  # fmt: skip

    @staticmethod
    def _lane(flag: Flag, new: NewEvent) -> Lane:
        """A child who waits for an answer does not wait in the digest."""
        asked = new.kind is ReviewKind.APPEALED and flag.lane is Lane.DIGEST
        return Lane.TODAY if asked else flag.lane

    def call_lead(self, flag: Flag, *, id: str, at: datetime) -> None:
        """Put a call to the safeguarding lead into the outbox: this was passed on to them."""
        self._session.add(AlertRow(id=id, school_id=self._school, flag_id=flag.id, class_id=flag.class_id or None,
                                   safeguarding_only=True, kind="passed", text=flag.cause, at=at))  # fmt: skip
        self._session.flush()


def names_of(session: Session, school: str, account_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of these staff members, for "decided by …"."""
    rows = session.exec(
        select(AccountRow.id, AccountRow.name)
        .where(col(AccountRow.id).in_([one for one in account_ids if one]), AccountRow.school_id == school)
        .where(AccountRow.role != "learner")
    )
    return dict(rows.all())
