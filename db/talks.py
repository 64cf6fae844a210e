"""Talks as an adult finds and reads them: what a child wrote, what was shown, and what was held back.

Text comes only from here to an adult's page, always through ``Sight``. A search walks talks from the
newest backwards along their index and stops when a page is full; a text that was erased is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from db.sight import (
    Sight,
    classes_in_sight,
    conversations_in_sight,
    flags_in_sight,
    last_in_sight,
    talks_with_hidden,
    turns_in_sight,
)
from db.tables.evidence import DecisionRow, FindingRow
from db.tables.oversight import FlagRow
from db.tables.people import AccountRow, ClassRow
from db.tables.talks import ContentRow, ConversationRow, MessageRow, SegmentRow, TurnCloseRow, TurnRow, WithheldRow
from db.talk_search import Wanted, fitting
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import AgeBand, Span, Stage
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome, ReleaseKind, SpanNote


@dataclass(frozen=True, slots=True)
class Who:
    """A child as it may be named: the page chooses name or pseudonym by what the reader may see."""

    id: str
    name: str
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk, without its words. ``turns``, ``flagged`` and ``last_at`` speak only of what is in sight."""

    id: str
    who: Who
    class_id: str
    class_name: str
    band: AgeBand
    grade: int
    opened_at: datetime
    last_at: datetime
    care: bool
    turns: int = 0
    flagged: int = 0
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of an answer that the child has seen."""

    kind: ReleaseKind
    text: str | None
    script: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """One turn as it went. ``question`` None: erased. ``marks`` are places in the question that checks marked."""

    id: str
    no: int
    at: datetime
    question_id: str
    answer_id: str
    question: str | None
    shown: tuple[Shown, ...]
    withheld: tuple[str | None, ...]
    outcome: Outcome | None
    why: str
    ms: float
    reply: Reply
    marks: tuple[SpanNote, ...] = ()


@dataclass(frozen=True, slots=True)
class TalkPlace:
    """A place in the list of talks: the page after it begins behind it."""

    last_at: datetime
    id: str


@dataclass(slots=True)
class _Counts:
    turns: dict[str, int] = field(default_factory=dict)
    flagged: dict[str, int] = field(default_factory=dict)
    held_back: dict[str, int] = field(default_factory=dict)


class Talks:
    """The talks that these eyes may see."""

    def __init__(self, session: Session, sight: Sight) -> None:
        self._session = session
        self._sight = sight

    # -- finding ---------------------------------------------------------------------------------------

    def find(self, wanted: Wanted, *, after: TalkPlace | None = None, limit: int = 30) -> tuple[Talk, ...]:
        """Return talks that fit, the newest first, behind ``after``.

        Most talks are walked along their index. The few with a turn out of sight are looked at apart, each by
        when something last happened in it that these eyes may know of, or their place would tell of the rest.
        """
        id_, hidden = col(ConversationRow.id), talks_with_hidden(self._sight)
        plain = self._page(wanted, id_.not_in(hidden), ConversationRow.last_at, after, limit)
        partly = self._page(wanted, id_.in_(hidden), last_in_sight(self._sight), after, limit)
        found = sorted((*self._talks(plain), *self._talks(partly)), key=lambda t: (t.last_at, t.id), reverse=True)
        return tuple(found[:limit])

    def _page(
        self, wanted: Wanted, which: ColumnElement[bool], last: Any, after: TalkPlace | None, limit: int
    ) -> Sequence[ConversationRow]:
        query = select(ConversationRow).where(which, *fitting(self._sight, wanted, last))
        if after is not None:
            query = query.where(
                or_(last < after.last_at, and_(last == after.last_at, col(ConversationRow.id) < after.id))
            )
        return self._session.exec(query.order_by(last.desc(), col(ConversationRow.id).desc()).limit(limit)).all()

    def _last(self, ids: list[str]) -> dict[str, datetime]:
        """When the talks among these that have turns out of sight last moved, as far as these eyes may know."""
        rows = self._session.exec(
            select(ConversationRow.id, last_in_sight(self._sight))
            .where(col(ConversationRow.id).in_(ids), col(ConversationRow.id).in_(talks_with_hidden(self._sight)))
        )  # fmt: skip
        return dict(rows.all())

    def _counts(self, ids: list[str], *, everything: bool) -> _Counts:
        turns = self._session.exec(
            select(TurnRow.conversation_id, func.count())
            .where(col(TurnRow.conversation_id).in_(ids), *turns_in_sight(self._sight))
            .group_by(TurnRow.conversation_id)
        )
        if not everything:
            return _Counts(dict(turns.all()))
        flagged = self._session.exec(
            select(FlagRow.conversation_id, func.count())
            .where(col(FlagRow.conversation_id).in_(ids), *flags_in_sight(self._sight, by_school=False))
            .group_by(FlagRow.conversation_id)
        )
        held = self._session.exec(
            select(TurnRow.conversation_id, func.count())
            .join(TurnCloseRow, col(TurnCloseRow.turn_id) == col(TurnRow.id))
            .where(col(TurnRow.conversation_id).in_(ids), TurnCloseRow.outcome == Outcome.REPLACED.value)
            .where(*turns_in_sight(self._sight))
            .group_by(TurnRow.conversation_id)
        )
        return _Counts(dict(turns.all()), dict(flagged.all()), dict(held.all()))

    def _talks(self, rows: Sequence[ConversationRow], *, counted: bool = True) -> tuple[Talk, ...]:
        if not rows:
            return ()
        people = {
            row.id: Who(row.id, row.name, row.pseudonym)
            for row in self._session.exec(
                select(AccountRow).where(col(AccountRow.id).in_({row.learner_id for row in rows}))
            )
        }
        classes = dict(
            self._session.exec(
                select(ClassRow.id, ClassRow.name).where(col(ClassRow.id).in_({row.class_id for row in rows}))
            ).all()
        )
        ids = [row.id for row in rows]
        counts, last = self._counts(ids, everything=counted), self._last(ids)
        return tuple(
            Talk(row.id, people[row.learner_id], row.class_id or "", classes.get(row.class_id or "", ""),
                 AgeBand(row.band), row.grade, row.opened_at, last.get(row.id, row.last_at), row.care,
                 counts.turns.get(row.id, 0), counts.flagged.get(row.id, 0), counts.held_back.get(row.id, 0))
            for row in rows
        )  # fmt: skip

    # -- reading ---------------------------------------------------------------------------------------

    def get(self, conversation_id: str, *, counted: bool = True) -> Talk:
        """Return one talk; raise ``NotFound`` for one that is not there or not for these eyes.

        Not ``counted``, only its turns are; flags and what was held back are 0.
        """
        row = self._session.exec(
            select(ConversationRow)
            .where(ConversationRow.id == conversation_id)
            .where(*conversations_in_sight(self._sight))
        ).one_or_none()
        if row is None:
            raise NotFound("There is no such conversation here, or not for this account.")
        return self._talks([row], counted=counted)[0]

    def checked(self, since: datetime) -> int:
        """Return how many turns in sight there were since a moment: what a zero is a zero of."""
        found = self._session.exec(
            select(func.count()).select_from(TurnRow)
            .join(ConversationRow, col(ConversationRow.id) == col(TurnRow.conversation_id))
            .where(col(TurnRow.at) >= since, *turns_in_sight(self._sight, by_school=True))
            .where(*classes_in_sight(self._sight))
        ).one()  # fmt: skip
        return int(found)

    def class_names(self, class_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of these classes."""
        return dict(self._session.exec(
            select(ClassRow.id, ClassRow.name)
            .where(col(ClassRow.id).in_(list(class_ids)), ClassRow.school_id == self._sight.scope.school)
        ).all())  # fmt: skip

    def has_hidden(self, conversation_id: str) -> bool:
        """Whether a turn of this talk is for the safeguarding lead alone, and not for these eyes."""
        seen = select(TurnRow.id).where(col(TurnRow.id) == col(FlagRow.turn_id), *turns_in_sight(self._sight))
        found = self._session.exec(
            select(FlagRow.id)
            .where(FlagRow.conversation_id == conversation_id, FlagRow.school_id == self._sight.scope.school)
            .where(col(FlagRow.safeguarding_only).is_(True), ~seen.correlate(FlagRow).exists()).limit(1)
        ).first()  # fmt: skip
        return found is not None

    def turns(self, conversation_id: str, *, after: int = 0, limit: int = 100) -> tuple[ReadTurn, ...]:
        """Return the turns of a talk in sight, in order, behind turn number ``after``."""
        rows = self._session.exec(
            select(TurnRow)
            .where(TurnRow.conversation_id == conversation_id, TurnRow.turn_no > after, *turns_in_sight(self._sight))
            .order_by(col(TurnRow.turn_no)).limit(limit)
        ).all()  # fmt: skip
        return self._read(rows)

    def around(self, turn_id: str, *, beside: int = 2) -> tuple[ReadTurn, ...]:
        """Return a turn with as many turns before and behind it."""
        middle = self._session.get(TurnRow, turn_id)
        if middle is None:
            return ()
        base = select(TurnRow).where(
            TurnRow.conversation_id == middle.conversation_id, *turns_in_sight(self._sight)
        )
        before = self._session.exec(
            base.where(TurnRow.turn_no <= middle.turn_no).order_by(col(TurnRow.turn_no).desc()).limit(beside + 1)
        ).all()
        behind = self._session.exec(
            base.where(TurnRow.turn_no > middle.turn_no).order_by(col(TurnRow.turn_no)).limit(beside)
        ).all()
        return self._read([*reversed(before), *behind])

    def some(self, turn_ids: Sequence[str]) -> tuple[ReadTurn, ...]:
        """Return these turns, oldest first."""
        rows = self._session.exec(
            select(TurnRow).where(col(TurnRow.id).in_(turn_ids), *turns_in_sight(self._sight))
            .order_by(col(TurnRow.at), col(TurnRow.id))
        ).all()  # fmt: skip
        return self._read(rows)

    def _read(self, rows: Sequence[TurnRow]) -> tuple[ReadTurn, ...]:
        ids = [row.id for row in rows]
        questions = dict(self._session.exec(
            select(MessageRow.turn_id, ContentRow.text)
            .join(ContentRow, col(ContentRow.id) == col(MessageRow.content_id))
            .where(col(MessageRow.turn_id).in_(ids), MessageRow.role == "user")
        ).all())  # fmt: skip
        closes = {row.turn_id: row for row in self._session.exec(
            select(TurnCloseRow).where(col(TurnCloseRow.turn_id).in_(ids))
        )}  # fmt: skip
        replies = dict(self._session.exec(
            select(DecisionRow.turn_id, func.max(DecisionRow.reply)).where(col(DecisionRow.turn_id).in_(ids))
            .where(DecisionRow.stage != Stage.CONTEXT.value).group_by(DecisionRow.turn_id)
        ).all())  # fmt: skip
        shown, withheld, marks = self._shown(ids), self._withheld(ids), self._marks(ids)
        return tuple(
            ReadTurn(
                row.id, row.turn_no, row.at, row.question_id, row.answer_id, questions.get(row.id),
                tuple(shown.get(row.id, ())), tuple(withheld.get(row.id, ())),
                Outcome(closes[row.id].outcome) if row.id in closes else None,
                closes[row.id].why if row.id in closes else "", closes[row.id].ms if row.id in closes else 0.0,
                Reply(replies.get(row.id) or 0), tuple(marks.get(row.id, ())),
            )
            for row in rows
        )  # fmt: skip

    def _shown(self, ids: list[str]) -> dict[str, list[Shown]]:
        rows = self._session.exec(
            select(SegmentRow, ContentRow.text)
            .join(ContentRow, col(ContentRow.id) == col(SegmentRow.content_id), isouter=True)
            .where(col(SegmentRow.turn_id).in_(ids)).order_by(col(SegmentRow.turn_id), col(SegmentRow.n))
        )  # fmt: skip
        found: dict[str, list[Shown]] = {}
        for row, text in rows:
            piece = Shown(ReleaseKind(row.kind), text, row.script, tuple(row.passages))
            found.setdefault(row.turn_id, []).append(piece)
        return found

    def _withheld(self, ids: list[str]) -> dict[str, list[str | None]]:
        rows = self._session.exec(
            select(WithheldRow.turn_id, ContentRow.text)
            .join(ContentRow, col(ContentRow.id) == col(WithheldRow.content_id), isouter=True)
            .where(col(WithheldRow.turn_id).in_(ids)).order_by(col(WithheldRow.at), col(WithheldRow.id))
        )  # fmt: skip
        found: dict[str, list[str | None]] = {}
        for turn_id, text in rows:
            found.setdefault(turn_id, []).append(text)
        return found

    def _marks(self, ids: list[str]) -> dict[str, list[SpanNote]]:
        rows = self._session.exec(
            select(FindingRow)
            .where(col(FindingRow.turn_id).in_(ids), FindingRow.stage == Stage.INPUT.value)
            .order_by(col(FindingRow.score).desc(), col(FindingRow.id))
        )
        found: dict[str, list[SpanNote]] = {}
        for row in rows:
            for start, end in row.spans:
                found.setdefault(row.turn_id, []).append(SpanNote(Span(start, end), row.label, row.check_name))
        return found
