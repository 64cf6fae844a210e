"""Answers from approved passages: a few sentences of the passage itself, and its title.

Where the passage is from stands once, on the source card that the title brings with it.
"""

from __future__ import annotations

import re

from studybuddy_core.providers.builtin.ladder import sentences
from studybuddy_core.providers.builtin.moment import Moment

_WORD = re.compile(r"[a-z]{3,}")
_LEANS = re.compile(
    r"(?:(?:When|If|As|Because|After|Before|While|Once|Until) (?:it|they|this|these|he|she)|"
    r"It|They|This|These|That|Those|He|She|Then|But|And|So|Its|Their|Some of (?:it|them)|Other|Another|Here|There|"
    r"Both)\b"
)
_SMALL = frozenset(
    """the and are was what why how does did for who when where which tell about you with from that this have
    has""".split()  # noqa: SIM905
)


def _roots(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower()) if word not in _SMALL}


def _best_part(text: str, question: str, most: int) -> str:
    """The run of neighbouring sentences that holds most of the question's words, the earliest such run."""
    parts = sentences(text)
    asked = _roots(question)
    hits = [len(asked & _roots(part)) for part in parts]
    starts = range(max(1, len(parts) - most + 1))
    begin = max(starts, key=lambda i: (sum(hits[i : i + most]), -i))
    while begin and _LEANS.match(parts[begin]):
        begin -= 1
    return " ".join(parts[begin : begin + most])


def from_the_library(moment: Moment) -> str | None:
    """Answer from the best passage and name its title; None when no passage was found."""
    if not moment.lesson.passages:
        return None
    passage = moment.lesson.passages[0]
    part = _best_part(passage.text, moment.said, moment.most_sentences)
    return f"{part} This is from “{passage.title}”."
