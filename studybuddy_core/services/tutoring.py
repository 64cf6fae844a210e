"""A child talks with the tutor: what they send is kept before it is echoed, and answered by a worker.

Whatever stops a reply (a pause, the kill switch, a rate, a closed school), what a child writes is stored and
scored all the same, and "Talk to a grown-up" stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from db.asking import Asked, appeal_turn, ask_for_adult, asked_by_mistake, latest_asked
from db.audit import AuditChain
from db.conversations import Conversation, Conversations
from db.engine import Database
from db.ledger import DatabaseLedger
from db.scope import Scope
from db.signing_in import Session
from db.transcripts import Said, Segment
from db.worries import only_sadness
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.acting import action, open_door
from studybuddy_core.services.answering_turns import AnsweringTurns
from studybuddy_core.services.rates import Rates
from studybuddy_core.services.turn_work import TurnWork

__all__ = ["Conversation", "Followed", "Room", "Said", "Segment", "Tutoring"]

MAX_CHARS = 1_000_000
END_CHARS = 20_000
"""How much of either end of a longer message is still read: as much as the checks read in every way they know."""
FRESH = timedelta(hours=12)
MOST_TURNS = 100
ASKED = "I pressed “Talk to a grown-up”."


@dataclass(frozen=True, slots=True)
class Room:
    """What a child's chat page shows: the talk so far, and what holds right now.

    ``may_go_on``: this talk is in care because the child was sad and for nothing graver, so schoolwork may go on in
    another. This one stays in care, and before an adult, until a person clears it.
    """

    conversation: Conversation
    turns: tuple[Said, ...]
    hold: Hold | None
    hold_text: str
    helplines: str
    contact: str
    hours: str
    asked: Asked | None
    appeals: frozenset[str]
    sources: Mapping[str, str]
    may_go_on: bool = False

    @property
    def answering(self) -> Said | None:
        """The latest turn that is being answered, if there is one."""
        return next((said for said in reversed(self.turns) if said.outcome is None), None)


@dataclass(frozen=True, slots=True)
class Followed:
    """What is new in a turn: the segments after the last one seen, and whether it has ended."""

    said: Said
    ahead: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.said.outcome is not None


class Tutoring:
    """What a learner does."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        audit: AuditChain,
        answering: AnsweringTurns,
        work: TurnWork,
        rates: Rates,
        ledger: Callable[[str], DatabaseLedger],
    ) -> None:
        self._database, self._clock, self._ids, self._audit = database, clock, ids, audit
        self._answering, self._work, self._rates, self._ledger = answering, work, rates, ledger

    @staticmethod
    def _scope(actor: Actor) -> Scope:
        return Scope(actor.school, actor.id, own=actor.id)

    @action(Verb.CHAT)
    def room(self, actor: Actor, *, latest: int = MOST_TURNS) -> Room:
        """Return today's talk with all that the page shows, its ``latest`` turns, beginning one where there is none."""
        return self._room(actor, self._today(actor), min(latest, MOST_TURNS))

    @action(Verb.CHAT)
    def today(self, actor: Actor) -> Conversation:
        """Return today's talk alone, beginning one where there is none."""
        return self._today(actor)

    def _today(self, actor: Actor) -> Conversation:
        with self._database.read() as session:
            found = Conversations(session, self._scope(actor)).latest_open(actor.id)
        if found is None or found.last_at < self._clock.now() - FRESH:
            found = self._begin(actor)
        return found

    @action(Verb.CHAT)
    def send(self, actor: Actor, conversation_id: str, text: str, key: str) -> Said:
        """Keep a message and have it answered; the same ``key`` never makes a second turn.

        Raises ``BadInput`` for an empty message or one beyond a million characters. Of such a one the beginning
        and the end are read all the same: where an adult has to hear of them, they are kept and refused as a turn.
        """
        words = clean_text(text)
        if not words.strip():
            raise BadInput("Type something first.")
        scope, at = self._scope(actor), self._clock.now()
        with self._database.read() as session:
            talk = Conversations(session, scope).get(conversation_id)
        too_long = Hold("length", "too_long", "More than a million characters") if len(words) > MAX_CHARS else None
        if too_long is not None:
            words = self._to_be_heard(talk, words)
        submitted = self._database.write(
            lambda session: Conversations(session, scope).submit(
                conversation_id, key=key, text=words, ids=self._ids, audit=self._audit, at=at
            )
        )
        if not submitted.repeated:
            limits = self._answering.in_force.at(actor.school, talk.class_id).procedure.limits
            hold = self._rates.hit(actor.id, talk.class_id, limits)
            self._work.put(submitted.turn, talk.class_id or actor.school, too_long or hold)
            return Said(submitted.turn, words, (), None)
        return self._said(actor, submitted.turn.id)

    def _to_be_heard(self, talk: Conversation, words: str) -> str:
        """Return what an adult has to hear of a message too long to keep; raise ``BadInput`` where that is nothing."""
        ends = (words[:END_CHARS], words[-END_CHARS:])
        heard = [end for end in ends if self._answering.calls_an_adult(talk, end)]
        if not heard:
            raise BadInput("That is too long to send. Send a small part of it.")
        return "\n[…]\n".join(heard)

    @action(Verb.CHAT)
    def follow(self, actor: Actor, turn_id: str, *, after: int = -1, wait_s: float = 1.0) -> Followed:
        """Return what is new in a turn after segment ``after``, waiting up to ``wait_s`` seconds for something."""
        with self._work.bells.at(turn_id) as bell, bell:
            said = self._said(actor, turn_id, after)
            if not said.segments and said.outcome is None and bell.wait(wait_s):
                said = self._said(actor, turn_id, after)
        return Followed(said, self._ahead(actor, turn_id) if said.outcome is None else 0)

    @open_door("it only wakes up, and tells nothing of the turn")
    def called(self, turn_id: str, call: Callable[[], None]) -> AbstractContextManager[None]:
        """Have ``call`` called whenever there may be something new in a turn."""
        return self._work.bells.calling(turn_id, call)

    @action(Verb.CHAT)
    def ahead(self, actor: Actor, turn_id: str) -> int:
        """How many messages of others are answered before this one begins to be."""
        return self._ahead(actor, turn_id)

    @action(Verb.CHAT)
    def waits(self, actor: Actor, turn_id: str) -> int:
        """``ahead``, for a turn of the child's own; raise ``NotFound`` for any other."""
        with self._database.read() as session:
            turn = Conversations(session, self._scope(actor)).turn(turn_id)
        return self._ahead(actor, turn.id)

    @open_door("it only waits")
    def let_others_first(self, seconds: float) -> None:
        """Wait while somebody's message has not been begun to be answered, at most so long."""
        self._work.quiet(seconds)

    def _ahead(self, actor: Actor, turn_id: str) -> int:
        return self._work.ahead_of(min(actor.classes, default=actor.school), turn_id)

    @action(Verb.CHAT)
    def cancel(self, actor: Actor, turn_id: str) -> None:
        """Stop the answer before its next segment; what was shown stays."""
        self._database.write(lambda session: Conversations(session, self._scope(actor)).ask_cancel(turn_id))

    @action(Verb.CHAT)
    def finish(self, actor: Actor, conversation_id: str) -> None:
        """End the talk ("I'm finished"); what was said stays."""
        at = self._clock.now()
        self._database.write(lambda session: Conversations(session, self._scope(actor)).close(conversation_id, at=at))

    @action(Verb.CHAT)
    def appeal(self, actor: Actor, turn_id: str) -> None:
        """Put a stopped message before a person ("Ask my teacher about this")."""
        said = self._said(actor, turn_id)
        crisis = any(segment.script.startswith("support") for segment in said.segments)
        if said.outcome is None or crisis or not any(segment.script for segment in said.segments):
            raise NotFound("There is nothing to ask about here.")
        appeal_turn(self._database, self._ledger(actor.school), said.turn, actor=actor.id, ids=self._ids,
                    at=self._clock.now())  # fmt: skip

    @action(Verb.ASK_ADULT)
    def ask_adult(self, actor: Actor, conversation_id: str, key: str) -> str:
        """Tell an adult now ("Talk to a grown-up"), whatever is paused; return the turn that says so."""
        return ask_for_adult(
            self._database, self._ledger(actor.school), self._scope(actor), conversation_id, key=key, text=ASKED,
            ids=self._ids, audit=self._audit, at=self._clock.now(),
        )  # fmt: skip

    @action(Verb.ASK_ADULT)
    def not_meant(self, actor: Actor, turn_id: str) -> None:
        """Note beside the request that it was pressed by mistake; an adult still sees both."""
        self._said(actor, turn_id)
        asked_by_mistake(self._database, actor.school, turn_id, actor=actor.id, ids=self._ids, at=self._clock.now())

    def _begin(self, actor: Actor) -> Conversation:
        at, new_id = self._clock.now(), self._ids("cnv")
        band, grade, class_id = self._answering.schooling(actor)

        def work(session: Session) -> Conversation:
            talks = Conversations(session, self._scope(actor))
            found = talks.latest_open(actor.id)  # another tab of the same child may have been quicker
            if found is not None and found.last_at >= at - FRESH:
                return found
            return talks.open(id=new_id, learner=actor.id, class_id=class_id, band=band, grade=grade, at=at)

        return self._database.write(work)

    def _said(self, actor: Actor, turn_id: str, after: int = -1) -> Said:
        with self._database.read() as session:
            return Conversations(session, self._scope(actor)).follow(turn_id, after=after)

    def _room(self, actor: Actor, talk: Conversation, latest: int) -> Room:
        with self._database.read() as session:
            turns = Conversations(session, self._scope(actor)).transcript(talk.id, after=max(0, talk.turns - latest))
            since = self._clock.now() - FRESH
            asked = latest_asked(session, actor.school, actor.id, since=since)
            may_go_on = talk.care and only_sadness(session, self._scope(actor), talk.id, learner=actor.id, since=since)
        hold = self._answering.hold_now(actor.school, talk.class_id, actor.id)
        school = self._answering.school_facts(actor.school, talk.class_id)
        words = "" if hold is None else self._answering.script(actor.school, talk, hold.script)
        scripts = self._answering.in_force.at(actor.school, talk.class_id).procedure.scripts
        appeals = frozenset(script.id for script in scripts.values() if script.appeal)
        return Room(talk, turns, hold, words, school.helplines, school.contact, school.hours, asked, appeals,
                    self._answering.sources_of(actor.school), may_go_on)  # fmt: skip
