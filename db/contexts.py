"""What teachers allow or forbid their class for a while: dated contexts, which end by themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import ClassContextRow, ClassRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import ClassContext, LabelRule, Notify, Reply


@dataclass(frozen=True, slots=True)
class DatedContext:
    """A class context as it was set: by whom and why, and when and by whom it was ended early."""

    id: str
    class_id: str
    context: ClassContext
    by: str
    why: str
    at: datetime
    ended_at: datetime | None
    ended_by: str = ""

    def live(self, now: datetime) -> bool:
        """Whether it holds now."""
        return self.ended_at is None and self.context.until > now


def _pattern(document: dict[str, Any]) -> PatternRule:
    return PatternRule(**{**document, "stages": tuple(Stage(stage) for stage in document["stages"])})


_CONTEXTS = table_of(ClassContextRow)
_LIVE = (
    sa.select(_CONTEXTS)
    .where(_CONTEXTS.c.school_id == sa.bindparam("school"), _CONTEXTS.c.class_id == sa.bindparam("class"))
    .where(_CONTEXTS.c.ended_at.is_(None), _CONTEXTS.c.until > sa.bindparam("now"))
    .order_by(_CONTEXTS.c.name, _CONTEXTS.c.id)
)


def _rule(document: dict[str, Any]) -> LabelRule:
    replies = {Stage(stage): Reply(reply) for stage, reply in document["replies"].items()}
    return LabelRule(**{**document, "replies": replies, "call": Notify(document["call"])})


def dated(row: ClassContextRow | sa.Row[Any]) -> DatedContext:
    """A stored row as a value."""
    context = ClassContext(
        row.name, row.until, tuple(row.relax), tuple(_rule(rule) for rule in row.add),
        tuple(_pattern(pattern) for pattern in row.patterns), row.told, tuple(row.made_of),
    )  # fmt: skip
    return DatedContext(row.id, row.class_id, context, row.by, row.why, row.at, row.ended_at, row.ended_by or "")


class Contexts:
    """The contexts of the scope's classes."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, *, id: str, class_id: str, context: ClassContext, why: str, at: datetime) -> DatedContext:
        """Set a context for a class."""
        found = self._session.get(ClassRow, class_id)
        if found is None or found.school_id != self._scope.school or not self._scope.sees_class(class_id):
            raise NotFound("There is no such class here.")
        row = ClassContextRow(
            id=id, school_id=self._scope.school, class_id=class_id, name=context.name, until=context.until,
            relax=list(context.relax), add=[asdict(rule) for rule in context.add], by=self._scope.actor, why=why, at=at,
            patterns=[asdict(pattern) for pattern in context.patterns], told=context.told,
            made_of=list(context.made_of),
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return dated(row)

    def live(self, class_id: str, *, now: datetime) -> tuple[ClassContext, ...]:
        """Return what holds for a class now, by name."""
        rows = self._session.connection().execute(
            _LIVE, {"school": self._scope.school, "class": class_id, "now": now}
        )
        return tuple(dated(row).context for row in rows)

    def list(self, class_id: str) -> tuple[DatedContext, ...]:
        """Return every context a class ever had, newest first."""
        rows = self._session.exec(
            select(ClassContextRow)
            .where(ClassContextRow.school_id == self._scope.school, ClassContextRow.class_id == class_id)
            .order_by(col(ClassContextRow.at).desc(), col(ClassContextRow.id))
        )
        return tuple(dated(row) for row in rows if self._scope.sees_class(row.class_id))

    def get(self, context_id: str) -> DatedContext:
        """Return one context; raise ``NotFound`` for one out of reach."""
        return dated(self._row(context_id))

    def end(self, context_id: str, *, at: datetime) -> bool:
        """End a context before its date; False where it has ended already."""
        row = self._row(context_id)
        if row.ended_at is not None or row.until <= at:
            return False
        row.ended_at, row.ended_by = at, self._scope.actor or None
        self._session.add(row)
        self._session.flush()
        return True

    def _row(self, context_id: str) -> ClassContextRow:
        row = self._session.get(ClassContextRow, context_id)
        if row is None or row.school_id != self._scope.school or not self._scope.sees_class(row.class_id):
            raise NotFound("There is no such class context here.")
        return row
