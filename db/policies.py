"""Policies, procedures, and which of them hold: documents by content, activations for ever.

Nothing is ever switched in place. Publishing, rolling back and giving a class its own policy are all one
more activation, so "what was in force at 10:42, by whom and why" always has an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from db.audit import AuditChain
from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import ClassRow
from db.tables.policies import ActivationRow, PolicyRow, ProcedureRow
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Document:
    """A policy or procedure as it was kept. ``id`` names its content."""

    id: str
    name: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """From ``at`` on these documents hold, for the school (``class_id`` empty) or one class.

    ``ends``: the class went back to what the school has. ``second`` is who approved a weaker policy.
    """

    id: str
    n: int
    class_id: str
    policy_id: str
    procedure_id: str
    ends: bool
    actor: str
    second: str
    why: str
    at: datetime


_ACTIVATIONS = table_of(ActivationRow)
_OF_SCHOOL, _OF_CLASS = (
    sa.select(_ACTIVATIONS)
    .where(_ACTIVATIONS.c.school_id == sa.bindparam("school"), place)
    .order_by(_ACTIVATIONS.c.n.desc())
    .limit(1)
    for place in (_ACTIVATIONS.c.class_id.is_(None), _ACTIVATIONS.c.class_id == sa.bindparam("class"))
)


def _activation(row: ActivationRow | sa.Row[Any]) -> Activation:
    return Activation(row.id, row.n, row.class_id or "", row.policy_id, row.procedure_id, row.ends, row.actor,
                      row.second, row.why, row.at)  # fmt: skip


class Policies:
    """The documents and activations of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _keep(self, table: type[PolicyRow | ProcedureRow], document: Document) -> None:
        before = self._session.get(table, (self._scope.school, document.id))
        if before is None:
            self._session.add(table(school_id=self._scope.school, id=document.id, name=document.name,
                                    document=document.text, by=document.by, at=document.at))  # fmt: skip
            self._session.flush()

    def _get(self, table: type[PolicyRow | ProcedureRow], document_id: str, noun: str) -> Document:
        row = cast("PolicyRow | ProcedureRow | None", self._session.get(table, (self._scope.school, document_id)))
        if row is None:
            raise NotFound(f"There is no {noun} {document_id} here.")
        return Document(row.id, row.name, row.document, row.by, row.at)

    def keep_policy(self, document: Document) -> None:
        """Keep a policy; one that is kept already stays as it is."""
        self._keep(PolicyRow, document)

    def keep_procedure(self, document: Document) -> None:
        """Keep a procedure; one that is kept already stays as it is."""
        self._keep(ProcedureRow, document)

    def policy(self, policy_id: str) -> Document:
        """Return a policy; raise ``NotFound``."""
        return self._get(PolicyRow, policy_id, "policy")

    def procedure(self, procedure_id: str) -> Document:
        """Return a procedure; raise ``NotFound``."""
        return self._get(ProcedureRow, procedure_id, "procedure")

    def list_policies(self) -> tuple[Document, ...]:
        """Return every policy of the school, newest first."""
        rows = self._session.exec(
            select(PolicyRow)
            .where(PolicyRow.school_id == self._scope.school)
            .order_by(col(PolicyRow.at).desc(), col(PolicyRow.id))
        )
        return tuple(Document(r.id, r.name, r.document, r.by, r.at) for r in rows)

    def _latest(self, class_id: str) -> sa.Row[Any] | None:
        of_class = {"class": class_id} if class_id else {}
        statement = _OF_CLASS if class_id else _OF_SCHOOL
        return self._session.connection().execute(statement, {"school": self._scope.school, **of_class}).first()

    def active(self, class_id: str = "") -> Activation | None:
        """Return what holds now for a class, or for the school; None before anything was activated."""
        row = self._latest(class_id) if class_id else None
        if row is None or row.ends:
            row = self._latest("")
        return None if row is None else _activation(row)

    def activate(
        self, *, id: str, policy_id: str, procedure_id: str, why: str, at: datetime, audit: AuditChain,
        class_id: str = "", second: str = "", replacing: str | None = None,
    ) -> Activation:  # fmt: skip
        """Make these documents hold from now on, for the school or one class.

        ``replacing`` is the activation the actor saw; when another one holds by now, ``Conflict`` is raised.
        """
        if not why.strip():
            raise BadInput("Say why: whoever reads the history next month will ask.")
        self.policy(policy_id)
        self.procedure(procedure_id)
        return self._append(id, class_id, policy_id, procedure_id, False, second, why, at, audit, replacing)

    def end_class_policy(
        self, class_id: str, *, id: str, why: str, at: datetime, audit: AuditChain
    ) -> Activation:  # fmt: skip
        """Give a class back what the school has."""
        return self._append(id, class_id, "", "", True, "", why, at, audit, None)

    def _append(
        self, id: str, class_id: str, policy_id: str, procedure_id: str, ends: bool, second: str, why: str,
        at: datetime, audit: AuditChain, replacing: str | None,
    ) -> Activation:  # fmt: skip
        school = self._scope.school
        if class_id:
            found = self._session.get(ClassRow, class_id)
            if found is None or found.school_id != school or not self._scope.sees_class(class_id):
                raise NotFound("There is no such class here.")
        now = self.active(class_id)
        if replacing is not None and replacing != (now.id if now else ""):
            raise Conflict("Somebody has published another policy in the meantime. Look at it, then publish again.")
        last = self._session.exec(select(func.max(ActivationRow.n)).where(ActivationRow.school_id == school)).one()
        row = ActivationRow(
            id=id, school_id=school, n=(last or 0) + 1, class_id=class_id or None, policy_id=policy_id,
            procedure_id=procedure_id, ends=ends, actor=self._scope.actor, second=second, why=why, at=at,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        audit.append(self._session, school, actor=self._scope.actor, action="policy.activated", subject=id, at=at,
                     facts={"class": class_id, "policy": policy_id, "procedure": procedure_id, "ends": ends,
                            "second": second, "why": why})  # fmt: skip
        return _activation(row)

    def history(self, *, class_id: str = "", before: int | None = None, limit: int = 50) -> tuple[Activation, ...]:
        """Return activations, newest first; ``before`` is the ``n`` of the last one already seen."""
        query = select(ActivationRow).where(ActivationRow.school_id == self._scope.school)
        if class_id:
            query = query.where(ActivationRow.class_id == class_id)
        if before is not None:
            query = query.where(ActivationRow.n < before)
        rows = self._session.exec(query.order_by(col(ActivationRow.n).desc()).limit(limit))
        return tuple(_activation(row) for row in rows)
