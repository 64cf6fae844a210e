"""Layers 2 to 4 of a turn: ask the model, hold its text back, check every segment, release or intervene.

The last segment is held until the stream has ended properly, so that it goes out only after
the checks of the whole message too. What has been shown is final: a regeneration continues
behind it. Interventions, in the order they are tried: ``modify`` (marked places are replaced,
and the result checked again), ``steer`` (another attempt with guidance), ``abort`` (a fixed text).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from enum import StrEnum

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.chat import ChatRequest, Stopped, TextDelta, Usage
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Part, Passage, Stage
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Batch, Intervention, Outcome, Release, ReleaseKind, Withheld
from studybuddy_core.domain.turns import Decided, Finished, Intervened, Released, Scored, TurnEvent
from studybuddy_core.pipeline.asking import Attempt, chat_request, stand_ins
from studybuddy_core.pipeline.cascade import examine
from studybuddy_core.pipeline.redaction import PuttingBack, marked, replaced
from studybuddy_core.pipeline.scoring import Scores
from studybuddy_core.pipeline.segments import Segmenter
from studybuddy_core.pipeline.under_way import UnderWay

REPLACEABLE = ("privacy.", "attack.link")
STOPS_AT_ONCE = frozenset({"paused", "stopped", "closed"})


class Next(StrEnum):
    """What follows a segment or an attempt: go on, try again with guidance, or the turn has ended."""

    GO_ON = "go on"
    AGAIN = "again"
    ENDED = "ended"


Steps = Generator[TurnEvent, None, Next]


class Answering:
    """The answer of one turn."""

    def __init__(self, now: UnderWay, passages: tuple[Passage, ...]) -> None:
        self.now = now
        self.passages = passages
        self.limits = now.layers.procedure.limits
        self.answer: list[str] = []
        self.named: set[str] = set()
        self.segment = 0
        self.interventions = 0
        self.steer = now.steer
        self.noted: set[str] = set()

    @property
    def shown(self) -> str:
        """The model's own words that the child has seen in this turn."""
        return "".join(self.answer)

    def run(self) -> Iterator[TurnEvent]:
        """Make attempts until one is through, or the interventions are used up."""
        if self.now.pending_note:
            self.noted.add(self.now.pending_note)
            yield from self.release(self.note(self.now.pending_note), self.now.batch())
        for n in range(self.limits.max_interventions + 1):
            if (yield from self.attempt(n)) is not Next.AGAIN:
                return
        nothing_fit = "no attempt was fit to show"
        yield from self.now.say_and_close("let_me_rephrase", Outcome.REPLACED, nothing_fit, self.now.batch())

    def attempt(self, n: int) -> Steps:
        """Ask once and release segment by segment; what the request cost is recorded however it ends."""
        now = self.now
        hidden = stand_ins(now)
        request = chat_request(now, self.passages, hidden, shown=self.shown, steer=self.steer)
        this = Attempt(n, now.provider, now.layers.procedure.id, now.layers.clock)
        try:
            following = yield from self.listen(this, request, PuttingBack(hidden))
        finally:
            if not this.recorded:
                now.commit(self.with_call(this, now.batch()))
        return following

    def with_call(self, this: Attempt, batch: Batch) -> Batch:
        """``batch`` with the receipts and the cost of this attempt."""
        this.recorded = True
        return replace(batch, receipts=(*batch.receipts, *this.receipts()), calls=(*batch.calls, this.call()))

    # -- listening ---------------------------------------------------------------------------------

    def listen(self, this: Attempt, request: ChatRequest, back: PuttingBack) -> Steps:
        """Follow the stream; every finished segment is checked before the next event is read."""
        now, segmenter = self.now, Segmenter(self.limits.segment_chars)
        stream = now.provider.stream(request)
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
        parts = (Part(self.segment), WHOLE_MESSAGE) if last else (Part(self.segment),)
        scores, decision = yield from self.decided(this, text, parts)
        if decision.effect.reply is Reply.REVISE:
            changed = self.modified(scores, decision)
            if changed is not None:
                yield from self.intervened(this, "modify", decision, text, changed)
                text = changed
                scores, decision = yield from self.decided(this, text, parts)
        batch = self.now.batch(
            scorings=tuple(s.scoring() for s in scores),
            receipts=tuple(r for s in scores for r in s.receipts()),
            decisions=tuple((s.part, this.n, decision) for s in scores),
            flags=self.now.flags(decision),
        )
        if decision.delivers:
            yield from self.delivered(this, text, decision, batch, last=last)
            return Next.ENDED if last else Next.GO_ON
        return (yield from self.refused(this, text, decision, batch))

    def decided(
        self, this: Attempt, text: str, parts: tuple[Part, ...]
    ) -> Generator[TurnEvent, None, tuple[list[Scores], Decision]]:
        """Score everything up to the end of this segment, as each part; the strictest decision holds."""
        now, scores, decisions = self.now, list[Scores](), list[Decision]()
        so_far = self.shown + text
        readings = readings_of(so_far)
        for part in parts:
            view = now.view(Stage.OUTPUT, so_far, part=part, passages=self.passages, readings=readings)
            found = examine(now, view, attempt=this.n, before=scores[0].signals if scores else ())
            yield Scored(Stage.OUTPUT, part, this.n, view.clean, found.signals)
            scores.append(found)
            decisions.append(found.decided(now.began, found.active or now.began))
        decision = decisions[0]
        for other in decisions[1:]:
            decision = decision.combined(other)
        hold = now.standing.hold()
        if hold is not None and hold.kind in STOPS_AT_ONCE:
            decision = decision.held(hold.effect, hold.kind, hold.why)
        yield Decided(parts[0], this.n, decision)
        return scores, decision

    def modified(self, scores: list[Scores], decision: Decision) -> str | None:
        """The segment with its marked places replaced, where that is all that is wrong with it; else None."""
        fired = {reason.label for reason in decision.reasons if reason.label}
        if not fired or decision.missing or not all(label.startswith(REPLACEABLE) for label in fired):
            return None
        offset = len(self.shown)
        marks = [mark for mark in marked(scores[0].signals, tuple(fired)) if mark[0].start >= offset]
        return replaced(scores[0].view.clean, marks)[offset:] if marks else None

    def refused(self, this: Attempt, text: str, decision: Decision, batch: Batch) -> Steps:
        """Not fit to show: keep it apart, and steer another attempt or end with a fixed text."""
        now, part = self.now, Part(self.segment)
        this.outcome = "stopped"
        batch = replace(batch, withheld=(Withheld(this.n, part, text),))
        reply = decision.effect.reply
        if reply is Reply.REVISE and self.interventions < self.limits.max_interventions:
            self.steer = now.guidance(decision)
            now.commit(batch)
            yield from self.intervened(this, "steer", decision, text, self.steer)
            return Next.AGAIN
        script = decision.effect.script or "let_me_rephrase"
        abort = Intervention("abort", this.n, part, _labels(decision), text, script, this.ms())
        now.care = now.care or reply is Reply.SUPPORT
        batch = self.with_call(this, replace(batch, interventions=(abort,)))
        yield Intervened(abort)
        yield from now.say_and_close(script, Outcome.REPLACED, f"output {reply.name.lower()}", batch)
        return Next.ENDED

    # -- showing -----------------------------------------------------------------------------------

    def delivered(
        self, this: Attempt, text: str, decision: Decision, batch: Batch, *, last: bool
    ) -> Iterator[TurnEvent]:
        """Commit the segment with its evidence, then show it; the last one carries the closing row."""
        now, script = self.now, decision.effect.script
        noted = decision.effect.reply is Reply.ANNOTATE and script not in {"", *self.noted}  # one note once a turn
        close = now.close(Outcome.FINISHED, this.stopped) if last else None
        if close is not None and not noted:
            batch = self.with_call(this, replace(batch, close=close))
        if text:
            passages = self.named_in(text)
            self.answer.append(text)
            self.segment += 1
            yield from self.release(Release(now.releases, ReleaseKind.SEGMENT, text, passages=passages), batch)
        else:
            now.commit(batch)
        if noted:
            tail = now.batch() if close is None else self.with_call(this, now.batch(close=close))
            self.noted.add(script)
            yield from self.release(self.note(script), tail)
        if close is not None:
            yield Finished(close)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The passages to name beside this segment.

        The built-in tutor says which one it answered from (a title may run over the end of a segment); a model was
        given them all, so all stand beside its first words.
        """
        if self.now.provider.outside:
            return tuple(p.id for p in self.passages) if self.segment == 0 else ()
        so_far = (self.shown + text).casefold()
        found = [p.id for p in self.passages if p.title.casefold() in so_far and p.id not in self.named]
        self.named.update(found)
        return tuple(found)

    def note(self, script_id: str) -> Release:
        """A fixed text beside the answer."""
        return replace(self.now.script(script_id), kind=ReleaseKind.NOTE)

    def release(self, release: Release, batch: Batch) -> Iterator[TurnEvent]:
        """Commit a release with its evidence and yield what may be shown."""
        released = self.now.commit(replace(batch, release=release))
        if released is not None:
            sources = tuple(p for p in self.passages if p.id in release.passages)
            yield Released(released.release, released.allow, sources)

    def intervened(self, this: Attempt, kind: str, decision: Decision, before: str, after: str) -> Iterator[TurnEvent]:
        """Record an intervention and say so."""
        self.interventions += 1
        done = Intervention(kind, this.n, Part(self.segment), _labels(decision), before, after, this.ms())
        self.now.commit(self.now.batch(interventions=(done,)))
        yield Intervened(done)


def _labels(decision: Decision) -> tuple[str, ...]:
    return tuple(sorted({reason.label or reason.rule for reason in decision.reasons}))
