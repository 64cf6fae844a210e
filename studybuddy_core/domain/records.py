"""What a turn leaves behind, in batches that are committed whole: the port to storage.

One ``Batch`` is one transaction: scores, receipts and decision together with the flag, the
alert and the released segment they led to. ``Ledger.append`` returns the ``Allow`` for a
release only after the commit, and the pipeline can show nothing without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from studybuddy_core.domain.deciding import Decision, Standing
from studybuddy_core.domain.drafting import Round
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.interventions import Cause, Strategy, strategy_of
from studybuddy_core.domain.messages import Part, Span, Stage, Task
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.signals import Signal
from studybuddy_core.domain.timelines import Timeline


class Ran(StrEnum):
    """What became of a check or layer: it ran, it was skipped (with a reason), or it broke."""

    RAN = "ran"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of what one layer or check did in this turn. Layers are 1–5 as in the design."""

    layer: int
    stage: Stage
    part: Part
    name: str
    version: str
    status: Ran
    ms: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The scores of one part at one attempt: one standing per label, and findings only where spans or errors exist."""

    stage: Stage
    part: Part
    attempt: int
    standings: dict[str, Standing]
    findings: tuple[Signal, ...] = ()


class ReleaseKind(StrEnum):
    """What a released text is: the model's own words, a fixed script, or a note beside an answer."""

    SEGMENT = "segment"
    SCRIPT = "script"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Release:
    """A text about to be shown: exactly these bytes, under exactly this decision."""

    n: int
    kind: ReleaseKind
    text: str
    script: str = ""
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allow:
    """Permission to show text with this SHA-256, returned after commit and by nothing else."""

    digest: str
    activation: str
    release_id: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Text the model made that the child did not see; kept apart from what was shown."""

    attempt: int
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Intervention:
    """A change made while the answer was being written: ``steer``, ``inject``, ``modify`` or ``abort``.

    ``ms`` counts from the request; ``took_ms`` from the end of the segment that was wrong (None where it was not kept).
    ``trigger`` are the labels, ``causes`` the same with scores and thresholds.
    """

    kind: str
    attempt: int
    part: Part
    trigger: tuple[str, ...]
    before: str
    after: str
    ms: float
    causes: tuple[Cause, ...] = ()
    took_ms: float | None = None

    @property
    def strategy(self) -> Strategy:
        """The strategy, by the name that alignment guides give it."""
        return strategy_of(self.kind)


@dataclass(frozen=True, slots=True)
class FlagDraft:
    """Something an adult should look at. ``labels`` run from the gravest; ``crisis`` flags close only by an action.

    ``quiet``: perhaps nothing. No label crossed a line of its own and the lesson went on; it is read with the digest.
    """

    stage: Stage
    notify: Notify
    labels: tuple[str, ...]
    crisis: bool
    safeguarding_only: bool
    cause: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a provider, as it went: for cost and for the trace."""

    provider: str
    model: str
    attempt: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    ms: float
    first_ms: float | None
    outcome: str


class Outcome(StrEnum):
    """How a turn ended, written exactly once."""

    FINISHED = "finished"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Close:
    """The end of a turn: how, why, the task as it stands now (and as the turn found it), and milliseconds in all."""

    outcome: Outcome
    why: str = ""
    task: Task | None = None
    care: bool = False
    ms: float = 0.0
    before: Task | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one turn that are committed together, or not at all."""

    turn_id: str
    scorings: tuple[Scoring, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    decisions: tuple[tuple[Part, int, Decision], ...] = ()
    interventions: tuple[Intervention, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    calls: tuple[Call, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    flags: tuple[FlagDraft, ...] = ()
    rounds: tuple[Round, ...] = ()
    release: Release | None = None
    close: Close | None = None
    activation: str = ""

    def joined(self, later: Batch) -> Batch:
        """Return this batch's evidence and ``later``'s as one; release and end are ``later``'s."""
        return replace(
            later,
            scorings=(*self.scorings, *later.scorings),
            receipts=(*self.receipts, *later.receipts),
            decisions=(*self.decisions, *later.decisions),
            interventions=(*self.interventions, *later.interventions),
            withheld=(*self.withheld, *later.withheld),
            calls=(*self.calls, *later.calls),
            timelines=(*self.timelines, *later.timelines),
            flags=(*self.flags, *later.flags),
            rounds=(*self.rounds, *later.rounds),
        )


class Ledger(Protocol):
    """Where batches go. Raises ``StorageError`` when a batch could not be kept; then nothing of it was."""

    def append(self, batch: Batch) -> Allow | None:
        """Commit the batch; return the ``Allow`` of its release, if it has one."""
        ...


@dataclass(frozen=True, slots=True)
class SpanNote:
    """A marked place in a text for the pages: where, which label, and which check said so."""

    span: Span
    label: str
    check: str


@dataclass(slots=True)
class Kept:
    """A ledger in memory, for the playground, the batch scorer and the benchmarks."""

    batches: list[Batch] = field(default_factory=list)
    activation: str = "act_memory"

    def append(self, batch: Batch) -> Allow | None:
        """Keep the batch and allow its release."""
        self.batches.append(batch)
        if batch.release is None:
            return None
        return Allow(text_digest(batch.release.text), batch.activation or self.activation,
                     f"{batch.turn_id}/{batch.release.n}")  # fmt: skip
