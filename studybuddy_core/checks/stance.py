"""Stance: whether a text makes a claim, or asks, denies or quotes it.

"7 × 8 = 54" is wrong; "Is 7 × 8 = 54?", "You wrote 7 × 8 = 54" and "7 × 8 = 54 is not right" are how a tutor
talks about a mistake. The words around the claim decide; the window is a sentence, so that the word "not" two
sentences on excuses nothing.
"""

from __future__ import annotations

import re

from studybuddy_core.domain.messages import Span

_BEFORE, _AFTER = 90, 70
_DOUBT = ("not right", "isn't right", "not correct", "incorrect", "wrong", "not quite", "isn't true", "not true",
          "mistake", "not equal", "doesn't equal", "isn't", "let's check", "check again", "look again", "try again",
          "too big", "too small", "off by", "off from")  # fmt: skip
_DOUBT_FOLLOWS = ("that's not", "that is not", "that isn't", "not quite", "check", "look again", "let's check", "hmm",
                  "is that right", "this is wrong", "that's wrong")  # fmt: skip
_QUOTED = re.compile(
    r"^[\s\"'(*]*(?:is|does|do|would|did|was|are|could|can)\b"  # a question, whatever stands at its end
    r"|\byou (?:wrote|said|got|put|typed|think|thought|say)\b"
    r"|\b(?:says?|said|saying|thinks?|thought|wrote)(?: that)?\W*$"
    r"|\b(?:you have (?:written|put)|your (?:answer|sum|work|working) (?:is|was|says))\b"
    r"|\b(?:instead of|rather than|suppose|imagine|pretend|is it true|did you|how can)\b"
    r"|\b(?:if|whether|not|never)(?: that| equal to| say| write| it was)?\W*$"
)
_ROUNDED = re.compile(
    r"\b(?:about|roughly|nearly|almost|approximately|around|close to|rounded|just (?:over|under)|a (?:bit|little)|"
    r"or so)\b|[≈~…]|\.\.\.", re.I)  # fmt: skip


def sentence_before(text: str, at: int) -> str:
    """Return the sentence so far, lower case; a point inside a number ends no sentence."""
    start = max(0, at - _BEFORE)
    before = ("…" if start else "") + text[start:at].lower().replace("’", "'")
    return re.split(r"[.!?](?!\d)|[\n:;]", before)[-1]


def sentence_after(text: str, at: int) -> str:
    """Return the rest of the sentence with its mark, and the word "wrong" where the next one takes it back."""
    rest = text[at : at + _AFTER].replace("’", "'")
    for i, char in enumerate(rest):
        if char == "\n" or char in "!?" or (char == "." and not rest[i + 1 : i + 2].isdigit()):
            doubt = rest[i + 1 : i + 40].lower().lstrip().startswith(_DOUBT_FOLLOWS)
            return rest[: i + 1] + (" wrong" if doubt else "")
    return rest


def doubted(text: str, span: Span) -> bool:
    """Whether the claim at ``span`` is asked, denied or quoted rather than made."""
    after = sentence_after(text, span.end).lower()
    asked = after.rstrip(" wrong").endswith("?") and "," not in after
    return asked or any(word in after for word in _DOUBT) or bool(_QUOTED.search(sentence_before(text, span.start)))


def loosely(text: str, span: Span) -> bool:
    """Whether a word such as "about" stands in or next to the claim."""
    return bool(_ROUNDED.search(text[max(0, span.start - 12) : span.end + 14]))
