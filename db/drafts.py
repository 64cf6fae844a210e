"""A researcher's draft of thresholds: kept at every move, so a closed tab loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from db.scope import Scope
from db.tables.tuning import DraftRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.revising import Line, Move


@dataclass(frozen=True, slots=True)
class Draft:
    """The moves of a draft, in order. ``base_id`` is the policy that was live when it was begun."""

    base_id: str = ""
    moves: tuple[Move, ...] = ()


class Drafts:
    """The draft of whoever the scope names; there is one each."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _row(self) -> DraftRow | None:
        row = self._session.get(DraftRow, self._scope.actor)
        if row is not None and row.school_id != self._scope.school:
            raise NotFound("There is no such draft here.")
        return row

    def get(self) -> Draft:
        """Return the draft, an empty one where nothing was moved."""
        row = self._row()
        if row is None:
            return Draft()
        moves = tuple(
            Move(label, Line(line), score, AgeBand(band) if band else None) for label, line, score, band in row.moves
        )
        return Draft(row.base_id, moves)

    def save(self, draft: Draft, *, at: datetime) -> None:
        """Keep the draft as it is now."""
        row = self._row() or DraftRow(account_id=self._scope.actor, school_id=self._scope.school, at=at)
        row.base_id, row.at = draft.base_id, at
        row.moves = [[m.label, m.line.value, m.score, m.band.value if m.band else ""] for m in draft.moves]
        self._session.add(row)
        self._session.flush()
