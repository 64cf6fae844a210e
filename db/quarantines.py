"""Passages that wait for a person, because the checks found an instruction or worse in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from db.contents import ContentDrafts
from db.passages import Words, words_in
from db.scope import Scope
from db.sources import Sources
from db.tables.base import table_of
from db.tables.knowledge import QuarantineRow, SourceRow
from db.tables.talks import ContentRow
from studybuddy_core.domain.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the label, its score, the line it crossed, and where in the text (0, 0: all of it)."""

    label: str
    score: int
    line: str
    begin: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class NewQuarantine:
    """A suspicious passage about to be kept apart."""

    id: str
    words: Words
    position: int
    page: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A passage that waits, or that was decided on."""

    id: str
    source_id: str
    source: str
    words: Words
    position: int
    page: int
    by: str
    at: datetime
    found: tuple[Found, ...]
    decided_at: datetime | None = None
    decided_by: str = ""
    approved: bool = False


class Quarantines:
    """What waits in the scope's school, of the documents in its view."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, source_id: str, waiting: Sequence[NewQuarantine], *, at: datetime,
            new_id: Callable[[str], str]) -> None:  # fmt: skip
        """Keep passages apart."""
        drafts = ContentDrafts(self._scope.school, new_id)
        rows = []
        for new in waiting:
            content_id, _ = drafts.add(new.words.as_content())
            found = [[one.label, one.score, one.line, one.begin, one.end] for one in new.found]
            rows.append(QuarantineRow(id=new.id, school_id=self._scope.school, source_id=source_id,
                                      content_id=content_id, position=new.position, page=new.page,
                                      brought_by=self._scope.actor, at=at, findings=found))  # fmt: skip
        if drafts.rows:
            self._session.connection().execute(table_of(ContentRow).insert(), drafts.rows)
            self._session.add_all(rows)
            self._session.flush()

    def _query(self, *conditions: object) -> Sequence[Quarantined]:
        rows = self._session.exec(
            select(QuarantineRow, ContentRow.text, SourceRow.name)
            .join(ContentRow, col(ContentRow.id) == col(QuarantineRow.content_id))
            .join(SourceRow, col(SourceRow.id) == col(QuarantineRow.source_id))
            .where(*Sources(self._session, self._scope).in_view(), *conditions)  # type: ignore[arg-type]
            .order_by(col(QuarantineRow.at), col(QuarantineRow.source_id), col(QuarantineRow.position))
        )
        return [
            Quarantined(
                row.id, row.source_id, name, words_in(text), row.position, row.page, row.brought_by, row.at,
                tuple(Found(str(a), int(b), str(c), int(d), int(e)) for a, b, c, d, e in row.findings),
                row.decided_at, row.decided_by, row.approved,
            )
            for row, text, name in rows
        ]  # fmt: skip

    def waiting(self) -> tuple[Quarantined, ...]:
        """Return what waits, of documents on the shelf, the oldest first."""
        return tuple(self._query(col(QuarantineRow.decided_at).is_(None), col(SourceRow.removed_at).is_(None)))

    def of_source(self, source_id: str) -> tuple[Quarantined, ...]:
        """Return everything of a document that waits or waited."""
        return tuple(self._query(col(QuarantineRow.source_id) == source_id))

    def get(self, quarantine_id: str) -> Quarantined:
        """Return one; raise ``NotFound``."""
        found = self._query(col(QuarantineRow.id) == quarantine_id)
        if not found:
            raise NotFound("There is no such passage waiting here.")
        return found[0]

    def decide(self, quarantine_id: str, *, approved: bool, at: datetime) -> None:
        """Record the answer; raise ``Conflict`` where somebody has answered already."""
        self.get(quarantine_id)
        done = self._session.exec(
            update(QuarantineRow)
            .where(col(QuarantineRow.id) == quarantine_id, col(QuarantineRow.school_id) == self._scope.school)
            .where(col(QuarantineRow.decided_at).is_(None))
            .values(decided_at=at, decided_by=self._scope.actor, approved=approved)
        )
        if done.rowcount != 1:
            raise Conflict("Somebody has already decided about this passage.")
        self._session.expire_all()

    def undecide(self, quarantine_id: str) -> None:
        """Let it wait again: the answer is taken back."""
        self.get(quarantine_id)
        self._session.exec(
            update(QuarantineRow)
            .where(col(QuarantineRow.id) == quarantine_id, col(QuarantineRow.school_id) == self._scope.school)
            .values(decided_at=None, decided_by="", approved=False)
        )
        self._session.expire_all()
