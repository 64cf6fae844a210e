"""Documents that people brought: for whom each is, what came of it, and whether it is on the shelf.

A document without a class is for the whole school. A teacher sees those and the ones of their own classes; taking one
off the shelf is marking it, so it can be put back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from db.contents import texts_of
from db.scope import Scope
from db.tables.knowledge import PassageRow, QuarantineRow, SourceClassRow, SourceRow
from db.tables.people import ClassRow
from db.tables.talks import ContentRow
from studybuddy_core.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class NewSource:
    """A document about to be kept. ``hidden`` are (what, how it begins, page) of what a reader does not see."""

    id: str
    name: str
    kind: str
    digest: str
    pages: int
    subject: str
    grades: tuple[int, ...]
    classes: frozenset[str] = frozenset()
    licence: str = ""
    hidden: tuple[tuple[str, str, int], ...] = ()
    links: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was kept, and how many of its passages are on the shelf, wait, or were refused."""

    id: str
    name: str
    kind: str
    pages: int
    subject: str
    grades: tuple[int, ...]
    classes: frozenset[str]
    licence: str
    by: str
    at: datetime
    removed_at: datetime | None = None
    removed_by: str = ""
    passages: int = 0
    waiting: int = 0
    hidden: tuple[tuple[str, str, int], ...] = ()
    links: int = 0
    class_names: tuple[str, ...] = field(default=())


class Sources:
    """The documents of the scope's school, or those of the scope's classes and of everybody."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def in_view(self) -> list[ColumnElement[bool]]:
        """The conditions on ``SourceRow`` that a document fulfils which this scope may see."""
        conditions: list[ColumnElement[bool]] = [col(SourceRow.school_id) == self._scope.school]
        if self._scope.classes is not None:
            own = select(SourceClassRow.source_id).where(col(SourceClassRow.class_id).in_(sorted(self._scope.classes)))
            conditions.append(col(SourceRow.id).in_(own) | ~col(SourceRow.id).in_(select(SourceClassRow.source_id)))
        return conditions

    def add(self, new: NewSource, *, at: datetime, content_id: str, salt: bytes) -> None:
        """Keep a document's row; its report of what was hidden is content of its own."""
        school, session = self._scope.school, self._session
        report = json.dumps({"hidden": [list(one) for one in new.hidden], "links": new.links}, ensure_ascii=False)
        session.add(ContentRow(id=content_id, school_id=school, text=report, salt=salt))
        session.add(SourceRow(
            id=new.id, school_id=school, name=new.name, licence=new.licence, added_by=self._scope.actor, at=at,
            kind=new.kind, digest=new.digest, pages=new.pages, subject=new.subject, grades=list(new.grades),
            report_id=content_id,
        ))  # fmt: skip
        session.flush()
        for class_id in sorted(new.classes):
            session.add(SourceClassRow(source_id=new.id, class_id=class_id, school_id=school))
        session.flush()

    def _row(self, source_id: str) -> SourceRow:
        row = self._session.exec(select(SourceRow).where(SourceRow.id == source_id, *self.in_view())).first()
        if row is None:
            raise NotFound("There is no such document here.")
        return row

    def get(self, source_id: str) -> Source:
        """Return one document with what was hidden in it; raise ``NotFound``."""
        return self._values([self._row(source_id)], reports=True)[0]

    def same(self, digest: str) -> Source | None:
        """Return the document on the shelf that holds exactly these bytes; None where there is none in view."""
        row = self._session.exec(
            select(SourceRow).where(SourceRow.digest == digest, *self.in_view()).where(
                col(SourceRow.removed_at).is_(None)).order_by(col(SourceRow.at))
        ).first()  # fmt: skip
        return self._values([row])[0] if row is not None else None

    def list(self, *, removed: bool | None = False) -> tuple[Source, ...]:
        """Return the documents in view, the newest first; ``removed`` None gives both kinds."""
        query = select(SourceRow).where(*self.in_view()).order_by(col(SourceRow.at).desc(), col(SourceRow.id))
        if removed is not None:
            gone = col(SourceRow.removed_at)
            query = query.where(gone.is_not(None) if removed else gone.is_(None))
        return self._values(self._session.exec(query).all())

    def _values(self, rows: Sequence[SourceRow], *, reports: bool = False) -> tuple[Source, ...]:
        ids = [row.id for row in rows]
        held = self._counts(PassageRow.source_id, ids, col(PassageRow.withdrawn_at).is_(None))
        waiting = self._counts(QuarantineRow.source_id, ids, col(QuarantineRow.decided_at).is_(None))
        classes: dict[str, list[tuple[str, str]]] = {}
        for source_id, class_id, name in self._session.exec(
            select(SourceClassRow.source_id, ClassRow.id, ClassRow.name)
            .join(ClassRow, col(ClassRow.id) == col(SourceClassRow.class_id))
            .where(col(SourceClassRow.source_id).in_(ids)).order_by(col(ClassRow.name))
        ):  # fmt: skip
            classes.setdefault(source_id, []).append((class_id, name))
        told = texts_of(self._session, self._scope.school, [row.report_id for row in rows]) if reports else {}
        return tuple(
            Source(
                row.id, row.name, row.kind, row.pages, row.subject, tuple(row.grades),
                frozenset(id for id, _ in classes.get(row.id, ())), row.licence, row.added_by, row.at, row.removed_at,
                row.removed_by, held.get(row.id, 0), waiting.get(row.id, 0), *_report(told.get(row.report_id, "")),
                tuple(name for _, name in classes.get(row.id, ())),
            )
            for row in rows
        )  # fmt: skip

    def _counts(self, column: object, ids: Iterable[str], condition: ColumnElement[bool]) -> dict[str, int]:
        counted = self._session.exec(
            select(column, func.count()).where(col(column).in_(list(ids)), condition).group_by(col(column))  # type: ignore[call-overload]
        )
        return dict(counted.all())

    def remove(self, source_id: str, *, at: datetime) -> bool:
        """Take a document off the shelf; False where it was off already."""
        row = self._row(source_id)
        if row.removed_at is not None:
            return False
        row.removed_at, row.removed_by = at, self._scope.actor
        self._session.add(row)
        self._session.flush()
        return True

    def restore(self, source_id: str) -> bool:
        """Put a document back on the shelf; False where it was there already."""
        row = self._row(source_id)
        if row.removed_at is None:
            return False
        row.removed_at, row.removed_by = None, ""
        self._session.add(row)
        self._session.flush()
        return True


def _report(text: str) -> tuple[tuple[tuple[str, str, int], ...], int]:
    if not text:
        return (), 0
    told = json.loads(text)
    return tuple((str(what), str(words), int(page)) for what, words, page in told["hidden"]), int(told["links"])
