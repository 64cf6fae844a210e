"""Answers from approved passages: a few sentences of the passage itself, and its title.

Where the passage is from stands once, on the source card that the title brings with it.
"""

from __future__ import annotations

import re

from studybuddy_core.domain.following_on import asked_in_full, wants_more
from studybuddy_core.providers.builtin.ladder import sentences
from studybuddy_core.providers.builtin.moment import Moment

_WORD = re.compile(r"[a-z]{3,}")
_LEANS = re.compile(
    r"(?:(?:When|If|As|Because|After|Before|While|Once|Until) (?:it|they|this|these|he|she)|"
    r"It|They|This|These|That|Those|He|She|Then|But|And|So|Its|Their|Some of (?:it|them)|Other|Another|Here|There|"
    r"Both|His|Her|Him)\b"
)
# What a number says that answers "how many", "how far" and the like.
_LENGTH = r"\b(?:kilomet\w+|met(?:re|er)s?|centimet\w+|millimet\w+|miles?|km|light[- ]years?|feet|tall|wide)\b"
_MEASURES = {
    "many": r"", "much": r"", "far": _LENGTH, "tall": _LENGTH, "high": _LENGTH, "deep": _LENGTH, "wide": _LENGTH,
    "big": _LENGTH, "large": _LENGTH, "long": rf"{_LENGTH}|\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b",  # noqa: E501
    "old": r"\byears?\b", "heavy": r"\b(?:tonnes?|tons?|kilo\w*|grams?|kg)\b", "hot": r"\bdegrees?\b|°",
    "cold": r"\bdegrees?\b|°", "fast": r"\b(?:kilomet\w+|met(?:re|er)s?|miles?) (?:an?|per|each|every)\b",
}  # fmt: skip
_ASKS_NUMBER = re.compile(rf"\bhow ({'|'.join(_MEASURES)})\b")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|billion)\b"
)
# As they read with double letters taken as one: words that mean the same, and forms that share no beginning.
_SAME = {"bigest": "largest", "talest": "highest", "ate": "eat", "eaten": "eat", "eats": "eat", "eating": "eat",
         "lived": "live", "lives": "live", "living": "live", "slept": "slep", "sleping": "slep", "made": "make",
         "wore": "wear", "worn": "wear", "built": "build", "fought": "fight", "grew": "grow", "flew": "fly", "flies": "fly",  # noqa: E501
         "swam": "swim", "drank": "drink", "dies": "die", "died": "die", "bought": "buy", "spoke": "speak"}  # fmt: skip
_TOLD_IN_ORDER = re.compile(r"\b(?:why|when (?:do|does|can|should)|how (?:do|does|did|is|are|was|were|can|to)|explain)\b")  # noqa: E501
_TELLS_WHAT = re.compile(r"\b(?:what (?:is|are)|what'?s)\b(?!.*\b\w{3,}est\b)")


_SMALL = frozenset(
    """the and are was what why how does did for who when where which tell about you with from that this have
    has your whats does many much far long can could would they their its our""".split()  # noqa: SIM905
)


def _roots(text: str) -> set[str]:
    """The beginnings of the words that count, double letters taken as one."""
    words = (re.sub(r"(.)\1", r"\1", word) for word in _WORD.findall(text.lower()) if word not in _SMALL)
    return {_SAME.get(word, word)[:5] for word in words}


def _measure(question: str) -> re.Pattern[str] | None:
    """What the answer to "how far" or "how many" is told in; None where no number is asked for."""
    asked = _ASKS_NUMBER.search(question.lower())
    return re.compile(_MEASURES[asked[1]]) if asked else None


def _best_part(text: str, question: str, most: int, title: str = "") -> str:
    """The run of neighbouring sentences that answers best, the earliest such run.

    Its best sentence holds most of the question's words (and a number, where one is asked for). A plain question is
    answered by that sentence first; a why or a how is told from where the run begins.
    """
    parts = sentences(text)
    asked = _roots(question)
    about = {root[:3] for root in _roots(title)}
    rarer = {root for root in asked if root[:3] not in about}  # what it is all about tells no sentence from another
    measure = _measure(question)

    def worth(part: str) -> float:
        roots = _roots(part)
        told = bool(measure and _NUMBER.search(part.lower()) and measure.search(part.lower()))
        return len(asked & roots) + 0.5 * len(rarer & roots) + 1.5 * told

    hits = [worth(part) for part in parts]
    best = hits.index(max(hits))
    begin = max(0, best - most + 1)
    flat = question.lower()
    in_order = _TOLD_IN_ORDER.search(flat) or (_TELLS_WHAT.search(flat) and best < most)
    unclear = hits[best] < 2 and measure is None and hits.count(hits[best]) > 1
    holds = [bool(rarer & _roots(part)) for part in parts]
    if sum(holds) == 1 and holds[best] and len(rarer) > 0 and measure is None and not _TELLS_WHAT.search(flat):
        begin = best  # nothing else in it speaks of what is asked
    elif in_order or unclear:
        starts = range(begin, best + 1)
        begin = max(starts, key=lambda i: (len(asked & _roots(" ".join(parts[i : i + most]))), -i))
    else:
        begin = best
    while begin and _LEANS.match(parts[begin]):
        begin -= 1
    return " ".join(parts[begin : max(begin + most, best + 1)])


def _not_told_yet(text: str, told: str, most: int) -> str:
    """The first sentences of a passage that the last reply did not tell; "" where it told them all."""
    rest = [part for part in sentences(text) if part not in told]
    return " ".join(rest[:most])


def from_the_library(moment: Moment) -> str | None:
    """Answer from the best passage and name its title; None when no passage was found."""
    if not moment.lesson.passages:
        return None
    if wants_more(moment.said):
        last = moment.last_reply()
        for passage in moment.lesson.passages:
            if rest := _not_told_yet(passage.text, last, moment.most_sentences):
                return f"{rest} This is from “{passage.title}”."
        return "That is all there is on it here. Ask your teacher, or look in a book."
    passage = moment.lesson.passages[0]
    part = _best_part(passage.text, asked_in_full(moment.said, moment.before), moment.most_sentences,
                      passage.title)  # fmt: skip
    return f"{part} This is from “{passage.title}”."
