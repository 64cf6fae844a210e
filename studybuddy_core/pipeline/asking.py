"""Layer 2 and the model's side of layer 3: what is asked, and what came of one request."""

from __future__ import annotations

from dataclasses import replace

from studybuddy_core.domain.chat import ChatRequest, Lesson, Provider, Usage
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Passage, Stage, Utterance
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.profiles import Around
from studybuddy_core.domain.records import Batch, Call, Ran, Receipt
from studybuddy_core.domain.rungs import may_solve
from studybuddy_core.guardrails.manners import around_named, around_text
from studybuddy_core.guardrails.procedures import system_prompt
from studybuddy_core.guardrails.rounds import CITE, CITE_NONE
from studybuddy_core.pipeline.recording import Recording
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


def passage_mark(turn_id: str) -> str:
    """What marks the passages of one turn: a turn's id is new and random, and what is made of it tells nothing."""
    return text_digest(f"passages of {turn_id}")[:12]


def chat_request(
    now: UnderWay, passages: tuple[Passage, ...], hidden: StandIns | None, *, shown: str, steer: str, context: str = ""
) -> ChatRequest:
    """What the model is asked. With ``hidden`` it leaves this machine: redacted, without turns about wellbeing.

    ``context`` is what an intervention adds to rely on; ``steer`` what it tells the model to do.
    """
    layers, turn = now.layers, now.turn
    procedure, outside = layers.procedure, hidden is not None
    task = now.task
    history = [said for said in turn.history if not (outside and said.private)][-procedure.limits.history_turns :]
    talk = [*history, Utterance("user", turn.text)]
    if shown:
        talk += [Utterance("assistant", shown), Utterance("user", _CONTINUE)]
    around = turn.around
    if hidden is not None:
        hidden.meet((*around.names, *(said.text for said in talk)))
        around = replace(around, names=tuple(hidden.hide(name) for name in around.names))
    if hidden is not None and task is not None:
        clear = [hidden.hide(text) for text in (task.question, *task.steps)]
        task = replace(task, question=clear[0], steps=tuple(clear[1:]))
    about = "\n\n".join(part for part in (around_text(around), context) if part)
    system = system_prompt(procedure, band=turn.band, grade=turn.grade, context=about, passages=passages,
                           task=task, mark=passage_mark(turn.turn_id))  # fmt: skip
    if hidden is not None:
        talk = [Utterance(said.role, hidden.hide(said.text)) for said in talk]
    lesson = Lesson(turn.band, turn.grade, procedure.voice, passages, task, may_solve(task), now.confined,
                    turn.around.profile.expertise)  # fmt: skip
    about_names = _STAND_INS if hidden is not None and hidden.used else ""
    cite = citing(procedure, passages) if outside else ""
    text = "\n\n".join(part for part in (system, cite, about_names, steer) if part)
    return ChatRequest(text, tuple(talk), lesson, procedure.max_tokens, procedure.temperature)


def citing(procedure: Procedure, passages: tuple[Passage, ...]) -> str:
    """What an outside model is told about naming its sources, where the procedure asks for them."""
    if procedure.drafting is None or not procedure.drafting.cite:
        return ""
    return CITE.format(title=passages[0].title) if passages else CITE_NONE


class Attempt:
    """One request to the model: when it began, what it cost, how it ended (``cut`` until known better).

    ``began`` is when its turn began, which the moments of its timeline count from.
    """

    def __init__(
        self, n: int, provider: Provider, procedure_id: str, clock: Clock, around: Around, began: float | None = None
    ) -> None:
        self.n, self.provider, self.procedure_id, self._clock = n, provider, procedure_id, clock
        self._around = around
        self._began = clock.monotonic()
        self._first_ms: float | None = None
        self.record = Recording(n, clock, self._began if began is None else began)
        self.length = 0
        self.usage: Usage | None = None
        self.stopped = ""
        self.outcome = "cut"
        self.recorded = False
        self.rounds: list[Receipt] = []

    def ms(self) -> float:
        """Milliseconds since the request was made."""
        return (self._clock.monotonic() - self._began) * 1000

    def hear(self, text: str) -> None:
        """Count some more text."""
        if self._first_ms is None:
            self._first_ms = self.ms()
        self.length += len(text)
        self.record.arrived(len(text))

    def call(self) -> Call:
        """What this request cost."""
        usage = self.usage or Usage(self.provider.model)
        return Call(self.provider.name, usage.model, self.n, usage.input_tokens, usage.output_tokens,
                    usage.cost_usd, self.ms(), self._first_ms, self.outcome)  # fmt: skip

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts of layers 2 and 3, and of rounds of drafting."""
        prompt = Receipt(2, Stage.OUTPUT, WHOLE_MESSAGE, "system prompt", self.procedure_id, Ran.RAN, 0.0,
                         around_named(self._around))  # fmt: skip
        status = Ran.ERROR if self.outcome == "cut" else Ran.RAN
        model = Receipt(3, Stage.OUTPUT, WHOLE_MESSAGE, self.provider.name, self.provider.model, status, self.ms(),
                        self.outcome)  # fmt: skip
        return (prompt, model, *self.rounds)


def with_call(this: Attempt, batch: Batch) -> Batch:
    """``batch`` with the receipts, the cost and the timeline of this attempt."""
    this.recorded = True
    return replace(batch, receipts=(*batch.receipts, *this.receipts()), calls=(*batch.calls, this.call()),
                   timelines=(*batch.timelines, this.record.timeline()))  # fmt: skip
