"""What was said, read back: a child's words and exactly the segments that were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.contents import texts_of
from db.tables.evidence import DecisionRow
from db.tables.oversight import FlagRow
from db.tables.talks import MessageRow, SegmentRow, TurnCloseRow, TurnRow
from db.turns import Turn, as_turn
from studybuddy_core.domain.messages import Stage, Utterance
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome, ReleaseKind


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
    private: bool = False

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


def _segments(session: Session, turn_ids: Sequence[str], after: int) -> dict[str, list[SegmentRow]]:
    found: dict[str, list[SegmentRow]] = {turn_id: [] for turn_id in turn_ids}
    rows = session.exec(
        select(SegmentRow)
        .where(col(SegmentRow.turn_id).in_(turn_ids), SegmentRow.n > after)
        .order_by(col(SegmentRow.turn_id), col(SegmentRow.n))
    )
    for row in rows:
        found[row.turn_id].append(row)
    return found


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


def _assemble(session: Session, school: str, turns: Sequence[Turn], after: int) -> tuple[Said, ...]:
    ids = [turn.id for turn in turns]
    segments = _segments(session, ids, after)
    questions = dict(
        session.exec(
            select(MessageRow.turn_id, MessageRow.content_id)
            .where(col(MessageRow.turn_id).in_(ids), MessageRow.role == "user")
        ).all()
    )  # fmt: skip
    closes = {row.turn_id: row for row in session.exec(select(TurnCloseRow).where(col(TurnCloseRow.turn_id).in_(ids)))}
    wanted = [x for x in questions.values() if x] + [row.content_id for rows in segments.values() for row in rows]
    texts = texts_of(session, school, wanted)
    private = _private(session, ids)
    said = []
    for turn in turns:
        close = closes.get(turn.id)
        pieces = tuple(
            Segment(r.id, r.n, ReleaseKind(r.kind), texts.get(r.content_id), r.script, tuple(r.passages), r.at)
            for r in segments[turn.id]
        )
        outcome = Outcome(close.outcome) if close else None
        text = texts.get(questions.get(turn.id) or "")
        said.append(Said(turn, text, pieces, outcome, close.why if close else "", turn.id in private))
    return tuple(said)


def read_turns(session: Session, school: str, conversation_id: str, *, after: int, limit: int) -> tuple[Said, ...]:
    """Return turns of a conversation in order, from number ``after`` + 1 on."""
    rows = session.exec(
        select(TurnRow)
        .where(TurnRow.school_id == school, TurnRow.conversation_id == conversation_id, TurnRow.turn_no > after)
        .order_by(col(TurnRow.turn_no))
        .limit(limit)
    )
    return _assemble(session, school, [as_turn(row) for row in rows], -1)


def segments_after(session: Session, turn: Turn, after: int) -> Said:
    """Return a turn with the segments released after number ``after``."""
    return _assemble(session, turn.school, [turn], after)[0]


def history_of(
    session: Session, school: str, conversation_id: str, *, before_turn: int, limit: int
) -> tuple[Utterance, ...]:
    """Return what was said before a turn: the last ``limit`` turns, oldest first, erased texts left out."""
    turns = read_turns(session, school, conversation_id, after=max(0, before_turn - 1 - limit), limit=limit)
    history: list[Utterance] = []
    for said in turns:
        if said.turn.turn_no >= before_turn:
            continue
        if said.text is not None:
            history.append(Utterance("user", said.text, said.private))
        if said.shown:
            history.append(Utterance("assistant", said.shown, said.private))
    return tuple(history)
