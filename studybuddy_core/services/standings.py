"""What stops replies at this moment, for all turns that are being answered at once.

Every turn asks before every segment. So what is asked is the whole school, at most a few times a second, and
each turn looks up itself in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.engine import Database
from db.pauses import Pause, PauseKind, Pauses, reaching
from db.schools import SchoolInfo, Schools
from db.scope import Scope
from db.turns import Turns
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.freshly import Freshly

FRESH_S = 0.2  # a pause, a stop or a cancel is seen within this time, always before the next request to a model

_PAUSED = {PauseKind.SCHOOL: "stopped", PauseKind.CLASS: "paused", PauseKind.CHILD: "paused"}


@dataclass(frozen=True, slots=True)
class SchoolNow:
    """A school and every pause in force in it."""

    own: SchoolInfo
    pauses: tuple[Pause, ...]

    def hold(self, class_id: str, learner: str) -> Hold | None:
        """What stops replies to this child: closed, stopped or paused; None when nothing does."""
        if not self.own.ready:
            return Hold("closed", "closed", "The school has not set its safeguarding contact and helplines yet")
        pause = reaching(self.pauses, school=self.own.id, class_id=class_id, learner=learner)
        if pause is None:
            return None
        kind = _PAUSED[pause.kind]
        return Hold(kind, kind, f"{pause.kind} paused by a person")


class Standings:
    """Looks after what holds in each school, and which answers children have stopped."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.lately = Freshly(self.now, clock.monotonic, seconds=FRESH_S)
        self._stopped = Freshly(self._asked_to_stop, clock.monotonic, seconds=FRESH_S)

    def now(self, school: str) -> SchoolNow:
        """How the school stands at this moment; ``lately`` gives the same, a moment old at most."""
        with self._database.read() as session:
            scope = Scope(school, "tutor")
            return SchoolNow(Schools(session, scope).own(), Pauses(session, scope).list(now=self._clock.now()))

    def cancelled(self, turn_id: str) -> bool:
        """Whether the child has stopped this answer."""
        return turn_id in self._stopped("every school")

    def _asked_to_stop(self, _: str) -> frozenset[str]:
        with self._database.read() as session:
            return Turns(session).asked_to_stop()
