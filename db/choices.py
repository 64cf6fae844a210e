"""What annotators chose: one row a choice, never changed; a later one stands in its place.

``n`` counts one annotator's choices, so two annotators never wait for each other, and two windows of
the same annotator can't both write the same one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.preferences import BatchRow, ChoiceRow, HandInRow, PairRow
from studybuddy_core.domain.errors import Conflict, NotFound
from studybuddy_core.domain.preferences import Choice, Preference, standing_choices


def _choice(row: ChoiceRow) -> Choice:
    return Choice(
        row.id, row.pair_id, row.annotator, row.at, Preference(row.preference) if row.preference else None,
        row.flipped, row.left_unsafe, row.right_unsafe, tuple(row.reasons), row.note, row.skipped, row.undoes,
    )  # fmt: skip


class Choices:
    """The choices of one annotator: whoever the scope names."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def in_batch(self, batch_id: str) -> tuple[Choice, ...]:
        """Return this annotator's choices in a batch, in the order they were made."""
        rows = self._session.exec(
            select(ChoiceRow).join(PairRow, col(PairRow.id) == col(ChoiceRow.pair_id))
            .where(ChoiceRow.school_id == self._scope.school, ChoiceRow.annotator == self._scope.actor)
            .where(PairRow.batch_id == batch_id).order_by(col(ChoiceRow.n))
        )  # fmt: skip
        return tuple(_choice(row) for row in rows)

    def _of_pair(self, pair_id: str) -> tuple[Choice, ...]:
        rows = self._session.exec(
            select(ChoiceRow).where(ChoiceRow.annotator == self._scope.actor, ChoiceRow.pair_id == pair_id)
            .order_by(col(ChoiceRow.n))
        )  # fmt: skip
        return tuple(_choice(row) for row in rows)

    def append(self, choice: Choice, *, replacing: str = "", shown_ms: int | None = None) -> Choice:
        """Keep one choice. ``replacing`` is the choice on this pair that stands now, "" for none.

        Raises ``Conflict`` when something else stands (a key pressed twice, another window), and when the
        batch was handed in or is closed; ``NotFound`` for a pair of another school.
        """
        session, scope = self._session, self._scope
        batch = session.exec(
            select(BatchRow).join(PairRow, col(PairRow.batch_id) == col(BatchRow.id))
            .where(PairRow.school_id == scope.school, PairRow.id == choice.pair_id)
        ).one_or_none()  # fmt: skip
        if batch is None:
            raise NotFound("There is no such pair here.")
        if batch.closed_at is not None or self.handed_in(batch.id) is not None:
            raise Conflict("This set is handed in, so its choices stay as they are.")
        stands = standing_choices(self._of_pair(choice.pair_id)).get((scope.actor, choice.pair_id))
        if (stands.id if stands else "") != replacing:
            raise Conflict("This pair already has your choice. Open it in My last 20 to change it.")
        last = session.exec(select(func.max(ChoiceRow.n)).where(ChoiceRow.annotator == scope.actor)).one()
        session.add(
            ChoiceRow(
                id=choice.id, school_id=scope.school, pair_id=choice.pair_id, annotator=scope.actor,
                n=(last or 0) + 1, at=choice.at, preference=choice.preference, flipped=choice.flipped,
                left_unsafe=choice.left_unsafe, right_unsafe=choice.right_unsafe, reasons=list(choice.reasons),
                note=choice.note, skipped=choice.skipped, undoes=choice.undoes, shown_ms=shown_ms,
            )
        )  # fmt: skip
        session.flush()
        return choice

    def handed_in(self, batch_id: str) -> datetime | None:
        """When this annotator handed the batch in, or None."""
        row = self._session.get(HandInRow, (batch_id, self._scope.actor))
        return row.at if row else None

    def hand_in(self, batch_id: str, *, at: datetime) -> None:
        """Note that this annotator is done with the batch; a second time raises ``Conflict``."""
        if self.handed_in(batch_id) is not None:
            raise Conflict("This set is already handed in.")
        row = HandInRow(batch_id=batch_id, annotator=self._scope.actor, school_id=self._scope.school, at=at)
        self._session.add(row)
        self._session.flush()
