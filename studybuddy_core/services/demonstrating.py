"""The demo school: made on first start, filled by sending scripted messages through the real pipeline.

Filling can be interrupted at any moment and goes on where it was: every talk has an id of its own, and
one that is there is not held again. Nothing of it can exist in a database that is not a demo.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from db.accounts import Accounts, NewAccount
from db.classes import Classes
from db.conversations import Conversations
from db.schools import Schools, create_school, declare_installation, list_schools
from db.scope import Scope
from db.signing_in import Session
from db.turns import AHEAD, Turn, Turns
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import NotFound, StudyBuddyError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.preferences import Preference
from studybuddy_core.domain.reviews import Lane, ReviewKind
from studybuddy_core.providers.registry import make_provider
from studybuddy_core.services.bootstrap import App, assemble, ensure_policies
from studybuddy_core.services.demo_script import DAYS, SEED, DemoPerson, DemoTalk, document, pauses, people, talks
from studybuddy_core.services.labelling import Draft
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.turn_work import LEASE

logger = logging.getLogger(__name__)

SCHOOL = "sch_demo"
TALKS = 300
DECIDED_AFTER = timedelta(days=2)
APPEALS = 0.3
UNDECIDED = 0.25
_APPEALED = ("not_here", "kind_words", "your_own_words", "keep_private", "back_to_learning")
Progress = Callable[[int, int], None]


class DemoClock:
    """A clock that the demo moves through the four weeks before now."""

    def __init__(self, at: datetime, monotonic: Callable[[], float]) -> None:
        self.at, self._monotonic = at, monotonic

    def now(self) -> datetime:
        """Where the demo is in its four weeks."""
        return self.at

    def monotonic(self) -> float:
        """Real seconds, so that durations are measured and not played."""
        return self._monotonic()


def found_demo(app: App) -> None:
    """Make the demo school and its people where they are not there yet."""
    with app.database.read() as session:
        if any(school.id == SCHOOL for school in list_schools(session)):
            return
    passwords = Passwords(app.settings.secret_key, staff_rounds=10)
    words = passwords.hash_words(document("people")["password"])
    everyone = people()
    hashes = {p.id: passwords.hash_pictures(p.id, document("people")["pictures"]) for p in everyone if not p.login}
    at = app.clock.now() - timedelta(days=DAYS + 1)
    app.database.write(lambda session: _write_school(session, everyone, words, hashes, at))
    ensure_policies(app)


def _write_school(
    session: Session, everyone: tuple[DemoPerson, ...], words: str, hashes: dict[str, str], at: datetime
) -> None:
    about, scope = document("people"), Scope(SCHOOL, "demo")
    declare_installation(session, demo=True, at=at)
    create_school(session, id=SCHOOL, name=about["school"], at=at, demo=True)
    schools = Schools(session, scope)
    schools.set_care(contact=about["contact"], helplines=about["helplines"], hours=about["hours"])
    schools.confirm_test_alert(at)
    accounts, classes = Accounts(session, scope), Classes(session, scope)
    for row in about["classes"]:
        classes.create(id=f"cls_demo_{row['name']}", name=row["name"], code=row["code"], grade=row["grade"], at=at)
    for n, person in enumerate(everyone):
        learner = person.role is Role.LEARNER
        accounts.create(
            NewAccount(person.id, person.role, person.name, f"Person {n + 1}", person.login, "" if learner else words,
                       hashes.get(person.id, ""), band=person.band if learner else None, grade=person.grade,
                       safeguarding=person.safeguarding, demo=True),
            at=at,
        )  # fmt: skip
        for name in person.classes:
            classes.enrol(f"cls_demo_{name}", person.id, at=at)


def actor_of(person: DemoPerson) -> Actor:
    """The signed-in person that this account would be."""
    classes = frozenset(f"cls_demo_{name}" for name in person.classes)
    return Actor(person.id, SCHOOL, person.role, person.name, classes, person.safeguarding)


class Demonstrating:
    """Fills the demo school with four weeks of life."""

    def __init__(self, app: App, *, count: int = TALKS) -> None:
        self._app, self._count = app, count
        self._until = app.clock.now()
        self._clock = DemoClock(self._until, app.clock.monotonic)
        ids = Ids(lambda: int(self._clock.at.timestamp() * 1000))
        builtin = make_provider("builtin", app.settings)
        self._past = assemble(app.settings, app.database, self._clock, ids, builtin)
        self._people = {person.login or person.id: person for person in people()}

    def fill(self, progress: Progress) -> None:
        """Hold the talks that are missing, decide most of what they flagged, hand out and label the pairs."""
        planned = talks(self._count, self._anchor())
        missing = [talk for talk in planned if not self._held(talk)]
        for n, talk in enumerate(missing):
            progress(n, len(missing) + 1)
            self._hold(talk)
        if missing:
            self._review()
            self._label()
        self._past.work.close()
        progress(len(missing) + 1, len(missing) + 1)

    def _anchor(self) -> datetime:
        """The moment the demo was made: a filling that goes on must draw the same talks."""
        with self._app.database.read() as session:
            made = Accounts(session, Scope(SCHOOL, "demo")).get(self._people["admin"].id).made_at
        return made + timedelta(days=DAYS + 1)

    def _held(self, talk: DemoTalk) -> bool:
        try:
            with self._app.database.read() as session:
                found = Conversations(session, Scope(SCHOOL, "demo")).get(talk.id)
        except NotFound:
            return False
        return found.closed_at is not None

    def _hold(self, talk: DemoTalk) -> None:
        """One talk: each message stored, answered through the five layers, then the talk is ended."""
        past, learner = self._past, talk.learner
        scope = Scope(SCHOOL, learner.id, own=learner.id)
        self._clock.at = talk.at

        def begin(session: Session) -> None:
            conversations = Conversations(session, scope)
            try:
                conversations.get(talk.id)
            except NotFound:
                conversations.open(id=talk.id, learner=learner.id, class_id=f"cls_demo_{learner.classes[0]}",
                                   band=learner.band, grade=learner.grade, at=talk.at)  # fmt: skip

        past.database.write(begin)
        for n, (text, after) in enumerate(pauses(talk.say)):
            self._clock.at += after
            turn = past.database.write(partial(self._submit, talk=talk.id, scope=scope, n=n, text=text))
            if turn.open:
                for _ in past.answering.answer(turn, None):
                    pass  # nobody waits for the words
                self._appeal(learner, turn.id)
        self._clock.at += timedelta(minutes=2)
        past.database.write(lambda session: Conversations(session, scope).close(talk.id, at=self._clock.at))

    def _appeal(self, learner: DemoPerson, turn_id: str) -> None:
        """Some children whose message was stopped press "Ask my teacher about this"."""
        actor, draw = actor_of(learner), random.Random(turn_id)  # noqa: S311
        said = self._past.tutoring.follow(actor, turn_id, wait_s=0).said
        if any(segment.script in _APPEALED for segment in said.segments) and draw.random() < APPEALS:
            self._clock.at += timedelta(seconds=15)
            self._past.tutoring.appeal(actor, turn_id)

    def _submit(self, session: Session, *, talk: str, scope: Scope, n: int, text: str) -> Turn:
        """Keep a message and lease its turn at once, so that no worker of the running app takes it too."""
        submitted = Conversations(session, scope).submit(
            talk, key=f"demo-{n}", text=clean_text(text), ids=self._past.ids, audit=self._past.audit, at=self._clock.at
        )
        until = self._app.clock.now() + AHEAD * LEASE
        Turns(session).take(submitted.turn.id, owner="demo", now=self._clock.at, until=until)
        return submitted.turn

    def _review(self) -> None:
        """The teachers and the lead decide most of what is older than two days, as they would by hand."""
        draw = random.Random(SEED)  # noqa: S311
        for login in ("teacher", "teacher2", "admin"):
            actor = actor_of(self._people[login])
            for lane in Lane:
                for item in self._past.reviewing.queue(actor, lane):
                    left = not item.flag.crisis and draw.random() < UNDECIDED
                    if item.flag.at > self._until - DECIDED_AFTER or left:
                        continue
                    self._clock.at = item.flag.at + timedelta(minutes=draw.randrange(5, 600))
                    self._decide(actor, item.flag.id, item.flag.version, item.flag.crisis, draw)

    def _decide(self, actor: Actor, flag_id: str, version: int, crisis: bool, draw: random.Random) -> None:
        if crisis:
            outcome, reason = draw.choice((ReviewKind.TALKING, ReviewKind.ESCALATED)), ""
        elif draw.random() < 0.75:
            outcome, reason = ReviewKind.UPHELD, ""
        else:
            outcome, reason = ReviewKind.OVERTURNED, "schoolwork"
        try:
            self._past.reviewing.decide(actor, flag_id, outcome, seen=version, reason=reason)
        except StudyBuddyError as told:
            logger.info("the demo left a flag open: %s", told)

    def _label(self) -> None:
        """Hand out the pairs; one annotator has done some of them."""
        draw = random.Random(SEED)  # noqa: S311
        self._clock.at = self._until - timedelta(days=3)
        about = document("pairs")
        labelling = self._past.labelling
        drafts = [Draft(row["prompt"], row["first"], row["second"]) for row in about["pairs"]]
        batch = labelling.add_batch(SCHOOL, about["name"], drafts, all_checks(), by=self._people["researcher"].id)
        actor = actor_of(self._people["annotator2"])
        for _ in range(len(drafts) // 2):
            self._clock.at += timedelta(seconds=draw.randrange(20, 90))
            desk = labelling.desk(actor, batch)
            if desk.shown is None:
                return
            labelling.choose(actor, desk.shown, Preference(draw.randrange(1, 6)))


def fill_in_background(app: App) -> None:
    """Make the demo school now and fill it in a thread; ``app.filling`` says how far it has come."""
    filling = app.filling
    found_demo(app)

    def told(done: int, total: int) -> None:
        filling.done, filling.total = done, total

    def work() -> None:
        try:
            Demonstrating(app).fill(told)
        except StudyBuddyError:
            logger.exception("the demo school could not be filled; it goes on at the next start")
        finally:
            filling.done = filling.total

    threading.Thread(target=work, name="demo", daemon=True).start()
