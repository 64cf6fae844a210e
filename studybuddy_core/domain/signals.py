"""Scores are facts: what the checks say, before any policy looks at it.

``score`` runs checks over one view of a text and returns every label of every check,
zeros included. It never raises and never stops early: a check that breaks becomes a
signal without a score, which the policy later treats as a block where it matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol, runtime_checkable

from studybuddy_core.domain.errors import ConfigError, what_broke
from studybuddy_core.domain.messages import Extent, Part, Span, Stage, TurnView

MAX_SCORE = 10_000


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """What a check is: its name, version, where it runs and every label it can emit.

    ``version`` changes whenever the same text could score differently (code, lexicon, model hash).
    ``summary`` is a sentence a teacher can read. ``by_part``: it reads a segment otherwise than a whole of the same
    words; every other check says the same of the same text, whichever part it is.
    """

    name: str
    version: str
    labels: tuple[str, ...]
    stages: frozenset[Stage]
    extents: frozenset[Extent] = frozenset(Extent)
    summary: str = ""
    by_part: bool = False

    def runs_on(self, stage: Stage, extent: Extent) -> bool:
        """Whether this check looks at such a part of such a stage."""
        return stage in self.stages and extent in self.extents


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields: a label with a score from 0 to 10000, where it saw it, and why."""

    label: str
    score: int
    spans: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One label of one check on one part of a text. ``score`` is None when the check has no valid score.

    ``known``: the check had read these very words before, and this is what it said then.
    """

    check: str
    version: str
    stage: Stage
    part: Part
    label: str
    score: int | None
    spans: tuple[Span, ...] = ()
    note: str = ""
    error: str = ""
    ms: float = 0.0
    known: bool = False


@runtime_checkable
class Check(Protocol):
    """A check: a ``spec`` and a call that yields findings. It keeps no state between calls."""

    @property
    def spec(self) -> CheckSpec:
        """What this check is."""
        ...

    def __call__(self, view: TurnView) -> Iterable[Finding]:
        """Yield what was found in ``view``; labels not yielded score 0."""
        ...


def points(share: float) -> int:
    """Turn a share from 0.0 to 1.0 into a score from 0 to 10000."""
    if not math.isfinite(share):
        raise ValueError(f"not a score: {share!r}")
    return round(min(max(share, 0.0), 1.0) * MAX_SCORE)


def _valid(finding: Finding, spec: CheckSpec) -> Finding:
    score = finding.score
    if finding.label not in spec.labels:
        raise ConfigError(f"{spec.name} has no label {finding.label!r}")
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= MAX_SCORE:
        raise ConfigError(f"{spec.name} gave {finding.label} the score {score!r}, not a whole number from 0 to 10000")
    return finding


def _run(check: Check, view: TurnView, clock: Callable[[], float]) -> list[Signal]:
    spec = check.spec
    began = clock()
    best: dict[str, Finding] = {label: Finding(label, 0) for label in spec.labels}
    error = ""
    try:
        for finding in check(view):
            kept = best[_valid(finding, spec).label]
            top = finding if finding.score > kept.score else kept
            best[finding.label] = Finding(
                finding.label, top.score, tuple(sorted({*kept.spans, *finding.spans})), top.note
            )
    except Exception as fault:  # a broken check is a missing score, never a passed one
        error = what_broke(fault)
    ms = (clock() - began) * 1000
    return [
        Signal(spec.name, spec.version, view.stage, view.part, label, None if error else found.score,
               () if error else found.spans, "" if error else found.note, error, ms)
        for label, found in best.items()
    ]  # fmt: skip


def score(
    view: TurnView, checks: Sequence[Check], clock: Callable[[], float] = perf_counter, before: Sequence[Signal] = ()
) -> tuple[Signal, ...]:
    """Return every label of every check that runs on this part; never raises, never stops early.

    ``before`` are signals of the same checks on the same text in the same surroundings, as another part or at another
    time: what a check said then it says now. One that broke, or that reads parts differently, is run again.
    """
    said: dict[str, list[Signal]] = {}
    for signal in before:
        said.setdefault(signal.check, []).append(signal)
    found: list[Signal] = []
    for check in checks:
        spec = check.spec
        if not spec.runs_on(view.stage, view.part.extent):
            continue
        known = () if spec.by_part else said.get(spec.name, ())
        if known and known[0].version == spec.version and not any(signal.error for signal in known):
            found += [replace(signal, part=view.part, ms=0.0, known=True) for signal in known]
        else:
            found += _run(check, view, clock)
    return tuple(found)
