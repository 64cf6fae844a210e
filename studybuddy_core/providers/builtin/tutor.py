"""The built-in tutor: fixed teaching words over what the server already knows of the moment.

It reads the exercise, the passages and the age band from ``request.lesson`` and never the prompt text, so nothing
a child writes can change its rules. The same request always gives the same words. Each way of speaking is a
function in a file of its own; they are asked in order, and the first that has something to say speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta, Usage
from studybuddy_core.providers.builtin.facts import from_the_library
from studybuddy_core.providers.builtin.ladder import about_the_exercise, back_to_the_exercise, without_the_answer
from studybuddy_core.providers.builtin.manners import about_this_tool, not_known, small_talk, which_exercise
from studybuddy_core.providers.builtin.meanings import word_meaning
from studybuddy_core.providers.builtin.moment import Speaker, moment_of
from studybuddy_core.providers.builtin.number_sense import number_sense
from studybuddy_core.providers.builtin.planning import study_plan
from studybuddy_core.providers.builtin.spelling import spelling_help
from studybuddy_core.providers.builtin.stories import next_piece, story_start
from studybuddy_core.providers.builtin.word_forms import word_forms
from studybuddy_core.providers.builtin.writing import writing_help

_PIECE = re.compile(r"\s*\S+")

SPEAKERS: tuple[Speaker, ...] = (
    small_talk,
    about_the_exercise,
    next_piece,
    spelling_help,
    word_forms,
    number_sense,
    word_meaning,
    study_plan,
    story_start,
    writing_help,
    about_this_tool,
    which_exercise,
    from_the_library,
    back_to_the_exercise,
)
APPROVED_ONLY: tuple[Speaker, ...] = (about_the_exercise, from_the_library)


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
        moment = moment_of(request)
        speakers = APPROVED_ONLY if request.lesson.approved_only else SPEAKERS
        said = next((text for speak in speakers if (text := speak(moment))), None) or not_known(moment)
        return without_the_answer(moment, said)
