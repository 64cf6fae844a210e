"""Turns as jobs: one worker at a time owns one, and a turn whose worker died is closed exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, insert, or_, update
from sqlmodel import Session, col, select

from db.audit import AuditChain
from db.tables.base import table_of
from db.tables.evidence import DecisionRow
from db.tables.oversight import FlagRow
from db.tables.talks import ConversationRow, TurnCloseRow, TurnRow
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.records import Outcome

AHEAD = 2
"""So many lengths of a lease ahead of now nobody's lease can end."""

_CLOSES, _TURNS, _TALKS = table_of(TurnCloseRow), table_of(TurnRow), table_of(ConversationRow)
_NEW_CLOSE = insert(_CLOSES)
_SHUT = update(_TURNS).where(_TURNS.c.id == bindparam("turn")).values(open=False, lease_owner="")
_MOVED = (
    update(_TALKS)
    .where(_TALKS.c.id == bindparam("talk"), _TALKS.c.last_at < bindparam("now"))
    .values(last_at=bindparam("now"))
)
_STOPPED = select(_TURNS.c.id).where(_TURNS.c.open.is_(True), _TURNS.c.cancel_asked.is_(True))
_TAKE = (
    update(_TURNS)
    .where(_TURNS.c.id == bindparam("turn"), _TURNS.c.open.is_(True))
    .where(or_(_TURNS.c.lease_until.is_(None), _TURNS.c.lease_until <= bindparam("now"),
               _TURNS.c.lease_until > bindparam("farthest")))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"))
)  # fmt: skip
_RENEW = (
    update(_TURNS)
    .where(_TURNS.c.id == bindparam("turn"), _TURNS.c.open.is_(True), _TURNS.c.lease_owner == bindparam("owner"))
    .values(lease_until=bindparam("until"))
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a child and the work of answering it. ``answer`` is the id of the tutor's message."""

    id: str
    school: str
    conversation: str
    turn_no: int
    key: str
    question: str
    answer: str
    at: datetime
    open: bool
    lease_owner: str
    lease_until: datetime | None
    cancel_asked: bool


def _run_out(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Whether a lease is over: its time has passed, or it lies further ahead than any worker takes one.

    The clock was set back then; to wait for it would leave a child's turn "being answered" for as long.
    """
    until = col(TurnRow.lease_until)
    return or_(until <= now, until > now + AHEAD * lease)


def as_turn(row: TurnRow | Row[Any]) -> Turn:
    """Return the row as a value."""
    return Turn(row.id, row.school_id, row.conversation_id, row.turn_no, row.idempotency_key, row.question_id,
                row.answer_id, row.at, row.open, row.lease_owner, row.lease_until, row.cancel_asked)  # fmt: skip


class Turns:
    """The leases and the ends of turns, of every school of this installation: workers serve them all."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, turn_id: str, *, owner: str, now: datetime, until: datetime) -> bool:
        """Take an open turn that nobody holds, not even another worker of ``owner``; False when it is taken or over."""
        done = self._session.connection().execute(_TAKE, {
            "turn": turn_id, "owner": owner, "now": now, "until": until, "farthest": now + AHEAD * (until - now),
        })  # fmt: skip
        return bool(done.rowcount == 1)

    def renew(self, turn_ids: Sequence[str], *, owner: str, until: datetime) -> None:
        """Hold on to these turns a while longer, those of them that are still this owner's."""
        if turn_ids:
            self._session.connection().execute(
                _RENEW, [{"turn": turn_id, "owner": owner, "until": until} for turn_id in turn_ids]
            )

    def asked_to_stop(self) -> frozenset[str]:
        """The open turns whose child has asked to stop the answer."""
        return frozenset(self._session.connection().execute(_STOPPED).scalars())

    def unread(self, turn_id: str) -> bool:
        """Whether nothing was ever decided on the child's message, and no adult was called for it."""
        decided = select(DecisionRow.id).where(DecisionRow.turn_id == turn_id, DecisionRow.stage == Stage.INPUT.value)
        called = select(FlagRow.id).where(FlagRow.turn_id == turn_id)
        return not any(self._session.exec(query.limit(1)).first() for query in (decided, called))

    def never_begun(self, *, limit: int = 100) -> tuple[Turn, ...]:
        """Return open turns that no worker has ever taken, oldest first: what a restarted app begins with."""
        rows = self._session.exec(
            select(TurnRow)
            .where(col(TurnRow.open).is_(True), col(TurnRow.lease_until).is_(None))
            .order_by(col(TurnRow.at), col(TurnRow.id))
            .limit(limit)
        )
        return tuple(as_turn(row) for row in rows)

    def stale(self, *, now: datetime, lease: timedelta, limit: int = 100) -> tuple[Turn, ...]:
        """Return open turns whose worker let its lease (of this length) run out, oldest first."""
        rows = self._session.exec(
            select(TurnRow)
            .where(col(TurnRow.open).is_(True), _run_out(now, lease))
            .order_by(col(TurnRow.lease_until), col(TurnRow.id))
            .limit(limit)
        )
        return tuple(as_turn(row) for row in rows)

    def interrupt(
        self, turn_id: str, *, now: datetime, lease: timedelta, audit: AuditChain, why: str = "the worker stopped"
    ) -> bool:
        """Close a turn whose lease has run out as ``interrupted``; True for the one caller who did it."""
        row = self._session.get(TurnRow, turn_id)
        if row is None or not row.open:
            return False
        if row.lease_until is not None and now < row.lease_until <= now + AHEAD * lease:
            return False
        self.close(turn_id, school=row.school_id, conversation=row.conversation_id, outcome=Outcome.INTERRUPTED,
                   why=why, ms=max(0.0, (now - row.at).total_seconds() * 1000), at=now)  # fmt: skip
        audit.append(self._session, row.school_id, actor="", action="turn.interrupted", subject=turn_id, at=now,
                     facts={"why": why})  # fmt: skip
        return True

    def close(
        self, turn_id: str, *, school: str, conversation: str, outcome: Outcome, why: str, ms: float, at: datetime
    ) -> None:
        """Write the closing row of an open turn; a second one is refused by the database."""
        connection = self._session.connection()
        connection.execute(_NEW_CLOSE, {"turn_id": turn_id, "school_id": school, "outcome": outcome.value, "why": why,
                                        "ms": ms, "at": at})  # fmt: skip
        connection.execute(_SHUT, {"turn": turn_id})
        connection.execute(_MOVED, {"talk": conversation, "now": at})
