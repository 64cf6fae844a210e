"""Replaying history: what the stored messages would have met under another policy.

No check runs here. Scores are facts, so a draft is asked about the very numbers that the live policy
was asked about, and the difference is exact, except where a score is missing. Such a message is counted
as *unknown*: it may go either way, and the page draws it as the worst of both.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studybuddy_core.domain.deciding import Standing
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Effective, Notify, Policy, Reply, resolve
from studybuddy_core.domain.redeciding import Mask, Redecisions, ScoreColumns, decide_many
from studybuddy_core.domain.revising import Line, Move, effective_line, moved
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.services.situations import USUAL, Situation

STAGES = (Stage.INPUT, Stage.OUTPUT)
BINS = 100
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # only dated class contexts look at the time; those of a replay have no end
_DELIVERED = int(Reply.ANNOTATE)


class Resolver:
    """Resolves policies for an age band in a situation, and remembers the latest ones."""

    def __init__(self, most: int = 1_024) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, AgeBand, str], Effective] = OrderedDict()
        self._gate = threading.Lock()

    def __call__(self, policy: Policy, band: AgeBand, situation: Situation = USUAL) -> Effective:
        """The policy as it holds for this band, as a replay meets it."""
        key = (policy.id, band, situation.id)
        with self._gate:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = resolve(policy, situation.rules_for(band), situation.contexts, now=ANY_TIME)
        with self._gate:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def of(self, policy: Policy, one: Slice) -> Effective:
        """The policy as it holds for the messages of a slice."""
        return self(policy, one.band, one.situation)


@dataclass(frozen=True)
class Slice:
    """The stored messages of one stage, age band and situation, in the order they were said.

    ``ids`` are message ids as bytes, ``times`` are UTC. ``band`` is the children's own.
    """

    stage: Stage
    band: AgeBand
    columns: ScoreColumns
    ids: NDArray[np.bytes_]
    times: NDArray[np.datetime64]
    situation: Situation = USUAL

    def __len__(self) -> int:
        return len(self.ids)

    def message(self, index: int) -> str:
        """The id of one message."""
        return bytes(self.ids[index]).decode()

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each message stands."""
        return {message.decode(): i for i, message in enumerate(self.ids.tolist())}

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The days on which anything was said, as numbers."""
        return np.unique(self.times.astype("M8[D]").view(np.int64))

    @cached_property
    def row(self) -> dict[str, int]:
        """Which row of the columns is whose label."""
        return {label: i for i, label in enumerate(self.columns.labels)}

    def some(self, keep: Mask) -> ScoreColumns:
        """The columns of only some of the messages."""
        failed = self.columns.failed
        return ScoreColumns(
            self.columns.labels, self.columns.scores[:, keep], self.columns.present[:, keep],
            None if failed is None else failed[:, keep],
        )  # fmt: skip

    def standings(self, index: int) -> dict[str, Standing]:
        """What is known of one message."""
        failed = self.columns.failed
        return {
            label: Standing(
                int(self.columns.scores[i, index]) if self.columns.present[i, index] else None,
                bool(failed is not None and failed[i, index]),
            )
            for i, label in enumerate(self.columns.labels)
        }

    def scores_of(self, label: str) -> NDArray[np.uint16]:
        """Every known score of a label."""
        i = self.row.get(label)
        if i is None:
            return np.zeros(0, np.uint16)
        known: NDArray[np.uint16] = self.columns.scores[i][self.columns.present[i]]
        return known

    @cached_property
    def _latest(self) -> dict[int, tuple[Effective, Redecisions]]:
        return {}

    def decided(self, effective: Effective) -> Redecisions:
        """What the policy says of each message; the live one is asked again at every move of a slider."""
        known = self._latest.pop(id(effective), None)  # put back below, as the one asked for last
        found = known[1] if known is not None else decide_many(self.columns, effective, self.stage)
        for old in list(self._latest)[:-1]:
            self._latest.pop(old, None)
        self._latest[id(effective)] = (effective, found)
        return found


@dataclass(frozen=True)
class Compared:
    """One slice under two policies. All masks have one place for each message.

    ``differing`` are the labels that the two policies treat differently.
    """

    slice: Slice
    before: Redecisions
    after: Redecisions
    differing: frozenset[str] = frozenset()

    @cached_property
    def unknown(self) -> Mask:
        """A missing score could decide either way, of a label that the two policies treat differently."""
        columns = self.slice.columns
        missing = np.zeros(len(self.slice), bool)
        for label in self.differing:
            i = self.slice.row.get(label)
            if i is None:
                missing[:] = True
                continue
            missing |= ~columns.present[i]
            if columns.failed is not None:
                missing |= columns.failed[i]
        return missing & (self.before.unknown | self.after.unknown)

    @cached_property
    def blocked(self) -> Mask:
        """Shown under the first policy, not under the second."""
        mask: Mask = (self.before.reply <= _DELIVERED) & (self.after.reply > _DELIVERED) & ~self.unknown
        return mask

    @cached_property
    def let_through(self) -> Mask:
        """Not shown under the first policy, shown under the second."""
        mask: Mask = (self.before.reply > _DELIVERED) & (self.after.reply <= _DELIVERED) & ~self.unknown
        return mask

    @cached_property
    def heard(self) -> Mask:
        """Another adult would hear, or none, or more loudly."""
        mask: Mask = (self.before.notify != self.after.notify) & ~self.unknown
        return mask

    @cached_property
    def changed(self) -> Mask:
        """Anything is different: what the child sees, or who hears."""
        other: Mask = (self.before.reply != self.after.reply) | self.heard
        return other & ~self.unknown


@dataclass(frozen=True, slots=True)
class Tally:
    """What a draft would have changed, in counts.

    ``unknown`` messages are in none of the others. ``unwritten``: messages let through whose answer was
    never written, so what the tutor would have said is not known. ``days`` are days with any message.
    """

    messages: int = 0
    blocked: int = 0
    let_through: int = 0
    alerts_before: int = 0
    alerts_after: int = 0
    reviews_before: int = 0
    reviews_after: int = 0
    unknown: int = 0
    unwritten: int = 0
    changed: int = 0
    days: int = 0

    @property
    def net(self) -> int:
        """More held back (positive) or fewer."""
        return self.blocked - self.let_through


def compare(slices: Iterable[Slice], old: Policy, new: Policy, rules: Resolver) -> tuple[Compared, ...]:
    """Decide every slice under both policies."""
    found = []
    for one in slices:
        was, will = rules.of(old, one), rules.of(new, one)
        own = set(was.rules_at(one.stage)) ^ set(will.rules_at(one.stage))
        differing = frozenset(condition.label for rule in own for condition in rule.when_all)
        before = one.decided(was)
        after = one.decided(will) if differing or was.on_missing != will.on_missing else before
        found.append(Compared(one, before, after, differing))
    return tuple(found)


def stopping_line(effective: Effective, label: str) -> int | None:
    """Where a label's own protect line stands for these messages: the lowest that holds, None for never."""
    lines = [rule.when_all[0].score for rule in effective.rules
             if len(rule.when_all) == 1 and rule.when_all[0].label == label
             and rule.name.startswith(f"{label}.protect")]  # fmt: skip
    return min(lines, default=None)


def _loud(decided: Redecisions, at_least: Notify) -> int:
    return int((decided.notify >= int(at_least)).sum())


def tally(compared: Sequence[Compared]) -> Tally:
    """Count what differs."""
    days = np.unique(np.concatenate([c.slice.days for c in compared])) if compared else ()
    let_through = {c.slice.stage: 0 for c in compared}
    for one in compared:
        let_through[one.slice.stage] += int(one.let_through.sum())
    alerts = [(_loud(c.before, Notify.ALERT), _loud(c.after, Notify.ALERT)) for c in compared]
    reviews = [(_loud(c.before, Notify.REVIEW), _loud(c.after, Notify.REVIEW)) for c in compared]
    return Tally(
        messages=sum(len(c.slice) for c in compared),
        blocked=sum(int(c.blocked.sum()) for c in compared),
        let_through=sum(let_through.values()),
        alerts_before=sum(a for a, _ in alerts),
        alerts_after=sum(b for _, b in alerts),
        reviews_before=sum(r - a for (r, _), (a, _) in zip(reviews, alerts, strict=True)),
        reviews_after=sum(r - a for (_, r), (_, a) in zip(reviews, alerts, strict=True)),
        unknown=sum(int(c.unknown.sum()) for c in compared),
        unwritten=let_through.get(Stage.INPUT, 0),
        changed=sum(int(c.changed.sum()) for c in compared),
        days=len(days),
    )


@dataclass(frozen=True)
class Histogram:
    """How often each score was given, in bins of 0.01. ``reached``: any check ever gave a score in that bin."""

    counts: NDArray[np.int64]
    reached: Mask
    scored: int
    missing: int


def histogram(slices: Sequence[Slice], label: str, everywhere: Sequence[Slice], also: Iterable[int] = ()) -> Histogram:
    """Count a label's scores over ``slices``; what was reached is read from ``everywhere`` and ``also``."""

    def counted(of: Sequence[Slice]) -> NDArray[np.int64]:
        scores = np.concatenate([np.zeros(0, np.uint16), *(one.scores_of(label) for one in of)])
        return np.bincount(np.minimum(scores // (MAX_SCORE // BINS), BINS - 1), minlength=BINS)

    counts, reached = counted(slices), counted(everywhere) > 0
    for score in also:
        reached[min(score // (MAX_SCORE // BINS), BINS - 1)] = True
    scored, size = int(counts.sum()), sum(len(one) for one in slices)
    return Histogram(counts, reached, scored, size - scored)


def _touched(slices: Sequence[Slice], label: str, low: int, high: int) -> Iterable[tuple[Slice, ScoreColumns]]:
    for one in slices:
        i = one.row.get(label)
        if i is not None:
            inside = one.columns.present[i] & (one.columns.scores[i] >= low) & (one.columns.scores[i] < high)
            if inside.any():
                yield one, one.some(inside)


def _differs(slices: Sequence[Slice], old: Policy, new: Policy, span: tuple[str, int, int], rules: Resolver) -> bool:
    for one, columns in _touched(slices, *span):
        before = decide_many(columns, rules.of(old, one), one.stage)
        after = decide_many(columns, rules.of(new, one), one.stage)
        if (before.reply != after.reply).any() or (before.notify != after.notify).any():
            return True
    return False


def next_change(slices: Sequence[Slice], policy: Policy, at: tuple[str, Line, AgeBand | None], *, up: bool,
                rules: Resolver) -> Move | None:  # fmt: skip
    """Return the nearest move of one line that changes any stored decision; None when none does.

    Lines land on scores that were really given, except 0, which says that nothing was found; upwards past the
    last one the line becomes "never".
    """
    label, line, band = at
    here = effective_line(policy, label, line, band or AgeBand.OLDER)
    top = MAX_SCORE + 1
    start = top if here is None else here
    given = sorted({int(s) for one in slices for s in np.unique(one.scores_of(label))} - {0})
    above = [s for s in given if s > start]
    candidates: list[int | None] = [*above, None] if up else [s for s in reversed(given) if s < start]

    def differs(score: int | None) -> bool:
        low, high = (start, top if score is None else score) if up else (score or 0, start)
        return _differs(slices, policy, moved(policy, Move(label, line, score, band)), (label, low, high), rules)

    # The further a line moves, the more decisions it changes, so the first that does is found by halving.
    first = bisect_left(range(len(candidates)), True, key=lambda i: differs(candidates[i]))
    return Move(label, line, candidates[first], band) if first < len(candidates) else None
