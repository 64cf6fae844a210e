"""Passages of a school's own documents: kept, found again by number, withdrawn and put back.

A passage's words are one row of ``content``, as JSON; where those are erased the passage is no longer there for
anybody. Everything that is made from the words (the word index, the vectors) goes with them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from db.contents import ContentDrafts
from db.scope import Scope
from db.shelf_words import ShelfWords
from db.tables.base import table_of
from db.tables.knowledge import PassageRow, PassageVectorRow, ShelfRow, SourceClassRow, SourceRow
from db.tables.talks import ContentRow
from studybuddy_core.domain.errors import NotFound

_PASSAGE, _CONTENT, _VECTOR = table_of(PassageRow), table_of(ContentRow), table_of(PassageVectorRow)
_SOURCE, _OWN = table_of(SourceRow), table_of(SourceClassRow)
_SOME = 500


@dataclass(frozen=True, slots=True)
class Words:
    """What a passage says. ``headings`` stand above its title, outermost first."""

    title: str
    text: str
    headings: tuple[str, ...] = ()

    def as_content(self) -> str:
        """The words as they are kept."""
        return json.dumps({"title": self.title, "text": self.text, "headings": list(self.headings)}, ensure_ascii=False)


def words_in(content: str) -> Words:
    """Return what ``as_content`` kept."""
    told = json.loads(content)
    return Words(told["title"], told["text"], tuple(told["headings"]))


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage about to be kept. ``head`` and ``body`` are its terms, ``vector`` its place; see ``services``."""

    id: str
    words: Words
    position: int
    page: int
    head: str
    body: str
    vector: bytes = b""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it was kept."""

    id: str
    number: int
    source_id: str
    source: str
    words: Words
    position: int
    page: int
    subject: str
    grades: tuple[int, ...]
    accepted: tuple[str, ...]
    withdrawn: bool


class Passages:
    """The passages of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, source_id: str, passages: Sequence[NewPassage], *, subject: str, grades: Sequence[int],
            places: Sequence[str], at: datetime, new_id: Callable[[str], str]) -> None:  # fmt: skip
        """Keep passages of a document; ``places`` are the classes it is for (none: the whole school)."""
        if not passages:
            return
        school, connection = self._scope.school, self._session.connection()
        first = self._numbers(len(passages))
        drafts = ContentDrafts(school, new_id)
        rows, vectors, terms = [], [], []
        for number, new in enumerate(passages, start=first):
            content_id, _ = drafts.add(new.words.as_content())
            rows.append({
                "id": new.id, "school_id": school, "source_id": source_id, "content_id": content_id, "number": number,
                "position": new.position, "page": new.page, "subject": subject, "grades": list(grades),
                "accepted": list(new.accepted), "approved_by": self._scope.actor, "at": at, "withdrawn_at": None,
            })  # fmt: skip
            if new.vector:
                vectors.append({"passage_id": new.id, "school_id": school, "vector": new.vector})
            terms.append((number, places, new.head, new.body))
        connection.execute(insert(_CONTENT), drafts.rows)
        connection.execute(insert(_PASSAGE), rows)
        if vectors:
            connection.execute(insert(_VECTOR), vectors)
        ShelfWords(self._session, self._scope).put(terms)

    def _numbers(self, count: int) -> int:
        """Take ``count`` numbers; return the first."""
        row = self._shelf()
        first = row.last_number + 1
        row.last_number += count
        row.version += 1
        self._session.add(row)
        self._session.flush()
        return first

    def _shelf(self) -> ShelfRow:
        return self._session.get(ShelfRow, self._scope.school) or ShelfRow(school_id=self._scope.school)

    def touched(self) -> None:
        """Note that something about the passages has changed, so that whoever remembers them reads again."""
        row = self._shelf()
        row.version += 1
        self._session.add(row)
        self._session.flush()

    def version(self) -> int:
        """A number that grows with every change; 0 where the school never had a passage."""
        row = self._session.get(ShelfRow, self._scope.school)
        return 0 if row is None else row.version

    def _query(self) -> object:
        return (
            select(_PASSAGE, _CONTENT.c.text, _SOURCE.c.name, _SOURCE.c.removed_at)
            .join(_CONTENT, _CONTENT.c.id == _PASSAGE.c.content_id)
            .join(_SOURCE, _SOURCE.c.id == _PASSAGE.c.source_id)
            .where(_PASSAGE.c.school_id == self._scope.school)
        )

    def numbered(self, numbers: Sequence[int]) -> dict[int, StoredPassage]:
        """Return those of these passages that are on the shelf, by number.

        Whether one was taken away is asked of the rows: in the query it draws SQLite to the index of all that stand.
        """
        query = self._query().where(_PASSAGE.c.number.in_(list(numbers)))  # type: ignore[attr-defined]
        rows = self._session.connection().execute(query)
        return {row.number: _stored(row) for row in rows if row.withdrawn_at is None and row.removed_at is None}

    def of_source(self, source_id: str, *, withdrawn: bool | None = None) -> tuple[StoredPassage, ...]:
        """Return the passages of a document in its order; ``withdrawn`` None gives both kinds."""
        query = self._query().where(_PASSAGE.c.source_id == source_id).order_by(_PASSAGE.c.position)  # type: ignore[attr-defined]
        found = map(_stored, self._session.connection().execute(query))
        return tuple(one for one in found if withdrawn is None or one.withdrawn is withdrawn)

    def get(self, passage_id: str) -> StoredPassage:
        """Return one passage; raise ``NotFound``, also where its words were erased."""
        row = self._session.connection().execute(self._query().where(_PASSAGE.c.id == passage_id)).first()  # type: ignore[attr-defined]
        if row is None:
            raise NotFound("There is no such passage here.")
        return _stored(row)

    def titles(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return "title · where it is from" of passages, whether they are still on the shelf or not."""
        found = {}
        for start in range(0, len(passage_ids), _SOME):
            query = self._query().where(_PASSAGE.c.id.in_(list(passage_ids[start : start + _SOME])))  # type: ignore[attr-defined]
            for row in self._session.connection().execute(query):
                one = _stored(row)
                found[one.id] = f"{one.words.title} · {source_line(one)}"
        return found

    def withdraw(self, passage_id: str, *, at: datetime | None) -> None:
        """Take one passage off the shelf, or (``at`` None) put it back among the others of its document."""
        self.get(passage_id)
        self._session.connection().execute(
            update(_PASSAGE).where(_PASSAGE.c.id == passage_id).values(withdrawn_at=at)
        )
        self.touched()

    def layout(self) -> list[Row[tuple[int, str, list[int], bytes | None]]]:
        """Number, document, grades and vector of every passage on the shelf, by number."""
        query = (
            select(_PASSAGE.c.number, _PASSAGE.c.source_id, _PASSAGE.c.grades, _VECTOR.c.vector)
            .join(_CONTENT, _CONTENT.c.id == _PASSAGE.c.content_id)
            .join(_SOURCE, _SOURCE.c.id == _PASSAGE.c.source_id)
            .outerjoin(_VECTOR, _VECTOR.c.passage_id == _PASSAGE.c.id)
            .where(_PASSAGE.c.school_id == self._scope.school)
            .where(_PASSAGE.c.withdrawn_at.is_(None), _SOURCE.c.removed_at.is_(None))
            .order_by(_PASSAGE.c.number)
        )
        return list(self._session.connection().execute(query))

    def places(self) -> dict[str, frozenset[str]]:
        """The classes of each document that is for some alone."""
        found: dict[str, set[str]] = {}
        query = select(_OWN.c.source_id, _OWN.c.class_id).where(_OWN.c.school_id == self._scope.school)
        for source_id, class_id in self._session.connection().execute(query):
            found.setdefault(source_id, set()).add(class_id)
        return {source_id: frozenset(classes) for source_id, classes in found.items()}

    def count(self) -> int:
        """How many passages are on the shelf."""
        return len(self.layout())


def source_line(passage: StoredPassage) -> str:
    """Where a passage is from, as a child reads it: the document and the page."""
    return f"{passage.source}, page {passage.page}" if passage.page else passage.source


def _stored(row: Row[tuple[object, ...]]) -> StoredPassage:
    return StoredPassage(
        row.id, row.number, row.source_id, row.name, words_in(row.text), row.position, row.page, row.subject,
        tuple(row.grades), tuple(row.accepted), row.withdrawn_at is not None,
    )  # fmt: skip
