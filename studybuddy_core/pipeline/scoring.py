"""Running checks over one part of one text, with the receipts that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studybuddy_core.domain.deciding import Decision, decide, standings
from studybuddy_core.domain.messages import Part, Stage, TurnView
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.records import Ran, Receipt, Scoring
from studybuddy_core.domain.signals import Check, Signal, score

LAYER = {Stage.INPUT: 1, Stage.CONTEXT: 3, Stage.OUTPUT: 4}


@dataclass(frozen=True, slots=True)
class Scores:
    """The signals of one part, and the records they become."""

    view: TurnView
    attempt: int
    signals: tuple[Signal, ...]

    @property
    def part(self) -> Part:
        """The part that was scored."""
        return self.view.part

    def scoring(self) -> Scoring:
        """What is stored: a standing per label, and findings only where there is a span or an error."""
        told = tuple(s for s in self.signals if s.error or (s.spans and s.score))
        return Scoring(self.view.stage, self.part, self.attempt, standings(self.signals), told)

    def receipts(self) -> tuple[Receipt, ...]:
        """One receipt a check: it ran, or it broke and how."""
        seen: dict[str, Receipt] = {}
        for signal in self.signals:
            status = Ran.ERROR if signal.error else Ran.RAN
            seen.setdefault(
                signal.check,
                Receipt(LAYER[self.view.stage], self.view.stage, self.part, signal.check, signal.version, status,
                        signal.ms, signal.error),
            )  # fmt: skip
        return tuple(seen.values())

    def decided(self, began: Effective, active: Effective) -> Decision:
        """Decide under the policy the turn began with joined with the one active now: stricter at once."""
        extent = self.part.extent
        first = decide(self.signals, began, self.view.stage, extent)
        if active.id == began.id:
            return first
        return first.joined(decide(self.signals, active, self.view.stage, extent))


def score_view(view: TurnView, checks: Sequence[Check], attempt: int = 0) -> Scores:
    """Score one part with every check that runs on it."""
    return Scores(view, attempt, score(view, checks))
