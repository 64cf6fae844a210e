"""Running checks over one part of one text, with the receipts that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studybuddy_core.checks.judge import NAME as JUDGE
from studybuddy_core.domain.deciding import Decision, decide, standings
from studybuddy_core.domain.labels import UNJUDGED
from studybuddy_core.domain.messages import Part, Stage, TurnView
from studybuddy_core.domain.planning import Plan
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.records import Ran, Receipt, Scoring
from studybuddy_core.domain.signals import MAX_SCORE, Check, Signal, score

LAYER = {Stage.INPUT: 1, Stage.CONTEXT: 3, Stage.OUTPUT: 4}
_NOBODY = "-"  # the version of a judge that was not asked
KNOWN = "these words were read before"


@dataclass(frozen=True, slots=True)
class Scores:
    """The signals of one part, and the records they become. ``active`` is the policy the plan was made under."""

    view: TurnView
    attempt: int
    signals: tuple[Signal, ...]
    plan: Plan | None = None
    active: Effective | None = None

    @property
    def part(self) -> Part:
        """The part that was scored."""
        return self.view.part

    def scoring(self) -> Scoring:
        """What is stored: a standing per label, and findings only where there is a span or an error."""
        told = tuple(s for s in self.signals if s.error or (s.spans and s.score))
        return Scoring(self.view.stage, self.part, self.attempt, standings(self.signals), told)

    def receipts(self) -> tuple[Receipt, ...]:
        """One receipt a check: it ran, or it broke and how. The judge's says why it was asked, or why nobody was."""
        seen: dict[str, Receipt] = {}
        for signal in self.signals:
            status = Ran.ERROR if signal.error else Ran.SKIPPED if signal.version == _NOBODY else Ran.RAN
            if signal.check not in seen:
                why = signal.error or (KNOWN if signal.known else "")
                seen[signal.check] = self._receipt(signal.check, signal.version, status, signal.ms, why)
        if self.plan is not None:
            judge = seen.get(JUDGE) or self._receipt(JUDGE, _NOBODY, Ran.SKIPPED, 0.0, "")
            why = f"{judge.why} ({self.plan.why})" if judge.why else self.plan.why
            seen[JUDGE] = self._receipt(JUDGE, judge.version, judge.status, judge.ms, why)
        return tuple(seen.values())

    def _receipt(self, name: str, version: str, status: Ran, ms: float, why: str) -> Receipt:
        return Receipt(LAYER[self.view.stage], self.view.stage, self.part, name, version, status, ms, why)

    def decided(self, began: Effective, active: Effective) -> Decision:
        """Decide under the policy the turn began with joined with the one active now: stricter at once."""
        extent = self.part.extent
        first = decide(self.signals, began, self.view.stage, extent)
        if active.id == began.id:
            return first
        return first.joined(decide(self.signals, active, self.view.stage, extent))


def nobody(view: TurnView, why: str) -> Signal:
    """The fact that nobody could judge this text, and why."""
    return Signal(JUDGE, _NOBODY, view.stage, view.part, UNJUDGED, MAX_SCORE, note=why)


def score_alone(view: TurnView, checks: Sequence[Check]) -> tuple[Signal, ...]:
    """Score one part as where there is no judge to ask: for measuring, and for questions kept in a file."""
    return (*score(view, checks), nobody(view, "no judge to ask"))
