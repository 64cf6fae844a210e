"""Curating: teachers bring documents, decide what the checks were unsure of, and take things off the shelf again.

A teacher brings documents for their own classes, an administrator for any class or the whole school. Nothing is
thrown away: what was taken off can be put back, and an answer that was given still says where it came from. Every
step is in the audit log, by id and number, never by words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from db.accounts import Accounts
from db.audit import AuditChain
from db.classes import Classes
from db.contents import new_salt
from db.engine import Database
from db.passages import NewPassage, Passages, StoredPassage
from db.quarantines import Found, NewQuarantine, Quarantined, Quarantines
from db.scope import Scope
from db.shelf_words import ShelfWords
from db.signing_in import Session
from db.sources import NewSource, Source, Sources
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.registry import checks_of
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.ports import Clock
from studybuddy_core.knowledge.documents.document import Refused
from studybuddy_core.knowledge.documents.sandbox import read_document
from studybuddy_core.knowledge.documents.sniffing import SUFFIXES
from studybuddy_core.services.acting import action
from studybuddy_core.services.in_force import InForce
from studybuddy_core.services.inspecting import Inspecting, Inspection, Progress
from studybuddy_core.services.shelves import Answerable, Draft, Shelves, terms_in

__all__ = [
    "GRADES", "SUFFIXES", "Answerable", "Curating", "Found", "Inspection", "Label", "Opened", "Quarantined",
    "ShelfCount", "Source", "StoredPassage", "Taken",
]  # fmt: skip

T = TypeVar("T")
GRADES = (1, 2, 3, 4, 5, 6)
LONGEST_QUESTION = 500
_SEARCHED = 5


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of the documents they bring. No ``classes`` means the whole school."""

    subject: str = ""
    grades: tuple[int, ...] = GRADES
    classes: frozenset[str] = frozenset()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one file."""

    source_id: str
    name: str
    inspection: Inspection


@dataclass(frozen=True, slots=True)
class Opened:
    """One document on the table: what stands, what was taken off, and what waits or waited."""

    source: Source
    passages: tuple[StoredPassage, ...]
    quarantined: tuple[Quarantined, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """How much there is to answer from, and how much waits."""

    starter: int
    own: int
    documents: int
    waiting: int


class Curating:
    """Looks after what the tutor may answer from."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, in_force: InForce, shelves: Shelves) -> None:
        self._database, self._clock, self._ids = database, clock, ids
        self._in_force, self._shelves = in_force, shelves
        self._audit = AuditChain(ids)

    # -- looking -----------------------------------------------------------------------------------------

    @action(Verb.CURATE)
    def choices(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """(id, name) of the classes that this person may bring documents for."""
        with self._database.read() as session:
            return tuple((one.id, one.name) for one in Classes(session, _scope(actor)).list())

    @action(Verb.CURATE)
    def count(self, actor: Actor) -> ShelfCount:
        """How many passages and documents there are, and what waits for this person."""
        with self._database.read() as session:
            sources = Sources(session, _scope(actor)).list()
            waiting = len(Quarantines(session, _scope(actor)).waiting())
        own = sum(source.passages for source in sources)
        return ShelfCount(len(self._shelves.library.passages), own, len(sources), waiting)

    @action(Verb.CURATE)
    def documents(self, actor: Actor, *, removed: bool = False) -> tuple[Source, ...]:
        """The documents this person may see, the newest first; ``removed`` those that were taken off."""
        with self._database.read() as session:
            return tuple(self._named(session, actor, Sources(session, _scope(actor)).list(removed=removed)))

    @action(Verb.CURATE)
    def open(self, actor: Actor, source_id: str) -> Opened:
        """One document with everything in it; raises ``NotFound``."""
        with self._database.read() as session:
            scope = _scope(actor)
            source = Sources(session, scope).get(source_id)
            passages = Passages(session, scope).of_source(source.id)
            quarantined = Quarantines(session, scope).of_source(source.id)
            (named,) = self._named(session, actor, (source,))
        return Opened(named, passages, quarantined, _may_change(actor, source))

    @action(Verb.CURATE)
    def waiting(self, actor: Actor) -> tuple[Quarantined, ...]:
        """What waits for a decision that this person may make, the oldest first."""
        with self._database.read() as session:
            scope = _scope(actor)
            may = {s.id for s in Sources(session, scope).list() if _may_change(actor, s)}
            return tuple(one for one in Quarantines(session, scope).waiting() if one.source_id in may)

    @action(Verb.CURATE)
    def search(self, actor: Actor, question: str, *, class_id: str = "", grade: int = 4) -> list[Answerable]:
        """What a child's question would find, best first: for a class of this person, or for the whole school."""
        words = clean_text(question).strip()
        if not words:
            raise BadInput("Type a question as a child would ask it.")
        if len(words) > LONGEST_QUESTION:
            raise BadInput(f"A question may have {LONGEST_QUESTION} characters.")
        if class_id:
            self._known_classes(actor, frozenset({class_id}))
        return self._shelves.find(actor.school, class_id, words, grade=grade, limit=_SEARCHED)

    # -- bringing ----------------------------------------------------------------------------------------

    @action(Verb.CURATE)
    def check(self, actor: Actor, name: str, data: bytes, told: Progress = lambda _: None) -> Inspection:
        """What would be taken of a file, what would wait and why; nothing is kept. Raises ``Refused``."""
        active = self._in_force.at(actor.school)
        effective = self._in_force.effective(actor.school, "", AgeBand.YOUNGER)
        inspecting = Inspecting(checks_of(active.procedure), effective)
        return inspecting.look(read_document(name, data), _plain_name(name), told)

    @action(Verb.CURATE)
    def add(self, actor: Actor, name: str, data: bytes, about: Label, told: Progress = lambda _: None) -> Taken:
        """Take a file in: what the checks find nothing in goes on the shelf, the rest waits. Raises ``Refused``."""
        about = self._allowed(actor, about)
        digest = hashlib.sha256(data).hexdigest()
        with self._database.read() as session:
            same = Sources(session, _scope(actor)).same(digest)
        if same is not None:
            raise Refused(f"It is on the shelf already, as “{same.name}”. To bring it for others, take that off first.")
        inspection = self.check(actor, name, data, told)
        at, source_id = self._clock.now(), self._ids("src")
        source = NewSource(
            source_id, _plain_name(name), inspection.kind, digest, inspection.pages, about.subject, about.grades,
            about.classes, about.licence, tuple((h.what, h.text, h.page) for h in inspection.hidden), inspection.links,
        )  # fmt: skip
        standing, waiting = self._drafts(inspection)
        facts = {"digest": digest, "kind": inspection.kind, "passages": len(standing), "waiting": len(waiting),
                 "hidden": len(inspection.hidden), "classes": sorted(about.classes)}  # fmt: skip

        def work(session: Session) -> None:
            scope = _scope(actor)
            Sources(session, scope).add(source, at=at, content_id=self._ids("cnt"), salt=new_salt())
            Passages(session, scope).add(source_id, standing, subject=about.subject, grades=about.grades,
                                         places=sorted(about.classes), at=at, new_id=self._ids)  # fmt: skip
            Quarantines(session, scope).add(source_id, waiting, at=at, new_id=self._ids)
            self._note(session, actor, "knowledge.added", source_id, at, facts)

        self._database.write(work)
        self._shelves.changed(actor.school)
        return Taken(source_id, source.name, inspection)

    def _drafts(self, inspection: Inspection) -> tuple[list[NewPassage], list[NewQuarantine]]:
        standing = [Draft(one.words, n, one.page) for n, one in enumerate(inspection.passages) if not one.found]
        waiting = [
            NewQuarantine(self._ids("qrt"), one.words, n, one.page, one.found)
            for n, one in enumerate(inspection.passages) if one.found
        ]  # fmt: skip
        return self._shelves.drafts(standing, [self._ids("psg") for _ in standing]), waiting

    def _allowed(self, actor: Actor, label: Label) -> Label:
        grades = tuple(sorted(set(label.grades)))
        if not grades or not set(grades) <= set(GRADES):
            raise BadInput("Choose for which grades it is, from 1 to 6.")
        if actor.role is Role.TEACHER and not label.classes:
            raise BadInput("Choose for which of your classes it is. For the whole school, ask an administrator.")
        self._known_classes(actor, label.classes)
        return replace(label, grades=grades, subject=" ".join(clean_text(label.subject).split())[:60],
                       licence=" ".join(clean_text(label.licence).split())[:200])  # fmt: skip

    def _known_classes(self, actor: Actor, classes: frozenset[str]) -> None:
        if not classes <= {class_id for class_id, _ in self.choices(actor)}:
            raise NotFound("There is no such class here, or it is not yours.")

    # -- deciding ----------------------------------------------------------------------------------------

    @action(Verb.CURATE)
    def approve(self, actor: Actor, quarantine_id: str) -> str:
        """Let a waiting passage on the shelf; its id is returned. It is still checked each time it is used."""
        at = self._clock.now()

        def work(session: Session) -> str:
            scope = _scope(actor)
            one = Quarantines(session, scope).get(quarantine_id)
            source = _changeable(session, actor, one.source_id)
            Quarantines(session, scope).decide(quarantine_id, approved=True, at=at)
            draft = Draft(one.words, one.position, one.page, tuple(sorted({found.label for found in one.found})))
            (new,) = self._shelves.drafts([draft], [self._ids("psg")])
            Passages(session, scope).add(source.id, [new], subject=source.subject, grades=source.grades,
                                         places=sorted(source.classes), at=at, new_id=self._ids)  # fmt: skip
            facts = {"passage": new.id, "labels": list(new.accepted)}
            self._note(session, actor, "knowledge.approved", quarantine_id, at, facts)
            return new.id

        return self._changed(actor, work)

    @action(Verb.CURATE)
    def refuse(self, actor: Actor, quarantine_id: str) -> None:
        """Keep a waiting passage off the shelf for good; its words stay, so that the answer can be taken back."""
        at = self._clock.now()

        def work(session: Session) -> None:
            quarantines = Quarantines(session, _scope(actor))
            _changeable(session, actor, quarantines.get(quarantine_id).source_id)
            quarantines.decide(quarantine_id, approved=False, at=at)
            self._note(session, actor, "knowledge.refused", quarantine_id, at, {})

        self._changed(actor, work)

    @action(Verb.CURATE)
    def undecide(self, actor: Actor, quarantine_id: str) -> None:
        """Take an answer back: the passage waits again, and is off the shelf where it had been let on."""
        at = self._clock.now()

        def work(session: Session) -> None:
            scope = _scope(actor)
            quarantines, passages = Quarantines(session, scope), Passages(session, scope)
            one = quarantines.get(quarantine_id)
            _changeable(session, actor, one.source_id)
            if one.decided_at is None:
                raise Conflict("This passage is waiting already.")
            quarantines.undecide(quarantine_id)
            for passage in passages.of_source(one.source_id, withdrawn=False):
                if one.approved and passage.accepted and passage.words == one.words:
                    passages.withdraw(passage.id, at=at)
                    ShelfWords(session, scope).drop([passage.number])
            self._note(session, actor, "knowledge.undecided", quarantine_id, at, {})

        self._changed(actor, work)

    # -- taking off and putting back -----------------------------------------------------------------------

    @action(Verb.CURATE)
    def remove(self, actor: Actor, source_id: str) -> None:
        """Take a document off the shelf: from the next question on nothing is answered from it."""
        at = self._clock.now()

        def work(session: Session) -> None:
            scope = _scope(actor)
            source = _changeable(session, actor, source_id)
            if not Sources(session, scope).remove(source.id, at=at):
                raise Conflict(f"“{source.name}” is off the shelf already.")
            passages = Passages(session, scope)
            ShelfWords(session, scope).drop([p.number for p in passages.of_source(source.id)])
            passages.touched()
            self._note(session, actor, "knowledge.removed", source.id, at, {"passages": source.passages})

        self._changed(actor, work)

    @action(Verb.CURATE)
    def restore(self, actor: Actor, source_id: str) -> None:
        """Put a document back on the shelf, as it was."""
        at = self._clock.now()

        def work(session: Session) -> None:
            scope = _scope(actor)
            source = _changeable(session, actor, source_id)
            if not Sources(session, scope).restore(source.id):
                raise Conflict(f"“{source.name}” is on the shelf already.")
            self._put_words(session, scope, source, Passages(session, scope).of_source(source.id, withdrawn=False))
            self._note(session, actor, "knowledge.restored", source.id, at, {"passages": source.passages})

        self._changed(actor, work)

    @action(Verb.CURATE)
    def withdraw(self, actor: Actor, passage_id: str) -> None:
        """Take one passage off the shelf; the rest of its document stays."""
        at = self._clock.now()

        def work(session: Session) -> None:
            scope = _scope(actor)
            passages = Passages(session, scope)
            one = passages.get(passage_id)
            _changeable(session, actor, one.source_id)
            passages.withdraw(one.id, at=at)
            ShelfWords(session, scope).drop([one.number])
            self._note(session, actor, "knowledge.passage.removed", one.id, at, {})

        self._changed(actor, work)

    @action(Verb.CURATE)
    def put_back(self, actor: Actor, passage_id: str) -> None:
        """Put one passage back on the shelf."""
        at = self._clock.now()

        def work(session: Session) -> None:
            scope = _scope(actor)
            passages = Passages(session, scope)
            one = passages.get(passage_id)
            source = _changeable(session, actor, one.source_id)
            if one.withdrawn:
                passages.withdraw(one.id, at=None)
                self._put_words(session, scope, source, (one,))
            self._note(session, actor, "knowledge.passage.restored", one.id, at, {})

        self._changed(actor, work)

    # -- shared ------------------------------------------------------------------------------------------

    def _put_words(self, session: Session, scope: Scope, source: Source, passages: Sequence[StoredPassage]) -> None:
        """Make the index know these passages again."""
        index = ShelfWords(session, scope)
        index.drop([one.number for one in passages])
        index.put((one.number, sorted(source.classes), *terms_in(one.words)) for one in passages)
        Passages(session, scope).touched()

    def _changed(self, actor: Actor, work: Callable[[Session], T]) -> T:
        done = self._database.write(work)
        self._shelves.changed(actor.school)
        return done

    def _named(self, session: Session, actor: Actor, sources: Sequence[Source]) -> list[Source]:
        """The documents with the names of who brought them."""
        people = {one.id: one.name for one in Accounts(session, Scope(actor.school, actor.id)).list() if one.login}
        return [replace(source, by=people.get(source.by, "somebody")) for source in sources]

    def _note(self, session: Session, actor: Actor, what: str, subject: str, at: datetime,
              facts: Mapping[str, object]) -> None:  # fmt: skip
        self._audit.append(session, actor.school, actor=actor.id, action=what, subject=subject, at=at, facts=facts)


def _scope(actor: Actor) -> Scope:
    return Scope(actor.school, actor.id, actor.classes if actor.role is Role.TEACHER else None)


def _may_change(actor: Actor, source: Source) -> bool:
    """An administrator any document; a teacher one that is for their own classes alone."""
    return actor.role is Role.ADMINISTRATOR or (bool(source.classes) and source.classes <= actor.classes)


def _changeable(session: Session, actor: Actor, source_id: str) -> Source:
    source = Sources(session, _scope(actor)).get(source_id)
    if not _may_change(actor, source):
        raise NotAllowed("This document is for others too. Ask an administrator.", why="not for own classes alone")
    return source


def _plain_name(name: str) -> str:
    """A file's name without its folder and ending, for people to read."""
    flat = clean_text(name.replace("\\", "/").rpartition("/")[2])
    stem, dot, _ = flat.rpartition(".")
    return " ".join((stem if dot and stem else flat).replace("_", " ").split())[:120] or "Untitled"
