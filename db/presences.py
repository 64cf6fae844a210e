"""Who is at work in a class today: minutes, hints and tries of each child, and not a word of what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.conversations import task_from
from db.scope import Scope
from db.tables.people import AccountRow, EnrolmentRow, SessionRow
from db.tables.talks import ConversationRow, TurnRow
from db.talks import Who
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.minutes import active_minutes


@dataclass(frozen=True, slots=True)
class Presence:
    """A child's day so far. ``seen_at``: the latest sign of life; ``topic``: the kind of exercise at hand.

    ``hints`` and ``tries`` are those of that exercise.
    """

    who: Who
    seen_at: datetime | None
    minutes: int
    topic: str
    hints: int
    tries: int


@dataclass(slots=True)
class _Day:
    times: list[datetime] = field(default_factory=list)
    topic: str = ""
    hints: int = 0
    tries: int = 0


class Presences:
    """The children of classes in scope."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def of_class(self, class_id: str, *, since: datetime, now: datetime) -> tuple[Presence, ...]:
        """Return the enabled children of a class, by name, each with their day since ``since``."""
        pupils = self._session.exec(
            select(AccountRow)
            .join(EnrolmentRow, col(EnrolmentRow.account_id) == col(AccountRow.id))
            .where(EnrolmentRow.class_id == class_id, EnrolmentRow.school_id == self._scope.school)
            .where(AccountRow.role == Role.LEARNER.value, col(AccountRow.disabled_at).is_(None))
            .order_by(col(AccountRow.name_key), col(AccountRow.id))
        ).all()
        days, seen = self._days(class_id, since), self._seen([row.id for row in pupils], now)
        found = []
        for row in pupils:
            day = days.get(row.id, _Day())
            signs = [at for at in (seen.get(row.id), max(day.times, default=None)) if at is not None]
            found.append(Presence(Who(row.id, row.name, row.pseudonym), max(signs, default=None),
                                  active_minutes(day.times), day.topic, day.hints, day.tries))  # fmt: skip
        return tuple(found)

    def _days(self, class_id: str, since: datetime) -> dict[str, _Day]:
        rows = self._session.exec(
            select(ConversationRow, TurnRow.at)
            .join(TurnRow, col(TurnRow.conversation_id) == col(ConversationRow.id))
            .where(ConversationRow.class_id == class_id, ConversationRow.school_id == self._scope.school)
            .where(col(ConversationRow.last_at) >= since, col(TurnRow.at) >= since)
            .order_by(col(ConversationRow.last_at))
        )
        days: dict[str, _Day] = {}
        for talk, at in rows:
            day = days.setdefault(talk.learner_id, _Day())
            day.times.append(at)
            task = task_from(talk.task)
            if task is not None:
                day.topic, day.hints, day.tries = task.kind, task.hints_given, task.attempts
        return days

    def _seen(self, learners: list[str], now: datetime) -> dict[str, datetime]:
        rows = self._session.exec(
            select(SessionRow.account_id, func.max(col(SessionRow.seen_at)))
            .where(col(SessionRow.account_id).in_(learners), col(SessionRow.revoked_at).is_(None))
            .where(col(SessionRow.expires_at) > now)
            .group_by(SessionRow.account_id)
        )
        return dict(rows.all())
