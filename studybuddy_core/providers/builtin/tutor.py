"""The built-in tutor: fixed teaching words over what the server already knows of the moment.

It reads the exercise, the passages and the age band from ``request.lesson`` and never the prompt text, so nothing
a child writes can change its rules. The same request always gives the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta, Usage

_PIECE = re.compile(r"\s*\S+")
_UNKNOWN = "That one is not in this tutor's library. Ask your teacher, or try asking in other words."


class BuiltinTutor:
    """Answers without a language model, word by word."""

    name = "builtin"
    model = "builtin-1"
    outside = False

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        """Yield the answer word by word, then what it cost (nothing) and a proper stop."""
        text = self.answer(request)
        for piece in _PIECE.findall(text):
            yield TextDelta(piece)
        asked = sum(len(m.text.split()) for m in request.messages)
        yield Usage(self.model, asked, len(text.split()), 0.0)
        yield Stopped("end")

    def answer(self, request: ChatRequest) -> str:
        """Return the whole answer."""
        task = request.lesson.task
        if task is not None and task.steps:
            return task.steps[min(task.hints_given, len(task.steps) - 1)]
        if request.lesson.passages:
            best = request.lesson.passages[0]
            return f"{best.text} (From: {best.title}, {best.source}.)"
        return _UNKNOWN
