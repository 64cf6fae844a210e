"""Layer 2 and the model's side of layer 3: what is asked, and what came of one request."""

from __future__ import annotations

from dataclasses import replace

from studybuddy_core.domain.chat import ChatRequest, Lesson, Provider, Usage
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Passage, Stage, Utterance
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Call, Ran, Receipt
from studybuddy_core.domain.rungs import may_solve
from studybuddy_core.guardrails.procedures import system_prompt
from studybuddy_core.pipeline.redaction import StandIns
from studybuddy_core.pipeline.under_way import UnderWay

_STAND_INS = (
    "Words such as [NAME 1] or [PLACE 1] stand for names and details that are kept private. Use them just as they are "
    "written, brackets included, and never guess what they stand for."
)
_CONTINUE = "Your answer so far has been shown. Go on right behind it without repeating it."


def stand_ins(now: UnderWay) -> StandIns | None:
    """Where the answer comes from outside: what will stand for personal data in the request and in the answer."""
    school = now.turn.school
    return StandIns(now.layers.checks, (*school.names, *school.staff)) if now.provider.outside else None


def chat_request(
    now: UnderWay, passages: tuple[Passage, ...], hidden: StandIns | None, *, shown: str, steer: str
) -> ChatRequest:
    """What the model is asked. With ``hidden`` it leaves this machine: redacted, without turns about wellbeing."""
    layers, turn = now.layers, now.turn
    procedure, outside = layers.procedure, hidden is not None
    task = now.task
    history = [said for said in turn.history if not (outside and said.private)][-procedure.limits.history_turns :]
    talk = [*history, Utterance("user", turn.text)]
    if shown:
        talk += [Utterance("assistant", shown), Utterance("user", _CONTINUE)]
    if hidden is not None:
        hidden.meet(said.text for said in talk)
    if hidden is not None and task is not None:
        clear = [hidden.hide(text) for text in (task.question, *task.steps)]
        task = replace(task, question=clear[0], steps=tuple(clear[1:]))
    system = system_prompt(procedure, band=turn.band, grade=turn.grade, passages=passages, task=task)
    if hidden is not None:
        talk = [Utterance(said.role, hidden.hide(said.text)) for said in talk]
    lesson = Lesson(turn.band, turn.grade, procedure.voice, passages, task, may_solve(task), now.confined)
    about_names = _STAND_INS if hidden is not None and hidden.used else ""
    text = "\n\n".join(part for part in (system, about_names, steer) if part)
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
