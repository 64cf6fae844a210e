"""What was said, read back: a child's words and exactly the segments that were shown.

Every page that follows an answer asks this again and again, so the statements are built once: to build one costs
more than to run it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

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
_FLAGS, _DECISIONS = table_of(FlagRow), table_of(DecisionRow)
_SAME_TEXT = sa.and_(_CONTENTS.c.id == _SEGMENTS.c.content_id, _CONTENTS.c.school_id == _SEGMENTS.c.school_id)
_OF_TALK = (_TURNS.c.school_id == sa.bindparam("school"), _TURNS.c.conversation_id == sa.bindparam("talk"),
            _TURNS.c.turn_no > sa.bindparam("later_than"))  # fmt: skip
_MOST: sa.BindParameter[int] = sa.bindparam("most", type_=sa.Integer)
_TURNS_OF = sa.select(_TURNS).where(*_OF_TALK).order_by(_TURNS.c.turn_no).limit(_MOST)


class _Asks:
    """What is asked of some turns. ``these`` says of a column with a turn's id whether it is one of them.

    A list of ids in a statement would be written out anew each time, which takes longer than to run it.
    """

    def __init__(self, these: Callable[[sa.Column[str]], sa.ColumnElement[bool]]) -> None:
        self.segments = (
            sa.select(_SEGMENTS, _CONTENTS.c.text)
            .join_from(_SEGMENTS, _CONTENTS, _SAME_TEXT, isouter=True)
            .where(these(_SEGMENTS.c.turn_id), _SEGMENTS.c.n > sa.bindparam("after"))
            .order_by(_SEGMENTS.c.turn_id, _SEGMENTS.c.n)
        )
        self.questions = (
            sa.select(_MESSAGES.c.turn_id, _CONTENTS.c.text)
            .join_from(_MESSAGES, _CONTENTS, sa.and_(_CONTENTS.c.id == _MESSAGES.c.content_id,
                                                  _CONTENTS.c.school_id == _MESSAGES.c.school_id))
            .where(these(_MESSAGES.c.turn_id), _MESSAGES.c.role == "user")
        )  # fmt: skip
        self.closes = sa.select(_CLOSES.c.turn_id, _CLOSES.c.outcome, _CLOSES.c.why).where(these(_CLOSES.c.turn_id))
        self.read = (
            sa.select(_DECISIONS.c.turn_id, _DECISIONS.c.stage, _DECISIONS.c.reply, _DECISIONS.c.reasons)
            .where(these(_DECISIONS.c.turn_id))
            .where(sa.or_(_DECISIONS.c.reply == int(Reply.SUPPORT), _DECISIONS.c.stage == Stage.INPUT.value))
        )
        self.flagged = sa.select(_FLAGS.c.turn_id, _FLAGS.c.labels).where(these(_FLAGS.c.turn_id))


_ONE = _Asks(lambda turn: turn == sa.bindparam("turn"))
_LIST = _Asks(lambda turn: turn.in_(sa.select(_TURNS.c.id).where(*_OF_TALK).order_by(_TURNS.c.turn_no).limit(_MOST)))
_Given = Mapping[str, object]


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


def _questions(session: Session, asks: _Asks, given: _Given) -> dict[str, str]:
    """What children wrote, by turn; what was erased is not there."""
    return {row.turn_id: row.text for row in session.connection().execute(asks.questions, given)}


def _about_wellbeing(reason: Mapping[str, object]) -> bool:
    return str(reason["label"]).startswith("wellbeing.") or reason["rule"] == "hold.care"


def _private(session: Session, asks: _Asks, given: _Given, turn_ids: Collection[str]) -> set[str]:
    """Turns that are, or may be, about a child's wellbeing.

    A crisis script was given, a line of wellbeing was crossed, an adult was called for it, the talk was in care
    mode, or no check has read the message yet.
    """
    connection = session.connection()
    plain, supported = set(), set()
    for row in connection.execute(asks.read, given):
        if row.reply == Reply.SUPPORT:
            supported.add(row.turn_id)
        if row.stage == Stage.INPUT.value and not any(_about_wellbeing(reason) for reason in row.reasons):
            plain.add(row.turn_id)
    private = set(turn_ids) - plain | supported
    for turn_id, labels in connection.execute(asks.flagged, given):
        if any(label.startswith("wellbeing.") for label in labels):
            private.add(turn_id)
    return private


def _assemble(
    session: Session, asks: _Asks, given: _Given, turns: Sequence[Turn], after: int = -1
) -> tuple[Said, ...]:  # fmt: skip
    if not turns:
        return ()
    connection = session.connection()
    segments: dict[str, list[Segment]] = {turn.id: [] for turn in turns}
    for row in connection.execute(asks.segments, {**given, "after": after}):
        segment = Segment(row.id, row.n, ReleaseKind(row.kind), row.text, row.script, tuple(row.passages), row.at)
        segments[row.turn_id].append(segment)
    questions = _questions(session, asks, given)
    closes = {row.turn_id: row for row in connection.execute(asks.closes, given)}
    said = []
    for turn in turns:
        close = closes.get(turn.id)
        outcome, why = (Outcome(close.outcome), close.why) if close else (None, "")
        said.append(Said(turn, questions.get(turn.id), tuple(segments[turn.id]), outcome, why))
    return tuple(said)


def _in_talk(school: str, conversation_id: str, *, after: int, limit: int) -> dict[str, object]:
    return {"school": school, "talk": conversation_id, "later_than": after, "most": limit}


def read_turns(session: Session, school: str, conversation_id: str, *, after: int, limit: int) -> tuple[Said, ...]:
    """Return turns of a conversation in order, from number ``after`` + 1 on."""
    given = _in_talk(school, conversation_id, after=after, limit=limit)
    rows = session.connection().execute(_TURNS_OF, given)
    return _assemble(session, _LIST, given, [as_turn(row) for row in rows])


def question_of(session: Session, turn: Turn) -> str | None:
    """Return what the child wrote in a turn; None when it was erased."""
    return _questions(session, _ONE, {"turn": turn.id}).get(turn.id)


def segments_after(session: Session, turn: Turn, after: int) -> Said:
    """Return a turn with the segments released after number ``after``."""
    return _assemble(session, _ONE, {"turn": turn.id}, [turn], after)[0]


def history_of(
    session: Session, school: str, conversation_id: str, *, before_turn: int, limit: int
) -> tuple[Utterance, ...]:
    """Return what was said before a turn: the last ``limit`` turns, oldest first, erased texts left out."""
    after = max(0, before_turn - 1 - limit)
    turns = read_turns(session, school, conversation_id, after=after, limit=limit)
    if not turns:
        return ()
    given = _in_talk(school, conversation_id, after=after, limit=limit)
    private = _private(session, _LIST, given, [said.turn.id for said in turns])
    history: list[Utterance] = []
    for said in turns:
        if said.turn.turn_no >= before_turn:
            continue
        if said.text is not None:
            history.append(Utterance("user", said.text, said.turn.id in private))
        if said.shown:
            history.append(Utterance("assistant", said.shown, said.turn.id in private))
    return tuple(history)
