"""Stepping in on an answer that can't be shown as it is: change the segment, try again otherwise, or end it.

Which of the four strategies is used follows from the labels that sent the segment back and from the procedure. Every
step is kept with the text before and after, the scores against their thresholds, and how long it took.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from enum import StrEnum

from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.interventions import DEFAULT, Strategy, causes_of
from studybuddy_core.domain.messages import Part, told_apart
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Batch, Intervention, Outcome, Withheld
from studybuddy_core.domain.turns import Intervened, TurnEvent
from studybuddy_core.pipeline.asking import Attempt, with_call
from studybuddy_core.pipeline.injecting import injection_for
from studybuddy_core.pipeline.redaction import marked, replaced
from studybuddy_core.pipeline.scoring import Scores
from studybuddy_core.pipeline.showing import Showing
from studybuddy_core.pipeline.under_way import UnderWay


class Next(StrEnum):
    """What follows a segment or an attempt: go on, try again with guidance, or the turn has ended."""

    GO_ON = "go on"
    AGAIN = "again"
    ENDED = "ended"


Steps = Generator[TurnEvent, None, Next]


class SteppingIn:
    """The interventions of one turn: how many there were, and what the next attempt is told and given."""

    def __init__(self, now: UnderWay, showing: Showing) -> None:
        self.now, self.showing = now, showing
        self.steering = now.layers.procedure.steering or DEFAULT
        self.most = now.layers.procedure.limits.max_interventions
        self.count = 0
        self.steer = now.steer
        self.context = ""

    @property
    def left(self) -> bool:
        """Whether there may be another intervention in this turn."""
        return self.count < self.most

    def changed(self, this: Attempt, text: str, scores: list[Scores], decision: Decision) -> Generator[
        TurnEvent, None, str | None
    ]:  # fmt: skip
        """Return the segment with its marked places replaced, where that is what is to be done about it; else None."""
        labels = _labels(decision)
        if decision.effect.reply is not Reply.REVISE or decision.missing or not labels or not self.left:
            return None
        if self.steering.choose(labels) is not Strategy.MODIFY:
            return None
        offset = len(self.showing.text)
        marks = [mark for mark in marked(scores[0].signals, labels) if mark[0].start >= offset]
        if not marks:
            return None
        after = replaced(scores[0].view.clean, marks)[offset:]
        yield from self._intervened(this, Strategy.MODIFY, decision, text, after)
        return after

    def refused(self, this: Attempt, text: str, decision: Decision, batch: Batch) -> Steps:
        """Not fit to show: keep it apart, and make another attempt or end with a fixed text."""
        this.outcome = "stopped"
        batch = replace(batch, withheld=(Withheld(this.n, Part(self.showing.segment), text),))
        labels = _labels(decision)
        wanted = self.steering.choose(labels)
        if wanted is Strategy.MODIFY:  # nothing was marked, or the change did not help
            wanted = self.steering.after(wanted)
        if decision.effect.reply is not Reply.REVISE or not self.left or wanted is Strategy.ABORT:
            return (yield from self._aborted(this, text, decision, batch))
        self.now.commit(batch)
        self.steer, self.context, after = self.now.guidance(decision), "", ""
        if wanted is Strategy.INJECT:
            injection = yield from injection_for(self.now, text, labels, self.showing.passages)
            if injection is None:
                wanted = self.steering.after(wanted)
                if wanted is Strategy.ABORT:
                    return (yield from self._aborted(this, text, decision, self.now.batch()))
            else:
                self.context, after = injection.text, injection.shown
                self.showing.passages = told_apart((*self.showing.passages, *injection.passages))
        yield from self._intervened(this, wanted, decision, text, after or self.steer)
        return Next.AGAIN

    def _aborted(self, this: Attempt, text: str, decision: Decision, batch: Batch) -> Steps:
        now, reply = self.now, decision.effect.reply
        script = decision.effect.script or "let_me_rephrase"
        abort = self._done(this, Strategy.ABORT, decision, text, script)
        now.care = now.care or reply is Reply.SUPPORT
        batch = with_call(this, replace(batch, interventions=(abort,)))
        yield Intervened(abort)
        yield from now.say_and_close(script, Outcome.REPLACED, f"output {reply.name.lower()}", batch)
        return Next.ENDED

    def _intervened(
        self, this: Attempt, strategy: Strategy, decision: Decision, before: str, after: str
    ) -> Iterator[TurnEvent]:
        """Record an intervention and say so."""
        self.count += 1
        done = self._done(this, strategy, decision, before, after)
        self.now.commit(self.now.batch(interventions=(done,)))
        yield Intervened(done)

    def _done(self, this: Attempt, strategy: Strategy, decision: Decision, before: str, after: str) -> Intervention:
        causes = causes_of(decision)
        took = this.record.stepped_in(strategy.kind)
        return Intervention(strategy.kind, this.n, Part(self.showing.segment), tuple(c.label for c in causes), before,
                            after, this.ms(), causes, took)  # fmt: skip


def _labels(decision: Decision) -> tuple[str, ...]:
    return tuple(sorted({reason.label for reason in decision.reasons if reason.label}))
