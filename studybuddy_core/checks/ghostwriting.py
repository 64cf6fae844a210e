"""Ghostwriting: asking for finished work. Asking for help with one's own is let through.

"Just tell me the answer" to a sum at hand asks for no writing: it is fishing, and the hint ladder meets it. So the
signs that speak of an answer alone don't count while the message, or the talk, has an exercise with numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.checks.told_values import plain_signs, sums_told
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import Finding

_OF_AN_ANSWER = frozenset({"just_the_answers", "for_me", "no_explaining", "too_lazy"})
_TO_HAND_IN = re.compile(
    r"\b(?:essays?|reports?|stor(?:y|ies)|paragraphs?|poems?|speech(?:es)?|compositions?|reviews?|summar\w+|projects?|"
    r"worksheets?|presentations?|slides|letters?|diar\w+|journals?|sentences|assignments?|tests?|quiz|exams?|"
    r"home ?work|hw|class ?work)\b", re.IGNORECASE
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STORY_ASKS = re.compile(r"\bhow (?:many|much|far|long|old)\b", re.IGNORECASE)
_FARTHEST = 2_000  # characters of a message that are looked at


def _has_exercise(view: TurnView) -> bool:
    """Whether an exercise is at hand, or the message holds one: a sum, or a story with numbers and its question."""
    if view.task is not None and not view.task.solved:
        return True
    text = view.clean[:_FARTHEST]
    return bool(_STORY_ASKS.search(text) and len(_NUMBER.findall(text)) > 1) or any(sums_told(plain_signs(text)))


class GhostwritingCheck(LexiconCheck):
    """A lexicon that knows an exercise from a piece of writing."""

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the findings of the lexicon, save those that only ask for the answer to an exercise at hand."""
        of_numbers = not _TO_HAND_IN.search(view.clean) and _has_exercise(view)
        for finding in super().__call__(view):
            signs = {sign.split(" ")[0] for sign in finding.note.split(", ")}
            if not (of_numbers and signs <= _OF_AN_ANSWER):
                yield finding


CHECK = GhostwritingCheck("ghostwriting", IN)
