"""A small school round the pipeline: real layers, with a scripted stream where a model would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Provider, Stopped, TextDelta, Usage
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Passage, Stage, Task, TurnView
from studybuddy_core.domain.policies import AtLeast, Effect, Effective, Notify, Policy, Reply, Rule, resolve
from studybuddy_core.domain.ports import Judge, Retriever
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.records import Kept
from studybuddy_core.domain.signals import Check, CheckSpec, Finding
from studybuddy_core.domain.turns import Released, TurnEvent, TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.pipeline.under_way import Standing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class WordCheck:
    """Scores a label (at full, where nothing else is said) when a word is in the text."""

    def __init__(
        self, label: str, word: str, stages: Iterable[Stage] = tuple(Stage), score: int = 10_000
    ) -> None:
        self.word, self.label, self.score = word, label, score
        self.spec = CheckSpec(f"word-{word}", "1", (label,), frozenset(stages))

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        if self.word in view.clean:
            yield Finding(self.label, self.score)


class BrokenCheck(WordCheck):
    """A check that always breaks."""

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        raise RuntimeError("the lexicon is gone")


@dataclass
class ScriptedModel:
    """Plays events back, one list an attempt; remembers what it was asked."""

    attempts: list[list[ChatEvent | Exception]]
    outside: bool = False
    name: str = "scripted"
    model: str = "scripted-1"
    asked: list[ChatRequest] = field(default_factory=list)
    closed: int = 0

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        self.asked.append(request)
        events = self.attempts[min(len(self.asked), len(self.attempts)) - 1]
        try:
            for event in events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed += 1


@dataclass
class ScriptedJudge:
    """Gives its answers in order, the last one again and again; remembers what it was asked."""

    answers: list[dict[str, int] | Exception]
    outside: bool = True
    private: bool = False
    knows: tuple[str, ...] = tuple(label for label, spec in LABELS.items() if spec.judged)
    name: str = "scripted"
    model: str = "judge-1"
    version: str = "1+judge-1"
    asked: list[Case] = field(default_factory=list)

    def labels(self, stage: Stage) -> tuple[str, ...]:
        return tuple(label for label in self.knows if stage in LABELS[label].stages)

    def judge(self, case: Case) -> Verdict:
        self.asked.append(case)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return Verdict(answer, Usage(self.model, 30, 5, 0.001))


def says(*chunks: str, stop: str | None = "end") -> list[ChatEvent | Exception]:
    events: list[ChatEvent | Exception] = [TextDelta(chunk) for chunk in chunks]
    return [*events, Stopped(stop)] if stop else events


class FixedClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.seconds


class NoPassages:
    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
        return ()


class NoTasks:
    def read(self, text: str, before: Task | None) -> Task | None:
        return before


@cache
def usual_procedure() -> Procedure:
    """The procedure of a new school; reading it takes longer than a turn."""
    return default_procedure(())


def policy(*rules: Rule) -> Policy:
    return Policy("test", (), rules=rules)


def rule(label: str, stage: Stage, reply: Reply, notify: Notify = Notify.LOG, script: str = "") -> Rule:
    return Rule(f"{label}.{stage}", stage, (AtLeast(label, 5000),), Effect(reply, script, notify))


def effective(*rules: Rule) -> Effective:
    return resolve(policy(*rules), AgeBand.OLDER, now=NOW)


@dataclass
class Rig:
    """A pipeline and its ledger."""

    model: ScriptedModel
    checks: tuple[Check, ...]
    effective: Callable[[], Effective]
    ledger: Kept = field(default_factory=Kept)
    clock: FixedClock = field(default_factory=FixedClock)
    judge: Judge | None = None
    inside: Provider | None = None
    library: Retriever = field(default_factory=lambda: NoPassages())

    def run(self, text: str = "hello", *, standing: Standing | None = None, **turn: object) -> list[TurnEvent]:
        pipeline = TurnPipeline(self.checks, usual_procedure(), self.model, self.library, NoTasks(),
                                self.ledger, self.clock, self.inside, self.judge)  # fmt: skip
        given = TurnInput("trn_1", text, AgeBand.OLDER, 4, **turn)  # type: ignore[arg-type]
        return list(pipeline.run(given, standing or Standing(self.effective), "act_1"))


def shown(events: Iterable[TurnEvent]) -> str:
    return "".join(e.release.text for e in events if isinstance(e, Released))
