"""The same law over a million stored messages at once, so a slider can replay history.

Scores come as columns: one contiguous ``uint16`` row per label, with two bit masks, *present*
(a valid score is known) and *failed* (a check of this label broke). No classifier runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studybuddy_core.domain.deciding import Standing
from studybuddy_core.domain.labels import CIRCUMSTANCES
from studybuddy_core.domain.messages import Extent, Stage
from studybuddy_core.domain.policies import Effect, Effective, Notify, Reply, Rule

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
Mask = NDArray[np.bool_]

_BLOCK = 32_768  # messages a block: its columns stay in the processor's cache


@dataclass(frozen=True)
class ScoreColumns:
    """Stored scores of one stage. Shapes: ``scores``, ``present``, ``failed`` are [labels, messages].

    A place that is not present holds 0 in ``scores``; only the masks say what is known.
    ``failed`` None means no check ever broke. ``everything_present`` lists labels whose row is full.
    """

    labels: tuple[str, ...]
    scores: U16
    present: Mask
    failed: Mask | None = None

    def __post_init__(self) -> None:
        if self.scores.shape != self.present.shape or self.scores.shape[0] != len(self.labels):
            raise ValueError("scores and masks must be [labels, messages]")

    def __len__(self) -> int:
        return int(self.scores.shape[1])

    @classmethod
    def from_standings(cls, labels: Sequence[str], rows: Sequence[Mapping[str, Standing]]) -> ScoreColumns:
        """Build columns from one mapping per message; labels not named in a row are missing."""
        shape = (len(labels), len(rows))
        scores, present, failed = np.zeros(shape, np.uint16), np.zeros(shape, bool), np.zeros(shape, bool)
        for j, row in enumerate(rows):
            for i, label in enumerate(labels):
                standing = row.get(label)
                if standing is None:
                    continue
                failed[i, j] = standing.failed
                if standing.score is not None:
                    scores[i, j], present[i, j] = standing.score, True
        return cls(tuple(labels), scores, present, failed)


@dataclass(frozen=True)
class Redecisions:
    """Per message: reply and notify (``uint8``), the script's index in ``scripts``, and whether it is unknowable.

    ``unknown`` is True where a missing score could decide either way; ``reply`` and ``notify`` are then
    what the live system did, which is to block.
    """

    reply: U8
    notify: U8
    script: U8
    unknown: Mask
    scripts: tuple[str, ...]


class _Codes:
    """Numbers (reply, script) pairs so that a plain maximum is the join."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        self.pairs = sorted({(Reply.DELIVER, ""), *((e.reply, e.script) for e in effects)})
        self.of = {pair: code for code, pair in enumerate(self.pairs)}
        self.scripts = tuple(sorted({script for _, script in self.pairs}))
        self.reply = np.array([reply for reply, _ in self.pairs], np.uint8)
        self.script = np.array([self.scripts.index(script) for _, script in self.pairs], np.uint8)


class _Judge:
    """One stage of one effective policy, compiled against the label order of the columns."""

    def __init__(self, columns: ScoreColumns, effective: Effective, stage: Stage, extent: Extent) -> None:
        self.columns = columns
        self.row = {label: i for i, label in enumerate(columns.labels)}
        self.rules = effective.rules_at(stage)
        self.hanging = effective.circumstantial(stage)
        self.optional = effective.optional
        self.required = sorted(effective.required(stage, extent))
        self.on_missing = effective.on_missing
        self.codes = _Codes([*(rule.then for rule in self.rules), effective.on_missing])
        full = {i for i in self.row.values() if columns.present[i].all()}
        sound = {i for i in self.row.values() if columns.failed is None or not columns.failed[i].any()}
        self.full = {label: i in full and i in sound for label, i in self.row.items()}

    def missing(self, label: str, block: slice) -> Mask | None:
        """Where the label's standing is missing; None where it never is."""
        if self.full.get(label):
            return None
        if label not in self.row:
            return np.ones(block.stop - block.start, bool)
        gone = ~self.columns.present[self.row[label], block]
        if self.columns.failed is not None:
            gone |= self.columns.failed[self.row[label], block]
        return gone

    def fires(self, rule: Rule, block: slice, *, missing_fires: bool) -> Mask | None:
        """Where all conditions hold; None for nowhere. Missing counts as true or false as told."""
        fired: Mask | None = None
        for condition in rule.when_all:
            i = self.row.get(condition.label)
            if i is None:
                if not missing_fires:
                    return None
                continue
            hit = self.columns.scores[i, block] >= condition.score
            if not self.full[condition.label]:
                hit &= self.columns.present[i, block]
                if missing_fires and (gone := self.missing(condition.label, block)) is not None:
                    hit |= gone
            fired = hit if fired is None else fired & hit
        return np.ones(block.stop - block.start, bool) if fired is None else fired

    def hangs(self, rule: Rule, block: slice) -> Mask | None:
        """Where everything else in a rule holds and a circumstance it asks for is missing; None for nowhere."""
        asked = {c.label for c in rule.when_all if c.label in CIRCUMSTANCES} - self.optional
        gone = {label: gap for label in asked if (gap := self.missing(label, block)) is not None}
        if not gone:
            return None
        hanging: Mask = np.logical_or.reduce(list(gone.values()))
        for condition in rule.when_all:
            i = self.row.get(condition.label)
            if i is None and condition.label not in gone:
                return None
            if i is not None:
                here = (self.columns.scores[i, block] >= condition.score) & self.columns.present[i, block]
                hanging = hanging & (here | gone[condition.label] if condition.label in gone else here)
        return hanging if hanging.any() else None

    def join(self, block: slice, *, missing_fires: bool) -> tuple[U8, U8]:
        """The maximum (reply, script) code and notify over fired rules."""
        size = block.stop - block.start
        code, notify = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
        for rule in self.rules:
            fired = self.fires(rule, block, missing_fires=missing_fires)
            if fired is not None:
                self.take(rule.then, fired, code, notify)
        return code, notify

    def take(self, effect: Effect, where: Mask, code: U8, notify: U8) -> None:
        """Join ``effect`` into the codes, in place, where the mask says so."""
        flags = where.view(np.uint8)
        if rank := self.codes.of[effect.reply, effect.script]:
            np.maximum(code, flags * np.uint8(rank), out=code)
        if effect.notify:
            np.maximum(notify, flags * np.uint8(effect.notify), out=notify)

    def run(self, out: Redecisions, block: slice) -> None:
        """Fill one block of ``out``."""
        code, notify = self.join(block, missing_fires=False)
        relevant = {c.label for rule in self.rules for c in rule.when_all}
        if any(not self.full.get(label) for label in relevant):
            high, high_notify = self.join(block, missing_fires=True)
            out.unknown[block] = (high != code) | (high_notify != notify)
        gaps = [gap for label in self.required if (gap := self.missing(label, block)) is not None]
        for rule in self.hanging:
            if (hangs := self.hangs(rule, block)) is not None:
                gaps.append(hangs)
                self.take(rule.then, hangs, code, notify)
        if gaps:
            self.take(self.on_missing, np.logical_or.reduce(gaps), code, notify)
        out.reply[block] = self.codes.reply[code]
        out.script[block] = self.codes.script[code]
        out.notify[block] = notify


def decide_many(
    columns: ScoreColumns, effective: Effective, stage: Stage, extent: Extent = Extent.WHOLE
) -> Redecisions:
    """Return for each stored message what ``decide`` would say, plus the mask of the unknowable."""
    size = len(columns)
    judge = _Judge(columns, effective, stage, extent)
    out = Redecisions(
        np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, bool),
        judge.codes.scripts,
    )  # fmt: skip
    for start in range(0, size, _BLOCK):
        judge.run(out, slice(start, min(start + _BLOCK, size)))
    return out


def effect_at(decided: Redecisions, index: int) -> Effect:
    """One message's redecision as an ``Effect``."""
    return Effect(
        Reply(int(decided.reply[index])),
        decided.scripts[int(decided.script[index])],
        Notify(int(decided.notify[index])),
    )
