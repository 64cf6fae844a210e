"""Pairs of answers, in the batches that annotators work through.

The texts are content like any other, so erasure reaches them; a pair whose text was erased can no longer
be shown and falls out of every queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.preferences import BatchRow, PairRow
from db.tables.talks import ContentRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.preferences import Pair


@dataclass(frozen=True, slots=True)
class Batch:
    """A set of pairs handed to annotators together. ``closed``: nobody labels it any more."""

    id: str
    name: str
    made_at: datetime
    pairs: int
    closed: bool


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair about to be kept, its texts already redacted; ``lineage`` names the messages it came from."""

    id: str
    prompt: str
    first: str
    second: str
    lineage: tuple[str, ...] = ()


def _content(session: Session, scope: Scope, id: str, text: str, salt: bytes) -> str:
    session.add(ContentRow(id=id, school_id=scope.school, text=text, salt=salt))
    return id


class Pairs:
    """The pairs and batches of one school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add_batch(self, batch_id: str, name: str, pairs: Sequence[NewPair], *, at: datetime, by: str,
                  salts: Sequence[bytes]) -> Batch:  # fmt: skip
        """Keep a batch and its pairs, in order. ``salts`` holds three for each pair."""
        scope, session = self._scope, self._session
        session.add(BatchRow(id=batch_id, school_id=scope.school, name=name, made_at=at, made_by=by))
        session.flush()
        salt = iter(salts)
        for position, pair in enumerate(pairs):
            texts = {"prompt_id": pair.prompt, "first_id": pair.first, "second_id": pair.second}
            ids = {
                field: _content(session, scope, f"{pair.id}.{field[0]}", text, next(salt))
                for field, text in texts.items()
            }
            session.add(PairRow(id=pair.id, school_id=scope.school, batch_id=batch_id, position=position,
                                lineage=list(pair.lineage), **ids))  # fmt: skip
        session.flush()
        return Batch(batch_id, name, at, len(pairs), closed=False)

    def batches(self) -> tuple[Batch, ...]:
        """Return every batch, oldest first."""
        counts = (
            select(PairRow.batch_id, func.count().label("pairs"))
            .where(PairRow.school_id == self._scope.school).group_by(PairRow.batch_id).subquery()
        )  # fmt: skip
        rows = self._session.exec(
            select(BatchRow, counts.c.pairs).join(counts, counts.c.batch_id == col(BatchRow.id))
            .where(BatchRow.school_id == self._scope.school).order_by(col(BatchRow.made_at), col(BatchRow.id))
        )  # fmt: skip
        return tuple(Batch(row.id, row.name, row.made_at, n, row.closed_at is not None) for row, n in rows)

    def ids_in(self, batch_id: str) -> tuple[str, ...]:
        """Return the ids of a batch's pairs that can still be shown, in stored order."""
        query = select(PairRow.id).where(PairRow.school_id == self._scope.school, PairRow.batch_id == batch_id)
        for text_id in (PairRow.prompt_id, PairRow.first_id, PairRow.second_id):
            kept = aliased(ContentRow)
            query = query.join(kept, col(kept.id) == col(text_id))
        return tuple(self._session.exec(query.order_by(col(PairRow.position))))

    def some(self, pair_ids: Sequence[str]) -> dict[str, Pair]:
        """Return those of these pairs whose three texts are still there."""
        rows = self._session.exec(
            select(PairRow).where(PairRow.school_id == self._scope.school, col(PairRow.id).in_(list(pair_ids)))
        ).all()
        wanted = [id for row in rows for id in (row.prompt_id, row.first_id, row.second_id)]
        found = self._session.exec(
            select(ContentRow.id, ContentRow.text)
            .where(ContentRow.school_id == self._scope.school, col(ContentRow.id).in_(wanted))
        )  # fmt: skip
        texts: dict[str, str] = {id: text for id, text in found}  # noqa: C416 - rows, not pairs
        return {
            row.id: Pair(row.id, row.batch_id, texts[row.prompt_id], texts[row.first_id], texts[row.second_id])
            for row in rows
            if {row.prompt_id, row.first_id, row.second_id} <= texts.keys()
        }

    def get(self, pair_id: str) -> Pair:
        """Return one pair; raise ``NotFound`` where there is none here, or its text was erased."""
        pair = self.some([pair_id]).get(pair_id)
        if pair is None:
            raise NotFound("There is no such pair here.")
        return pair
