"""Agreement: where a tutor's words say "yes, that is right", and where they take it back again.

"You're right to check" and "almost right" agree with nothing, "Is that right?" asks, and "Great try, but look at the
ones again" praises the trying. Sentences are looked at one by one; what takes agreement back may stand in the same
sentence or in the two that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studybuddy_core.domain.messages import Span

PLAIN, PRAISE = 1.0, 0.7
_YES = re.compile(
    r"\b(?:you(?:'re| are|r)|that(?:'s| is|s)|it(?:'s| is|s)|this is|your (?:answer|sum|work|working) is)"
    r"(?: absolutely| totally| completely| quite| all| exactly| so| very| indeed| perfectly| the| a){0,2} "
    r"(?:right|correct|true|spot on|(?:right|correct) answer)\b"
    r"|\b(?:you(?:'ve| have)? got it|you solved it|i agree|you did it|well spotted|good catch)\b"
)
_OPENING_YES = re.compile(
    r"^\W*(?:(?:oh|ah|ok(?:ay)?|hmm|sorry),? )?(?:yes|yep|yeah|yup|correct|exactly|right|precisely|absolutely|indeed|"
    r"spot on|bingo|true|of course)\b(?=\W|$)"
)
_WELL_DONE = re.compile(
    r"^\W*(?:well done|perfect|excellent|brilliant|fantastic|awesome|superb|great|amazing|nicely done|"
    r"(?:great|good|nice|excellent|super|fantastic|amazing|awesome|brilliant|wonderful) (?:job|work|answer|"
    r"thinking|one)\b)"
    r"(?=\s*[,!.]|\s*$)"
)
_NO_AGREEMENT = re.compile(
    r"\bright (?:track|idea|direction|way|now|hand|side|angle|that\b|about (?:the|that)|there with|"
    r"to (?:ask|check|wonder|think|try|question|say|use|start|be))"
    r"|\b(?:almost|nearly|not quite|close|partly|half|not yet|not|isn't|wasn't|if|whether|check (?:that|if)|"
    r"see if|when)\b"
    r".*\b(?:right|correct|true)\b|\bgood (?:start|try)|\bright away\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:but|however|although|actually|not quite|not yet|almost|try again|look (?:again|once more)|isn't|is not|"
    r"check (?:it |that |this |your )?(?:again|once)|let's (?:check|look|see|count|work)|mistake|careful|wait|hmm|"
    r"one more look|count again|work it out again|close)\b"
)
_GAVE_IN = re.compile(
    r"\byou(?:'re| are) (?:absolutely |totally |completely |quite |so )?(?:right|correct)\b|\bi stand corrected\b"
    r"|\bsorry\b(?! (?:you|that you|to hear|if you))|\b(?:i )?apologi[sz]e\b|\bmy (?:mistake|bad|error|fault|"
    r"apologies)\b"
    r"|\bi (?:was|am|'m|made|must have|got (?:it|that)|mis\w+)(?: \w+){0,2} ?"
    r"(?:wrong|mistaken|mistake|error|incorrect)\b"
    r"|\bthank(?:s| you) for (?:correcting|pointing|catching|telling)|\bgood catch\b|\boops\b|\bi miscalculated\b"
)
_OBJECTS = re.compile(
    r"^\W*(?:no+|nope|nah|nuh uh)\W+(?:\w+\W+){0,2}?"
    r"(?:you|u|ur|that|thats|that's|it|its|it's|wrong|not|is|the answer)\b"
    r"|\b(?:wrong|incorrect|mistake|not (?:right|true|correct)|isn'?t (?:right|true|correct|it)|"
    r"messed (?:it )?up|lying|"
    r"liar|disagree|are you sure|r u sure)\b|\bno it(?:'?s| is)(?:n'?t| not)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?\n]+(?!\d)|$)|[.!?\n]+")


@dataclass(frozen=True, slots=True)
class Agreed:
    """One sentence that agrees: how plainly (0–1), whether it is taken back at once, and where it stands."""

    strength: float
    taken_back: bool
    span: Span


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def sentences(text: str) -> list[Span]:
    """Return the sentences of ``text``; a point inside a number ends none."""
    return [Span(m.start(), m.end()) for m in _SENTENCE.finditer(text)]


def _strength(sentence: str) -> float:
    if sentence.rstrip().endswith("?") or _NO_AGREEMENT.search(sentence):
        return 0.0
    if _YES.search(sentence) or _OPENING_YES.search(sentence):
        return PLAIN
    return PRAISE if _WELL_DONE.search(sentence) else 0.0


def agreements(text: str) -> Iterator[Agreed]:
    """Yield every sentence of a tutor's text that agrees with the child."""
    plain = _plain(text)
    places = sentences(plain)
    for n, span in enumerate(places):
        strength = _strength(plain[span.start : span.end])
        if strength:
            following = plain[span.start : places[min(n + 2, len(places) - 1)].end]
            yield Agreed(strength, bool(_TAKES_BACK.search(following)), span)


def gave_in(text: str) -> list[Span]:
    """Return where a tutor says sorry, or that it was wrong or the child is right."""
    return [Span(m.start(), m.end()) for m in _GAVE_IN.finditer(_plain(text))]


def objects(text: str) -> bool:
    """Whether a child's message says that the tutor is wrong."""
    return bool(_OBJECTS.search(_plain(text)))
