"""Timing: how long children talk with the tutor, when a break is due, and more minutes with a reason.

A limit is a class's own, or the school's. It pauses replies kindly: what a child writes is kept and read by the checks
all the same, and "Talk to a grown-up" stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.audit import AuditChain
from db.engine import Database
from db.minutes import MinuteBook, MoreMinutes
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.minutes import MOST, WINDOW, MinuteLimit, MinutesNow, minutes_now
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.acting import action
from studybuddy_core.services.seeing import sight_of

__all__ = ["MinuteLimit", "MinutesNow", "MoreMinutes", "Timing", "minutes_of", "time_hold"]

LONGEST_REASON = 300
BREAK = "take_a_break"


def minutes_of(database: Database, school: str, class_id: str, learner: str, now: datetime) -> MinutesNow:
    """Where a child stands with the minutes of this school day."""
    with database.read() as session:
        book = MinuteBook(session, Scope(school, "tutor"))
        limit = book.limit(class_id)
        if not (limit.nudge or limit.most):
            return MinutesNow(0)
        more = book.more((learner, class_id) if class_id else (learner,), since=now - WINDOW)
        return minutes_now(book.times(learner, since=now - WINDOW), limit, more)


def time_hold(minutes: MinutesNow) -> Hold | None:
    """What stops replies when the minutes are used up."""
    return Hold("time", "time_up", f"{minutes.used} of {minutes.allowed} minutes are used") if minutes.over else None


@dataclass(frozen=True, slots=True)
class ClassMinutes:
    """What holds for a class, and what was given beyond it in this school day."""

    limit: MinuteLimit
    given: tuple[MoreMinutes, ...]


class Timing:
    """What staff do with minutes."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database, self._clock, self._ids = database, clock, ids
        self._audit = AuditChain(ids)

    @action(Verb.WATCH_CLASSES)
    def of_class(self, actor: Actor, class_id: str, learners: tuple[str, ...] = ()) -> ClassMinutes:
        """The limit of a class, and what was given to it or these children in this school day."""
        since = self._clock.now() - WINDOW
        with self._database.read() as session:
            book = MinuteBook(session, sight_of(actor).scope)
            return ClassMinutes(book.limit(class_id), book.given((class_id, *learners), since=since))

    @action(Verb.PAUSE)
    def limit(self, actor: Actor, class_id: str, limit: MinuteLimit) -> None:
        """Set the minutes of a class, or ("") of the whole school; 0 for none. Raises ``BadInput`` for odd numbers."""
        if not (0 <= limit.nudge <= MOST and 0 <= limit.most <= MOST):
            raise BadInput(f"Give minutes from 0 (none) to {MOST}.")
        if limit.nudge and limit.most and limit.nudge >= limit.most:
            raise BadInput("The break comes before the end: give it fewer minutes.")
        at, new_id, scope = self._clock.now(), self._ids("min"), sight_of(actor).scope
        self._database.write(
            lambda session: MinuteBook(session, scope).set_limit(
                id=new_id, class_id=class_id, limit=limit, at=at, audit=self._audit
            )
        )

    @action(Verb.PAUSE)
    def give_more(self, actor: Actor, target: str, minutes: int, why: str) -> None:
        """Give a child or a class more minutes today; the reason is kept. Raises ``BadInput`` without one."""
        reason = " ".join(why.split())
        if not reason or len(reason) > LONGEST_REASON:
            raise BadInput("Say in a few words why more minutes are needed.")
        if not 0 < minutes <= MOST:
            raise BadInput(f"Give from 1 to {MOST} minutes.")
        at, new_id, scope = self._clock.now(), self._ids("mor"), sight_of(actor).scope
        self._database.write(
            lambda session: MinuteBook(session, scope).give(
                id=new_id, target=target, minutes=minutes, why=reason, at=at, audit=self._audit
            )
        )
