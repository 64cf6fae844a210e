"""A turn on its way: what goes into the pipeline and the events that come out.

Chat page, playground, batch scorer, benchmarks and gateway iterate the same events;
nobody has a path of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.messages import AgeBand, Part, Passage, Span, Stage, Task, Utterance
from studybuddy_core.domain.policies import Effect, Reply
from studybuddy_core.domain.profiles import Around
from studybuddy_core.domain.records import Allow, Close, Intervention, Release
from studybuddy_core.domain.signals import Signal


@dataclass(frozen=True, slots=True)
class School:
    """What scripts and prompts may say of the school."""

    helplines: str = ""
    contact: str = ""
    hours: str = ""
    names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnInput:
    """One message of a child, stored and committed, ready to be answered. ``text`` is ``clean`` text.

    ``band`` is whose words the tutor uses; which rules hold is the ``Standing``'s business.
    ``note`` is a script to show beside an answer ("take a break"), "" for none.
    """

    turn_id: str
    text: str
    band: AgeBand
    grade: int
    history: tuple[Utterance, ...] = ()
    task: Task | None = None
    school: School = field(default_factory=School)
    class_id: str = ""
    care: bool = False
    around: Around = field(default_factory=Around)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A limit on replies that is no judgement on the text: paused, stopped, closed, rate, length, busy."""

    kind: str
    script: str
    why: str = ""

    @property
    def effect(self) -> Effect:
        """Holds withhold the reply; a SUPPORT decision still outranks them."""
        return Effect(Reply.WITHHOLD, self.script)


@dataclass(frozen=True, slots=True)
class Scored:
    """Checks have run over one part of one text."""

    stage: Stage
    part: Part
    attempt: int
    text: str
    signals: tuple[Signal, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The policy has spoken on one part."""

    part: Part
    attempt: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Released:
    """Committed and allowed: this text may now be shown, and is final."""

    release: Release
    allow: Allow
    sources: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Intervened:
    """The answer was changed on its way."""

    intervention: Intervention


@dataclass(frozen=True, slots=True)
class Finished:
    """The turn has ended and its closing row is committed."""

    close: Close


TurnEvent = Scored | Decided | Released | Intervened | Finished
