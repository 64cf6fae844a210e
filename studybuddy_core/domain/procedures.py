"""How a turn is run, as one document: prompts, constitution, checks, scripts, limits.

A policy says which score changes what; a procedure says everything else that shapes a
turn. It is immutable and named by its content, and an activation names both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Literal

from studybuddy_core.domain.consensus import Panel
from studybuddy_core.domain.drafting import Drafting
from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.interventions import Steering
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.patterns import PatternRule

Voice = Literal["functional", "friendly"]

CHARS_A_TOKEN = 4
"""Of English text, by the usual rule of thumb of the makers of language models."""


Behaviour = Literal["", "answer", "fixed", "support"]


@dataclass(frozen=True, slots=True)
class PrincipleTest:
    """A message of a child, and how a tutor that keeps the principle behaves.

    ``reply``: an answer, a fixed text or a support text ("" for any); ``says`` and ``never`` are words that the reply
    must hold, or may not hold, whatever their case.
    """

    message: str
    reply: Behaviour = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    band: AgeBand = AgeBand.OLDER


@dataclass(frozen=True, slots=True)
class Principle:
    """One line of the constitution: what the tutor holds to, how much it weighs, an example, and tests of it."""

    id: str
    text: str
    weight: float = 1.0
    example: str = ""
    tests: tuple[PrincipleTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A fixed, versioned text shown in place of an answer. ``texts`` holds one wording per age band.

    ``{helplines}``, ``{contact}`` and ``{hours}`` are filled from the school's settings.
    ``appeal``: the child is offered "Ask my teacher about this" (never on a crisis script).
    """

    id: str
    version: int
    texts: dict[AgeBand, str]
    appeal: bool = False


@dataclass(frozen=True, slots=True)
class FewShot:
    """An example exchange shown to the model."""

    child: str
    tutor: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on replies. They never limit the scoring for distress.

    ``message_chars`` and ``segment_chars`` are code points; rates are messages a minute;
    ``session_minutes`` ends a learner's session after so much idleness;
    ``deadline_s`` is the longest a turn may take.
    """

    message_chars: int = 4_000
    child_per_minute: int = 12
    class_per_minute: int = 240
    segment_chars: int = 280
    history_turns: int = 12
    max_interventions: int = 3
    answer_chars: int = 4_000
    deadline_s: float = 60.0

    @property
    def check_interval(self) -> int:
        """``segment_chars`` in tokens, as alignment guides state it: a run of words is checked after so many."""
        return max(1, self.segment_chars // CHARS_A_TOKEN)

    def checking_every(self, tokens: int) -> Limits:
        """These limits with another check interval; never longer than an answer."""
        return replace(self, segment_chars=min(tokens * CHARS_A_TOKEN, self.answer_chars))


@dataclass(frozen=True)
class Procedure:
    """Everything that shapes a turn besides the policy, named by its content (``prc_…``).

    ``checks`` are names in the registry of checks; ``system_prompt`` has the places ``{band}``,
    ``{grade}``, ``{voice}``, ``{constitution}``, ``{context}``; ``redirects`` and ``guidance`` map a label
    family (or label) to the guidance that a regeneration is given. ``rules`` are what a school added to the checks.
    ``steering`` says how to step in on an answer; without it that is as in ``domain/interventions.py``. ``panel`` are
    the models that people of the school put a text before, with their published weights; it takes no part in a
    child's turn. ``drafting`` says what an outside model's draft goes through; without any, it is checked and shown
    as it comes. ``grounded``: approved passages are looked up for a question, and given to whoever answers.
    """

    name: str
    checks: tuple[str, ...]
    system_prompt: str
    constitution: tuple[Principle, ...]
    scripts: dict[str, Script]
    few_shots: tuple[FewShot, ...] = ()
    guidance: dict[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    voice: Voice = "functional"
    temperature: float = 0.3
    max_tokens: int = 600
    rules: tuple[PatternRule, ...] = ()
    steering: Steering | None = None
    panel: Panel | None = None
    drafting: Drafting | None = None
    grounded: bool = True

    @cached_property
    def id(self) -> str:
        """The content address ``prc_…``."""
        told = asdict(self)
        if not self.rules:  # a procedure without any keeps the address it had before there could be rules
            del told["rules"]
        for rule in told.get("rules", ()):
            if not rule["unless"]:
                del rule["unless"]
        for name in ("steering", "panel", "drafting"):  # nor does one that says nothing about these
            if told[name] is None:
                del told[name]
        if self.grounded:
            del told["grounded"]
        for principle in told["constitution"]:
            if not principle["tests"]:
                del principle["tests"]
        return content_id("prc", told)
