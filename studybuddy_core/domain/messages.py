"""What is said: the texts of a turn and everything a check may see of them.

Positions are half-open ranges of code points in ``clean``, the one text that is
stored, shown, sent to the model and scored. A reading (decoded, folded, de-spaced …)
is scored only, and maps each of its characters back to a place in ``clean``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from studybuddy_core.domain.drafting import Drafted

SpeakerRole = Literal["user", "assistant"]


class Stage(StrEnum):
    """Where in a turn a text is checked: the child's message, retrieved text, the tutor's text."""

    INPUT = "input"
    CONTEXT = "context"
    OUTPUT = "output"


class Extent(StrEnum):
    """How much of a message a check looks at: one released segment, or the whole message."""

    SEGMENT = "segment"
    WHOLE = "whole"


class AgeBand(StrEnum):
    """The learner's age band. ``ORDERED_BANDS`` runs from the oldest to the youngest."""

    OLDER = "9-12"
    YOUNGER = "6-8"


ORDERED_BANDS: tuple[AgeBand, ...] = (AgeBand.OLDER, AgeBand.YOUNGER)


class Span(NamedTuple):
    """A half-open range of code points in ``clean``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a message was looked at: segment ``n`` (from 0), or the whole (``n`` is None)."""

    segment: int | None = None

    @property
    def extent(self) -> Extent:
        """The kind of part this is."""
        return Extent.WHOLE if self.segment is None else Extent.SEGMENT

    def __str__(self) -> str:
        return "whole" if self.segment is None else f"segment {self.segment}"


WHOLE_MESSAGE = Part()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said: who (``user`` is the child, ``assistant`` the tutor) and what, as ``clean`` text.

    ``private``: about the child's wellbeing, so it never goes to an outside provider.
    """

    role: SpeakerRole
    text: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read the text. ``offsets[i]`` is the place in ``clean`` of character ``i``."""

    kind: str
    text: str
    offsets: tuple[int, ...]

    def to_clean(self, span: Span) -> Span:
        """Map a span of this reading to the span of ``clean`` it was read from."""
        if not self.offsets or span.end <= span.start:
            return Span(0, 0)
        inside = self.offsets[span.start : span.end]
        return Span(min(inside), max(inside) + 1) if inside else Span(0, 0)


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text a teacher has approved: what the tutor may answer from.

    ``accepted`` are labels that the checks see in it and that a person has looked at and let through.
    """

    id: str
    title: str
    text: str
    subject: str
    grades: tuple[int, ...]
    source: str
    keywords: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


def told_apart(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each with a title of its own: a citation names a title, and in one turn that is one passage's."""
    seen: dict[str, int] = {}
    out: dict[str, Passage] = {}
    for one in passages:
        if one.id in out:
            continue
        plain = one.title.casefold().strip()
        count = seen[plain] = seen.get(plain, 0) + 1
        out[one.id] = one if count == 1 else replace(one, title=f"{one.title} ({count})")
    return tuple(out.values())


@dataclass(frozen=True, slots=True)
class Task:
    """The exercise at hand, as the server keeps it: the hint ladder never depends on prompt text.

    ``answers`` are all accepted forms of the final answer ("56", "fifty-six"); empty where it is
    not known. ``steps`` are hints from small to large, none of which holds the answer.
    ``hints_given`` counts the hints asked for since. ``last`` says what the child's latest message was
    to this task: ``asked``, ``hint``, ``pressed`` (wants the answer), ``step`` (a right part of the way),
    ``right``, ``wrong``, ``guess`` (a number out of the blue, no genuine attempt), ``fishing`` (number after number),
    ``check``, ``unchecked``, ``told`` (a story whose question is still to come) or ``talk``.
    ``checkpoints`` are results on the way, each with what to do next; ``pointer`` is what to do next now;
    ``solution`` is the whole way, shown only after a genuine attempt. ``tried`` are the bare numbers since the last
    hint, ``worked`` says that the child has shown some work.
    """

    question: str
    kind: str
    answers: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    similar: str = ""
    hints_given: int = 0
    attempts: int = 0
    solved: bool = False
    last: str = "asked"
    pointer: str = ""
    solution: tuple[str, ...] = ()
    checkpoints: tuple[tuple[str, str], ...] = ()
    tried: tuple[str, ...] = ()
    worked: bool = False


@dataclass(frozen=True, slots=True)
class TurnView:
    """All that a check may see: the text, its readings and its surroundings; never a threshold or an age band.

    ``clean`` is the text of this part; for an OUTPUT segment it is everything up to its end.
    ``names`` are personal names known to the school around this child (never logged),
    ``staff`` those of the staff. ``setting`` is the system prompt a message goes to, where that is not
    StudyBuddy's own. ``evidence`` are approved passages that speak of what an answer states, beyond those it was
    given; ``own`` says that the words are this house's (the built-in tutor) and not a model's; ``drafted`` is what
    rounds of drafting found.
    """

    stage: Stage
    clean: str
    part: Part = WHOLE_MESSAGE
    readings: tuple[Reading, ...] = ()
    history: tuple[Utterance, ...] = ()  # for OUTPUT it ends with the child's message
    passages: tuple[Passage, ...] = ()
    task: Task | None = None
    names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    setting: str = ""
    evidence: tuple[Passage, ...] = ()
    own: bool = False
    drafted: Drafted | None = None
