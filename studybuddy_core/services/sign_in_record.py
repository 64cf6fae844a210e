"""What the record says of signing in: who came and went, and where guessing was slowed down.

Ids and numbers alone: no password, no token, and no name as it was typed, since a child's name or a password
in the wrong box would stand in the chain for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.accounts import Account
from db.audit import AuditChain
from db.signing_in import Session
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.throttling import Wait


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody signs in: the school, and the class for a child; both empty where no such place exists."""

    school: str = ""
    class_id: str = ""


class SignInRecord:
    """Writes links of the school's audit chain, each in the transaction of what it is about."""

    def __init__(self, ids: Ids) -> None:
        self._audit = AuditChain(ids)

    def begun(self, session: Session, account: Account, token_hash: str, at: datetime) -> None:
        """Somebody has signed in."""
        self._own(session, account, "session.begun", token_hash, at)

    def ended(self, session: Session, account: Account, token_hash: str, at: datetime) -> None:
        """Somebody has signed out."""
        self._own(session, account, "session.ended", token_hash, at)

    def password_changed(self, session: Session, account: Account, at: datetime) -> None:
        """A member of staff has chosen another password."""
        self._audit.append(session, account.school, actor=account.id, action="password.changed", subject=account.id,
                           at=at)  # fmt: skip

    def throttled(
        self, session: Session, door: Door, account: Account | None, waits: tuple[Wait, ...], at: datetime
    ) -> None:
        """A wrong try made a name, or a whole class or school, wait longer; a place nobody has keeps no record."""
        if not door.school:
            return
        for wait in waits:
            known = account.id if account is not None and not wait.place else ""
            subject = known or door.class_id or door.school
            facts = {"tries": wait.tries, "wait_s": wait.seconds, "of": "place" if wait.place else "name"}
            self._audit.append(session, door.school, actor="", action="session.throttled", subject=subject, at=at,
                               facts=facts)  # fmt: skip

    def _own(self, session: Session, account: Account, act: str, token_hash: str, at: datetime) -> None:
        # The beginning of the token's hash, as in ``Actor.session``: it pairs a sign-out with its sign-in.
        self._audit.append(session, account.school, actor=account.id, action=act, subject=account.id, at=at,
                           facts={"role": account.role.value, "session": token_hash[:16]})  # fmt: skip
