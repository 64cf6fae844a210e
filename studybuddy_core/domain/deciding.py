"""A decision is a pure function of scores and policy: the law of the house, for one text.

Both axes combine by maximum over all fired rules, so the order of rules never matters.
A required label without a valid score joins ``on_missing``; elsewhere a missing score
fires nothing. A check that failed leaves its labels missing even where another check
scored them: what it would have said is unknown.

A *circumstance* (nobody could judge it) is required only where everything else in a rule holds:
what was planned becomes required. Missing there, the rule fires, and ``on_missing`` joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from studybuddy_core.domain.labels import CIRCUMSTANCES, MANNERS
from studybuddy_core.domain.messages import Extent, Stage
from studybuddy_core.domain.policies import Effect, Effective, Reply, Rule
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

    @property
    def line(self) -> str:
        """Which of the label's own lines was crossed: ``protect``, ``alert`` or ``grey``; else ""."""
        rest = self.rule.removeprefix(f"{self.label}.").partition(".")[0] if self.label else ""
        return rest if rest in ("protect", "alert", "grey") and self.rule.startswith(f"{self.label}.") else ""


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

    @property
    def unjudged(self) -> bool:
        """Whether something doubtful was found that nobody could judge."""
        return any(reason.line == "grey" for reason in self.reasons)

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
    best: dict[str, int | None] = {}
    failed: set[str] = set()
    for signal in signals:
        label, score = signal.label, signal.score
        before = best.setdefault(label, score)
        if score is None:
            failed.add(label)
        elif before is None or score > before:
            best[label] = score
    return {label: Standing(score, label in failed) for label, score in best.items()}


NOTHING = Standing(None)
_NO_GAPS: frozenset[str] = frozenset()


def gaps_of(rule: Rule, known: Mapping[str, Standing], optional: frozenset[str]) -> frozenset[str] | None:
    """None where the rule does not fire; where it does, the circumstances it lacks, mostly none."""
    gaps = []
    for condition in rule.when_all:
        standing = known.get(condition.label, NOTHING)
        if condition.label in CIRCUMSTANCES and standing.missing and condition.label not in optional:
            gaps.append(condition.label)
        elif standing.score is None or standing.score < condition.score:
            return None
    return frozenset(gaps) if gaps else _NO_GAPS


def _reasons(rule: Rule, known: Mapping[str, Standing]) -> list[Reason]:
    """One reason for each label that was seen; circumstances and manners are said by the rule's own words."""
    seen = [c for c in rule.when_all if c.label not in CIRCUMSTANCES | MANNERS]
    if not seen:
        return [Reason(rule.name, why=rule.why)]
    return [Reason(rule.name, c.label, known[c.label].score, c.score, rule.why) for c in seen]


def decide_standings(
    known: Mapping[str, Standing], effective: Effective, stage: Stage, extent: Extent = Extent.WHOLE
) -> Decision:
    """Decide from folded standings; the same law as ``decide``."""
    effect = Effect()
    reasons: list[Reason] = []
    lacking: set[str] = set()
    for rule in effective.rules_at(stage):
        gaps = gaps_of(rule, known, effective.optional)
        if gaps is not None:
            effect = effect.joined(rule.then)
            reasons += _reasons(rule, known)
            lacking |= gaps
    missing = tuple(sorted(lacking | {x for x in effective.required(stage, extent) if known.get(x, NOTHING).missing}))
    if missing:
        effect = effect.joined(effective.on_missing)
        reasons += [Reason("missing", label, why="No valid score for a label the policy needs") for label in missing]
    return Decision(stage, extent, effect, tuple(sorted(reasons, key=str)), missing, effective.id)


def decide(signals: Iterable[Signal], effective: Effective, stage: Stage, extent: Extent = Extent.WHOLE) -> Decision:
    """Return what the child sees and who hears, from the signals of one part of one text."""
    return decide_standings(standings(s for s in signals if s.stage is stage), effective, stage, extent)
