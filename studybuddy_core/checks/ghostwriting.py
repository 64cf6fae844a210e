"""Ghostwriting: asking for finished work. Asking for help with one's own is let through.

"Just tell me the answer" to a sum at hand asks for no writing: it is fishing, and the hint ladder meets it. So the
signs that speak of an answer alone don't count while the message, or the talk, has an exercise with numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import Finding

_OF_AN_ANSWER = frozenset({"just_the_answers", "for_me", "no_explaining", "too_lazy"})
_TO_HAND_IN = re.compile(
    r"\b(?:essays?|reports?|stor(?:y|ies)|paragraphs?|poems?|speech(?:es)?|compositions?|reviews?|summar\w+|projects?|"
    r"worksheets?|presentations?|slides|letters?|diar\w+|journals?|sentences|assignments?|tests?|quiz|exams?|"
    r"home ?work|hw|class ?work)\b", re.IGNORECASE
)  # fmt: skip


class GhostwritingCheck(LexiconCheck):
    """A lexicon that knows an exercise from a piece of writing."""

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the findings of the lexicon, save those that only ask for the answer to an exercise at hand."""
        of_numbers = view.task is not None and not view.task.solved and not _TO_HAND_IN.search(view.clean)
        for finding in super().__call__(view):
            signs = {sign.split(" ")[0] for sign in finding.note.split(", ")}
            if not (of_numbers and signs <= _OF_AN_ANSWER):
                yield finding


CHECK = GhostwritingCheck("ghostwriting", IN)
