"""Talks between a child and the tutor, as the tutor needs them: open, add a message, follow, read back.

``submit`` is the moment of "acknowledged": the child's message, its turn and its link in the audit chain
are one transaction, and the same idempotency key always gives the same turn, however often it is sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, insert, or_
from sqlmodel import Session, col, select

from db.audit import AuditChain
from db.contents import ContentDrafts, Salts, new_salt
from db.scope import Scope
from db.tables.base import table_of
from db.tables.people import AccountRow
from db.tables.talks import ContentRow, ConversationRow, MessageRow, TurnRow
from db.transcripts import Said, history_of, question_of, read_turns, segments_after
from db.turns import Turn, as_turn
from studybuddy_core.domain.errors import Conflict, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand, Task, Utterance

_TURNS, _TALKS = table_of(TurnRow), table_of(ConversationRow)
_MESSAGES, _CONTENTS = table_of(MessageRow), table_of(ContentRow)
# Built once, since to build a statement costs more than to run it, and a turn asks each of these several times.
_TALK = sa.select(_TALKS).where(_TALKS.c.id == sa.bindparam("talk"))
_LATEST = (
    sa.select(_TALKS)
    .where(_TALKS.c.school_id == sa.bindparam("school"), _TALKS.c.learner_id == sa.bindparam("learner"))
    .where(_TALKS.c.closed_at.is_(None))
    .order_by(_TALKS.c.last_at.desc())
    .limit(1)
)
_TURN = (
    sa.select(_TURNS, _TALKS.c.class_id, _TALKS.c.learner_id)
    .join_from(_TURNS, _TALKS, _TALKS.c.id == _TURNS.c.conversation_id)
    .where(_TURNS.c.id == sa.bindparam("turn"), _TALKS.c.school_id == sa.bindparam("school"))
)
_SENT_BEFORE = sa.select(_TURNS).where(
    _TURNS.c.conversation_id == sa.bindparam("talk"), _TURNS.c.idempotency_key == sa.bindparam("key")
)
_ONE_MORE = (
    sa.update(_TALKS)
    .where(_TALKS.c.id == sa.bindparam("talk"))
    .values(turns=sa.bindparam("turn_no"), last_at=sa.bindparam("now"))
)
_NEW_TURN, _NEW_CONTENT, _NEW_MESSAGE = insert(_TURNS), insert(_CONTENTS), insert(_MESSAGES)

__all__ = ["Conversation", "Conversations", "Submitted", "task_document", "task_from"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One talk of one child, and where it stands: its exercise, and whether it is in care mode."""

    id: str
    school: str
    class_id: str
    learner: str
    band: AgeBand
    grade: int
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    turns: int
    task: Task | None
    care: bool


@dataclass(frozen=True, slots=True)
class Submitted:
    """The turn of a message. ``repeated``: this key had been sent before, and nothing new was kept."""

    turn: Turn
    repeated: bool


def task_document(task: Task | None) -> dict[str, Any] | None:
    """Return the task as it is stored."""
    return None if task is None else asdict(task)


def _firm(value: Any) -> Any:
    return tuple(_firm(inner) for inner in value) if isinstance(value, list) else value


def task_from(document: dict[str, Any] | None) -> Task | None:
    """Return the task that ``task_document`` was given."""
    if document is None:
        return None
    values: dict[str, Any] = {name: _firm(value) for name, value in document.items()}
    return Task(**values)


def as_conversation(row: ConversationRow | sa.Row[Any]) -> Conversation:
    """Return the row as a value."""
    return Conversation(row.id, row.school_id, row.class_id or "", row.learner_id, AgeBand(row.band), row.grade,
                        row.opened_at, row.last_at, row.closed_at, row.turns, task_from(row.task),
                        row.care)  # fmt: skip


class Conversations:
    """The talks of the scope: a learner's own, a teacher's classes', or the school's."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def _row(self, conversation_id: str) -> ConversationRow:
        row = self._session.get(ConversationRow, conversation_id)
        if row is None or not self._reaches(row):
            raise NotFound("There is no such conversation here.")
        return row

    def _reaches(self, row: ConversationRow | sa.Row[Any]) -> bool:
        scope = self._scope
        return bool(
            row.school_id == scope.school
            and scope.sees_class(row.class_id)
            and (not scope.own or row.learner_id == scope.own)
        )

    def open(
        self, *, id: str, learner: str, class_id: str, band: AgeBand, grade: int, at: datetime
    ) -> Conversation:  # fmt: skip
        """Begin a talk for a learner of this school."""
        account = self._session.get(AccountRow, learner)
        mine = not self._scope.own or learner == self._scope.own
        if account is None or account.school_id != self._scope.school or not mine:
            raise NotFound("There is no such person here.")
        row = ConversationRow(id=id, school_id=self._scope.school, class_id=class_id or None, learner_id=learner,
                              band=band.value, grade=grade, opened_at=at, last_at=at)  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return as_conversation(row)

    def get(self, conversation_id: str) -> Conversation:
        """Return one talk; raise ``NotFound``."""
        row = self._session.connection().execute(_TALK, {"talk": conversation_id}).first()
        if row is None or not self._reaches(row):
            raise NotFound("There is no such conversation here.")
        return as_conversation(row)

    def submit(
        self, conversation_id: str, *, key: str, text: str, ids: Ids, audit: AuditChain, at: datetime,
        salts: Salts = new_salt,
    ) -> Submitted:  # fmt: skip
        """Keep a child's message and its turn. Call inside ``Database.write``; after it the message is safe.

        The same ``key`` returns the same turn. Raises ``Conflict`` for a talk that has been closed.
        """
        connection = self._session.connection()
        conversation = self.get(conversation_id)
        before = connection.execute(_SENT_BEFORE, {"talk": conversation_id, "key": key}).first()
        if before is not None:
            return Submitted(as_turn(before), True)
        if conversation.closed_at is not None:
            raise Conflict("This conversation has ended. Begin a new one.")
        drafts = ContentDrafts(self._scope.school, ids, salts)
        content_id, sealed = drafts.add(text)
        turn = Turn(ids("trn"), self._scope.school, conversation_id, conversation.turns + 1, key, ids("msg"),
                    ids("msg"), at, True, "", None, False)  # fmt: skip
        shared = {"school_id": turn.school, "conversation_id": conversation_id, "turn_id": turn.id,
                  "turn_no": turn.turn_no, "at": at}  # fmt: skip
        connection.execute(_NEW_TURN, {
            "id": turn.id, "school_id": turn.school, "conversation_id": conversation_id, "turn_no": turn.turn_no,
            "idempotency_key": key, "question_id": turn.question, "answer_id": turn.answer, "at": at, "open": True,
            "lease_owner": "", "lease_until": None, "cancel_asked": False,
        })  # fmt: skip
        connection.execute(_ONE_MORE, {"talk": conversation_id, "turn_no": turn.turn_no, "now": at})
        connection.execute(_NEW_CONTENT, drafts.rows)
        connection.execute(_NEW_MESSAGE, [
            {"id": turn.question, "role": "user", "content_id": content_id, "length": len(text), **shared},
            {"id": turn.answer, "role": "assistant", "content_id": None, "length": 0, **shared},
        ])  # fmt: skip
        audit.append(self._session, turn.school, actor=conversation.learner, action="message.kept",
                     subject=turn.id, at=at, facts={"message": turn.question,
                                                      "seals": {content_id: sealed}})  # fmt: skip
        return Submitted(turn, False)

    def list(
        self, *, before: tuple[datetime, str] | None = None, learner: str = "", class_id: str = "", limit: int = 30
    ) -> tuple[Conversation, ...]:
        """Return a page of talks, latest first; ``before`` is (last_at, id) of the last one already seen."""
        scope = self._scope
        query = select(ConversationRow).where(ConversationRow.school_id == scope.school)
        if scope.classes is not None:
            query = query.where(col(ConversationRow.class_id).in_(scope.classes))
        for column, value in (
            (ConversationRow.learner_id, scope.own),
            (ConversationRow.learner_id, learner),
            (ConversationRow.class_id, class_id),
        ):
            if value:
                query = query.where(col(column) == value)
        if before is not None:
            at, last_id = before
            earlier = col(ConversationRow.last_at) < at
            query = query.where(
                or_(earlier, and_(col(ConversationRow.last_at) == at, col(ConversationRow.id) < last_id))
            )
        query = query.order_by(col(ConversationRow.last_at).desc(), col(ConversationRow.id).desc()).limit(limit)
        return tuple(as_conversation(row) for row in self._session.exec(query))

    def latest_open(self, learner: str) -> Conversation | None:
        """Return the learner's latest talk that has not been closed, or None."""
        row = self._session.connection().execute(_LATEST, {"school": self._scope.school, "learner": learner}).first()
        return None if row is None or self._scope.own not in ("", learner) else as_conversation(row)

    def close(self, conversation_id: str, *, at: datetime) -> Conversation:
        """End a talk ("I'm finished"); what was said stays."""
        row = self._row(conversation_id)
        row.closed_at = row.closed_at or at
        self._session.add(row)
        self._session.flush()
        return as_conversation(row)

    def clear_care(self, conversation_id: str, *, by: str, at: datetime) -> Conversation:
        """End care mode: a person has looked after this."""
        row = self._row(conversation_id)
        row.care, row.care_cleared_by, row.care_cleared_at = False, by, at
        self._session.add(row)
        self._session.flush()
        return as_conversation(row)

    def transcript(self, conversation_id: str, *, after: int = 0, limit: int = 200) -> tuple[Said, ...]:
        """Return the turns of a talk in order, from turn number ``after`` + 1 on."""
        self.get(conversation_id)
        return read_turns(self._session, self._scope.school, conversation_id, after=after, limit=limit)

    def history(self, conversation_id: str, *, before_turn: int, limit: int) -> tuple[Utterance, ...]:
        """Return what was said before a turn, for the model: the last ``limit`` turns, oldest first."""
        self.get(conversation_id)
        return history_of(self._session, self._scope.school, conversation_id, before_turn=before_turn, limit=limit)

    def turn(self, turn_id: str) -> Turn:
        """Return a turn of a talk in view; raise ``NotFound``."""
        scope = self._scope
        row = self._session.connection().execute(_TURN, {"turn": turn_id, "school": scope.school}).first()
        if row is None or not scope.sees_class(row.class_id) or (scope.own and row.learner_id != scope.own):
            raise NotFound("There is no such message here.")
        return as_turn(row)

    def words(self, turn: Turn) -> str:
        """Return what the child wrote in a turn; empty when it was erased."""
        return question_of(self._session, self.turn(turn.id)) or ""

    def follow(self, turn_id: str, *, after: int = -1) -> Said:
        """Return a turn with the segments released after number ``after``: what a page that re-attaches asks."""
        turn = self.turn(turn_id)
        return segments_after(self._session, turn, after)

    def open_turn(self, conversation_id: str) -> Turn | None:
        """Return the turn that is being answered in this talk, or None."""
        self._row(conversation_id)
        row = self._session.exec(
            select(TurnRow)
            .where(TurnRow.conversation_id == conversation_id, col(TurnRow.open).is_(True))
            .order_by(col(TurnRow.turn_no).desc())
            .limit(1)
        ).first()
        return None if row is None else as_turn(row)

    def ask_cancel(self, turn_id: str) -> None:
        """Ask the worker of a turn to stop; it does so before the next segment."""
        self.turn(turn_id)
        row = self._session.get_one(TurnRow, turn_id)
        row.cancel_asked = True
        self._session.add(row)
        self._session.flush()
