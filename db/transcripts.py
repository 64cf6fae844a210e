"""What was said, read back: a child's words and exactly the segments that were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from db.tables.base import table_of
from db.tables.evidence import DecisionRow
from db.tables.oversight import FlagRow
from db.tables.talks import ContentRow, MessageRow, SegmentRow, TurnCloseRow, TurnRow
from db.turns import Turn, as_turn
from studybuddy_core.domain.messages import Stage, Utterance
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome, ReleaseKind

_TURNS, _CLOSES = table_of(TurnRow), table_of(TurnCloseRow)
_SEGMENTS, _MESSAGES, _CONTENTS = table_of(SegmentRow), table_of(MessageRow), table_of(ContentRow)
_SAME_TEXT = sa.and_(_CONTENTS.c.id == _SEGMENTS.c.content_id, _CONTENTS.c.school_id == _SEGMENTS.c.school_id)


@dataclass(frozen=True, slots=True)
class Segment:
    """A released piece of an answer. ``text`` is None when it was erased."""

    id: str
    n: int
    kind: ReleaseKind
    text: str | None
    script: str
    passages: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it was: the child's message, what was shown, and how it ended (None while it runs)."""

    turn: Turn
    text: str | None
    segments: tuple[Segment, ...]
    outcome: Outcome | None
    why: str = ""

    @property
    def shown(self) -> str:
        """The tutor's words as the child saw them."""
        words = ""
        for segment in self.segments:
            if segment.kind is ReleaseKind.NOTE or not segment.text:
                continue
            gap = "\n\n" if words and segment.kind is ReleaseKind.SCRIPT else ""
            words += gap + segment.text
        return words


def _segments(session: Session, turn_ids: Sequence[str], after: int) -> dict[str, list[Segment]]:
    found: dict[str, list[Segment]] = {turn_id: [] for turn_id in turn_ids}
    rows = session.connection().execute(
        sa.select(_SEGMENTS, _CONTENTS.c.text)
        .join_from(_SEGMENTS, _CONTENTS, _SAME_TEXT, isouter=True)
        .where(_SEGMENTS.c.turn_id.in_(turn_ids), _SEGMENTS.c.n > after)
        .order_by(_SEGMENTS.c.turn_id, _SEGMENTS.c.n)
    )
    for row in rows:
        segment = Segment(row.id, row.n, ReleaseKind(row.kind), row.text, row.script, tuple(row.passages), row.at)
        found[row.turn_id].append(segment)
    return found


def _questions(session: Session, turn_ids: Sequence[str]) -> dict[str, str]:
    """What children wrote, by turn; what was erased is not there."""
    rows = session.connection().execute(
        sa.select(_MESSAGES.c.turn_id, _CONTENTS.c.text)
        .join_from(_MESSAGES, _CONTENTS, sa.and_(_CONTENTS.c.id == _MESSAGES.c.content_id,
                                              _CONTENTS.c.school_id == _MESSAGES.c.school_id))
        .where(_MESSAGES.c.turn_id.in_(turn_ids), _MESSAGES.c.role == "user")
    )  # fmt: skip
    return {row.turn_id: row.text for row in rows}


def _about_wellbeing(reason: Mapping[str, object]) -> bool:
    return str(reason["label"]).startswith("wellbeing.") or reason["rule"] == "hold.care"


def _private(session: Session, turn_ids: Sequence[str]) -> set[str]:
    """Turns that are, or may be, about a child's wellbeing.

    A crisis script was given, a line of wellbeing was crossed, an adult was called for it, the talk was in care
    mode, or no check has read the message yet.
    """
    supported = session.exec(
        select(DecisionRow.turn_id).where(col(DecisionRow.turn_id).in_(turn_ids), DecisionRow.reply == Reply.SUPPORT)
    )
    read = session.exec(
        select(DecisionRow.turn_id, DecisionRow.reasons)
        .where(col(DecisionRow.turn_id).in_(turn_ids), DecisionRow.stage == Stage.INPUT.value)
    )  # fmt: skip
    plain = {turn_id for turn_id, reasons in read if not any(_about_wellbeing(reason) for reason in reasons)}
    private = set(turn_ids) - plain | set(supported)
    for turn_id, labels in session.exec(
        select(FlagRow.turn_id, FlagRow.labels).where(col(FlagRow.turn_id).in_(turn_ids))
    ):
        if any(label.startswith("wellbeing.") for label in labels):
            private.add(turn_id)
    return private


def _assemble(session: Session, turns: Sequence[Turn], after: int) -> tuple[Said, ...]:
    if not turns:
        return ()
    ids = [turn.id for turn in turns]
    segments, questions = _segments(session, ids, after), _questions(session, ids)
    closes = {row.turn_id: row for row in session.connection().execute(
        sa.select(_CLOSES.c.turn_id, _CLOSES.c.outcome, _CLOSES.c.why).where(_CLOSES.c.turn_id.in_(ids))
    )}  # fmt: skip
    said = []
    for turn in turns:
        close = closes.get(turn.id)
        outcome, why = (Outcome(close.outcome), close.why) if close else (None, "")
        said.append(Said(turn, questions.get(turn.id), tuple(segments[turn.id]), outcome, why))
    return tuple(said)


def read_turns(session: Session, school: str, conversation_id: str, *, after: int, limit: int) -> tuple[Said, ...]:
    """Return turns of a conversation in order, from number ``after`` + 1 on."""
    rows = session.connection().execute(
        sa.select(_TURNS)
        .where(_TURNS.c.school_id == school, _TURNS.c.conversation_id == conversation_id, _TURNS.c.turn_no > after)
        .order_by(_TURNS.c.turn_no)
        .limit(limit)
    )
    return _assemble(session, [as_turn(row) for row in rows], -1)


def question_of(session: Session, turn: Turn) -> str | None:
    """Return what the child wrote in a turn; None when it was erased."""
    return _questions(session, [turn.id]).get(turn.id)


def segments_after(session: Session, turn: Turn, after: int) -> Said:
    """Return a turn with the segments released after number ``after``."""
    return _assemble(session, [turn], after)[0]


def history_of(
    session: Session, school: str, conversation_id: str, *, before_turn: int, limit: int
) -> tuple[Utterance, ...]:
    """Return what was said before a turn: the last ``limit`` turns, oldest first, erased texts left out."""
    turns = read_turns(session, school, conversation_id, after=max(0, before_turn - 1 - limit), limit=limit)
    if not turns:
        return ()
    private = _private(session, [said.turn.id for said in turns])
    history: list[Utterance] = []
    for said in turns:
        if said.turn.turn_no >= before_turn:
            continue
        if said.text is not None:
            history.append(Utterance("user", said.text, said.turn.id in private))
        if said.shown:
            history.append(Utterance("assistant", said.shown, said.turn.id in private))
    return tuple(history)
