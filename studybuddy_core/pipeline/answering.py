"""Layers 2 to 4 of a turn: ask the model, hold its text back, check every segment, release or step in.

The last segment is held until the stream has ended properly, so that it goes out only after
the checks of the whole message too. What has been shown is final: a regeneration continues
behind it. How it is stepped in stands in ``stepping_in``, what is shown in ``showing``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.chat import ChatRequest, Stopped, TextDelta, Usage
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Part, Passage, Stage
from studybuddy_core.domain.records import Batch, Outcome
from studybuddy_core.domain.turns import Decided, Finished, Scored, TurnEvent
from studybuddy_core.pipeline.asking import Attempt, chat_request, stand_ins, with_call
from studybuddy_core.pipeline.cascade import examine
from studybuddy_core.pipeline.drafting import drafted
from studybuddy_core.pipeline.redaction import PuttingBack
from studybuddy_core.pipeline.scoring import Scores
from studybuddy_core.pipeline.segments import Segmenter
from studybuddy_core.pipeline.showing import Showing
from studybuddy_core.pipeline.stepping_in import Next, SteppingIn, Steps
from studybuddy_core.pipeline.under_way import UnderWay

STOPS_AT_ONCE = frozenset({"paused", "stopped", "closed"})


class Answering:
    """The answer of one turn."""

    def __init__(self, now: UnderWay, passages: tuple[Passage, ...]) -> None:
        self.now = now
        self.limits = now.layers.procedure.limits
        self.showing = Showing(now, passages)
        self.stepping_in = SteppingIn(now, self.showing)

    @property
    def shown(self) -> str:
        """The model's own words that the child has seen in this turn."""
        return self.showing.text

    def run(self) -> Iterator[TurnEvent]:
        """Make attempts until one is through, or the interventions are used up."""
        if self.now.pending_note:
            yield from self.showing.note(self.now.pending_note, self.now.batch())
        for n in range(self.limits.max_interventions + 1):
            if (yield from self.attempt(n)) is not Next.AGAIN:
                return
        nothing_fit = "no attempt was fit to show"
        yield from self.now.say_and_close("let_me_rephrase", Outcome.REPLACED, nothing_fit, self.now.batch())

    def attempt(self, n: int) -> Steps:
        """Ask once and release segment by segment; what the request cost is recorded however it ends."""
        now, told = self.now, self.stepping_in
        hidden = stand_ins(now)
        request = chat_request(now, self.showing.passages, hidden, shown=self.shown, steer=told.steer,
                               context=told.context)  # fmt: skip
        this = Attempt(n, now.provider, now.layers.procedure.id, now.layers.clock, now.turn.around, now.started)
        try:
            following = yield from self.listen(this, request, PuttingBack(hidden))
        finally:
            if not this.recorded:
                now.commit(self.with_call(this, now.batch()))
        return following

    def with_call(self, this: Attempt, batch: Batch) -> Batch:
        """``batch`` with the receipts, the cost and the timeline of this attempt."""
        return with_call(this, batch)

    # -- listening ---------------------------------------------------------------------------------

    def listen(self, this: Attempt, request: ChatRequest, back: PuttingBack) -> Steps:
        """Follow the stream; every finished segment is checked before the next event is read."""
        now, segmenter = self.now, Segmenter(self.limits.segment_chars)
        stream = drafted(now, this, request, self.showing.passages)
        try:
            for event in stream:
                if now.standing.cancelled():
                    return (yield from self.cancelled(this))
                if now.layers.clock.monotonic() - now.started > self.limits.deadline_s:
                    raise ProviderError("The answer took too long.", kind="timeout")
                following = yield from self.heard(this, segmenter, back, event)
                if following is not Next.GO_ON:
                    return following
                if this.length > self.limits.answer_chars:
                    this.stopped = "length"
                    break
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()
        if not this.stopped:
            raise ProviderError("The answer broke off.", kind="cut")
        rest = clean_text("".join([*segmenter.feed(back.rest()), segmenter.rest()]))
        if this.stopped == "refusal" and not (self.shown + rest).strip():
            this.outcome = "refusal"
            batch = self.with_call(this, now.batch())
            yield from now.say_and_close("not_here", Outcome.REPLACED, "the model refused", batch)
            return Next.ENDED
        this.outcome = "ok"
        return (yield from self.judged(this, rest, last=True))

    def heard(self, this: Attempt, segmenter: Segmenter, back: PuttingBack, event: object) -> Steps:
        """Take one event of the stream and judge the segments it completes."""
        if isinstance(event, Usage):
            this.usage = event
        elif isinstance(event, Stopped):
            this.stopped = event.reason
        elif isinstance(event, TextDelta):
            this.hear(event.text)
            for segment in segmenter.feed(back.feed(event.text)):
                following = yield from self.judged(this, clean_text(segment), last=False)
                if following is not Next.GO_ON:
                    return following
        else:
            raise ProviderError(f"The model sent something unknown: {type(event).__name__}", kind="malformed")
        return Next.GO_ON

    def cancelled(self, this: Attempt) -> Steps:
        """The child stopped the answer: what was shown stays, nothing more comes."""
        this.outcome = "cancelled"
        close = self.now.close(Outcome.CANCELLED)
        self.now.commit(self.with_call(this, self.now.batch(close=close)))
        yield Finished(close)
        return Next.ENDED

    # -- judging -----------------------------------------------------------------------------------

    def judged(self, this: Attempt, text: str, *, last: bool) -> Steps:
        """Check one segment (and with the last, the whole); release it, change it, try again or end."""
        if last and not (self.shown + text).strip():
            raise ProviderError("The answer was empty.", kind="malformed")
        this.record.cut()
        segment = Part(self.showing.segment)
        parts = (segment, WHOLE_MESSAGE) if last else (segment,)
        scores, decision = yield from self.decided(this, text, parts)
        changed = yield from self.stepping_in.changed(this, text, scores, decision)
        if changed is not None:
            text = changed
            scores, decision = yield from self.decided(this, text, parts)
        batch = self.now.batch(
            scorings=tuple(s.scoring() for s in scores),
            receipts=tuple(r for s in scores for r in s.receipts()),
            decisions=tuple((s.part, this.n, decision) for s in scores),
            flags=self.now.flags(decision),
        )
        if decision.delivers:
            yield from self.showing.delivered(this, text, decision, batch, last=last)
            return Next.ENDED if last else Next.GO_ON
        return (yield from self.stepping_in.refused(this, text, decision, batch))

    def decided(
        self, this: Attempt, text: str, parts: tuple[Part, ...]
    ) -> Generator[TurnEvent, None, tuple[list[Scores], Decision]]:
        """Score everything up to the end of this segment, as each part; the strictest decision holds."""
        now, scores, decisions = self.now, list[Scores](), list[Decision]()
        so_far = self.shown + text
        readings = readings_of(so_far)
        for part in parts:
            view = now.view(Stage.OUTPUT, so_far, part=part, passages=self.showing.passages, readings=readings)
            found = examine(now, view, attempt=this.n, before=scores[0].signals if scores else ())
            yield Scored(Stage.OUTPUT, part, this.n, view.clean, found.signals)
            scores.append(found)
            decisions.append(found.decided(now.began, found.active or now.began))
        this.record.scored()
        decision = decisions[0]
        for other in decisions[1:]:
            decision = decision.combined(other)
        hold = now.standing.hold()
        if hold is not None and hold.kind in STOPS_AT_ONCE:
            decision = decision.held(hold.effect, hold.kind, hold.why)
        this.record.decided(self.showing.segment, len(text))
        yield Decided(parts[0], this.n, decision)
        return scores, decision
