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
_ASKS_NUMBER = re.compile(r"\bhow (?:many|far|long|tall|old|big|heavy|high|deep|fast|hot|cold|large|wide|much)\b")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|billion)\b"
)
_TOLD_IN_ORDER = re.compile(r"\b(?:why|how (?:do|does|did|is|are|was|were|can|to)|explain|what (?:is|are)|whats|what's)\b(?!.*\b\w{3,}est\b)")
_SMALL = frozenset(
    """the and are was what why how does did for who when where which tell about you with from that this have
    has your does many much far long can could would they their its our""".split()  # noqa: SIM905
)


def _roots(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower()) if word not in _SMALL}


def _best_part(text: str, question: str, most: int) -> str:
    """The run of neighbouring sentences that answers best, the earliest such run.

    Its best sentence holds most of the question's words (and a number, where one is asked for). A plain question is
    answered by that sentence first; a why or a how is told from where the run begins.
    """
    parts = sentences(text)
    asked = _roots(question)
    number = bool(_ASKS_NUMBER.search(question.lower()))
    hits = [len(asked & _roots(part)) + 0.5 * (number and bool(_NUMBER.search(part.lower()))) for part in parts]
    best = hits.index(max(hits))
    begin = max(0, best - most + 1)
    if _TOLD_IN_ORDER.search(question.lower()) or (hits[best] < 2 and not number):  # noqa: PLR2004 — one word shared
        starts = range(begin, best + 1)
        begin = max(starts, key=lambda i: (len(asked & _roots(" ".join(parts[i : i + most]))), -i))
    else:
        begin = best
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
