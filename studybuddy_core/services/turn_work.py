"""The workers that answer children: a turn is theirs until it ends, whoever is watching.

A turn is leased in the database before it is answered, and a heartbeat keeps the lease. When a
process dies, its leases run out and another closes those turns as interrupted, exactly once; turns
nobody had begun are answered after all. Pages follow what is stored; a bell here only wakes them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from db.audit import AuditChain
from db.engine import Database
from db.ledger import DatabaseLedger
from db.signing_in import Session
from db.turns import Turn, Turns
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Batch
from studybuddy_core.domain.turns import Hold
from studybuddy_core.pipeline.flagging import UNREAD
from studybuddy_core.services.fair_queue import FairQueue

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
BEAT_S = 5.0

Answer = Callable[[Turn, Hold | None], Iterator[None]]


class Bells:
    """Wakes whoever follows a turn. Only a wake-up call: what to show is read from the database."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._bells: dict[str, tuple[threading.Condition, int]] = {}
        self._calls: dict[str, tuple[Callable[[], None], ...]] = {}

    @contextmanager
    def at(self, turn_id: str) -> Iterator[threading.Condition]:
        """Hold the bell of a turn while following it."""
        with self._gate:
            bell, count = self._bells.get(turn_id, (threading.Condition(), 0))
            self._bells[turn_id] = (bell, count + 1)
        try:
            yield bell
        finally:
            with self._gate:
                bell, count = self._bells[turn_id]
                if count == 1:
                    del self._bells[turn_id]
                else:
                    self._bells[turn_id] = (bell, count - 1)

    @contextmanager
    def calling(self, turn_id: str, call: Callable[[], None]) -> Iterator[None]:
        """Have ``call`` called at each ring, in the thread that rings: for those who follow many turns at once."""
        with self._gate:
            self._calls[turn_id] = (*self._calls.get(turn_id, ()), call)
        try:
            yield
        finally:
            with self._gate:
                left = tuple(known for known in self._calls.pop(turn_id) if known is not call)
                if left:
                    self._calls[turn_id] = left

    def ring(self, turn_id: str) -> None:
        """Wake all who follow this turn."""
        with self._gate:
            found, calls = self._bells.get(turn_id), self._calls.get(turn_id, ())
        if found is not None:
            with found[0]:
                found[0].notify_all()
        for call in calls:
            call()


class TurnWork:
    """Takes turns from the queue, answers them, and looks after those whose worker died."""

    def __init__(
        self, database: Database, clock: Clock, audit: AuditChain, answer: Answer,
        ledger: Callable[[str], DatabaseLedger], *, owner: str, workers: int, parks: bool = False,
    ) -> None:  # fmt: skip
        """``parks``: an answer that has shown something may wait while others get their first words.

        For a tutor that costs this machine's time; a model elsewhere is listened to without a break.
        """
        self._database, self._clock, self._audit, self._answer = database, clock, audit, answer
        self._ledger, self._owner, self._parks = ledger, owner, parks
        self._queue = FairQueue(workers)
        self._queued: set[str] = set()
        self._mine: set[str] = set()
        self._gate = threading.Lock()
        self._stop = threading.Event()
        self.bells = Bells()
        self._heart = threading.Thread(target=self._beat, name="turn-heartbeat", daemon=True)

    def start(self) -> None:
        """Begin: look after what an earlier process left behind, then keep the heart beating."""
        self.recover()
        self._heart.start()

    def close(self) -> None:
        """Finish what is running, its leases kept alive until then, and stop."""
        self._queue.close()
        self._stop.set()

    def put(self, turn: Turn, lane: str, hold: Hold | None = None) -> None:
        """Answer this turn as soon as a worker is free; classes take turns."""
        with self._gate:
            self._queued.add(turn.id)
        self._queue.put(lane, lambda: self._do(turn, hold), turn.id)

    def ahead_of(self, lane: str, turn_id: str) -> int:
        """How many turns are begun before this one of the lane; 0 once it has been."""
        return self._queue.ahead_of(lane, turn_id)

    def quiet(self, seconds: float) -> bool:
        """Wait until every turn has been begun, at most so long: what can wait lets those who wait go first."""
        return self._queue.quiet(seconds)

    def recover(self) -> None:
        """Close stale turns as interrupted, and answer those that nobody has begun or has in a queue here."""
        now = self._clock.now()
        with self._database.read() as session:
            stale, waiting = Turns(session).stale(now=now, lease=LEASE), Turns(session).never_begun()
        for turn in stale:
            if self._database.write(partial(self._interrupt, turn=turn, now=now)):
                self.bells.ring(turn.id)
        with self._gate:  # what seems to be sent later than now was sent before the clock was set back
            fresh = {turn.id for turn in waiting if now - LEASE < turn.at <= now + LEASE}
            forgotten = [turn for turn in waiting if turn.id not in fresh and turn.id not in self._queued]
        for turn in forgotten:
            self.put(turn, turn.school)

    def _interrupt(self, session: Session, turn: Turn, now: datetime) -> bool:
        """Close a stale turn; where its message was never read by a check, an adult is asked to read it."""
        turns = Turns(session)
        done = turns.interrupt(turn.id, now=now, lease=LEASE, audit=self._audit)
        if done and turns.unread(turn.id):
            self._ledger(turn.school).keep(session, Batch(turn.id, flags=(UNREAD,)))
        return done

    def _do(self, turn: Turn, hold: Hold | None) -> None:
        try:
            now = self._clock.now()
            taken = self._database.write(
                lambda session: Turns(session).take(turn.id, owner=self._owner, now=now, until=now + LEASE)
            )
        except BaseException:
            self._let_go(turn)
            raise
        if not taken:
            self._let_go(turn)
            return
        with self._gate:
            self._mine.add(turn.id)
        self._go_on(turn, self._answer(turn, hold), parks=self._parks)

    def _go_on(self, turn: Turn, steps: Iterator[None], *, parks: bool = False) -> None:
        parked = False
        try:
            for _ in steps:
                self.bells.ring(turn.id)
                parked = parks and self._queue.later(lambda: self._go_on(turn, steps))
                if parked:
                    return
        finally:
            if not parked:
                self._let_go(turn)
                self.bells.ring(turn.id)

    def _let_go(self, turn: Turn) -> None:
        with self._gate:
            self._mine.discard(turn.id)
            self._queued.discard(turn.id)

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                self._renew()
                self.recover()
            except Exception:  # without this heart, every turn of this process would be interrupted
                logger.exception("the turn heartbeat missed a beat")

    def _renew(self) -> None:
        if self._held():
            self._database.write(self._hold_on)

    def _hold_on(self, session: Session) -> None:
        """Renew what is held at the moment of writing: a turn that was let go meanwhile is nobody's any more."""
        Turns(session).renew(self._held(), owner=self._owner, until=self._clock.now() + LEASE)

    def _held(self) -> tuple[str, ...]:
        with self._gate:
            return tuple(self._mine)
