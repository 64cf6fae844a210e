"""A turn under way: what it is made of, what holds from outside, and how its records are committed.

Nothing becomes visible except through ``Released``, which carries the ``Allow`` that the ledger
returned after its commit, bound to the exact bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.drafting import Drafted, Round, RoundKind
from studybuddy_core.domain.errors import ProviderError, StorageError, StudyBuddyError
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import Passage, Stage, Task, TurnView, Utterance
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.ports import Clock, Judge, Retriever, TaskReader
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.records import Batch, Call, Close, FlagDraft, Ledger, Outcome, Release, ReleaseKind
from studybuddy_core.domain.signals import Check, Signal
from studybuddy_core.domain.turns import Finished, Hold, Released, TurnEvent, TurnInput
from studybuddy_core.guardrails.procedures import guidance_for, script_text
from studybuddy_core.pipeline.flagging import flag_for
from studybuddy_core.pipeline.read_before import ReadBefore

LAST_RESORT = "Something went wrong. Please ask a grown-up."


@dataclass(frozen=True)
class Layers:
    """What a turn runs through. One object serves all turns of a school.

    It keeps no state between them, but for what its checks said of approved passages.
    """

    checks: tuple[Check, ...]
    procedure: Procedure
    provider: Provider
    retriever: Retriever
    tasks: TaskReader
    ledger: Ledger
    clock: Clock
    inside: Provider | None = None  # who answers what must not leave this machine
    judge: Judge | None = None  # who reads what the checks are in doubt about
    read_before: ReadBefore = field(default_factory=ReadBefore, compare=False, repr=False)


@dataclass(frozen=True)
class Standing:
    """What holds from outside while a turn runs; each is asked again before every release.

    ``effective`` is the policy now active for this child; ``hold`` a pause, stop or limit (or None);
    ``cancelled`` whether the child stopped the answer.
    """

    effective: Callable[[], Effective]
    hold: Callable[[], Hold | None] = lambda: None
    cancelled: Callable[[], bool] = lambda: False


class UnderWay:
    """One turn on its way: the state between its steps."""

    def __init__(self, layers: Layers, turn: TurnInput, standing: Standing, activation: str) -> None:
        self.layers, self.turn, self.standing, self.activation = layers, turn, standing, activation
        self.began = standing.effective()
        self.started = layers.clock.monotonic()
        self.task: Task | None = turn.task
        self.releases = 0
        self.care = turn.care
        self.notified = 0
        self.read = False
        self.private = False
        self.confined = False
        self.judged: dict[tuple[Stage, str], tuple[Signal, ...]] = {}
        self.spent: list[Call] = []
        self.rounds: list[Round] = []
        self.drafted: Drafted | None = None
        self.looked_up: dict[str, tuple[Passage, ...]] = {}
        self.admitted: dict[str, bool] = {}
        self.round_calls = 0
        self._steps = 0
        self.closed = False
        self.pending_note = ""
        self.steer = ""
        self.passages_read = 0
        self._waiting = self.batch()

    @property
    def provider(self) -> Provider:
        """Who answers this turn: what is about a child's wellbeing, or doubtful and unjudged, stays on this machine."""
        chosen = self.layers.provider
        if self.confined and self.layers.inside is not None:
            return self.layers.inside
        if not ((self.private or self.confined) and chosen.outside):
            return chosen
        if self.layers.inside is None:
            raise ProviderError("Nobody on this machine can answer, and this must not leave it.", kind="unavailable")
        return self.layers.inside

    # -- recording ---------------------------------------------------------------------------------

    def view(self, stage: Stage, text: str, **more: Any) -> TurnView:
        """A view of ``text`` with this turn's surroundings; the tutor's text comes after the child's message."""
        history = self.turn.history
        if stage is Stage.OUTPUT:
            history = (*history, Utterance("user", self.turn.text, self.private))
        base = TurnView(stage, text, history=history, task=self.task,
                        names=self.turn.school.names, staff=self.turn.school.staff)  # fmt: skip
        if stage is Stage.OUTPUT:
            base = replace(base, own=not self.provider.outside, drafted=self.drafted)
        return replace(base, **more)

    def batch(self, **records: Any) -> Batch:
        """A batch of this turn, to be committed whole."""
        return Batch(self.turn.turn_id, activation=self.activation, **records)

    def keep(self, batch: Batch) -> None:
        """Put evidence that nobody waits for (no flag, no release, no end) with the next commit."""
        if batch.flags or self.spent or self.layers.provider.outside:
            self.commit(batch)
        else:
            self._waiting = self._waiting.joined(batch)

    def commit(self, batch: Batch) -> Released | None:
        """Commit, with what was kept; where the batch releases text, return the event that may be shown."""
        batch, self._waiting = self._waiting.joined(batch), self.batch()
        batch = replace(batch, calls=(*self.spent, *batch.calls), rounds=(*self.rounds, *batch.rounds))
        self.spent, self.rounds = [], []
        allow = self.layers.ledger.append(batch)
        if batch.release is None:
            return None
        if allow is None or allow.digest != text_digest(batch.release.text):
            raise StorageError("The text was not kept as it was checked, so it is not shown.")
        self.releases += 1
        return Released(batch.release, allow)

    def note_round(self, attempt: int, kind: RoundKind, text: str, about: str = "", of: int | None = None) -> int:
        """Keep one step of drafting with the next commit; return its number, which counts up through the turn."""
        n, self._steps = self._steps, self._steps + 1
        self.rounds.append(Round(attempt, n, kind, text, about, of))
        return n

    def flags(self, decision: Decision) -> tuple[FlagDraft, ...]:
        """The flag of this decision, unless this turn has already called an adult as loudly."""
        flag = flag_for(decision)
        if flag is None or int(flag.notify) <= self.notified:
            return ()
        if not flag.quiet:  # what is perhaps nothing silences nothing that comes after it
            self.notified = int(flag.notify)
        return (flag,)

    def script(self, script_id: str) -> Release:
        """The release of a fixed text in this child's band."""
        try:
            text = script_text(self.layers.procedure, script_id, self.turn.band, self.turn.school)
        except (KeyError, StudyBuddyError):
            text = LAST_RESORT
        return Release(self.releases, ReleaseKind.SCRIPT, text, script=script_id)

    def close(self, outcome: Outcome, why: str = "", *, care: bool | None = None) -> Close:
        """The closing row of this turn."""
        self.closed = True
        self.care = self.care if care is None else care
        took = (self.layers.clock.monotonic() - self.started) * 1000
        return Close(outcome, why, self.task, self.care, took, self.turn.task)

    def say_and_close(self, script_id: str, outcome: Outcome, why: str, batch: Batch) -> Iterator[TurnEvent]:
        """Release a fixed text and write the closing row, in the same commit as ``batch``; then end."""
        close = self.close(outcome, why)
        released = self.commit(replace(batch, release=self.script(script_id), close=close))
        if released is not None:
            yield released
        yield Finished(close)

    def guidance(self, decision: Decision) -> str:
        """What another attempt is told, from the labels that sent the draft back."""
        labels = sorted({reason.label for reason in decision.reasons if reason.label})
        return guidance_for(self.layers.procedure, labels)
