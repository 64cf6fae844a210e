"""What the Thresholds page is shown: the room, one label in focus, and the list of what would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import cast

import numpy as np

from db.replays import Verdict
from studybuddy_core.domain.deciding import Decision, Reason, decide_standings
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.labels import LABELS, label_spec
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Notify, Policy, Reply
from studybuddy_core.domain.revising import Change, Line, shown_score
from studybuddy_core.presets.nodes import Place
from studybuddy_core.presets.soundness import check_label_rule
from studybuddy_core.services.curriculum import Stopped
from studybuddy_core.services.publishing import Live
from studybuddy_core.services.replaying import Compared, Histogram, Resolver, Slice, Tally

LOCKED_OF_TEN = 3
ALERT_MINUTES, REVIEW_MINUTES = 2.0, 0.5
"""What an adult needs for an alert and for a flag that waits, as the Review room counts them."""


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One label of the table: what its draft alone would change, and how many messages it stops now."""

    label: str
    title: str
    net: int
    changed: int
    stops: int
    moved: bool


@dataclass(frozen=True, slots=True)
class Room:
    """Where a researcher's draft stands. ``rebased``: another policy was published since it was begun."""

    live: Live
    policy: Policy
    moves: int
    changes: tuple[Change, ...]
    weaker: tuple[str, ...]
    problems: tuple[str, ...]
    labels: tuple[LabelLine, ...]
    messages: int
    loaded_at: datetime
    rebased: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """How the verdicts of adults fall: of the flags they upheld, and of their false alarms, how many are raised."""

    caught: Rate
    false_alarms: Rate


@dataclass(frozen=True, slots=True)
class Focus:
    """One label, at one stage and age or at all. ``locked`` verdicts are in none of the rates.

    ``younger`` are the lines as they hold for 6–8, which may be stricter than everybody's.
    """

    label: str
    stage: Stage | None
    band: AgeBand | None
    histogram: Histogram
    lines: Mapping[Line, int | None]
    live_lines: Mapping[Line, int | None]
    younger: Mapping[Line, int | None]
    tally: Tally
    judged_before: Judged
    judged_after: Judged
    locked: int
    topics_before: Stopped
    topics_after: Stopped

    def minutes(self, *, after: bool) -> float | None:
        """Minutes a day that adults need, now or with the draft; None where nothing was ever said."""
        tally = self.tally
        if not tally.days:
            return None
        alerts = tally.alerts_after if after else tally.alerts_before
        reviews = tally.reviews_after if after else tally.reviews_before
        return (alerts * ALERT_MINUTES + reviews * REVIEW_MINUTES) / tally.days


class Kind(StrEnum):
    """How a message would fare otherwise."""

    BLOCK = "block"
    LET_THROUGH = "let through"
    HEARD = "who hears"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """A redacted summary of one message that would fare otherwise: no words, only what decided it."""

    message: str
    kind: Kind
    stage: Stage
    band: AgeBand
    at: datetime
    labels: tuple[str, ...]
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of what would change, newest first; ``counts`` are of all pages."""

    rows: tuple[Row, ...]
    counts: Mapping[Kind, int]
    revealed: int


@dataclass(frozen=True, slots=True)
class Locked:
    """The locked third of the verdicts, under the live policy and the draft, and how often it was looked at."""

    before: Judged
    after: Judged
    looks: int


def is_locked(flag_id: str) -> bool:
    """Whether a flag's verdict is kept for publishing: three of ten, by its id alone."""
    return hashlib.sha256(flag_id.encode()).digest()[0] * 10 < LOCKED_OF_TEN * 256


class _Noted:
    """Stands where a document's place stands, and keeps what is said against it."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def wrong(self, what: str, mend: str = "") -> None:
        self.found.append(f"{what}: {mend}" if mend else what)


def problems_of(policy: Policy) -> tuple[str, ...]:
    """Return why the policy's lines can't be published, by the law that reads documents; empty when they can."""
    noted = _Noted()
    for rule in (*policy.labels, *(rule for rules in policy.bands.values() for rule in rules)):
        check_label_rule(rule, cast("Place", noted))
    said = []
    for problem in noted.found:
        label, _, rest = problem.partition(" ")
        said.append(f"{label_spec(label).title} {rest}" if label in LABELS else problem)
    return tuple(dict.fromkeys(said))


def judged(compared: Sequence[Compared], verdicts: Iterable[Verdict], *, after: bool) -> Judged:
    """Say how a policy meets the verdicts: a flag is raised when the reply changes or an adult is called."""
    counts = {True: [0, 0], False: [0, 0]}
    for verdict in verdicts:
        for one in compared:
            if one.slice.stage is not verdict.stage or (place := one.slice.place.get(verdict.message)) is None:
                continue
            decided = one.after if after else one.before
            raised = decided.reply[place] > int(Reply.ANNOTATE) or decided.notify[place] >= int(Notify.REVIEW)
            counts[verdict.upheld][0] += int(raised)
            counts[verdict.upheld][1] += 1
    return Judged(wilson(*counts[True]), wilson(*counts[False]))


def _kinds(one: Compared) -> dict[Kind, np.ndarray]:
    heard = one.heard & ~one.blocked & ~one.let_through
    return {Kind.BLOCK: one.blocked, Kind.LET_THROUGH: one.let_through, Kind.HEARD: heard, Kind.UNKNOWN: one.unknown}


def listed(compared: Sequence[Compared], unlisted: frozenset[str], kind: Kind | None) -> tuple[
        list[tuple[Compared, int, Kind]], dict[Kind, int]]:  # fmt: skip
    """Return places of what would change, newest first, and how many of each kind; unlisted ones left out."""
    found: list[tuple[np.datetime64, Compared, int, Kind]] = []
    counts = dict.fromkeys(Kind, 0)
    for one in compared:
        hidden = {one.slice.place[m] for m in unlisted if m in one.slice.place}
        for sort, mask in _kinds(one).items():
            places = [int(i) for i in np.flatnonzero(mask) if int(i) not in hidden]
            counts[sort] += len(places)
            if kind in (None, sort):
                found += [(one.slice.times[i], one, i, sort) for i in places]
    found.sort(key=lambda item: item[0], reverse=True)
    return [(one, i, sort) for _, one, i, sort in found], counts


def _decisions(one: Slice, index: int, policies: tuple[Policy, Policy], rules: Resolver) -> tuple[Decision, Decision]:
    known = one.standings(index)
    old, new = (decide_standings(known, rules.of(policy, one), one.stage) for policy in policies)
    return old, new


def _said(reason: Reason) -> str:
    title = label_spec(reason.label).title if reason.label else reason.rule
    if reason.score is None:
        return f"{title} was not checked"
    line = reason.line or reason.rule
    return f"{title} {shown_score(reason.score)} over {line} {shown_score(reason.threshold)}"


def summary(one: Compared, index: int, kind: Kind, policies: tuple[Policy, Policy], rules: Resolver) -> Row:
    """Say in labels and numbers, never in words of a child, why a message would fare otherwise."""
    old, new = _decisions(one.slice, index, policies, rules)
    before, after = set(old.reasons), set(new.reasons)
    gone, come = sorted(before - after, key=str), sorted(after - before, key=str)
    reasons = [r for r in (*come, *gone) if r.label] or [r for r in new.reasons if r.label]
    labels = tuple(dict.fromkeys(label_spec(r.label).title for r in reasons))
    parts = []
    if come:
        parts.append("draft: " + ", ".join(dict.fromkeys(map(_said, come))))
    if gone:
        parts.append("now: " + ", ".join(dict.fromkeys(map(_said, gone))))
    if kind is Kind.UNKNOWN and not parts:
        parts.append("a missing score could decide either way")
    at = one.slice.times[index].astype("M8[us]").item().replace(tzinfo=UTC)
    return Row(one.slice.message(index), kind, one.slice.stage, one.slice.band, at, labels, "; ".join(parts))
