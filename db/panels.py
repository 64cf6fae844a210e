"""What a panel said of a text that was put before a person, and what that person decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from db.audit import AuditChain
from db.conversations import Conversations
from db.engine import Database
from db.ledger import DatabaseLedger
from db.scope import Scope
from db.tables.oversight import FlagRow
from db.tables.panels import VoteRow
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.consensus import Ballot
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.records import Batch
from studybuddy_core.domain.reliability import Judged
from studybuddy_core.domain.reviews import ReviewKind

CAUSE = "panel:disagreed"


def put_before_a_person(
    database: Database, ledger: DatabaseLedger, actor: Actor, batch: Batch,
    ballots: Sequence[tuple[Ballot, tuple[str, ...]]], *, panel: str, asked: str, class_id: str, ids: Ids,
    audit: AuditChain, at: datetime,
) -> str:  # fmt: skip
    """Keep what was asked, the evidence of ``batch`` with its flag, and every ballot with what fails by it, or nothing.

    It is a talk of whoever asked, with one turn that has ended. Returns the turn.
    """
    talk, scope = ids("cnv"), Scope(actor.school, actor.id)

    def work(session: Session) -> str:
        talks = Conversations(session, scope)
        talks.open(id=talk, learner=actor.id, class_id=class_id, band=AgeBand.OLDER, grade=5, at=at)
        turn = talks.submit(talk, key=talk, text=asked, ids=ids, audit=audit, at=at).turn.id
        ledger.keep(session, replace(batch, turn_id=turn))
        for ballot, fails in ballots:
            session.add(VoteRow(id=ids("vot"), school_id=actor.school, turn_id=turn, panel_id=panel,
                                model=ballot.model, scores=dict(ballot.scores), fails=list(fails),
                                absent=ballot.absent, ms=ballot.ms, at=at))  # fmt: skip
        talks.close(talk, at=at)
        session.flush()
        return turn

    return database.write(work)


class Votes:
    """The votes of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session, self._scope = session, scope

    def of_turn(self, turn_id: str) -> tuple[Ballot, ...]:
        """Return the ballots of one turn, by model."""
        rows = self._session.exec(
            select(VoteRow).where(VoteRow.turn_id == turn_id, VoteRow.school_id == self._scope.school)
            .order_by(col(VoteRow.model))
        )  # fmt: skip
        return tuple(Ballot(row.model, row.scores, row.absent, row.ms) for row in rows)

    def judged(self) -> Iterator[Judged]:
        """Yield every vote on a text that an adult has decided on since, with whether it should have been stopped."""
        rows = self._session.exec(
            select(VoteRow, FlagRow.verdict)
            .join(FlagRow, (col(FlagRow.turn_id) == col(VoteRow.turn_id)) & (col(FlagRow.cause) == CAUSE))
            .where(VoteRow.school_id == self._scope.school, FlagRow.school_id == self._scope.school)
            .where(VoteRow.absent == "", FlagRow.verdict != "").order_by(col(VoteRow.id))
        )  # fmt: skip
        for row, verdict in rows:
            yield Judged(row.model, bool(row.fails), verdict != ReviewKind.OVERTURNED.value)
