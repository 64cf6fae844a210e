"""The word index of a school's passages: which of them hold the words of a question, the best first.

It is made from the words and can be made again, so it is no part of the schema: each school has an index of its own,
made with its first passage (so that no school's words weigh in another's). SQLite's FTS5 ranks by BM25; PostgreSQL
by its full text. Both are given terms, not text: how words become terms is ``knowledge.shelf_terms``. A trigger on
``content`` takes a passage out of the index when its words are erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from db.scope import Scope

EVERYBODY = "zzeverybody"
_HEAD, _BODY = 4.0, 1.0


def place_of(class_id: str) -> str:
    """The term that stands for a class in the index."""
    return "zz" + hashlib.sha256(class_id.encode()).hexdigest()[:20]


class ShelfWords:
    """The index of the scope's school. Terms are plain words without spaces, quotes or capital letters."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._name = "shelf_words_" + hashlib.sha256(scope.school.encode()).hexdigest()[:16]
        self._connection = session.connection()
        self._lite = self._connection.dialect.name == "sqlite"

    def _there(self) -> bool:
        query = "SELECT 1 FROM sqlite_master WHERE name = :name" if self._lite else "SELECT to_regclass(:name)"
        return bool(self._connection.execute(text(query), {"name": self._name}).scalar())

    def _make(self) -> None:
        if self._there():
            return
        name = self._name
        forget = "(SELECT number FROM passage WHERE content_id = OLD.id AND school_id = OLD.school_id)"
        places = "DELETE FROM passage_vector WHERE passage_id IN (SELECT id FROM passage WHERE content_id = OLD.id)"
        drop = f"DELETE FROM {name} WHERE {'rowid' if self._lite else 'number'} IN {forget}"  # noqa: S608
        if self._lite:
            statements = [
                f"CREATE VIRTUAL TABLE {name} USING fts5(place, head, body, detail=column, tokenize='unicode61')",
                f"CREATE VIRTUAL TABLE {name}_terms USING fts5vocab({name}, 'row')",
                f"CREATE TRIGGER {name}_forget AFTER DELETE ON content BEGIN "
                f"{drop}; {places}; END",
            ]  # fmt: skip
        else:
            statements = [
                f"CREATE TABLE {name} (number integer PRIMARY KEY, place text NOT NULL, words tsvector NOT NULL)",
                f"CREATE INDEX {name}_found ON {name} USING gin (words)",
                f"CREATE FUNCTION {name}_forget() RETURNS trigger AS $$ BEGIN "
                f"{drop}; {places}; RETURN OLD; END $$ LANGUAGE plpgsql",
                f"CREATE TRIGGER {name}_forget AFTER DELETE ON content FOR EACH ROW EXECUTE FUNCTION {name}_forget()",
            ]  # fmt: skip
        for statement in statements:
            self._connection.exec_driver_sql(statement)

    def put(self, rows: Iterable[tuple[int, Sequence[str], str, str]]) -> None:
        """Take in (number, classes, head terms, body terms) of passages; no class means everybody."""
        self._make()
        given = [
            {"number": number, "place": " ".join(map(place_of, classes)) or EVERYBODY, "head": head, "body": body}
            for number, classes, head, body in rows
        ]
        if not given:
            return
        if self._lite:
            statement = f"INSERT INTO {self._name} (rowid, place, head, body) VALUES (:number, :place, :head, :body)"  # noqa: S608
        else:
            statement = (
                f"INSERT INTO {self._name} (number, place, words) VALUES (:number, :place, "  # noqa: S608
                "setweight(to_tsvector('simple', :head), 'A') || setweight(to_tsvector('simple', :body), 'D'))"
            )
        self._connection.execute(text(statement), given)

    def drop(self, numbers: Sequence[int]) -> None:
        """Take passages out of the index."""
        if not numbers or not self._there():
            return
        key = "rowid" if self._lite else "number"
        self._connection.execute(text(f"DELETE FROM {self._name} WHERE {key} = :number"),  # noqa: S608
                                 [{"number": number} for number in numbers])  # fmt: skip

    def counts(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each of these terms; a term nobody holds is left out."""
        if not terms or not self._there():
            return {}
        if self._lite:
            query = text(f"SELECT term, doc FROM {self._name}_terms WHERE term = :term")  # noqa: S608
        else:
            query = text(f"SELECT CAST(:term AS text), count(*) FROM {self._name} "  # noqa: S608
                         "WHERE words @@ plainto_tsquery('simple', :term)")  # fmt: skip
        found = {}
        for term in terms:
            row = self._connection.execute(query, {"term": term}).first()
            if row is not None and row[1]:
                found[term] = int(row[1])
        return found

    def search(self, terms: Sequence[str], *, classes: Iterable[str] | None, limit: int) -> list[int]:
        """Return the numbers of passages that hold any of these terms, best first; ``classes`` None means all."""
        if not terms or not self._there():
            return []
        places = None if classes is None else [EVERYBODY, *(place_of(one) for one in classes)]
        if self._lite:
            return self._search_lite(terms, None if places is None else frozenset(places), limit)
        query = (
            f"SELECT number FROM {self._name}, to_tsquery('simple', :asked) AS asked WHERE words @@ asked "  # noqa: S608
            "AND (CAST(:places AS text[]) IS NULL OR string_to_array(place, ' ') && CAST(:places AS text[])) "
            "ORDER BY ts_rank(words, asked) DESC, number LIMIT :limit"
        )
        asked = " | ".join(f"'{term}'" for term in terms)
        given = {"asked": asked, "places": places, "limit": limit}
        return [row[0] for row in self._connection.execute(text(query), given)]

    def _search_lite(self, terms: Sequence[str], places: frozenset[str] | None, limit: int) -> list[int]:
        """The best passages of a file's index, their places looked at in the order of their rank.

        BM25 counts how many passages hold each phrase of a query; a place is held by nearly all, and counting them
        would take longer than all the rest.
        """
        asked = "{head body} : (" + " OR ".join(f'"{term}"' for term in terms) + ")"
        ranked = self._connection.execute(
            text(f"SELECT rowid FROM {self._name} WHERE {self._name} MATCH :asked "  # noqa: S608
                 f"ORDER BY bm25({self._name}, 0.0, {_HEAD}, {_BODY})" + (" LIMIT :limit" if places is None else "")),
            {"asked": asked, "limit": limit},
        )  # fmt: skip
        if places is None:
            return [row[0] for row in ranked]
        found: list[int] = []
        for some in ranked.partitions(2 * limit):
            numbers = [row[0] for row in some]
            found += [number for number, place in self._places(numbers) if not places.isdisjoint(place.split())]
            if len(found) >= limit:
                break
        return found[:limit]

    def _places(self, numbers: Sequence[int]) -> list[tuple[int, str]]:
        """The places of passages, in the order of ``numbers``."""
        query = f"SELECT rowid, place FROM {self._name} WHERE rowid IN ({', '.join(map(str, map(int, numbers)))})"  # noqa: S608
        places = {row[0]: row[1] for row in self._connection.exec_driver_sql(query)}
        return [(number, places[number]) for number in numbers]
