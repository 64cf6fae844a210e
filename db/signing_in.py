"""What signing in asks of the database before anybody's scope is known."""

from __future__ import annotations

from sqlmodel import Session as Session

from db.tables.people import AccountRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import NotFound


def role_of(session: Session, account_id: str) -> Role:
    """Return an account's role; raise ``NotFound``."""
    account = session.get(AccountRow, account_id)
    if account is None:
        raise NotFound("This account can't sign in.")
    return Role(account.role)
