"""Classrooms: who is at work, and one press that makes a child, a class or the school wait.

Cards stand in alphabetical order and hold no text and no rank. A pause is asked for again before every
segment a child is shown, so it holds from the next one on; "Talk to a grown-up" stays open throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db.audit import AuditChain
from db.classes import Classes, SchoolClass
from db.engine import Database
from db.flags import Flags
from db.pauses import Pause, PauseKind, Pauses
from db.presences import Presence, Presences
from db.worries import to_look_after
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.acting import action
from studybuddy_core.services.seeing import named_in_class, sight_of

HERE_FOR = timedelta(minutes=10)


class Length(StrEnum):
    """How long a pause lasts."""

    FIVE_MINUTES = "5 minutes"
    LESSON = "the lesson"
    UNTIL_RESUMED = "until resumed"

    @property
    def span(self) -> timedelta | None:
        """As a time; a lesson is 45 minutes. None: until somebody resumes."""
        return {Length.FIVE_MINUTES: timedelta(minutes=5), Length.LESSON: timedelta(minutes=45)}.get(self)


class State(StrEnum):
    """Where a child stands."""

    HERE = "here"
    AWAY = "away"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Card:
    """One child's card. ``name`` is a pseudonym where the reader is not the own teacher.

    A safeguarding lead knows by name whom there is something grave to do for, and nobody else of the class.
    """

    learner: str
    name: str
    state: State
    minutes: int
    topic: str
    hints: int
    tries: int
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class right now. ``pause`` is what holds for all of it (its own, or the school's)."""

    group: SchoolClass
    cards: tuple[Card, ...]
    here: int
    needs_you: int
    pause: Pause | None
    at: datetime


def _wider(pauses: tuple[Pause, ...], kind: PauseKind, target: str) -> Pause | None:
    return next((pause for pause in pauses if pause.kind is kind and pause.target == target), None)


class Classrooms:
    """What is done with classes while they work."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._audit = AuditChain(ids)

    @action(Verb.WATCH_CLASSES)
    def classes(self, actor: Actor) -> tuple[SchoolClass, ...]:
        """Return the classes this person may watch, by name."""
        with self._database.read() as session:
            return Classes(session, sight_of(actor).scope).list()

    @action(Verb.WATCH_CLASSES)
    def view(self, actor: Actor, class_id: str, *, since: datetime) -> ClassView:
        """Return a class as it is now; counts are since ``since`` (the beginning of the reader's day)."""
        now, sight = self._clock.now(), sight_of(actor)
        with self._database.read() as session:
            group = Classes(session, sight.scope).get(class_id)
            present = Presences(session, sight.scope).of_class(class_id, since=since, now=now)
            pauses = Pauses(session, sight.scope).list(now=now)
            needs_you = Flags(session, sight).waiting_by_class().get(class_id, 0)
            grave = to_look_after(session, sight, class_id) if actor.safeguarding else frozenset()
        whole = _wider(pauses, PauseKind.SCHOOL, actor.school) or _wider(pauses, PauseKind.CLASS, class_id)
        names = {one.who.id: named_in_class(actor, one.who, class_id, duty=one.who.id in grave) for one in present}
        cards = tuple(self._card(names[one.who.id], one, whole, pauses, now) for one in present)
        here = sum(child.seen_at is not None and now - child.seen_at <= HERE_FOR for child in present)
        return ClassView(group, cards, here, needs_you, whole, now)

    @staticmethod
    def _card(
        name: str, child: Presence, whole: Pause | None, pauses: tuple[Pause, ...], now: datetime
    ) -> Card:
        pause = whole or _wider(pauses, PauseKind.CHILD, child.who.id)
        here = child.seen_at is not None and now - child.seen_at <= HERE_FOR
        state = State.PAUSED if pause else State.HERE if here else State.AWAY
        return Card(child.who.id, name, state, child.minutes, child.topic, child.hints, child.tries, pause)

    @action(Verb.PAUSE)
    def pause(self, actor: Actor, kind: PauseKind, target: str, length: Length) -> Pause:
        """Make a child or a class wait, from the next segment on; raises ``NotFound`` for one out of reach."""
        if kind is PauseKind.SCHOOL:
            raise NotFound("There is nobody here who could be paused like this.")
        return self._begin(actor, kind, target, length)

    @action(Verb.PAUSE)
    def resume(self, actor: Actor, kind: PauseKind, target: str) -> int:
        """Let a child or a class go on; returns how many pauses that ended. A wider pause stays."""
        if kind is PauseKind.SCHOOL:
            raise NotFound("There is nobody here who could be paused like this.")
        return self._end(actor, kind, target)

    def _begin(self, actor: Actor, kind: PauseKind, target: str, length: Length) -> Pause:
        now, new_id, scope = self._clock.now(), self._ids("pau"), sight_of(actor).scope
        until = None if length.span is None else now + length.span
        return self._database.write(
            lambda session: Pauses(session, scope).pause(
                id=new_id, kind=kind, target=target, at=now, audit=self._audit, until=until
            )
        )

    def _end(self, actor: Actor, kind: PauseKind, target: str) -> int:
        now, scope = self._clock.now(), sight_of(actor).scope
        return self._database.write(
            lambda session: Pauses(session, scope).resume(kind=kind, target=target, at=now, audit=self._audit)
        )
