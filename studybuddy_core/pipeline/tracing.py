"""One turn, taken apart layer by layer: for the playground, the command line and the benchmarks.

The turn runs through the same pipeline as a child's, into a ledger in memory; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.drafting import Round
from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.policies import Effective, Notify, Reply
from studybuddy_core.domain.records import (
    Call,
    Close,
    Intervention,
    Kept,
    Outcome,
    Receipt,
    Release,
    ReleaseKind,
    Withheld,
)
from studybuddy_core.domain.timelines import Timeline
from studybuddy_core.domain.turns import Decided, Finished, Released, Scored, TurnEvent, TurnInput
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.pipeline.under_way import Standing


@dataclass
class Trace:
    """Everything that happened in one turn, in order, and its sum."""

    scored: list[Scored] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    released: list[Release] = field(default_factory=list)
    sources: list[Passage] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    close: Close | None = None

    @property
    def text(self) -> str:
        """What the child would have been shown."""
        return "".join(release.text for release in self.released)

    @property
    def pieces(self) -> list[str]:
        """The same as a child reads it: each fixed text by itself, the tutor's own words together."""
        own = "".join(release.text for release in self.released if release.kind is ReleaseKind.SEGMENT)
        fixed = [release.text for release in self.released if release.kind is not ReleaseKind.SEGMENT]
        return [*([own] if own else []), *fixed]

    @property
    def decisions(self) -> list[Decision]:
        """Every decision, in order."""
        return [decided.decision for decided in self.decided]

    @property
    def reply(self) -> Reply:
        """What the child got: DELIVER (or ANNOTATE) for an answer, else what took its place."""
        if self.close is not None and self.close.outcome in (Outcome.FINISHED, Outcome.CANCELLED):
            return max((d.effect.reply for d in self.decisions if d.delivers), default=Reply.DELIVER)
        return max((d.effect.reply for d in self.decisions if not d.delivers), default=Reply.WITHHOLD)

    @property
    def notify(self) -> Notify:
        """Who would have heard."""
        return max((d.effect.notify for d in self.decisions), default=Notify.NONE)

    def add(self, event: TurnEvent) -> None:
        """Take in one event."""
        match event:
            case Scored():
                self.scored.append(event)
            case Decided():
                self.decided.append(event)
            case Released():
                self.released.append(event.release)
                self.sources += [p for p in event.sources if p not in self.sources]
            case Finished():
                self.close = event.close
            case _:
                pass


def traced(pipeline: TurnPipeline, turn: TurnInput, effective: Effective) -> Iterator[Trace]:
    """Run ``turn`` in memory and yield the trace after every event, so that a page can show it growing."""
    ledger = Kept()
    trace = Trace()
    for event in replace(pipeline, ledger=ledger).run(turn, Standing(lambda: effective)):
        trace.add(event)
        trace.receipts = [receipt for batch in ledger.batches for receipt in batch.receipts]
        trace.interventions = [done for batch in ledger.batches for done in batch.interventions]
        trace.withheld = [text for batch in ledger.batches for text in batch.withheld]
        trace.rounds = [one for batch in ledger.batches for one in batch.rounds]
        trace.calls = [call for batch in ledger.batches for call in batch.calls]
        trace.timelines = [line for batch in ledger.batches for line in batch.timelines]
        yield trace


def trace_turn(pipeline: TurnPipeline, turn: TurnInput, effective: Effective) -> Trace:
    """Run ``turn`` in memory to its end and return its trace."""
    trace = Trace()
    for so_far in traced(pipeline, turn, effective):
        trace = so_far
    return trace
