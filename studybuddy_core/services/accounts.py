"""Signing in and out: from a password to a session, and from a session to the person as they are now.

A right password earns a *ticket*: it lives thirty seconds, works once, and only in the browser it was
made for. The claim door swaps it for an opaque token in a cookie that scripts can't read; the database
keeps hashes of both. A session carries no role. Whoever comes with a token gets the account as it
stands at that moment, so a disabled or demoted person has lost their access at the next action.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from db.accounts import Account
from db.accounts import Accounts as StoredAccounts
from db.classes import Classes, class_by_code, code_key
from db.engine import Database
from db.names import name_key
from db.schools import SchoolInfo, is_demo, list_schools
from db.scope import Scope
from db.sessions import Sessions, SignedIn
from db.signing_in import Session, role_of
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, NotAllowed, NotFound, StorageError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.acting import open_door
from studybuddy_core.services.passwords import Check, Passwords, check_words
from studybuddy_core.services.sign_in_record import Door, SignInRecord
from studybuddy_core.services.throttling import Guess, count_failure, count_try, forgive

logger = logging.getLogger(__name__)

DAY = timedelta(hours=8)
LEARNER_IDLE = timedelta(minutes=15)
_SEEN_EVERY = timedelta(seconds=20)
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A new session: the token for the cookie, and how many seconds it can last."""

    token: str
    seconds: int

    def __repr__(self) -> str:
        return f"Claimed({self.seconds} s)"


def hashed(secret: str) -> str:
    """Return what is kept of a token or ticket; both are random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def bound(ticket: str, nonce: str) -> str:
    """Return what is kept of a ticket for one browser."""
    return hashed(f"{ticket}\x1f{nonce}")


def as_actor(signed_in: SignedIn) -> Actor:
    """Return the person of a session as the rest of the house knows them."""
    account = signed_in.account
    return Actor(
        id=account.id,
        school=account.school,
        role=account.role,
        name=account.name,
        classes=account.classes,
        safeguarding=account.safeguarding,
        session=signed_in.token_hash[:16],
    )


class Accounts:
    """Signs people in and out, and says who is at a browser."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        clock: Clock,
        ids: Ids,
        *,
        new_secret: Callable[[], str] = lambda: secrets.token_urlsafe(32),
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock
        self._new_secret = new_secret
        self._record = SignInRecord(ids)

    @open_door("the sign-in form asks before anybody is signed in")
    def only_school(self) -> SchoolInfo | None:
        """Return the school, where this installation has just one."""
        with self._database.read() as session:
            schools = list_schools(session)
        return schools[0] if len(schools) == 1 else None

    @open_door("the sign-in form says so to everyone")
    def is_demo(self) -> bool:
        """Whether nobody here is real."""
        with self._database.read() as session:
            return bool(is_demo(session))

    @open_door("this is how an actor comes to be")
    def sign_in_staff(
        self, *, login: str, password: str, nonce: str, school: str = "", check: Check = check_words
    ) -> str:
        """Return a ticket for a member of staff.

        Raises ``NotAllowed`` for a wrong name or password (which, is not said), ``TooMany`` after wrong
        tries, ``BadInput`` for a password no account can have. ``check`` compares password and hash.
        """
        with self._database.read() as session:
            found = self._school(session, school)
            account = StoredAccounts(session, Scope(found.id, "sign-in")).by_login(login) if found else None
        guess = Guess.at(f"school:{found.id if found else name_key(school)}", login)
        kept = account.password_hash if account and account.role is not Role.LEARNER else ""
        door = Door(found.id if found else "")
        matches = partial(self._passwords.words_match, password, kept or None, check)
        return self._try(guess, door, account, nonce, matches)

    @open_door("this is how an actor comes to be")
    def sign_in_learner(self, *, class_code: str, name: str, pictures: Sequence[str], nonce: str) -> str:
        """Return a ticket for a learner of the class with this code; raises as ``sign_in_staff`` does."""
        with self._database.read() as session:
            group = class_by_code(session, class_code)
            classes = Classes(session, Scope(group.school, "sign-in")) if group else None
            account = classes.learner_by_name(group.id, name) if classes and group else None
        guess = Guess.at(f"class:{code_key(class_code)}", name)
        who = account.id if account else _NOBODY
        kept = account.pictures_hash if account and account.role is Role.LEARNER else ""
        door = Door(group.school, group.id) if group else Door()
        matches = partial(self._passwords.pictures_match, who, pictures, kept or None)
        return self._try(guess, door, account, nonce, matches)

    @open_door("the ticket is the proof")
    def claim(self, ticket: str, nonce: str) -> Claimed:
        """Swap a ticket for a session, in the browser it was made for; raises ``NotAllowed``."""
        token, now = self._new_secret(), self._clock.now()

        def swap(session: Session) -> bool:
            account_id = Sessions(session).redeem_ticket(bound(ticket, nonce), now=now)
            if account_id is None:
                return False
            idle = LEARNER_IDLE if role_of(session, account_id) is Role.LEARNER else DAY
            sessions = Sessions(session)
            sessions.create(
                hashed(token), account_id, at=now, expires_at=now + DAY, idle_s=int(idle.total_seconds())
            )
            begun = sessions.look_up(hashed(token), now=now)
            if begun is not None:
                self._record.begun(session, begun.account, begun.token_hash, now)
            return True

        try:
            done = bool(nonce) and self._database.write(swap)
        except NotFound:
            done = False
        if not done:
            raise NotAllowed("This sign-in has run out. Please sign in again.", why="ticket")
        return Claimed(token, int(DAY.total_seconds()))

    @open_door("a token is the proof")
    def actor_of(self, token: str, *, active: bool = True) -> Actor | None:
        """Return who this token belongs to, as they are now, or None; ``active`` keeps an idle session alive."""
        signed_in = self._look_up(token)
        if signed_in is None:
            return None
        now = self._clock.now()
        if active and now - signed_in.seen_at > _SEEN_EVERY:
            try:
                self._database.write(lambda session: Sessions(session).touch(signed_in.token_hash, now=now))
            except StorageError:  # who is here is known; that they were here is noted at their next action
                logger.warning("that a session is in use could not be noted", exc_info=True)
        return as_actor(signed_in)

    @open_door("a token is the proof")
    def sign_out(self, token: str) -> None:
        """End a session for good; its token is worth nothing from now on."""
        now = self._clock.now()

        def end(session: Session) -> None:
            ending = Sessions(session).look_up(hashed(token), now=now)
            Sessions(session).revoke(hashed(token), at=now)
            if ending is not None:  # one that had run out, or was ended already, does not end twice
                self._record.ended(session, ending.account, ending.token_hash, now)

        if token:
            self._database.write(end)

    @open_door("it only forgets what has ended long ago")
    def sweep(self) -> int:
        """Forget sessions and tickets that ended long ago; return how many sessions."""
        return self._database.write(lambda session: Sessions(session).sweep(now=self._clock.now()))

    @open_door("a token is the proof")
    def must_change(self, token: str) -> bool:
        """Whether this person has to choose a password of their own before anything else."""
        signed_in = self._look_up(token)
        return signed_in is not None and signed_in.account.must_change

    @open_door("a token and the old password are the proof")
    def change_password(self, token: str, *, old: str, new: str) -> None:
        """Give the person of this session another password and end their other sessions."""
        signed_in = self._look_up(token)
        if signed_in is None or signed_in.account.role is Role.LEARNER:
            raise NotAllowed("Please sign in first.")
        account, now = signed_in.account, self._clock.now()
        guess = Guess.at(f"school:{account.school}", account.login)
        tries = self._database.write(lambda session: count_try(session, guess, now))
        if not self._passwords.words_match(old, account.password_hash):
            self._wrong(guess, Door(account.school), account, tries)
            raise NotAllowed("The old password is not right.")
        if old == new:
            raise BadInput("Choose a password that differs from the old one.")
        fresh = self._passwords.hash_words(new)

        def keep(session: Session) -> None:
            forgive(session, guess)
            StoredAccounts(session, Scope(account.school, account.id)).set_password(account.id, fresh)
            Sessions(session).revoke_all(account.id, at=now, why="password changed", but=signed_in.token_hash)
            self._record.password_changed(session, account, now)

        self._database.write(keep)

    def _look_up(self, token: str) -> SignedIn | None:
        if not token:
            return None
        with self._database.read() as session:
            return Sessions(session).look_up(hashed(token), now=self._clock.now())

    def _school(self, session: Session, name: str) -> SchoolInfo | None:
        schools = list_schools(session)
        if len(schools) == 1 and not name:
            return schools[0]
        return next((s for s in schools if name_key(name) in (name_key(s.name), name_key(s.id))), None)

    def _try(
        self, guess: Guess, door: Door, account: Account | None, nonce: str, matches: Callable[[], bool]
    ) -> str:  # fmt: skip
        if not nonce:
            raise BadInput("This browser refuses cookies. Allow them for this site, then reload the page.")
        now = self._clock.now()
        tries = self._database.write(lambda session: count_try(session, guess, now))
        if not (matches() and account is not None and account.enabled):
            self._wrong(guess, door, account, tries)
            raise NotAllowed("That is not right.", why="credentials")
        ticket, person = self._new_secret(), account.id

        def keep(session: Session) -> None:
            forgive(session, guess)
            Sessions(session).issue_ticket(bound(ticket, nonce), person, at=self._clock.now())

        self._database.write(keep)
        return ticket

    def _wrong(self, guess: Guess, door: Door, account: Account | None, tries: int) -> None:
        now = self._clock.now()

        def keep(session: Session) -> None:
            waits = count_failure(session, guess, tries, now)
            self._record.throttled(session, door, account, waits, now)

        self._database.write(keep)
