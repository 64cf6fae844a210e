"""What a speaker of the built-in tutor sees: the child's latest words, what was said before, and the lesson."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from studybuddy_core.domain.chat import ChatRequest, Lesson
from studybuddy_core.domain.messages import AgeBand, Utterance
from studybuddy_core.domain.profiles import Expertise

_SPACES = re.compile(r"\s+")
_DEEPER = {Expertise.BEGINNING: -1, Expertise.USUAL: 0, Expertise.AHEAD: 2}


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn as the built-in tutor sees it: ``said`` is the child's text, ``words`` the same in small letters."""

    said: str
    words: str
    before: tuple[Utterance, ...]
    lesson: Lesson

    @property
    def young(self) -> bool:
        """Whether the child is in the younger band."""
        return self.lesson.band is AgeBand.YOUNGER

    @property
    def most_sentences(self) -> int:
        """How much of a passage is told: for the age, and for how deep the teacher lets it go."""
        return (3 if self.young else 5) + _DEEPER[self.lesson.expertise]

    def last_reply(self) -> str:
        """What the tutor said last, with single spaces; "" at the start."""
        return next((_SPACES.sub(" ", u.text).strip() for u in reversed(self.before) if u.role == "assistant"), "")


Speaker = Callable[[Moment], str | None]


def moment_of(request: ChatRequest) -> Moment:
    """Cut a request into the latest message and what came before it."""
    said = request.messages[-1].text if request.messages and request.messages[-1].role == "user" else ""
    words = _SPACES.sub(" ", re.sub(r"[^\w\s'?+=/×÷-]", " ", said.lower().replace("’", "'"))).strip()
    return Moment(said, words, request.messages[:-1], request.lesson)
