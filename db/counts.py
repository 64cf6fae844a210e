"""How a school's day stands in numbers: what was checked, what broke, what waits, what it cost.

Counts are of messages, checks, flags and calls, never of children: nothing here can be sorted into a
ranking. Flags are counted only as far as the reader may know of them (``db/sight.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as select_any
from sqlmodel import Session, col, select

from db.asking import ASKED
from db.sight import Sight, flags_in_sight
from db.tables.evidence import CallRow, ReceiptRow, ScoringRow
from db.tables.oversight import FlagRow
from db.tables.talks import TurnRow
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.records import Ran
from studybuddy_core.domain.reviews import Lane, ReviewState


@dataclass(frozen=True, slots=True)
class Checked:
    """Children's messages, and how many of them were scored."""

    messages: int
    checked: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open flags of one lane: how many, how many of them a crisis, and since when the oldest waits."""

    lane: Lane
    count: int
    crisis: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Broken:
    """Checks that broke, of all that were to run, and the names of those that did."""

    errors: int
    runs: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls to one provider: how many, how many went wrong, tokens, and money where the price is known."""

    provider: str
    calls: int
    failed: int
    tokens: int
    cost_usd: float
    unpriced: int


_WELL = ("ok", "refusal", "stopped", "cancelled")
_NAMED = 200
_PRESSED = f"{Stage.INPUT}:{ASKED}"


class Counts:
    """The numbers of the reader's school since a moment."""

    def __init__(self, session: Session, sight: Sight) -> None:
        self._session = session
        self._sight = sight
        self._school = sight.scope.school

    def checked(self, since: datetime) -> Checked:
        """Return how many messages children have written since, and how many of them have scores.

        Pressing "Talk to a grown-up" calls a person without any check, so it is no message here.
        """
        pressed = (
            select(FlagRow.id)
            .where(FlagRow.turn_id == TurnRow.id, FlagRow.cause == _PRESSED)
            .correlate(TurnRow)
            .exists()
        )
        fresh = (col(TurnRow.school_id) == self._school, col(TurnRow.at) >= since, ~pressed)
        scored = (
            select(ScoringRow.number)
            .where(ScoringRow.message_id == TurnRow.question_id, ScoringRow.stage == Stage.INPUT.value)
            .correlate(TurnRow)
            .exists()
        )
        messages = self._session.exec(select(func.count()).select_from(TurnRow).where(*fresh)).one()
        checked = self._session.exec(select(func.count()).select_from(TurnRow).where(*fresh, scored)).one()
        return Checked(messages, checked)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return the open flags in sight by lane, the most urgent lane first; an empty lane is there with 0."""
        rows = self._session.exec(
            select(FlagRow.lane, col(FlagRow.crisis), func.count(), func.min(col(FlagRow.at)))
            .where(FlagRow.state == ReviewState.OPEN.value, *flags_in_sight(self._sight))
            .group_by(FlagRow.lane, col(FlagRow.crisis))
        ).all()
        lanes = []
        for lane in Lane:
            own = [row for row in rows if row[0] == lane.value]
            lanes.append(
                Waiting(lane, sum(row[2] for row in own), sum(row[2] for row in own if row[1]),
                        min((row[3] for row in own), default=None))
            )  # fmt: skip
        return tuple(lanes)

    def broken(self, since: datetime) -> Broken:
        """Return how many checks broke since, of how many, and which."""
        school = col(ReceiptRow.school_id) == self._school
        fresh = col(ReceiptRow.at) >= since
        runs, errors = self._session.exec(
            select(func.sum(ReceiptRow.ran + ReceiptRow.errors), func.sum(ReceiptRow.errors)).where(school, fresh)
        ).one()
        named: set[str] = set()
        if errors:
            for entries in self._session.exec(
                select(ReceiptRow.entries).where(school, col(ReceiptRow.errors) > 0, fresh).limit(_NAMED)
            ):
                named |= {str(entry[0]) for entry in entries if entry[2] == Ran.ERROR.value}
        return Broken(int(errors or 0), int(runs or 0), tuple(sorted(named)))

    def spent(self, since: datetime) -> tuple[Spent, ...]:
        """Return the calls since, by provider."""
        well = col(CallRow.outcome).in_(_WELL)
        rows = self._session.execute(
            select_any(
                col(CallRow.provider), well, func.count(), func.sum(CallRow.input_tokens + CallRow.output_tokens),
                func.sum(CallRow.cost_usd), func.count(col(CallRow.cost_usd)),
            )
            .where(col(CallRow.school_id) == self._school, col(CallRow.at) >= since)
            .group_by(col(CallRow.provider), well)
            .order_by(col(CallRow.provider))
        )  # fmt: skip
        spent: dict[str, Spent] = {}
        for provider, fine, calls, tokens, cost, priced in rows:
            before = spent.get(provider, Spent(provider, 0, 0, 0, 0.0, 0))
            spent[provider] = Spent(
                provider, before.calls + calls, before.failed + (0 if fine else calls), before.tokens + (tokens or 0),
                before.cost_usd + (cost or 0.0), before.unpriced + calls - priced,
            )  # fmt: skip
        return tuple(spent.values())
