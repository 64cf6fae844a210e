"""Layer 2 and the model's side of layer 3: what is asked, and what came of one request."""

from __future__ import annotations

from dataclasses import replace

from studybuddy_core.domain.chat import ChatRequest, Lesson, Provider, Usage
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Passage, Stage, Utterance
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Call, Ran, Receipt
from studybuddy_core.guardrails.procedures import system_prompt
from studybuddy_core.pipeline.redaction import redact
from studybuddy_core.pipeline.under_way import UnderWay

_CONTINUE = "Your answer so far has been shown. Go on right behind it without repeating it."


def chat_request(now: UnderWay, passages: tuple[Passage, ...], *, shown: str, steer: str) -> ChatRequest:
    """What the model is asked. Where it leaves this machine it is redacted, without turns about wellbeing."""
    layers, turn = now.layers, now.turn
    procedure, outside = layers.procedure, now.provider.outside
    names = (*turn.school.names, *turn.school.staff)
    task = now.task
    if outside and task is not None:
        clear = [redact(text, layers.checks, names) for text in (task.question, *task.steps)]
        task = replace(task, question=clear[0], steps=tuple(clear[1:]))
    system = system_prompt(procedure, band=turn.band, grade=turn.grade, passages=passages, task=task)
    history = [said for said in turn.history if not (outside and said.private)][-procedure.limits.history_turns :]
    talk = [*history, Utterance("user", turn.text)]
    if shown:
        talk += [Utterance("assistant", shown), Utterance("user", _CONTINUE)]
    if outside:
        talk = [Utterance(said.role, redact(said.text, layers.checks, names)) for said in talk]
    may_solve = task is not None and (task.attempts > 0 or task.solved)
    lesson = Lesson(turn.band, turn.grade, procedure.voice, passages, task, may_solve, now.confined)
    text = f"{system}\n\n{steer}" if steer else system
    return ChatRequest(text, tuple(talk), lesson, procedure.max_tokens, procedure.temperature)


class Attempt:
    """One request to the model: when it began, what it cost, how it ended (``cut`` until known better)."""

    def __init__(self, n: int, provider: Provider, procedure_id: str, clock: Clock) -> None:
        self.n, self.provider, self.procedure_id, self._clock = n, provider, procedure_id, clock
        self._began = clock.monotonic()
        self._first_ms: float | None = None
        self.length = 0
        self.usage: Usage | None = None
        self.stopped = ""
        self.outcome = "cut"
        self.recorded = False

    def ms(self) -> float:
        """Milliseconds since the request was made."""
        return (self._clock.monotonic() - self._began) * 1000

    def hear(self, text: str) -> None:
        """Count some more text."""
        if self._first_ms is None:
            self._first_ms = self.ms()
        self.length += len(text)

    def call(self) -> Call:
        """What this request cost."""
        usage = self.usage or Usage(self.provider.model)
        return Call(self.provider.name, usage.model, self.n, usage.input_tokens, usage.output_tokens,
                    usage.cost_usd, self.ms(), self._first_ms, self.outcome)  # fmt: skip

    def receipts(self) -> tuple[Receipt, Receipt]:
        """The receipts of layers 2 and 3."""
        prompt = Receipt(2, Stage.OUTPUT, WHOLE_MESSAGE, "system prompt", self.procedure_id, Ran.RAN, 0.0)
        status = Ran.ERROR if self.outcome == "cut" else Ran.RAN
        model = Receipt(3, Stage.OUTPUT, WHOLE_MESSAGE, self.provider.name, self.provider.model, status, self.ms(),
                        self.outcome)  # fmt: skip
        return prompt, model
