"""Classes and the children in them: made, filled from a pasted list, given pictures, put away at the year's end.

A list goes in whole or not at all. Pictures are made here, handed out on cards in that moment, and kept
as hashes only; a teacher may give pupils of the own classes new ones, since they are what children forget.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.accounts import Account, NewAccount
from db.accounts import Accounts as StoredAccounts
from db.audit import AuditChain
from db.classes import Classes, SchoolClass, class_by_code
from db.directory import Directory, HeadCount
from db.engine import Database
from db.scope import Scope
from db.sessions import Sessions
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.acting import action
from studybuddy_core.services.class_cards import Card
from studybuddy_core.services.first_passwords import Below, class_code, pseudonym, random_pictures
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.people import proper_name
from studybuddy_core.services.rosters import GRADES, NewLearner, Roster, read_roster
from studybuddy_core.services.throttling import Guess, forgive

LONGEST_CLASS_NAME = 40
_CODE_TRIES = 40


@dataclass(frozen=True, slots=True)
class ClassList:
    """A class and how many are in it."""

    group: SchoolClass
    count: HeadCount


@dataclass(frozen=True, slots=True)
class _Ready:
    account: NewAccount
    pictures: tuple[str, ...]


def class_name(text: str) -> str:
    """Return a class's name as it is kept, or raise ``BadInput``."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_CLASS_NAME or not name.isprintable() or not any(ch.isalnum() for ch in name):
        raise BadInput(f"A class needs a name of 1 to {LONGEST_CLASS_NAME} letters or digits, like 5B.")
    if name.startswith(tuple("=+-@")):
        raise BadInput("A class's name can't begin with = + - or @.")
    return name


class Enrolling:
    """Classes, their lists, and the pictures their children sign in with."""

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
    def classes(self, actor: Actor, *, archived: bool = False) -> tuple[ClassList, ...]:
        """Return the school's classes by name, archived ones only on request."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            groups = Classes(session, scope).list(archived=archived)
            counts = Directory(session, scope).head_counts()
        return tuple(ClassList(group, counts.get(group.id, HeadCount())) for group in groups)

    @action(Verb.MANAGE_PEOPLE)
    def create_class(self, actor: Actor, *, name: str, grade: int) -> SchoolClass:
        """Add a class with a code of its own."""
        name, at, new = class_name(name), self._clock.now(), self._ids("cls")
        if grade not in GRADES:
            raise BadInput(f"The grade must be a number from {GRADES[0]} to {GRADES[-1]}.")
        code = self._free_code()

        def work(session: Session) -> SchoolClass:
            classes = Classes(session, _scope(actor))
            if any(other.name == name and other.archived_at for other in classes.list(archived=True)):
                raise Conflict(f"An archived class is called {name!r}. Give that one another name first.")
            group = classes.create(id=new, name=name, code=code, grade=grade, at=at)
            self._record(session, actor, "class.added", new, {"grade": grade})
            return group

        return self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def rename_class(self, actor: Actor, class_id: str, name: str) -> None:
        """Give a class another name."""
        name = class_name(name)

        def work(session: Session) -> None:
            Classes(session, _scope(actor)).rename(class_id, name)
            self._record(session, actor, "class.renamed", class_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def new_code(self, actor: Actor, class_id: str) -> SchoolClass:
        """Give a class another code; the old one leads nowhere from now on."""
        code = self._free_code()

        def work(session: Session) -> SchoolClass:
            group = Classes(session, _scope(actor)).set_code(class_id, code)
            self._record(session, actor, "class.code_changed", class_id)
            return group

        return self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def archive_class(self, actor: Actor, class_id: str) -> None:
        """Put a class away: its code stops working, its talks stay; ``restore_class`` takes it back."""
        at = self._clock.now()

        def work(session: Session) -> None:
            classes = Classes(session, _scope(actor))
            if classes.get(class_id).archived_at is None:
                classes.archive(class_id, at=at)
                self._record(session, actor, "class.archived", class_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def restore_class(self, actor: Actor, class_id: str) -> None:
        """Take a class out of the archive, with its list and its code."""

        def work(session: Session) -> None:
            classes = Classes(session, _scope(actor))
            if classes.get(class_id).archived_at is not None:
                classes.restore(class_id)
                self._record(session, actor, "class.restored", class_id)

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def enrol(self, actor: Actor, class_id: str, account_id: str) -> None:
        """Put a teacher or a learner into a class."""
        at = self._clock.now()

        def work(session: Session) -> None:
            account = StoredAccounts(session, _scope(actor)).get(account_id)
            if account.role not in (Role.LEARNER, Role.TEACHER, Role.ADMINISTRATOR):
                raise BadInput("Annotators and researchers are in no class: they never see who a child is.")
            _open_class(session, actor, class_id)
            Classes(session, _scope(actor)).enrol(class_id, account_id, at=at)
            self._record(session, actor, "class.enrolled", account_id, {"class": class_id})

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def remove(self, actor: Actor, class_id: str, account_id: str) -> None:
        """Take a person out of a class; nothing they said is lost. A learner stays in one class at least."""

        def work(session: Session) -> None:
            account = StoredAccounts(session, _scope(actor)).get(account_id)
            if account.role is Role.LEARNER and account.classes == {class_id}:
                raise Conflict("A learner needs a class to sign in. Add the new class first, or disable the account.")
            Classes(session, _scope(actor)).remove(class_id, account_id)
            self._record(session, actor, "class.removed", account_id, {"class": class_id})

        self._database.write(work)

    @action(Verb.MANAGE_PEOPLE)
    def preview(self, actor: Actor, class_id: str, text: str) -> Roster:
        """Read a pasted list against the class as it is now; nothing is added."""
        with self._database.read() as session:
            group = _open_class(session, actor, class_id)
            taken = _names(session, actor, class_id)
        return read_roster(text, grade=group.grade, taken=taken)

    @action(Verb.MANAGE_PEOPLE)
    def add_learners(self, actor: Actor, class_id: str, text: str) -> tuple[Card, ...]:
        """Add everyone on a pasted list, or nobody; return the cards to hand out, this once."""
        roster = self.preview(actor, class_id, text)
        if not roster.ready:
            said = " ".join(line.problem for line in roster.problems[:5])
            raise BadInput(f"Nobody was added. {said}" if said else "The list is empty. Write one child a line.")
        return self._add(actor, class_id, roster.learners)

    @action(Verb.MANAGE_PEOPLE)
    def add_learner(self, actor: Actor, class_id: str, *, name: str, grade: int, pictures: Sequence[str] = ()) -> Card:
        """Add one child with the pictures they chose, or with random ones."""
        if grade not in GRADES:
            raise BadInput(f"The grade must be a number from {GRADES[0]} to {GRADES[-1]}.")
        return self._add(actor, class_id, (NewLearner(proper_name(name), grade),), tuple(pictures))[0]

    @action(Verb.MANAGE_PEOPLE)
    def set_grade(self, actor: Actor, account_id: str, grade: int) -> None:
        """Set a learner's grade, and the age band that goes with it."""
        learner = NewLearner("", grade)
        if grade not in GRADES:
            raise BadInput(f"The grade must be a number from {GRADES[0]} to {GRADES[-1]}.")

        def work(session: Session) -> None:
            accounts = StoredAccounts(session, _scope(actor))
            _require_learner(accounts.get(account_id))
            accounts.set_schooling(account_id, band=learner.band, grade=grade)
            self._record(session, actor, "account.grade_changed", account_id, {"grade": grade})

        self._database.write(work)

    @action(Verb.RESET_PICTURES)
    def pupils(self, actor: Actor, class_id: str) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of the learners of a class who can be given new pictures; a teacher's own classes only."""
        with self._database.read() as session:
            members = Classes(session, _own(actor)).members(class_id, role=Role.LEARNER)
        return tuple((account.id, account.name) for account in members if account.enabled)

    @action(Verb.RESET_PICTURES)
    def reset_pictures(self, actor: Actor, account_id: str, pictures: Sequence[str] = ()) -> Card:
        """Give a learner new pictures and end their sessions; a teacher only those of the own classes."""
        with self._database.read() as session:
            account = StoredAccounts(session, _own(actor)).get(account_id)
            _require_learner(account)
            groups = [g for g in Classes(session, _own(actor)).list() if g.id in account.classes]
        if not groups:
            raise Conflict("This learner is in no class, and without one can't sign in. Add a class first.")
        return self._give_pictures(actor, groups[0], [account], tuple(pictures))[0]

    @action(Verb.RESET_PICTURES)
    def reset_class_pictures(self, actor: Actor, class_id: str) -> tuple[Card, ...]:
        """Give every learner of a class new pictures, for a fresh set of cards."""
        with self._database.read() as session:
            classes = Classes(session, _own(actor))
            group = classes.get(class_id)
            members = [a for a in classes.members(class_id, role=Role.LEARNER) if a.enabled]
        return self._give_pictures(actor, group, members)

    def _give_pictures(
        self, actor: Actor, group: SchoolClass, members: Sequence[Account], chosen: tuple[str, ...] = ()
    ) -> tuple[Card, ...]:
        at = self._clock.now()
        cards = [Card(a.id, a.name, group.name, group.code, chosen or random_pictures(self._below)) for a in members]
        hashes = [self._passwords.hash_pictures(card.account, card.pictures) for card in cards]

        def work(session: Session) -> None:
            accounts = StoredAccounts(session, _own(actor))
            for card, kept in zip(cards, hashes, strict=True):
                _require_learner(accounts.get(card.account))
                accounts.set_pictures(card.account, kept)
                Sessions(session).revoke_all(card.account, at=at, why="pictures changed")
                forgive(session, Guess.at(f"class:{group.code}", card.name))
                self._record(session, actor, "pictures.reset", card.account, {"class": group.id})

        self._database.write(work)
        return tuple(cards)

    def _add(
        self, actor: Actor, class_id: str, learners: Sequence[NewLearner], chosen: tuple[str, ...] = ()
    ) -> tuple[Card, ...]:
        at = self._clock.now()
        ready = [self._made(learner, chosen) for learner in learners]

        def work(session: Session) -> SchoolClass:
            group = _open_class(session, actor, class_id)
            for one in ready:
                StoredAccounts(session, _scope(actor)).create(one.account, at=at)
                Classes(session, _scope(actor)).enrol(class_id, one.account.id, at=at)
                facts = {"role": Role.LEARNER.value, "class": class_id, "grade": one.account.grade}
                self._record(session, actor, "account.added", one.account.id, facts)
            return group

        group = self._database.write(work)
        return tuple(Card(one.account.id, one.account.name, group.name, group.code, one.pictures) for one in ready)

    def _made(self, learner: NewLearner, chosen: tuple[str, ...]) -> _Ready:
        new, pictures = self._ids("acc"), chosen or random_pictures(self._below)
        kept = self._passwords.hash_pictures(new, pictures)
        return _Ready(NewAccount(new, Role.LEARNER, learner.name, pseudonym(self._below), pictures_hash=kept,
                                 band=learner.band, grade=learner.grade), pictures)  # fmt: skip

    def _free_code(self) -> str:
        with self._database.read() as session:
            for _ in range(_CODE_TRIES):
                code = class_code(self._below)
                if class_by_code(session, code) is None:
                    return code
        raise Conflict("No free class code was found. Try again.")

    def _record(
        self, session: Session, actor: Actor, done: str, subject: str, facts: Mapping[str, Any] | None = None
    ) -> None:
        self._audit.append(
            session, actor.school, actor=actor.id, action=done, subject=subject, at=self._clock.now(), facts=facts
        )


def _scope(actor: Actor) -> Scope:
    return Scope(actor.school, actor.id)


def _own(actor: Actor) -> Scope:
    """The scope of one's own classes for a teacher, of the school for an administrator."""
    return Scope(actor.school, actor.id, None if actor.role is Role.ADMINISTRATOR else actor.classes)


def _open_class(session: Session, actor: Actor, class_id: str) -> SchoolClass:
    group = Classes(session, _scope(actor)).get(class_id)
    if group.archived_at is not None:
        raise Conflict("This class is archived. Take it out of the archive first.")
    return group


def _names(session: Session, actor: Actor, class_id: str) -> list[str]:
    return [a.name for a in Classes(session, _scope(actor)).members(class_id, role=Role.LEARNER)]


def _require_learner(account: Account) -> None:
    if account.role is not Role.LEARNER:
        raise NotFound("There is no such learner here.")
