"""Who is signed in: opaque tokens kept as hashes, with the account read afresh at every look.

A session says nothing about a role. Whoever looks one up gets the account as it is now, so a person who
was disabled or given another role a second ago is treated as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import or_, update
from sqlmodel import Session, col, delete, select

from db.accounts import Account, as_account, classes_of_one
from db.tables.base import table_of
from db.tables.people import AccountRow, SessionRow, TicketRow
from studybuddy_core.domain.errors import NotFound

TICKET_SECONDS = 30
_SESSIONS, _ACCOUNTS = table_of(SessionRow), table_of(AccountRow)
# Built once: every run of every page asks this, twice, and to build a statement costs more than to run it.
_WHO = (
    sa.select(_ACCOUNTS, _SESSIONS.c.made_at.label("begun_at"), _SESSIONS.c.expires_at, _SESSIONS.c.seen_at,
              _SESSIONS.c.idle_s, _SESSIONS.c.revoked_at)
    .join_from(_SESSIONS, _ACCOUNTS, _ACCOUNTS.c.id == _SESSIONS.c.account_id)
    .where(_SESSIONS.c.token_hash == sa.bindparam("token"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session and its account as it stands now."""

    token_hash: str
    account: Account
    made_at: datetime
    expires_at: datetime
    seen_at: datetime
    idle_s: int


class Sessions:
    """Sessions and sign-in tickets. They come before any scope: they are how one is found."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, token_hash: str, account_id: str, *, at: datetime, expires_at: datetime, idle_s: int) -> None:
        """Keep a new session. ``idle_s`` seconds without being seen end it."""
        account = self._session.get(AccountRow, account_id)
        if account is None or account.disabled_at is not None:
            raise NotFound("This account can't sign in.")
        self._session.add(SessionRow(token_hash=token_hash, school_id=account.school_id, account_id=account_id,
                                     made_at=at, expires_at=expires_at, idle_s=idle_s, seen_at=at))  # fmt: skip
        self._session.flush()

    def look_up(self, token_hash: str, *, now: datetime) -> SignedIn | None:
        """Return who this is now; None when expired, idle too long, revoked, unknown or disabled."""
        row = self._session.connection().execute(_WHO, {"token": token_hash}).first()
        if row is None:
            return None
        idle_since = row.seen_at + timedelta(seconds=row.idle_s)
        if row.revoked_at is not None or row.disabled_at is not None or now >= row.expires_at or now >= idle_since:
            return None
        classes = classes_of_one(self._session, row.id)
        return SignedIn(token_hash, as_account(row, classes), row.begun_at, row.expires_at, row.seen_at, row.idle_s)

    def touch(self, token_hash: str, *, now: datetime) -> None:
        """Note that this session was used now. A session that is over stays over."""
        self._session.exec(
            update(SessionRow)
            .where(col(SessionRow.token_hash) == token_hash, col(SessionRow.revoked_at).is_(None))
            .where(col(SessionRow.seen_at) < now)
            .values(seen_at=now)
        )

    def revoke(self, token_hash: str, *, at: datetime, why: str = "signed out") -> None:
        """End one session."""
        self._session.exec(
            update(SessionRow)
            .where(col(SessionRow.token_hash) == token_hash, col(SessionRow.revoked_at).is_(None))
            .values(revoked_at=at, revoked_why=why)
        )

    def revoke_all(self, account_id: str, *, at: datetime, why: str, but: str = "") -> int:
        """End every session of an account, but perhaps one; return how many."""
        done = self._session.exec(
            update(SessionRow)
            .where(col(SessionRow.account_id) == account_id, col(SessionRow.revoked_at).is_(None))
            .where(col(SessionRow.token_hash) != but)
            .values(revoked_at=at, revoked_why=why)
        )
        return int(done.rowcount)

    def issue_ticket(self, ticket_hash: str, account_id: str, *, at: datetime) -> None:
        """Keep a ticket that signs this account in once, within ``TICKET_SECONDS``."""
        account = self._session.get(AccountRow, account_id)
        if account is None:
            raise NotFound("This account can't sign in.")
        self._session.add(TicketRow(ticket_hash=ticket_hash, school_id=account.school_id, account_id=account_id,
                                    expires_at=at + timedelta(seconds=TICKET_SECONDS)))  # fmt: skip
        self._session.flush()

    def redeem_ticket(self, ticket_hash: str, *, now: datetime) -> str | None:
        """Use a ticket up and return its account; None when it was used, is too old, or never was."""
        done = self._session.exec(
            update(TicketRow)
            .where(col(TicketRow.ticket_hash) == ticket_hash, col(TicketRow.used_at).is_(None))
            .where(col(TicketRow.expires_at) > now)
            .values(used_at=now)
        )
        if done.rowcount != 1:
            return None
        return self._session.exec(select(TicketRow.account_id).where(TicketRow.ticket_hash == ticket_hash)).one()

    def sweep(self, *, now: datetime, keep: timedelta = timedelta(days=30)) -> int:
        """Delete sessions and tickets that ended long ago; return how many sessions."""
        self._session.exec(delete(TicketRow).where(col(TicketRow.expires_at) < now - timedelta(hours=1)))
        old = now - keep
        done = self._session.exec(
            delete(SessionRow).where(or_(col(SessionRow.expires_at) < old, col(SessionRow.revoked_at) < old))
        )
        return int(done.rowcount)
