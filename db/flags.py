"""Flags: what waits for an adult, in the order it should be looked at.

The state columns of a flag are a copy of the fold over its events (``db/reviews.py`` writes both in one
transaction), so the queue is one indexed query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, tuple_
from sqlalchemy import select as table_select
from sqlmodel import Session, col, select

from db.sight import Sight, flags_in_sight
from db.tables.oversight import FlagRow, ReviewEventRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import Lane, ReviewKind, ReviewState


@dataclass(frozen=True, slots=True)
class Flag:
    """Something an adult should look at, and where it stands. ``labels`` run from the gravest.

    ``version`` counts its events; ``appealed``: a child has asked that somebody looks again.
    """

    id: str
    turn: str
    message: str
    conversation: str
    class_id: str
    learner: str
    stage: Stage
    notify: Notify
    lane: Lane
    labels: tuple[str, ...]
    crisis: bool
    safeguarding_only: bool
    cause: str
    at: datetime
    state: ReviewState
    verdict: ReviewKind | None
    holder: str
    held_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    version: int
    appealed: bool = False

    @property
    def place(self) -> Place:
        """Where this flag stands in its lane."""
        return Place(self.crisis, int(self.notify), self.at, self.id)

    @property
    def routine(self) -> bool:
        """Whether this may be decided with one key, or together with others like it."""
        return not self.crisis and not self.safeguarding_only and self.notify < Notify.ALERT


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a lane: the page after it begins behind it."""

    crisis: bool
    notify: int
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many flags of one cause wait in one lane."""

    lane: Lane
    cause: str
    crisis: bool
    notify: Notify
    count: int


def as_flag(row: FlagRow, *, appealed: bool = False) -> Flag:
    """Return the row as a value."""
    return Flag(
        id=row.id, turn=row.turn_id, message=row.message_id, conversation=row.conversation_id,
        class_id=row.class_id or "", learner=row.learner_id, stage=Stage(row.stage), notify=Notify(row.notify),
        lane=Lane(row.lane), labels=tuple(row.labels), crisis=row.crisis, safeguarding_only=row.safeguarding_only,
        cause=row.cause, at=row.at, state=ReviewState(row.state),
        verdict=ReviewKind(row.verdict) if row.verdict else None, holder=row.holder, held_at=row.held_at,
        decided_by=row.decided_by, decided_at=row.decided_at, version=row.version, appealed=appealed,
    )  # fmt: skip


class Flags:
    """The flags that these eyes may see."""

    def __init__(self, session: Session, sight: Sight) -> None:
        self._session = session
        self._sight = sight

    def _appealed(self, rows: Sequence[FlagRow]) -> tuple[Flag, ...]:
        ids = [row.id for row in rows]
        asked = set(
            self._session.exec(
                select(ReviewEventRow.flag_id)
                .where(col(ReviewEventRow.flag_id).in_(ids))
                .where(ReviewEventRow.kind == ReviewKind.APPEALED.value)
            )
        )
        return tuple(as_flag(row, appealed=row.id in asked) for row in rows)

    def get(self, flag_id: str) -> Flag:
        """Return one flag; raise ``NotFound`` for one that is not there or not for these eyes."""
        row = self._session.exec(
            select(FlagRow).where(FlagRow.id == flag_id, *flags_in_sight(self._sight))
        ).one_or_none()
        if row is None:
            raise NotFound("There is no such flag here, or not for this account.")
        return self._appealed([row])[0]

    def some(self, flag_ids: Iterable[str]) -> tuple[Flag, ...]:
        """Return those of these flags that are in sight, oldest first."""
        rows = self._session.exec(
            select(FlagRow).where(col(FlagRow.id).in_(list(flag_ids)), *flags_in_sight(self._sight))
            .order_by(col(FlagRow.at), col(FlagRow.id))
        ).all()  # fmt: skip
        return self._appealed(rows)

    def waiting(self, lane: Lane, *, after: Place | None = None, limit: int = 100) -> tuple[Flag, ...]:
        """Return open flags of a lane: crisis first, then the loudest, then the oldest; behind ``after``."""
        crisis = case((col(FlagRow.crisis).is_(True), 0), else_=1)
        order = (crisis, -col(FlagRow.notify), col(FlagRow.at), col(FlagRow.id))
        query = select(FlagRow).where(
            FlagRow.state == ReviewState.OPEN.value, FlagRow.lane == lane.value, *flags_in_sight(self._sight)
        )
        if after is not None:
            # Two steps, since a time inside a row comparison would not be bound as our time type.
            before = (0 if after.crisis else 1, -after.notify)
            query = query.where(
                or_(
                    tuple_(crisis, -col(FlagRow.notify)) > before,
                    (tuple_(crisis, -col(FlagRow.notify)) == before) & (
                        (col(FlagRow.at) > after.at) | ((col(FlagRow.at) == after.at) & (col(FlagRow.id) > after.id))
                    ),
                )
            )  # fmt: skip
        return self._appealed(self._session.exec(query.order_by(*order).limit(limit)).all())

    def like(self, flag: Flag, *, limit: int = 50) -> tuple[Flag, ...]:
        """Return the routine open flags of the same cause, labels and class as ``flag``, itself among them."""
        if not flag.routine or flag.state is not ReviewState.OPEN or flag.appealed:
            return (flag,)
        rows = self._session.exec(
            select(FlagRow)
            .where(FlagRow.state == ReviewState.OPEN.value, FlagRow.lane == flag.lane.value)
            .where(FlagRow.cause == flag.cause, FlagRow.notify == int(flag.notify))
            .where(col(FlagRow.crisis).is_(False), col(FlagRow.class_id) == (flag.class_id or None))
            .where(*flags_in_sight(self._sight))
            .order_by(col(FlagRow.at), col(FlagRow.id)).limit(limit)
        ).all()  # fmt: skip
        same = [row for row in rows if tuple(row.labels) == flag.labels]
        alike = tuple(one for one in self._appealed(same) if one.routine and not one.appealed)
        return alike if any(one.id == flag.id for one in alike) else (flag, *alike)

    def tallies(self) -> tuple[Tally, ...]:
        """Return how much waits, by lane and cause."""
        kinds = (col(FlagRow.lane), col(FlagRow.cause), col(FlagRow.crisis), col(FlagRow.notify))
        rows = self._session.connection().execute(
            table_select(*kinds, func.count())
            .where(col(FlagRow.state) == ReviewState.OPEN.value, *flags_in_sight(self._sight))
            .group_by(*kinds)
        )
        return tuple(Tally(Lane(lane), cause, crisis, Notify(notify), n) for lane, cause, crisis, notify, n in rows)

    def _followed(self) -> tuple[ColumnElement[bool], ...]:
        mine = col(FlagRow.decided_by) == self._sight.scope.actor
        passed = col(FlagRow.verdict) == ReviewKind.ESCALATED.value
        following = col(FlagRow.state) == ReviewState.FOLLOWING.value
        if not self._sight.safeguarding:  # whoever stands in for a lead sees of the lead's own only what is theirs
            passed = and_(passed, col(FlagRow.safeguarding_only).is_(True))
        return (following, or_(mine, passed), *flags_in_sight(self._sight))

    def count_following(self) -> int:
        """Return how many follow-ups wait for this person."""
        return self._session.exec(select(func.count()).select_from(FlagRow).where(*self._followed())).one()

    def following(self) -> tuple[Flag, ...]:
        """Return what this person has promised and not done, and (to a lead) what was passed on; oldest first."""
        rows = self._session.exec(
            select(FlagRow).where(*self._followed())
            .order_by(col(FlagRow.decided_at), col(FlagRow.id)).limit(100)
        ).all()  # fmt: skip
        return self._appealed(rows)

    def of_conversation(self, conversation_id: str) -> tuple[Flag, ...]:
        """Return the flags of one talk, oldest first."""
        rows = self._session.exec(
            select(FlagRow)
            .where(FlagRow.conversation_id == conversation_id, *flags_in_sight(self._sight, by_school=False))
            .order_by(col(FlagRow.at), col(FlagRow.id))
        ).all()  # fmt: skip
        return self._appealed(rows)

    def waiting_by_class(self) -> dict[str, int]:
        """Return for each class how many flags of the lane Now wait."""
        rows = self._session.exec(
            select(FlagRow.class_id, func.count())
            .where(FlagRow.state == ReviewState.OPEN.value, FlagRow.lane == Lane.NOW.value)
            .where(*flags_in_sight(self._sight)).group_by(col(FlagRow.class_id))
        )  # fmt: skip
        return {class_id or "": n for class_id, n in rows}

    def agreement(self, cause: str) -> tuple[int, int]:
        """Return (x, n): of ``n`` decided flags of this cause, adults agreed with ``x``."""
        rows = self._session.exec(
            select(FlagRow.verdict, func.count())
            .where(FlagRow.cause == cause, FlagRow.state != ReviewState.OPEN.value)
            .where(*flags_in_sight(self._sight)).group_by(FlagRow.verdict)
        )  # fmt: skip
        counted = {verdict: n for verdict, n in rows if verdict}
        total = sum(counted.values())
        return total - counted.get(ReviewKind.OVERTURNED.value, 0), total

