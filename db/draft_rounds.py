"""How often a principle of the constitution was found against a draft, and in how many turns anything was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from db.scope import Scope
from db.tables.base import table_of
from db.tables.evidence import DraftRoundRow
from studybuddy_core.domain.drafting import RoundKind

_ROUNDS = table_of(DraftRoundRow)


@dataclass(frozen=True, slots=True)
class Critiqued:
    """Turns whose draft was read against the constitution, and, for each principle, those it was found in."""

    turns: int
    found: dict[str, int]


class DraftRounds:
    """The steps that drafts of the scope's school went through."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session, self._scope = session, scope

    def critiqued(self, *, since: datetime) -> Critiqued:
        """Count the turns in which each principle led to a critique."""
        mine = (_ROUNDS.c.school_id == self._scope.school, _ROUNDS.c.kind == RoundKind.CRITIQUE.value,
                _ROUNDS.c.at >= since)  # fmt: skip
        turns = sa.func.count(sa.distinct(_ROUNDS.c.turn_id))
        total = self._session.execute(sa.select(turns).where(*mine)).scalar_one()
        rows = self._session.execute(
            sa.select(_ROUNDS.c.about, turns).where(*mine, _ROUNDS.c.about != "").group_by(_ROUNDS.c.about)
        )
        return Critiqued(int(total), {str(about): int(count) for about, count in rows})
