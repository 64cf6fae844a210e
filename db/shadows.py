"""Imported documents: tried out in shadow first, then published or withdrawn. A decided one is never decided again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session

from db.scope import Scope
from db.tables.base import table_of
from db.tables.tuning import ShadowRow
from studybuddy_core.domain.errors import Conflict, NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.patterns import PatternRule


class ShadowState(StrEnum):
    """Where an imported document stands."""

    SHADOW = "shadow"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


_SHADOWS = table_of(ShadowRow)
_TRIED = (
    sa.select(_SHADOWS.c.id)
    .where(_SHADOWS.c.school_id == sa.bindparam("school"), _SHADOWS.c.state == ShadowState.SHADOW.value)
    .order_by(_SHADOWS.c.at, _SHADOWS.c.id)
)


@dataclass(frozen=True, slots=True)
class Shadow:
    """An imported document: its two texts with the names of their files ("" where there is none), who and why.

    ``rules`` are what it looks for, as they were read when it was kept.
    """

    id: str
    name: str
    constitution: str
    constitution_name: str
    filters: str
    filters_name: str
    rules: tuple[PatternRule, ...]
    why: str
    by: str
    at: datetime
    state: ShadowState = ShadowState.SHADOW
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""


def _shadow(row: ShadowRow) -> Shadow:
    rules = tuple(PatternRule(**{**rule, "stages": tuple(map(Stage, rule["stages"]))}) for rule in row.rules)
    return Shadow(row.id, row.name, row.constitution, row.constitution_name, row.filters, row.filters_name, rules,
                  row.why, row.kept_by, row.at, ShadowState(row.state), row.decided_by, row.decided_at,
                  row.decided_why)  # fmt: skip


class Shadows:
    """The imported documents of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, shadow: Shadow) -> None:
        """Keep a document in shadow; raise ``Conflict`` where one of that name is in shadow already."""
        if any(other.name == shadow.name for other in self.list()):
            raise Conflict(f"A document called {shadow.name} is in shadow already. Withdraw or publish that one first.")
        self._session.add(ShadowRow(
            id=shadow.id, school_id=self._scope.school, name=shadow.name, constitution=shadow.constitution,
            constitution_name=shadow.constitution_name, filters=shadow.filters, filters_name=shadow.filters_name,
            rules=[asdict(rule) for rule in shadow.rules], why=shadow.why, kept_by=shadow.by, at=shadow.at,
        ))  # fmt: skip
        self._session.flush()

    def get(self, shadow_id: str) -> Shadow:
        """Return one document; raise ``NotFound``."""
        row = self._session.get(ShadowRow, shadow_id)
        if row is None or row.school_id != self._scope.school:
            raise NotFound("There is no such imported document here.")
        return _shadow(row)

    def in_shadow(self) -> tuple[str, ...]:
        """Return the ids of what is in shadow, oldest first; asked before every turn, so it reads no document."""
        return tuple(self._session.connection().execute(_TRIED, {"school": self._scope.school}).scalars())

    def list(self) -> tuple[Shadow, ...]:
        """Return what is in shadow, oldest first."""
        return tuple(map(self.get, self.in_shadow()))

    def decide(self, shadow_id: str, state: ShadowState, *, at: datetime, why: str) -> None:
        """Publish or withdraw what is in shadow; raise ``Conflict`` when somebody has already."""
        self.get(shadow_id)
        done = self._session.exec(
            update(ShadowRow)
            .where(_SHADOWS.c.id == shadow_id, _SHADOWS.c.school_id == self._scope.school)
            .where(_SHADOWS.c.state == ShadowState.SHADOW.value)
            .values(state=state.value, decided_by=self._scope.actor, decided_at=at, decided_why=why)
        )
        if done.rowcount != 1:
            raise Conflict("Somebody has already published or withdrawn this document.")
        self._session.expire_all()
