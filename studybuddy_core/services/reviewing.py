"""Reviewing: an adult looks at what was flagged, decides in words that say the outcome, and can take it back.

A decision is one event on one flag, written together with the flag's new state and a link in the audit
chain. What is grave closes only with an action, never with a plain verdict and never together with
others. Words are given out by ``reveal`` alone, which notes who asked for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db.alerts import Alerts
from db.audit import AuditChain
from db.conversations import Conversations
from db.engine import Database
from db.flags import Flag, Flags, Place
from db.reviews import NewEvent, Reviews, names_of
from db.schools import Schools
from db.signing_in import Session
from db.talks import Talk, Talks
from db.traces import Traces
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.reviews import Lane, ReviewKind, ReviewState
from studybuddy_core.services.acting import action
from studybuddy_core.services.evidence import evidence_for
from studybuddy_core.services.review_items import (
    DEFAULT_REASON,
    LEASE,
    Decided,
    FollowUp,
    Lanes,
    Opened,
    QueueItem,
    Revealed,
    StoryLine,
    grouped,
    lane_count,
    title_of,
)
from studybuddy_core.services.review_rules import (
    checked_note,
    held,
    others_for,
    require_allowed,
    require_current,
    require_second_look,
    require_undoable,
    what_stands,
    wordless,
)
from studybuddy_core.services.seeing import has_duty, named, sight_of


class Reviewing:
    """The room where flags are decided."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._audit = AuditChain(ids)

    # -- looking ---------------------------------------------------------------------------------------

    @action(Verb.REVIEW)
    def lanes(self, actor: Actor, *, since: datetime) -> Lanes:
        """Return how much waits in each lane, and the proof that somebody is looking: turns checked ``since``."""
        sight = sight_of(actor)
        with self._database.read() as session:
            flags = Flags(session, sight)
            tallies = flags.tallies()
            counts = {lane: lane_count(t for t in tallies if t.lane is lane) for lane in Lane}
            school = Schools(session, sight.scope).own()
            return Lanes(counts[Lane.NOW], counts[Lane.TODAY], counts[Lane.DIGEST], flags.count_following(),
                         Talks(session, sight).checked(since), school.test_alert_at)  # fmt: skip

    @action(Verb.REVIEW)
    def queue(self, actor: Actor, lane: Lane, *, after: Place | None = None, limit: int = 100) -> tuple[QueueItem, ...]:
        """Return a lane's items, crisis first, behind ``after``; routine flags of one cause are one item."""
        now = self._clock.now()
        with self._database.read() as session:
            flags = Flags(session, sight_of(actor)).waiting(lane, after=after, limit=limit)
            names = names_of(session, actor.school, [flag.holder for flag in flags])
            classes = Talks(session, sight_of(actor)).class_names({flag.class_id for flag in flags})
        return tuple(
            QueueItem(flag, alike, title_of(flag), classes.get(flag.class_id, ""),
                      names.get(flag.holder, "") if held(flag, actor, now) else "")
            for flag, alike in grouped(flags)
        )  # fmt: skip

    @action(Verb.FOLLOW_UP)
    def follow_ups(self, actor: Actor) -> tuple[FollowUp, ...]:
        """Return what this person promised and has not done; to a lead also what was passed on."""
        sight = sight_of(actor)
        with self._database.read() as session:
            flags = Flags(session, sight).following()
            talks, reviews = Talks(session, sight), Reviews(session, sight)
            names = names_of(session, actor.school, [flag.decided_by for flag in flags])
            found = []
            for flag in flags:
                talk, story = talks.get(flag.conversation), reviews.story_of(flag)
                opened = any(
                    event.actor != flag.decided_by and flag.decided_at is not None and event.at >= flag.decided_at
                    and event.kind in (ReviewKind.CLAIMED, ReviewKind.REVEALED)
                    for event in story
                )  # fmt: skip
                notes = tuple(event.note for event in story if event.note)
                child = named(actor, talk.who, talk.class_id, duty=has_duty(actor, flag))
                found.append(FollowUp(flag, title_of(flag), child, talk.class_name,
                                      names.get(flag.decided_by, ""), flag.decided_by == actor.id, opened,
                                      self._care(talks, talk), notes))  # fmt: skip
        return tuple(found)

    @action(Verb.REVIEW)
    def open(self, actor: Actor, flag_id: str, *, leaving: str = "") -> Opened:
        """Put a flag on the table, without its words, and hold it for five minutes; let go of ``leaving``.

        Somebody else's hold is shown, not broken. Raises ``NotFound``.
        """
        now, sight = self._clock.now(), sight_of(actor)

        def claim(session: Session) -> Flag:
            flags, reviews = Flags(session, sight), Reviews(session, sight)
            if leaving and leaving != flag_id:
                for left in flags.some([leaving]):
                    if left.holder == actor.id and left.state is ReviewState.OPEN:
                        reviews.add(left, self._new(ReviewKind.RELEASED, actor, now))
            flag = flags.get(flag_id)
            fresh = flag.holder == actor.id and flag.held_at is not None and now - flag.held_at < LEASE / 2
            mine = flag.state is ReviewState.OPEN and not others_for(session, actor, flag)
            if mine and not fresh and not held(flag, actor, now):
                return reviews.add(flag, self._new(ReviewKind.CLAIMED, actor, now))
            return flag

        return self._opened(actor, self._database.write(claim), now)

    def _opened(self, actor: Actor, flag: Flag, now: datetime) -> Opened:
        sight = sight_of(actor)
        with self._database.read() as session:
            flags, talks = Flags(session, sight), Talks(session, sight)
            talk = talks.get(flag.conversation, counted=False)
            turns = tuple(wordless(turn) for turn in talks.around(flag.turn))
            story = Reviews(session, sight).story_of(flag)
            names = names_of(session, actor.school, [flag.holder, *(event.actor for event in story)])
            evidence = evidence_for(Traces(session, sight), flag, wilson(*flags.agreement(flag.cause)))
            alike = tuple(one.id for one in flags.like(flag))
            care, others = self._care(talks, talk), others_for(session, actor, flag)
        held_by = names.get(flag.holder, "somebody else") if held(flag, actor, now) else ""
        lines = tuple(StoryLine(event, names.get(event.actor, "")) for event in story)
        child = named(actor, talk.who, talk.class_id, duty=has_duty(actor, flag))
        return Opened(flag, title_of(flag), child, talk, turns, alike, evidence, lines, held_by, care,
                      others)  # fmt: skip

    @staticmethod
    def _care(talks: Talks, talk: Talk) -> bool:
        """Whether care mode may be spoken of; a disclosure for other eyes is not betrayed by it."""
        return talk.care and not talks.has_hidden(talk.id)

    @action(Verb.REVIEW)
    def reveal(self, actor: Actor, flag_id: str, *, whole: bool = False) -> Revealed:
        """Return the words around a flag (or of the whole talk); noted as an event of the flag and in the audit log."""
        now, sight = self._clock.now(), sight_of(actor)

        def note_and_read(session: Session) -> Revealed:
            flags, talks = Flags(session, sight), Talks(session, sight)
            flag = flags.get(flag_id)
            reason = "the whole talk" if whole else "the turns around it"
            Reviews(session, sight).add(flag, self._new(ReviewKind.REVEALED, actor, now, reason=reason))
            self._log(session, actor, "flag.revealed", flag_id, now, {"whole": whole})
            self._acknowledge(session, actor, flag_id, now)
            turns = talks.turns(flag.conversation) if whole else talks.around(flag.turn)
            others = [one.turn for one in flags.like(flag) if one.id != flag.id]
            return Revealed(turns, talks.some(others) if others else ())

        return self._database.write(note_and_read)

    # -- deciding --------------------------------------------------------------------------------------

    @action(Verb.REVIEW)
    def decide(
        self, actor: Actor, flag_id: str, outcome: ReviewKind, *, seen: int, note: str = "", reason: str = "",
        open_again: bool = False,
    ) -> Decided:  # fmt: skip
        """Decide one flag; ``seen`` is the version that was on the table.

        A crisis takes an action, or "false alarm" with a reason of its own. What a child asks about again is
        decided by another person than before, where there is one. ``open_again`` also ends care mode. Raises
        ``BadInput``, ``NotFound``, and ``Conflict`` (who decided what) when somebody was faster.
        """
        now, sight = self._clock.now(), sight_of(actor)
        note = checked_note(note)

        def job(session: Session) -> Decided:
            flag = Flags(session, sight).get(flag_id)
            require_allowed(flag, outcome, reason)
            require_current(session, actor, flag, seen, now)
            require_second_look(session, actor, flag)
            decided = self._decide_one(session, actor, flag, outcome, now, note, reason)
            if open_again:
                self._open_again(session, actor, flag, now)
            return decided

        return self._database.write(job)

    @action(Verb.REVIEW)
    def decide_alike(
        self, actor: Actor, flag_ids: Sequence[str], outcome: ReviewKind, *, note: str = "", reason: str = ""
    ) -> Decided:  # fmt: skip
        """Decide several routine flags of one cause at once, all or none; anything grave is refused."""
        now, sight = self._clock.now(), sight_of(actor)
        note = checked_note(note)
        if outcome not in (ReviewKind.UPHELD, ReviewKind.OVERTURNED):
            raise BadInput("Together only 'Was right to stop it' and 'False alarm' can be said. Open them one by one.")

        def job(session: Session) -> Decided:
            flags = Flags(session, sight).some(flag_ids)
            if len(flags) != len(set(flag_ids)) or not flags:
                raise NotFound("Some of these are not there, or not for this account.")
            if not all(flag.routine and not flag.appealed for flag in flags):
                raise BadInput("Something grave, or asked about by a child, is decided one at a time.")
            if len({(flag.cause, flag.labels, flag.class_id) for flag in flags}) != 1:
                raise BadInput("Only flags with the same cause are decided together.")
            written = []
            for flag in flags:
                require_current(session, actor, flag, flag.version, now)
                written.append(self._decide_one(session, actor, flag, outcome, now, note, reason))
            return Decided(tuple(one.events[0] for one in written), tuple(one.flags[0] for one in written))

        return self._database.write(job)

    @action(Verb.FOLLOW_UP)
    def done(self, actor: Actor, flag_id: str, *, note: str = "") -> Decided:
        """Close a follow-up: what was promised has been done. A crisis needs a line on what happened."""
        now, sight = self._clock.now(), sight_of(actor)
        note = checked_note(note)

        def job(session: Session) -> Decided:
            flag = Flags(session, sight).get(flag_id)
            if flag.state is not ReviewState.FOLLOWING:
                raise Conflict(what_stands(session, actor, flag, now))
            if flag.verdict is ReviewKind.ESCALATED and not has_duty(actor, flag):
                raise BadInput("This is with the safeguarding lead, who closes it.")
            if flag.verdict is ReviewKind.TALKING and flag.decided_by != actor.id and not has_duty(actor, flag):
                raise BadInput("Somebody else has promised this. They close it.")
            if flag.crisis and len(note.strip()) < 3:
                raise BadInput("Write a line on what was done, then press Done. Nothing was saved.")
            new = self._new(ReviewKind.CLOSED, actor, now, note=note)
            after = Reviews(session, sight).add(flag, new)
            self._log(session, actor, "flag.closed", flag_id, now, {"event": new.id})
            return Decided((new.id,), (after,))

        return self._database.write(job)

    @action(Verb.REVIEW)
    def undo(self, actor: Actor, event_ids: Sequence[str]) -> tuple[Flag, ...]:
        """Take back what this person did, all or none; refused once somebody has acted on it."""
        now, sight = self._clock.now(), sight_of(actor)

        def job(session: Session) -> tuple[Flag, ...]:
            reviews, back = Reviews(session, sight), []
            for event_id in event_ids:
                event = reviews.event(event_id)
                flag = Flags(session, sight).get(event.flag_id)
                require_undoable(session, actor, event, reviews.story_of(flag), now)
                back.append(reviews.add(flag, self._new(ReviewKind.UNDONE, actor, now, undoes=event_id)))
                self._log(session, actor, "flag.undone", flag.id, now, {"event": event_id})
            return tuple(back)

        return self._database.write(job)

    @action(Verb.REVIEW)
    def note(self, actor: Actor, flag_id: str, note: str) -> Flag:
        """Add a note to a flag."""
        if not note.strip():
            raise BadInput("The note is empty. Type it, then save it.")
        return self._add(actor, flag_id, ReviewKind.COMMENTED, note=checked_note(note))

    @action(Verb.REVIEW)
    def skip(self, actor: Actor, flag_id: str) -> Decided:
        """Leave a flag for later, or for somebody else."""
        now, sight = self._clock.now(), sight_of(actor)

        def job(session: Session) -> Decided:
            new = self._new(ReviewKind.SKIPPED, actor, now)
            flag = Flags(session, sight).get(flag_id)
            return Decided((new.id,), (Reviews(session, sight).add(flag, new),))

        return self._database.write(job)

    @action(Verb.REVIEW)
    def take_over(self, actor: Actor, flag_id: str) -> Opened:
        """Hold a flag that somebody else has open: they may have left it lying."""
        flag = self._add(actor, flag_id, ReviewKind.CLAIMED, reason="taken over")
        return self._opened(actor, flag, self._clock.now())

    @action(Verb.FOLLOW_UP)
    def open_chat_again(self, actor: Actor, flag_id: str) -> None:
        """End care mode in a flag's talk: a person has looked after the child."""
        now, sight = self._clock.now(), sight_of(actor)
        self._database.write(
            lambda session: self._open_again(session, actor, Flags(session, sight).get(flag_id), now)
        )

    # -- the rules -------------------------------------------------------------------------------------

    def _new(
        self, kind: ReviewKind, actor: Actor, at: datetime, *, note: str = "", reason: str = "", undoes: str = ""
    ) -> NewEvent:  # fmt: skip
        return NewEvent(self._ids("rev"), kind, actor.id, at, note, reason, undoes)

    def _log(
        self, session: Session, actor: Actor, act: str, subject: str, at: datetime, facts: dict[str, object]
    ) -> None:  # fmt: skip
        self._audit.append(session, actor.school, actor=actor.id, action=act, subject=subject, at=at, facts=facts)

    def _acknowledge(self, session: Session, actor: Actor, flag_id: str, now: datetime) -> None:
        sight = sight_of(actor)
        alerts = Alerts(session, sight.scope, safeguarding=sight.safeguarding, stands_in=sight.stands_in)
        for alert in alerts.waiting():
            if alert.flag == flag_id and alert.kind != "passed":
                alerts.acknowledge(alert.id, at=now, audit=self._audit)

    def _add(self, actor: Actor, flag_id: str, kind: ReviewKind, *, note: str = "", reason: str = "") -> Flag:
        now, sight = self._clock.now(), sight_of(actor)

        def job(session: Session) -> Flag:
            flag = Flags(session, sight).get(flag_id)
            return Reviews(session, sight).add(flag, self._new(kind, actor, now, note=note, reason=reason))

        return self._database.write(job)

    def _decide_one(
        self, session: Session, actor: Actor, flag: Flag, outcome: ReviewKind, now: datetime, note: str, reason: str
    ) -> Decided:  # fmt: skip
        new = self._new(outcome, actor, now, note=note, reason=reason or DEFAULT_REASON)
        after = Reviews(session, sight_of(actor)).add(flag, new)
        facts: dict[str, object] = {"outcome": outcome.value, "event": new.id, "labels": list(flag.labels)}
        self._log(session, actor, "flag.decided", flag.id, now, facts)
        self._acknowledge(session, actor, flag.id, now)
        if outcome is ReviewKind.ESCALATED:
            Reviews(session, sight_of(actor)).call_lead(after, id=self._ids("alr"), at=now)
        return Decided((new.id,), (after,))

    def _open_again(self, session: Session, actor: Actor, flag: Flag, now: datetime) -> None:
        sight = sight_of(actor)
        talks = Talks(session, sight)
        if not talks.get(flag.conversation).care:
            return
        if talks.has_hidden(flag.conversation):
            raise NotFound("There is no such thing here, or not for this account.")
        Conversations(session, replace(sight.scope, classes=None)).clear_care(flag.conversation, by=actor.id, at=now)
        self._log(session, actor, "care.cleared", flag.conversation, now, {"flag": flag.id})
