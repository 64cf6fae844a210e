"""The people of a school: added, found, disabled, given another role or password; every step on record.

Two things can't happen by a slip: a school without an administrator, and a school where nobody reads what
is for the safeguarding lead alone. A password made here is shown to one person once; what is kept is
its hash, and its owner has to choose another one first thing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.accounts import Account, NewAccount
from db.accounts import Accounts as StoredAccounts
from db.audit import AuditChain
from db.classes import Classes
from db.directory import Directory
from db.engine import Database
from db.scope import Scope
from db.sessions import Sessions
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import BadInput, Conflict
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.acting import action
from studybuddy_core.services.first_passwords import Below, initial_password, pseudonym
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.rosters import person_name
from studybuddy_core.services.throttling import Guess, forgive

STAFF_ROLES = (Role.TEACHER, Role.ANNOTATOR, Role.RESEARCHER, Role.ADMINISTRATOR)
LEAD_ROLES = frozenset({Role.TEACHER, Role.ADMINISTRATOR})
LONGEST_LOGIN = 60
_LAST_ADMINISTRATOR = "This is the last administrator. Make somebody else one first."
_LAST_LEAD = "This is the last safeguarding lead. Name another one first: some messages are for the lead alone."


@dataclass(frozen=True, slots=True)
class Person:
    """One account as the room People shows it: no hash, classes by name."""

    id: str
    role: Role
    name: str
    login: str
    band: AgeBand | None
    grade: int
    safeguarding: bool
    must_change: bool
    made_at: datetime
    disabled_at: datetime | None
    classes: tuple[tuple[str, str], ...]
    last_seen: datetime | None = None

    @property
    def enabled(self) -> bool:
        """Whether this person may sign in."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of a search, and how many there are in all."""

    people: tuple[Person, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Issued:
    """A password as it is handed over: shown once, kept nowhere."""

    account: str
    name: str
    login: str
    password: str = field(repr=False)


def _person(account: Account, class_names: Mapping[str, str], last_seen: datetime | None = None) -> Person:
    classes = sorted(((c, class_names[c]) for c in account.classes if c in class_names), key=lambda pair: pair[1])
    return Person(
        id=account.id, role=account.role, name=account.name, login=account.login, band=account.band,
        grade=account.grade, safeguarding=account.safeguarding, must_change=account.must_change,
        made_at=account.made_at, disabled_at=account.disabled_at, classes=tuple(classes), last_seen=last_seen,
    )  # fmt: skip


def login_name(text: str) -> str:
    """Return a login as it is kept, or raise ``BadInput``."""
    login = " ".join(text.split())
    if not 2 <= len(login) <= LONGEST_LOGIN or not all(ch.isalnum() or ch in " .-_@'" for ch in login):
        raise BadInput(f"A login has 2 to {LONGEST_LOGIN} letters, digits, spaces, dots, dashes or @. Choose another.")
    return login


def proper_name(text: str) -> str:
    """Return a person's name as it is kept, or raise ``BadInput`` as a whole sentence."""
    try:
        return person_name(text)
    except BadInput as error:
        raise BadInput(f"{str(error)[0].upper()}{str(error)[1:]}.") from None


class People:
    """The accounts of a school, for its administrators."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, passwords: Passwords, *, below: Below = secrets.randbelow
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._below = below
        self._audit = AuditChain(ids)

    @action(Verb.MANAGE_PEOPLE)
    def find(
        self, actor: Actor, *, text: str = "", role: Role | None = None, class_id: str = "",
        disabled: bool | None = None, offset: int = 0, limit: int = 50,
    ) -> PeoplePage:  # fmt: skip
        """Return people whose name or login holds every word of ``text``, by name."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            directory = Directory(session, scope)
            found = directory.find(
                text=text, role=role, class_id=class_id, disabled=disabled, offset=offset, limit=limit
            )
            seen = directory.last_seen([account.id for account in found.accounts])
            names = {group.id: group.name for group in Classes(session, scope).list()}
        return PeoplePage(tuple(_person(a, names, seen.get(a.id)) for a in found.accounts), found.total)

    @action(Verb.MANAGE_PEOPLE)
    def get(self, actor: Actor, account_id: str) -> Person:
        """Return one person of the school; raise ``NotFound``."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            account = StoredAccounts(session, scope).get(account_id)
            names = {group.id: group.name for group in Classes(session, scope).list()}
            seen = Directory(session, scope).last_seen([account_id])
        return _person(account, names, seen.get(account_id))

    @action(Verb.MANAGE_PEOPLE)
    def add_staff(
        self, actor: Actor, *, name: str, login: str, role: Role, class_ids: Sequence[str] = (),
        safeguarding: bool = False,
    ) -> Issued:  # fmt: skip
        """Add a member of staff and return the password for the first sign-in, this once."""
        if role not in STAFF_ROLES:
            raise BadInput("Choose a role for staff. Learners are added to a class.")
        if safeguarding and role not in LEAD_ROLES:
            raise BadInput("Only a teacher or an administrator can be a safeguarding lead.")
        name, login = proper_name(name), login_name(login)
        password = initial_password(self._below)
        new = NewAccount(self._ids("acc"), role, name, pseudonym(self._below), login,
                         self._passwords.hash_words(password), safeguarding=safeguarding, must_change=True)  # fmt: skip
        at, scope = self._clock.now(), Scope(actor.school, actor.id)

        def work(session: Session) -> None:
            StoredAccounts(session, scope).create(new, at=at)
            for class_id in class_ids:
                Classes(session, scope).enrol(class_id, new.id, at=at)
            facts = {"role": role.value, "safeguarding": safeguarding, "classes": sorted(class_ids)}
            self._record(session, actor, "account.added", new.id, facts)

        self._database.write(work)
        return Issued(new.id, name, login, password)

    @action(Verb.MANAGE_PEOPLE)
    def rename(self, actor: Actor, account_id: str, name: str) -> None:
        """Give a person another name; a child types it at the next sign-in."""
        name = proper_name(name)

        def work(session: Session) -> None:
            accounts = StoredAccounts(session, Scope(actor.school, actor.id))
            account = accounts.get(account_id)
            classes = Classes(session, Scope(actor.school, actor.id))
            for class_id in account.classes if account.role is Role.LEARNER else ():
                other = classes.learner_by_name(class_id, name)
                if other is not None and other.id != account_id:
                    raise Conflict(f"There is a {name!r} in the class already. Add a letter of the family name.")
            accounts.rename(account_id, name)
            self._record(session, actor, "account.renamed", account_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def reset_password(self, actor: Actor, account_id: str) -> Issued:
        """Give a member of staff a new first password, and end their sessions."""
        scope, at = Scope(actor.school, actor.id), self._clock.now()
        with self._database.read() as session:
            account = StoredAccounts(session, scope).get(account_id)
        if account.role is Role.LEARNER:
            raise BadInput("A learner signs in with pictures. Give them new pictures instead.")
        if account_id == actor.id:
            raise Conflict("Change your own password in the account menu, at the top of the page.")
        password = initial_password(self._below)
        kept = self._passwords.hash_words(password)

        def work(session: Session) -> None:
            StoredAccounts(session, scope).set_password(account_id, kept, must_change=True)
            Sessions(session).revoke_all(account_id, at=at, why="password reset")
            forgive(session, Guess.at(f"school:{account.school}", account.login))
            self._record(session, actor, "password.reset", account_id)

        self._database.write(work)
        return Issued(account_id, account.name, account.login, password)

    @action(Verb.MANAGE_PEOPLE)
    def disable(self, actor: Actor, account_id: str) -> None:
        """Let a person in no longer, from this moment; nothing of theirs is lost, and ``enable`` takes it back."""
        at = self._clock.now()

        def work(session: Session) -> None:
            account = self._theirs(session, actor, account_id, "You can't disable your own account.")
            if account.enabled:
                self._keep_in_charge(session, actor, account, administrator=True, lead=True)
                StoredAccounts(session, Scope(actor.school, actor.id)).disable(account_id, at=at)
                Sessions(session).revoke_all(account_id, at=at, why="disabled")
                self._record(session, actor, "account.disabled", account_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def enable(self, actor: Actor, account_id: str) -> None:
        """Let a disabled person in again."""

        def work(session: Session) -> None:
            accounts = StoredAccounts(session, Scope(actor.school, actor.id))
            if not accounts.get(account_id).enabled:
                accounts.enable(account_id)
                self._record(session, actor, "account.enabled", account_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def set_role(self, actor: Actor, account_id: str, role: Role) -> None:
        """Give a member of staff another role; their sessions end. A lead keeps the duty only where the role allows."""
        if role not in STAFF_ROLES:
            raise BadInput("Staff can't become learners. Disable the account and add a learner instead.")
        at = self._clock.now()

        def work(session: Session) -> None:
            account = self._theirs(session, actor, account_id, "You can't change your own role.")
            if account.role is Role.LEARNER:
                raise BadInput("A learner can't become staff. Add a member of staff instead.")
            if account.role is role:
                return
            unlead = account.safeguarding and role not in LEAD_ROLES
            self._keep_in_charge(session, actor, account, administrator=True, lead=unlead)
            accounts = StoredAccounts(session, Scope(actor.school, actor.id))
            accounts.set_role(account_id, role)
            if unlead:
                accounts.set_safeguarding(account_id, False)
            Sessions(session).revoke_all(account_id, at=at, why="role changed")
            self._record(session, actor, "role.changed", account_id, {"from": account.role.value, "to": role.value})

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def set_safeguarding(self, actor: Actor, account_id: str, safeguarding: bool) -> None:
        """Make a person a safeguarding lead, or no longer. Nobody makes themselves one while there is another."""

        def work(session: Session) -> None:
            scope = Scope(actor.school, actor.id)
            account = StoredAccounts(session, scope).get(account_id)
            if account.safeguarding == safeguarding:
                return
            if safeguarding and account.role not in LEAD_ROLES:
                raise BadInput("Only a teacher or an administrator can be a safeguarding lead.")
            others = Directory(session, scope).in_charge(without=account_id, lock=True).leads
            if safeguarding and account_id == actor.id and others:
                raise Conflict("Somebody else has to make you a safeguarding lead, since there is one already.")
            if not safeguarding:
                self._keep_in_charge(session, actor, account, administrator=False, lead=True)
            StoredAccounts(session, scope).set_safeguarding(account_id, safeguarding)
            done = "safeguarding.given" if safeguarding else "safeguarding.taken"
            self._record(session, actor, done, account_id)

        self._database.write(work)

    def _theirs(self, session: Session, actor: Actor, account_id: str, own: str) -> Account:
        account = StoredAccounts(session, Scope(actor.school, actor.id)).get(account_id)
        if account.id == actor.id:
            raise Conflict(f"{own} Ask another administrator.")
        return account

    def _keep_in_charge(
        self, session: Session, actor: Actor, account: Account, *, administrator: bool, lead: bool
    ) -> None:
        if not account.enabled:
            return
        left = Directory(session, Scope(actor.school, actor.id)).in_charge(without=account.id, lock=True)
        if administrator and account.role is Role.ADMINISTRATOR and not left.administrators:
            raise Conflict(_LAST_ADMINISTRATOR)
        if lead and account.safeguarding and not left.leads:
            raise Conflict(_LAST_LEAD)

    def _record(
        self, session: Session, actor: Actor, done: str, subject: str, facts: Mapping[str, Any] | None = None
    ) -> None:
        self._audit.append(
            session, actor.school, actor=actor.id, action=done, subject=subject, at=self._clock.now(), facts=facts
        )
