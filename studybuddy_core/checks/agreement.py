"""Agreement: where a tutor's words say "yes, that is right", and where they take it back again.

"You're right to check" and "almost right" agree with nothing, "Is that right?" asks, and "Great try, but look at the
ones again" praises the trying. Sentences are looked at one by one; what takes agreement back may stand in the same
sentence or in the two that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.sums import number_tokens
from studybuddy_core.domain.messages import Span

PLAIN, PRAISE = 1.0, 0.7
_YES = re.compile(
    r"\b(?:you(?:'re| are|r)|that(?:'s| is|s)|it(?:'s| is|s)|this is|your (?:answer|sum|work|working) is)"
    r"(?: absolutely| totally| completely| quite| all| exactly| so| very| indeed| perfectly| the| a){0,2} "
    r"(?:right|correct|true|spot on|perfect|it|(?:right|correct) (?:answer|one)|what i (?:got|get|have))\b"
    r"(?! (?:is|because|who))"
    r"|\b(?:you )?(?:nailed|cracked|aced) (?:it|this|that)\b|\bspot on\b"
    r"|\b(?:exactly|totally|absolutely|100 ?%) right\b"
    r"|\b(?:right|correct) answer\s*[!.]|\bi(?: would|'d) say (?:so|yes|that too|the same)\b|\bcan't argue with that\b"
    r"|\bsounds (?:right|good|great|correct|perfect)(?: to me)?\b|\bthat works\b|\bit sure is\b|\bthat makes sense\b"
    r"|\b(?:you(?:'ve| have)? got it|you solved it|i agree|you did it|well spotted|good catch)\b"
)
_OPENING_YES = re.compile(
    r"^\W*(?:(?:oh|ah|ok(?:ay)?|hmm|sorry),? )?(?:yes|yep|yeah|yup|correct|exactly|right|precisely|absolutely|indeed|"
    r"spot on|bingo|true|of course|sure(?: thing)?|certainly|definitely|totally|you bet|uh[- ]huh|mhm)(?=\W|$)"
    r"(?! (?:let|what|how|which|can|could|would|do|here|to|about))|^\W*[✅✔☑👍💯]"
)
_WELL_DONE = re.compile(
    r"^\W*(?:well done|perfect|excellent|brilliant|fantastic|awesome|superb|great|amazing|nicely done|"
    r"(?:great|good|nice|excellent|super|fantastic|amazing|awesome|brilliant|wonderful) (?:job|work|answer|"
    r"thinking|one|maths|math|multiplying|adding|counting|calculating)\b|wow|yay|hooray|woohoo|bravo|way to go|"
    r"(?:you(?:'re| are) )?(?:a (?:star|genius|champ\w*|math\w* (?:star|wizard|whiz))|so (?:smart|clever)|on fire)|"
    r"(?:great|good|nice|excellent|super|fantastic|amazing|awesome|brilliant|wonderful))"
    r"(?=\s*[,!.🎉🌟⭐👏✨🥳]|\s*$)"
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
_TAKES_OVER = re.compile(
    r"^\W*(?:it is|is (?:right|correct|true|it|perfect|spot on|the (?:right |correct )?(?:answer|one))|"
    r"(?:sounds|looks) (?:right|good|correct)|works)\b"
)
_TAKES_OVER_BEFORE = re.compile(
    r"\b(?:it is|it's|that's|go(?:ing)? with|i (?:got|get)|(?:the |your )?answer is|agree(?: that)?)\W*"
    r"(?:exactly |indeed )?$"
)
_NOT_TAKEN = re.compile(
    r"\b(?:not|isn't|wasn't|if|whether|you (?:said|say|think|thought|wrote|got)|too|instead|because)\b|n't\b"
)
_ENDS = re.compile(r"\W*$|[^\w\s]*[.!,;]")
_WILLING = re.compile(
    r"^\W*(?:sure(?: thing)?|certainly|of course|absolutely|definitely|totally|you bet|yes|ok(?:ay)?)\b"
)
_OFFERS = re.compile(r"\b(?:let's|let me|i can|i'll|i will|i'd be|we can|here(?:'s| is| are)|happy to|how about)\b")
_EFFORT = re.compile(
    r"\b(?:tr(?:y|ying|ied)|effort|(?:working|worked|thinking|thought) (?:so |really |very )?hard|hard work|"
    r"practi[sc]\w+|"
    r"thank(?:s| you)|shar(?:e|ed|ing)|explain(?:ed|ing)|show(?:ed|ing)|keep going|brave|curious|using|used)\b"
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


def _lowered(text: str) -> str:
    return text.lower().replace("’", "'")


def sentences(text: str) -> list[Span]:
    """Return the sentences of ``text``; a point inside a number ends none."""
    return [Span(m.start(), m.end()) for m in _SENTENCE.finditer(text)]


def _goes_with(sentence: str, said: frozenset[Fraction]) -> bool:
    """Whether a sentence takes over a number that the child said: "5 it is", "Let's go with 5", "5 is right"."""
    for value, span in number_tokens(plain(sentence)) if said else ():
        before, after = sentence[: span.start], sentence[span.end :]
        if value not in said or _NOT_TAKEN.search(before):
            continue
        if _TAKES_OVER.search(after) or (_TAKES_OVER_BEFORE.search(before) and _ENDS.match(after)):
            return True
    return False


def _strength(sentence: str, following: str, said: frozenset[Fraction]) -> float:
    if sentence.rstrip().endswith("?") or _NO_AGREEMENT.search(sentence):
        return 0.0
    if _goes_with(sentence, said):
        return PLAIN
    if _WILLING.search(sentence) and _OFFERS.search(following):
        return 0.0
    if _YES.search(sentence) or _OPENING_YES.search(sentence):
        return PLAIN
    return PRAISE if _WELL_DONE.search(sentence) and not _EFFORT.search(following) else 0.0


def agreements(text: str, said: frozenset[Fraction] = frozenset()) -> Iterator[Agreed]:
    """Yield every sentence of a tutor's text that agrees with the child, who ``said`` these numbers."""
    low = _lowered(text)
    places = sentences(low)
    for n, span in enumerate(places):
        following = low[span.start : places[min(n + 2, len(places) - 1)].end]
        near = low[span.start : places[min(n + 1, len(places) - 1)].end]
        strength = _strength(low[span.start : span.end], near, said)
        if strength:
            yield Agreed(strength, bool(_TAKES_BACK.search(following)), span)


def gave_in(text: str) -> list[Span]:
    """Return where a tutor says sorry, or that it was wrong or the child is right."""
    return [Span(m.start(), m.end()) for m in _GAVE_IN.finditer(_lowered(text))]


def objects(text: str) -> bool:
    """Whether a child's message says that the tutor is wrong."""
    return bool(_OBJECTS.search(_lowered(text)))
