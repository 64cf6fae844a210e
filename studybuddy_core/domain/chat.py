"""What the tutor asks of a language model, and what comes back: the port every provider stands behind.

Text that goes to an outside provider has had personal data replaced before the request is
made; a provider never sees a name, a class or a stable id of a child.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from studybuddy_core.domain.messages import AgeBand, Passage, Task, Utterance
from studybuddy_core.domain.procedures import Voice
from studybuddy_core.domain.profiles import Expertise


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the server knows of the moment: for the built-in tutor, which reads no prompt text.

    ``expertise`` is how deep a teacher lets it go.
    ``approved_only``: only the exercise at hand and approved passages may be spoken of.
    """

    band: AgeBand
    grade: int
    voice: Voice = "functional"
    passages: tuple[Passage, ...] = ()
    task: Task | None = None
    may_solve: bool = False
    approved_only: bool = False
    expertise: Expertise = Expertise.USUAL


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request to a model: system text, the talk so far (last one the child's), and bounds."""

    system: str
    messages: tuple[Utterance, ...]
    lesson: Lesson
    max_tokens: int = 600
    temperature: float = 0.3


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Some more text, cut wherever the provider happened to cut it."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens in and out, and the cost in US dollars where the price is known."""

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The model stopped properly: ``end``, ``length`` or ``refusal``. A stream without it was cut."""

    reason: str


ChatEvent = TextDelta | Usage | Stopped


@runtime_checkable
class Provider(Protocol):
    """A language model, or the built-in tutor. ``outside``: text leaves this machine."""

    name: str
    model: str
    outside: bool

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        """Yield the answer as it is made; raise ``ProviderError`` where it can't be."""
        ...
