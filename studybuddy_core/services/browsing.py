"""Browsing: an adult finds a talk and reads how it went, layer by layer.

A list of talks holds no words. Reading one is noted in the audit log before a word is given out; what was
held back stays apart from what was shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.accounts import Accounts
from db.audit import AuditChain
from db.classes import Classes
from db.engine import Database
from db.flags import Flag, Flags
from db.signing_in import Session
from db.talk_search import Wanted
from db.talks import ReadTurn, Talk, TalkPlace, Talks, Who
from db.traces import Traces
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.pipeline.tracing import Trace
from studybuddy_core.services.acting import action
from studybuddy_core.services.review_rules import wordless
from studybuddy_core.services.search_record import WordSeal
from studybuddy_core.services.seeing import named, sight_of
from studybuddy_core.services.stored_traces import as_trace

PAGE = 30
MOST_WORDS = 6
MOST_EXPORTED = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """A talk in a list. ``child`` is a pseudonym where the reader is not the own teacher."""

    talk: Talk
    child: str

    @property
    def place(self) -> TalkPlace:
        """Where the next page begins."""
        return TalkPlace(self.talk.last_at, self.talk.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """One talk on the table: its turns (their words only once asked for) and its flags."""

    line: Line
    turns: tuple[ReadTurn, ...]
    flags: tuple[Flag, ...]
    words: bool


@dataclass(frozen=True, slots=True)
class Traced:
    """A turn taken apart. ``rules`` are (policy, activation, effective rules), as its decisions name them."""

    trace: Trace
    turn: ReadTurn
    rules: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: (id, name) of classes and of children."""

    classes: tuple[tuple[str, str], ...]
    children: tuple[tuple[str, str], ...]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words to look for; raise ``BadInput`` for too many."""
    words = tuple(dict.fromkeys(text.split()))
    if len(words) > MOST_WORDS:
        raise BadInput(f"Look for at most {MOST_WORDS} words at once.")
    return words


class Browsing:
    """Finding and reading talks."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, seal: WordSeal) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._seal = seal
        self._audit = AuditChain(ids)

    def _lines(self, actor: Actor, talks: Sequence[Talk]) -> tuple[Line, ...]:
        return tuple(Line(talk, named(actor, talk.who, talk.class_id)) for talk in talks)

    @action(Verb.READ_CONVERSATIONS)
    def choices(self, actor: Actor, *, class_id: str = "") -> Choices:
        """Return the classes and children this person may filter by."""
        scope = sight_of(actor).scope
        with self._database.read() as session:
            classes = Classes(session, scope).list()
            pupils = Accounts(session, scope).list(role=Role.LEARNER, class_id=class_id)
        children = []
        for pupil in pupils:
            who = Who(pupil.id, pupil.name, pupil.pseudonym)
            own = next(iter(pupil.classes & actor.classes), "")
            children.append((pupil.id, named(actor, who, own or "-")))
        return Choices(tuple((group.id, group.name) for group in classes), tuple(sorted(children, key=lambda c: c[1])))

    @action(Verb.READ_CONVERSATIONS)
    def find(
        self, actor: Actor, wanted: Wanted, *, after: TalkPlace | None = None, limit: int = PAGE
    ) -> tuple[Line, ...]:
        """Return talks that fit, the newest first, behind ``after``.

        A search for words is noted in the audit log before anything is given out: who, the words as codes, and
        how many talks its first page found. Reading on behind ``after`` is the same search.
        """
        with self._database.read() as session:
            lines = self._lines(actor, Talks(session, sight_of(actor)).find(wanted, after=after, limit=limit))
        if wanted.words and after is None:
            facts = self._seal.facts(actor.school, wanted.words) | {"found": len(lines), "more": len(lines) == limit}
            now = self._clock.now()
            self._database.write(
                lambda session: self._log(session, actor, "conversations.searched", actor.school, now, facts)
            )
        return lines

    @action(Verb.READ_CONVERSATIONS)
    def open(self, actor: Actor, conversation_id: str, *, after: int = 0) -> Reading:
        """Put a talk on the table without its words; raises ``NotFound``."""
        with self._database.read() as session:
            return self._reading(session, actor, conversation_id, after, words=False)

    @action(Verb.READ_CONVERSATIONS)
    def read(self, actor: Actor, conversation_id: str, *, after: int = 0) -> Reading:
        """Return a talk with its words, noted in the audit log."""
        now = self._clock.now()

        def job(session: Session) -> Reading:
            reading = self._reading(session, actor, conversation_id, after, words=True)
            self._log(session, actor, "conversation.read", conversation_id, now)
            return reading

        return self._database.write(job)

    @action(Verb.READ_CONVERSATIONS)
    def trace(self, actor: Actor, turn_id: str, *, titles: Mapping[str, str]) -> Traced:
        """Return what each layer did in a turn, words and what was held back among it; noted in the audit log.

        ``titles`` maps a passage to "title · source".
        """
        now, sight = self._clock.now(), sight_of(actor)

        def job(session: Session) -> Traced:
            traces = Traces(session, sight)
            stored = traces.get(turn_id)
            turn = Talks(session, sight).some([turn_id])[0]
            self._log(session, actor, "trace.read", turn_id, now)
            rules = tuple(dict.fromkeys((one.activation, one.effective_id) for one in stored.decisions))
            named_rules = tuple((traces.policy_of(one)[0], one, effective) for one, effective in rules)
            return Traced(as_trace(stored, turn, titles), turn, named_rules)

        return self._database.write(job)

    @action(Verb.READ_CONVERSATIONS)
    def export(self, actor: Actor, wanted: Wanted) -> tuple[Line, ...]:
        """Return every talk that fits, at most 5,000, without words; noted in the audit log."""
        now, facts = self._clock.now(), self._seal.facts(actor.school, wanted.words)
        self._database.write(
            lambda session: self._log(session, actor, "conversations.exported", actor.school, now, facts)
        )
        with self._database.read() as session:
            return self._lines(actor, Talks(session, sight_of(actor)).find(wanted, limit=MOST_EXPORTED))

    def _reading(self, session: Session, actor: Actor, conversation_id: str, after: int, *, words: bool) -> Reading:
        sight = sight_of(actor)
        talks = Talks(session, sight)
        talk = talks.get(conversation_id)
        turns = talks.turns(conversation_id, after=after)
        flags = Flags(session, sight).of_conversation(conversation_id)
        line = self._lines(actor, [talk])[0]
        return Reading(line, turns if words else tuple(wordless(turn) for turn in turns), flags, words)

    def _log(
        self, session: Session, actor: Actor, act: str, subject: str, at: datetime,
        facts: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        self._audit.append(session, actor.school, actor=actor.id, action=act, subject=subject, at=at, facts=facts)
