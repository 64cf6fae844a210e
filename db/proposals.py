"""Weaker policies that wait for a second person. A decided one is never decided again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from db.scope import Scope
from db.tables.tuning import ProposalRow
from studybuddy_core.domain.errors import Conflict, NotFound


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A policy somebody wants in place of ``base_id``, with who said what and when.

    ``procedure_id`` is the procedure that comes with it, in place of ``base_procedure_id``; "" leaves that as it is.
    """

    id: str
    base_id: str
    policy_id: str
    why: str
    proposed_by: str
    at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""
    procedure_id: str = ""
    base_procedure_id: str = ""


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(row.id, row.base_id, row.policy_id, row.why, row.proposed_by, row.at, ProposalState(row.state),
                    row.decided_by, row.decided_at, row.decided_why, row.procedure_id,
                    row.base_procedure_id)  # fmt: skip


class Proposals:
    """The proposals of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def add(self, proposal: Proposal) -> Proposal:
        """Keep a new proposal."""
        row = ProposalRow(
            id=proposal.id, school_id=self._scope.school, base_id=proposal.base_id, policy_id=proposal.policy_id,
            why=proposal.why, proposed_by=proposal.proposed_by, at=proposal.at, state=proposal.state.value,
            procedure_id=proposal.procedure_id, base_procedure_id=proposal.base_procedure_id,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return proposal

    def get(self, proposal_id: str) -> Proposal:
        """Return one proposal; raise ``NotFound``."""
        row = self._session.get(ProposalRow, proposal_id)
        if row is None or row.school_id != self._scope.school:
            raise NotFound("There is no such proposal here.")
        return _proposal(row)

    def waiting(self) -> tuple[Proposal, ...]:
        """Return what waits for a second person, oldest first."""
        rows = self._session.exec(
            select(ProposalRow)
            .where(ProposalRow.school_id == self._scope.school, ProposalRow.state == ProposalState.WAITING.value)
            .order_by(col(ProposalRow.at), col(ProposalRow.id))
        )
        return tuple(_proposal(row) for row in rows)

    def decided(self, *, limit: int = 20) -> tuple[Proposal, ...]:
        """Return what was decided, newest first."""
        rows = self._session.exec(
            select(ProposalRow)
            .where(ProposalRow.school_id == self._scope.school, ProposalRow.state != ProposalState.WAITING.value)
            .order_by(col(ProposalRow.decided_at).desc(), col(ProposalRow.id)).limit(limit)
        )  # fmt: skip
        return tuple(_proposal(row) for row in rows)

    def decide(self, proposal_id: str, state: ProposalState, *, at: datetime, why: str = "") -> Proposal:
        """Decide a waiting proposal; raise ``Conflict`` when somebody has already."""
        self.get(proposal_id)
        done = self._session.exec(
            update(ProposalRow)
            .where(col(ProposalRow.id) == proposal_id, col(ProposalRow.school_id) == self._scope.school)
            .where(col(ProposalRow.state) == ProposalState.WAITING.value)
            .values(state=state.value, decided_by=self._scope.actor, decided_at=at, decided_why=why)
        )
        if done.rowcount != 1:
            raise Conflict("Somebody has already decided this proposal.")
        self._session.expire_all()
        return self.get(proposal_id)
