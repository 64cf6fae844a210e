"""Which checks run next, from the scores already there: the cascade's middle, as a pure function.

Cheap checks score every text. A judge costs seconds and money and sends words away, so it is asked in the
grey zone alone: where a label's score has reached the policy's grey line, and nothing else already holds the
text back. ``plan`` says who is asked about what, and why nobody where nobody is. What it chooses becomes
required: until the circumstance ``judge.absent`` is known, ``decide`` blocks a doubtful text.

A policy that wants everything judged sets ``grey: 0``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from studybuddy_core.domain.deciding import Standing, decide_standings, gaps_of, standings
from studybuddy_core.domain.labels import CIRCUMSTANCES, MANNERS, UNJUDGED, label_spec
from studybuddy_core.domain.messages import Extent, Stage
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Signal

WELLBEING = "wellbeing."
_JUDGED = Standing(0)  # stands for "somebody has judged it", to see what holds without any doubt


@dataclass(frozen=True, slots=True)
class Offer:
    """A check that could be asked. ``private``: it may read what concerns a child's wellbeing."""

    spec: CheckSpec
    private: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A label whose score has reached its grey line."""

    label: str
    score: int
    line: int

    def __str__(self) -> str:
        return f"{label_spec(self.label).title} {self.score / MAX_SCORE:.2f}, doubtful from {self.line / MAX_SCORE:.2f}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is asked next. ``asked`` maps each chosen check to the labels it is asked about.

    ``decided``: the text is held back anyway, so nobody is asked. ``private``: it concerns a child's wellbeing.
    """

    doubts: tuple[Doubt, ...] = ()
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decided: bool = False
    private: bool = False

    @property
    def checks(self) -> tuple[str, ...]:
        """The names of the chosen checks, in order."""
        return tuple(sorted(self.asked))

    @property
    def grey(self) -> bool:
        """Whether the text is in the grey zone: doubtful, and nothing else decides."""
        return bool(self.doubts) and not self.decided

    @property
    def left(self) -> frozenset[str]:
        """The doubtful labels that nobody is asked about."""
        covered: frozenset[str] = frozenset().union(*self.asked.values())
        return frozenset(doubt.label for doubt in self.doubts) - covered

    @property
    def why(self) -> str:
        """In words: what is doubtful, and why nobody is asked where nobody is."""
        if not self.doubts:
            return "nothing was doubtful"
        said = "; ".join(map(str, self.doubts))
        if self.decided:
            return f"decided without a judge ({said})"
        if self.asked:
            return f"asked about {said}"
        return f"{said}: " + ("kept on this machine" if self.private else "no judge to ask")

    def joined(self, other: Plan) -> Plan:
        """The plan under two policies that both hold: every doubt counts, and either may decide."""
        best: dict[str, Doubt] = {}
        for doubt in sorted((*self.doubts, *other.doubts), key=lambda d: (d.label, -d.line)):
            best[doubt.label] = doubt
        decided, private = self.decided or other.decided, self.private or other.private
        names = {*self.asked, *other.asked}
        for one in (self, other):
            if one.private != private:  # what one policy calls private, no outsider reads because of the other
                names -= {*one.asked} - {*(other if one is self else self).asked}
        none: frozenset[str] = frozenset()
        asked = {name: self.asked.get(name, none) | other.asked.get(name, none) for name in sorted(names)}
        return Plan(tuple(best.values()), {} if decided else asked, decided, private)


def doubts_of(known: Mapping[str, Standing], effective: Effective, stage: Stage) -> tuple[Doubt, ...]:
    """Return every label that a rule would have judged: all its other conditions hold. Sorted by label."""
    lines: dict[str, Doubt] = {}
    for rule in effective.circumstantial(stage):
        seen = tuple(c for c in rule.when_all if c.label not in CIRCUMSTANCES)
        if not any(c.label == UNJUDGED for c in rule.when_all):
            continue
        if gaps_of(replace(rule, when_all=seen), known, effective.optional) is None:
            continue
        for condition in seen:
            if condition.label in MANNERS:
                continue  # how a text speaks is nothing that a judge is asked about
            score = known[condition.label].score or 0
            before = lines.get(condition.label)
            line = condition.score if before is None else min(before.line, condition.score)
            lines[condition.label] = Doubt(condition.label, score, line)
    return tuple(sorted(lines.values()))


def plan(
    signals: Iterable[Signal],
    effective: Effective,
    stage: Stage,
    available: Sequence[Offer],
    extent: Extent = Extent.WHOLE,
) -> Plan:
    """Return who is asked next about a text with these scores. Pure: the same scores give the same plan.

    Nobody is asked where nothing is doubtful or the text is held back anyway, and what concerns a child's
    wellbeing goes only to who may read it.
    """
    known = standings(signal for signal in signals if signal.stage is stage)
    doubts = doubts_of(known, effective, stage)
    if not doubts:
        return Plan()
    sure = decide_standings({**known, UNJUDGED: _JUDGED}, effective, stage, extent)
    labels = frozenset(doubt.label for doubt in doubts)
    private = any(label.startswith(WELLBEING) for label in (*labels, *(r.label for r in sure.reasons)))
    if not sure.delivers:
        return Plan(doubts, {}, True, private)
    asked = {
        offer.spec.name: labels & set(offer.spec.labels)
        for offer in available
        if offer.spec.runs_on(stage, extent) and (offer.private or not private) and labels & set(offer.spec.labels)
    }
    return Plan(doubts, asked, False, private)
