"""The ledger on disk: one batch, one transaction, and the permission to show only after COMMIT.

Rows are prepared in the caller's thread, so that the one writer only inserts. A release or an end for a turn
that has ended already is refused: a worker that slept through its lease can add nothing that is shown.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Connection, insert, update
from sqlmodel import Session

from db.audit import AuditChain
from db.batch_rows import Prepared, Whose, prepare
from db.contents import Salts, new_salt
from db.conversations import task_document, task_from
from db.engine import Database
from db.label_sets import keep_label_set
from db.naming import staff_named
from db.tables.base import Table, table_of
from db.tables.talks import ConversationRow, TurnCloseRow, TurnRow
from db.turns import Turns
from studybuddy_core.domain.errors import NotFound, StorageError
from studybuddy_core.domain.ids import Ids, text_digest
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Allow, Batch, Close
from studybuddy_core.domain.task_states import TaskState, after_turn

_REMEMBERED = 4096
_CLOSES, _TALKS, _TURNS = table_of(TurnCloseRow), table_of(ConversationRow), table_of(TurnRow)
# Built once: to build a statement costs more than to run it.
_WHOSE = (
    sa.select(_TURNS.c.id, _TURNS.c.conversation_id, _TURNS.c.question_id, _TURNS.c.answer_id, _TURNS.c.turn_no,
              _TALKS.c.class_id, _TALKS.c.learner_id, _TALKS.c.band)
    .join_from(_TURNS, _TALKS, _TALKS.c.id == _TURNS.c.conversation_id)
    .where(_TURNS.c.id == sa.bindparam("turn"), _TURNS.c.school_id == sa.bindparam("school"))
)  # fmt: skip
_ENDED = sa.select(_CLOSES.c.turn_id).where(_CLOSES.c.turn_id == sa.bindparam("turn"))
_TASK_OF = sa.select(_TALKS.c.task, _TALKS.c.task_turn).where(_TALKS.c.id == sa.bindparam("talk")).with_for_update()
_TALK = _TALKS.c.id == sa.bindparam("talk")
_SET_TASK = update(_TALKS).where(_TALK).values(task=sa.bindparam("now"), task_turn=sa.bindparam("turn_no"))
_SET_CARE = update(_TALKS).where(_TALK, _TALKS.c.care.is_(False)).values(care=True, care_at=sa.bindparam("at"))


@cache
def _into(table: type[Table]) -> sa.Insert:
    return insert(table_of(table))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the writer reports back: the label sets that now exist."""

    label_sets: frozenset[str]


class DatabaseLedger:
    """Keeps the batches of one school's turns; implements ``domain.records.Ledger``."""

    def __init__(
        self, database: Database, school: str, clock: Clock, ids: Ids, audit: AuditChain, *, salts: Salts = new_salt
    ) -> None:
        self._database = database
        self._school = school
        self._clock = clock
        self._ids = ids
        self._audit = audit
        self._salts = salts
        self._whose: dict[str, Whose] = {}
        self._label_sets: frozenset[str] = frozenset()
        self._gate = threading.Lock()

    def append(self, batch: Batch) -> Allow | None:
        """Commit the batch whole; return the ``Allow`` of its release, if it has one.

        Raises ``StorageError`` when it could not be kept, or when the turn has ended; then nothing of it was.
        """
        whose = self._turn(batch.turn_id)
        named: tuple[str, ...] = ()
        if _for_the_lead(batch):
            with self._database.read() as session:
                named = staff_named(session, self._school, whose.conversation, whose.turn)
        rows = prepare(batch, whose, new_id=self._ids, at=self._clock.now(), salts=self._salts, named=named)
        kept = self._database.write(lambda session: self._insert(session, batch, whose, rows))
        with self._gate:
            self._label_sets |= kept.label_sets
        if batch.release is None:
            return None
        return Allow(text_digest(batch.release.text), batch.activation, rows.release_id)

    def keep(self, session: Session, batch: Batch) -> None:
        """Keep a batch that releases nothing in a transaction already begun: with what it is about, or not at all."""
        whose = self._find(session, batch.turn_id)
        lead = _for_the_lead(batch)
        named = staff_named(session, self._school, whose.conversation, whose.turn) if lead else ()
        rows = prepare(batch, whose, new_id=self._ids, at=self._clock.now(), salts=self._salts, named=named)
        self._insert(session, batch, whose, rows)

    def _find(self, session: Session, turn_id: str) -> Whose:
        found = session.connection().execute(_WHOSE, {"turn": turn_id, "school": self._school}).first()
        if found is None:
            raise NotFound("There is no such turn in this school.")
        return Whose(found.id, self._school, found.conversation_id, found.question_id, found.answer_id,
                     found.class_id, found.learner_id, found.band, found.turn_no)  # fmt: skip

    def _turn(self, turn_id: str) -> Whose:
        with self._gate:
            known = self._whose.get(turn_id)
        if known is not None:
            return known
        with self._database.read() as session:
            known = self._find(session, turn_id)
        with self._gate:
            if len(self._whose) >= _REMEMBERED:
                self._whose.pop(next(iter(self._whose)))
            self._whose[turn_id] = known
        return known

    def _insert(self, session: Session, batch: Batch, whose: Whose, rows: Prepared) -> _Kept:
        connection = session.connection()
        ending = batch.release or batch.close
        if ending and connection.execute(_ENDED, {"turn": batch.turn_id}).first() is not None:
            raise StorageError("This turn has ended already. Nothing was saved, and nothing may be shown.")
        new_sets = {name: labels for name, labels in rows.label_sets.items() if name not in self._label_sets}
        for labels in new_sets.values():
            keep_label_set(session, labels)
        for table, values in rows.inserts():
            connection.execute(_into(table), values)
        if batch.close is not None:
            close, talk = batch.close, whose.conversation
            Turns(session).close(whose.turn, school=self._school, conversation=whose.conversation,
                                 outcome=close.outcome, why=close.why, ms=close.ms, at=rows.at)  # fmt: skip
            now = _task_after(connection, whose, close)
            connection.execute(_SET_TASK, {"talk": talk, "now": task_document(now.task), "turn_no": now.turn_no})
            if close.care:
                connection.execute(_SET_CARE, {"talk": talk, "at": rows.at})
        self._audit.append(session, self._school, actor="", action=rows.action, subject=batch.turn_id, at=rows.at,
                           facts=rows.facts)  # fmt: skip
        return _Kept(frozenset(new_sets))


def _for_the_lead(batch: Batch) -> bool:
    """Whether a flag of this batch is for the safeguarding lead alone: then it matters whom the child names."""
    return any(flag.safeguarding_only for flag in batch.flags)


def _task_after(connection: Connection, whose: Whose, close: Close) -> TaskState:
    """Where the talk's exercise stands now; another turn of the talk may have moved it since this one began."""
    row = connection.execute(_TASK_OF, {"talk": whose.conversation}).one()
    stored = TaskState(task_from(row.task), row.task_turn)
    return after_turn(stored, turn_no=whose.turn_no, before=close.before, after=close.task)
