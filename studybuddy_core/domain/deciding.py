"""A decision is a pure function of scores and policy: the law of the house, for one text.

Both axes combine by maximum over all fired rules, so the order of rules never matters.
A required label without a valid score joins ``on_missing``; elsewhere a missing score
fires nothing. A check that failed leaves its labels missing even where another check
scored them: what it would have said is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from studybuddy_core.domain.messages import Extent, Stage
from studybuddy_core.domain.policies import Effect, Effective, Reply
from studybuddy_core.domain.signals import Signal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision is as it is: the rule that fired, on which label, with which score against which threshold.

    A missing score has ``rule`` "missing" and no numbers; a hold (paused, too fast, too long) has
    ``rule`` "hold.<kind>".
    """

    rule: str
    label: str = ""
    score: int | None = None
    threshold: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the child sees, who hears, and the exact reasons."""

    stage: Stage
    extent: Extent
    effect: Effect
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    effective_id: str

    @property
    def delivers(self) -> bool:
        """Whether the text itself may be shown (perhaps with a note beside it)."""
        return self.effect.reply <= Reply.ANNOTATE

    def held(self, effect: Effect, kind: str, why: str) -> Decision:
        """Return this decision joined with a hold (pause, rate, length …) that limits the reply."""
        reasons = (*self.reasons, Reason(f"hold.{kind}", why=why))
        return replace(self, effect=self.effect.joined(effect), reasons=reasons)

    def joined(self, other: Decision) -> Decision:
        """The stricter of two decisions on the same text (the policy a turn began with, and the one now active)."""
        if other.effective_id == self.effective_id:
            return self
        combined = self.combined(other)
        return replace(combined, effective_id=f"{self.effective_id}+{other.effective_id}")

    def combined(self, other: Decision) -> Decision:
        """The stricter of two decisions under the same policy, on a segment and on the whole it completes."""
        reasons = tuple(dict.fromkeys((*self.reasons, *other.reasons)))
        missing = tuple(sorted({*self.missing, *other.missing}))
        extent = Extent.WHOLE if Extent.WHOLE in (self.extent, other.extent) else Extent.SEGMENT
        effect = self.effect.joined(other.effect)
        return replace(self, extent=extent, effect=effect, reasons=reasons, missing=missing)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one label: its highest valid score, and whether every check of it succeeded."""

    score: int | None
    failed: bool = False

    @property
    def missing(self) -> bool:
        """No valid score, or a check that could have said more broke."""
        return self.score is None or self.failed


def standings(signals: Iterable[Signal]) -> dict[str, Standing]:
    """Fold signals into one standing per label: the maximum of valid scores, and any failure."""
    known: dict[str, Standing] = {}
    for signal in signals:
        before = known.get(signal.label, Standing(None))
        if signal.score is None:
            known[signal.label] = Standing(before.score, True)
        else:
            best = signal.score if before.score is None else max(before.score, signal.score)
            known[signal.label] = Standing(best, before.failed)
    return known


NOTHING = Standing(None)


def decide_standings(
    known: Mapping[str, Standing], effective: Effective, stage: Stage, extent: Extent = Extent.WHOLE
) -> Decision:
    """Decide from folded standings; the same law as ``decide``."""
    effect = Effect()
    reasons: list[Reason] = []
    for rule in effective.rules_at(stage):
        scores = [known.get(condition.label, NOTHING).score for condition in rule.when_all]
        if all(s is not None and s >= c.score for s, c in zip(scores, rule.when_all, strict=True)):
            effect = effect.joined(rule.then)
            reasons += [
                Reason(rule.name, c.label, s, c.score, rule.why) for s, c in zip(scores, rule.when_all, strict=True)
            ]
    missing = tuple(sorted(x for x in effective.required(stage, extent) if known.get(x, NOTHING).missing))
    if missing:
        effect = effect.joined(effective.on_missing)
        reasons += [Reason("missing", label, why="No valid score for a label the policy needs") for label in missing]
    return Decision(stage, extent, effect, tuple(sorted(reasons, key=str)), missing, effective.id)


def decide(signals: Iterable[Signal], effective: Effective, stage: Stage, extent: Extent = Extent.WHOLE) -> Decision:
    """Return what the child sees and who hears, from the signals of one part of one text."""
    return decide_standings(standings(s for s in signals if s.stage is stage), effective, stage, extent)
