"""Rounds before an answer: an outside model's draft is collected, looked at and revised before any of it goes on.

``drafted`` stands where the provider's stream would: what comes out is a stream of the final text, which then goes
through the same hold-back, checks and decisions as any other. In order: samples of the same request are compared where
the draft is risky (self-consistency); the model is asked what its draft claims; verification questions are answered
afresh, without the draft (chain of verification, Dhuliawala et al. 2023); and the constitution is held against it,
with a revision for each round that finds something (Bai et al. 2022). Requests hold what the first one held, which
was redacted, and the model's own words. Every call is kept with its cost, every step with its text. A round that
fails or has no time left leaves the draft as it stands and says so: the answer is unverified, and what follows is
policy. The built-in tutor, which repeats approved passages, goes through none of this.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from studybuddy_core.checks.bearing_out import Verdict, bearing
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.statements import statements
from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta, Usage
from studybuddy_core.domain.drafting import Drafted, Drafting, RoundKind
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Passage, Stage, Utterance
from studybuddy_core.domain.records import Call, Ran, Receipt
from studybuddy_core.domain.signals import points
from studybuddy_core.guardrails import rounds as asked_in
from studybuddy_core.pipeline.agreeing import agreement
from studybuddy_core.pipeline.asking import Attempt
from studybuddy_core.pipeline.cascade import examine
from studybuddy_core.pipeline.evidence import evidence_for
from studybuddy_core.pipeline.under_way import UnderWay

_AT_ONCE = 4
_LOOK_S = 0.2
_SAMPLING = 0.8  # the temperature at which other answers are drawn
_STRICT = 0.0
_LONGEST_ANSWER = 200  # tokens of an answer to one question
_MOST_CHARS = 20_000
_ALIVE = TextDelta("")

Doing = Generator[ChatEvent, None, tuple[Ran, str]]


def drafted(now: UnderWay, this: Attempt, request: ChatRequest, passages: tuple[Passage, ...]) -> Iterator[ChatEvent]:
    """Return the stream of an attempt: the provider's own, or, where rounds are set, what came of them."""
    plan = now.layers.procedure.drafting
    now.drafted = None
    if plan is None or not plan.collects or not now.provider.outside:
        return now.provider.stream(request)
    return _Rounds(now, this, request, passages, plan).run()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one call came to: its text, or the fault that ended it."""

    text: str
    call: Call
    fault: ProviderError | None = None


class _Rounds:
    def __init__(
        self, now: UnderWay, this: Attempt, request: ChatRequest, passages: tuple[Passage, ...], plan: Drafting
    ) -> None:
        self.now, self.this, self.request, self.passages, self.plan = now, this, request, passages, plan
        self.provider = now.provider
        self.until = 0.0
        self.over = threading.Event()
        self.draft, self.text = 0, ""
        self.found = Drafted()

    def run(self) -> Iterator[ChatEvent]:
        """Yield signs of life while the rounds run, then the final text and how the draft had stopped."""
        try:
            text, usage, stopped = yield from self.first()
            self.until = self.now.layers.clock.monotonic() + self.plan.seconds
            if stopped == "end" and text.strip():
                for name, round_ in self.planned():
                    yield from self.tried(name, round_)
                text = self.text
            elif stopped == "length":
                self.found = Drafted(failed=("cut short",))
            self.now.drafted = self.found
            yield TextDelta(text)
            if usage is not None:
                yield usage
            if stopped:
                yield Stopped(stopped)
        finally:
            self.over.set()

    def planned(self) -> Iterator[tuple[str, Callable[[str], Doing]]]:
        """The rounds that are set, in their order; what the model claims is asked of the last version."""
        plan = self.plan
        if plan.samples > 1:
            yield "samples", self.samples
        if plan.questions:
            yield "questions", self.questions
        if plan.critiques:
            yield "critiques", self.critiques
        if plan.claims:
            yield "claims", self.claims

    def tried(self, name: str, round_: Callable[[str], Doing]) -> Iterator[ChatEvent]:
        """Run one round; where it fails, keep that, and the text as it was last."""
        clock = self.now.layers.clock
        began, status = clock.monotonic(), Ran.RAN
        try:
            status, why = yield from round_(self.text)
        except ProviderError as fault:
            status, why = Ran.ERROR, f"{fault.kind}: {fault}"[:300]
            self.found = replace(self.found, failed=(*self.found.failed, name))
            self.keep(RoundKind.FAILED, why, name)
        took = (clock.monotonic() - began) * 1000
        self.this.rounds.append(Receipt(3, Stage.OUTPUT, WHOLE_MESSAGE, f"drafting: {name}", asked_in.VERSION, status,
                                        took, why))  # fmt: skip

    def keep(self, kind: RoundKind, text: str, about: str = "", of: int | None = None) -> int:
        return self.now.note_round(self.this.n, kind, text, about, of)

    # -- calls -------------------------------------------------------------------------------------

    def first(self) -> Generator[ChatEvent, None, tuple[str, Usage | None, str]]:
        """Collect the draft; its cost is the attempt's own."""
        heard: list[str] = []
        usage: Usage | None = None
        stopped, length = "", 0
        stream = self.provider.stream(self.request)
        try:
            for event in stream:
                if isinstance(event, TextDelta):
                    heard.append(event.text)
                    length += len(event.text)
                    if length > _MOST_CHARS:
                        raise ProviderError("The draft was too long.", kind="too_long")
                    yield _ALIVE
                elif isinstance(event, Usage):
                    usage = event
                elif isinstance(event, Stopped):
                    stopped = event.reason
                else:
                    raise ProviderError(f"The model sent something unknown: {type(event).__name__}", kind="malformed")
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()
        self.text = text = "".join(heard)
        self.draft = self.keep(RoundKind.DRAFT, text, f"{self.provider.name} {self.provider.model}")
        return text, usage, stopped

    def ask(self, name: str, requests: Sequence[ChatRequest]) -> Generator[ChatEvent, None, list[str]]:
        """Put requests side by side; raise ``ProviderError`` where one fails, or no calls or time are left."""
        if self.now.round_calls + len(requests) > self.plan.calls:
            raise ProviderError("No calls are left for this round.", kind="too_long")
        self.now.round_calls += len(requests)
        if self.now.layers.clock.monotonic() > self.until:
            raise ProviderError("No time was left for this round.", kind="timeout")
        pool = ThreadPoolExecutor(min(_AT_ONCE, len(requests)), thread_name_prefix="drafting")
        try:
            tasks: list[Future[_Answer]] = [pool.submit(self.one, name, request) for request in requests]
            waiting = set(tasks)
            while waiting:
                _, waiting = wait(waiting, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
                yield _ALIVE
            answers = [task.result() for task in tasks]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self.now.spent += [self.cost(name, task) for task in tasks if not task.cancelled()]
        for answer in answers:
            if answer.fault is not None:
                raise answer.fault
        return [answer.text for answer in answers]

    def cost(self, name: str, task: Future[_Answer]) -> Call:
        """What a call cost; one that was left, or that broke, has no known cost and is kept as cut."""
        if task.done() and task.exception() is None:
            return task.result().call
        return Call(f"{self.provider.name}: {name}", self.provider.model, self.this.n, 0, 0, None, 0.0, None, "cut")

    def one(self, name: str, request: ChatRequest) -> _Answer:
        """One call to its end, in a thread of its own; it stops listening when the turn has moved on."""
        clock = self.now.layers.clock
        began, heard, usage, stopped = clock.monotonic(), [""], Usage(self.provider.model), ""
        fault: ProviderError | None = None
        try:
            stream = self.provider.stream(request)
            try:
                for event in stream:
                    if self.over.is_set() or clock.monotonic() > self.until:
                        raise ProviderError("No time was left for this round.", kind="timeout")
                    if isinstance(event, TextDelta):
                        heard.append(event.text)
                    elif isinstance(event, Usage):
                        usage = event
                    elif isinstance(event, Stopped):
                        stopped = event.reason
            finally:
                close = getattr(stream, "close", None)
                if close is not None:
                    close()
            if stopped != "end":
                raise ProviderError(f"A round of drafting did not end properly ({stopped or 'cut'}).", kind="cut")
        except ProviderError as broke:
            fault = broke
        took = (clock.monotonic() - began) * 1000
        call = Call(f"{self.provider.name}: {name}", usage.model, self.this.n, usage.input_tokens, usage.output_tokens,
                    usage.cost_usd, took, None, "failed" if fault else "ok")  # fmt: skip
        return _Answer("".join(heard), call, fault)

    def alone(self, system: str, said: str, *, tokens: int) -> ChatRequest:
        """A request without the talk around it."""
        return ChatRequest(system, (Utterance("user", said),), self.request.lesson, tokens, _STRICT)

    def again(self, draft: str, instruction: str) -> ChatRequest:
        """The first request, with the draft and what to mend in it."""
        talk = (*self.request.messages, Utterance("assistant", draft), Utterance("user", instruction))
        return replace(self.request, messages=talk)

    @property
    def asked(self) -> str:
        """The child's message, as it left this machine."""
        return next((said.text for said in reversed(self.request.messages) if said.role == "user"), "")

    # -- rounds ------------------------------------------------------------------------------------

    def samples(self, text: str) -> Doing:
        """Compare several answers where the draft says what is often made up and no passage says."""
        task = self.now.task
        if (task is not None and task.last != "talk") or not self.risky(text):
            return Ran.SKIPPED, "nothing risky was said"
        request = replace(self.request, temperature=_SAMPLING)
        others = yield from self.ask("sample", [request] * (self.plan.samples - 1))
        steps = [self.draft, *(self.keep(RoundKind.SAMPLE, other, of=self.draft) for other in others)]
        answers = [text, *others]
        came = agreement(answers, self.asked)
        self.found = replace(self.found, agreement=points(came.share), entropy=points(came.entropy))
        groups = " / ".join(str(len(group)) for group in came.groups)
        about = f"agreement {came.share:.2f}, entropy {came.entropy:.2f}, groups {groups}"
        self.keep(RoundKind.AGREEMENT, answers[came.chosen], about, steps[came.chosen])
        self.draft, self.text = steps[came.chosen], answers[came.chosen]
        return Ran.RAN, about

    def risky(self, text: str) -> bool:
        """Whether a statement with a number, a name or a record is borne out by no approved passage."""
        retriever, grade, known = self.now.layers.retriever, self.now.turn.grade, self.now.looked_up
        passages = (*self.passages, *evidence_for(text, retriever, grade, known))
        return any(one.risky and bearing(one, passages).verdict is not Verdict.SUPPORTED for one in statements(text))

    def claims(self, text: str) -> Doing:
        """Ask the model which claims it made, and whether the passages it may read bear them out."""
        retriever, grade, known = self.now.layers.retriever, self.now.turn.grade, self.now.looked_up
        more = [p for p in evidence_for(text, retriever, grade, known) if p not in self.passages]
        passages = (*self.passages, *self.admitted(more))
        said = f"{asked_in.numbered(passages)}\n\n{asked_in.as_data('draft', text)}"
        (heard,) = yield from self.ask("claims", [self.alone(asked_in.CLAIMS, said, tokens=1_200)])
        told = asked_in.read_claims(heard, passages)
        for one in told:
            about = f"{one.verdict} · {one.passage}" if one.passage else one.verdict
            self.keep(RoundKind.CLAIM, one.text, f"{about} · the model's own reading", self.draft)
        self.found = replace(self.found, claims=told)
        return Ran.RAN, f"{len(told)} claims"

    def admitted(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Those of the passages that a model may read, by the checks and the policy; each is scored and kept once."""
        now, kept = self.now, []
        for passage in passages:
            if passage.id not in now.admitted:
                text = f"{passage.title}\n{passage.text}"
                view = now.view(Stage.CONTEXT, text, readings=readings_of(text))
                scores = examine(now, view, attempt=len(self.passages) + len(now.admitted))
                decision = scores.decided(now.began, scores.active or now.began)
                now.keep(now.batch(scorings=(scores.scoring(),), receipts=scores.receipts(),
                                   decisions=((scores.part, scores.attempt, decision),)))  # fmt: skip
                now.admitted[passage.id] = decision.delivers
            if now.admitted[passage.id]:
                kept.append(passage)
        return tuple(kept)

    def questions(self, text: str) -> Doing:
        """Ask about the draft's facts one by one, without it, and write it again where the answers ask for it."""
        if not statements(text):
            return Ran.SKIPPED, "the draft states no fact"
        system = asked_in.QUESTIONS.format(most=self.plan.questions)
        (heard,) = yield from self.ask("questions", [self.alone(system, asked_in.as_data("draft", text), tokens=600)])
        questions = asked_in.read_questions(heard, self.plan.questions)
        if not questions:
            return Ran.SKIPPED, "no question to ask"
        steps = [self.keep(RoundKind.QUESTION, question, of=self.draft) for question in questions]
        answers = yield from self.ask("answer", [self.independent(question) for question in questions])
        for answer, step in zip(answers, steps, strict=True):
            self.keep(RoundKind.ANSWER, answer, of=step)
        found = "\n".join(f"- {question} {answer.strip()}" for question, answer in zip(questions, answers, strict=True))
        yield from self.revised(asked_in.REVISE_FACTS.format(found=found), "questions")
        return Ran.RAN, f"{len(questions)} questions answered"

    def independent(self, question: str) -> ChatRequest:
        """One question by itself: neither the draft nor the talk is in it, only passages that may be read."""
        found = self.now.layers.retriever.retrieve(question, grade=self.now.turn.grade, limit=2)
        new = [passage for passage in found if passage not in self.passages]
        passages = (*(p for p in found if p in self.passages), *self.admitted(new))
        system = "\n\n".join(part for part in (asked_in.ANSWER, asked_in.numbered(passages)) if part)
        return self.alone(system, question, tokens=_LONGEST_ANSWER)

    def critiques(self, _text: str) -> Doing:
        """Hold the constitution against the draft and revise it, until nothing is found or the rounds are used up."""
        principles = self.now.layers.procedure.constitution
        system = asked_in.CRITIQUE.format(principles=asked_in.principles_text(principles))
        count = 0
        for _ in range(self.plan.critiques):
            said = f"{asked_in.as_data('child', self.asked)}\n\n{asked_in.as_data('draft', self.text)}"
            (heard,) = yield from self.ask("critique", [self.alone(system, said, tokens=600)])
            found = asked_in.read_critiques(heard, principles)
            if not found:
                self.keep(RoundKind.CRITIQUE, "nothing found", "", self.draft)
                break
            for principle, problem in found:
                self.keep(RoundKind.CRITIQUE, problem, principle, self.draft)
            count += len(found)
            listed = "\n".join(f"- {principle}: {problem}" for principle, problem in found)
            about = " ".join(principle for principle, _ in found)
            yield from self.revised(asked_in.REVISE_PRINCIPLES.format(found=listed), about)
        return Ran.RAN, f"{count} critiques"

    def revised(self, instruction: str, about: str) -> Iterator[ChatEvent]:
        """Have the draft written again; an empty one is a failure, since the old one is known to be wrong."""
        (heard,) = yield from self.ask("revision", [self.again(self.text, instruction)])
        if not clean_text(heard).strip():
            raise ProviderError("The revision was empty.", kind="malformed")
        self.draft = self.keep(RoundKind.REVISION, heard, about, self.draft)
        self.text = heard
