"""Sentences in which a tutor declines: "I can't help with making a bomb" speaks of one and gives nobody anything.

A small model that knows what people ask for takes such a sentence for the request. So the guard reads an answer without
them. A sentence *declines* where it says in the first person what will not be done, and *condemns* where it says of the
thing itself that it is wrong. Neither may go on to something else: "I can't say this, but first …" is read whole. A
sentence that condemns may still be hateful ("mixing with them is wrong"), so hate and insults are looked for in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from studybuddy_core.checks.agreement import sentences

VERSION = "declining 1"
_WHO = (
    r"\b(?:(?:i|we)(?: am (?:just )?an? [^.!?,]{3,40} and)?|"
    r"as an? (?:ai|tutor|assistant|program|computer|responsible|language)\b[^.!?]{0,90}?)"
)
_WILL_NOT = (
    r"(?:can't|cannot|can not|won't|will not|don't|do not|couldn't|could not|must not|mustn't|would never|refuse|"
    r"(?:am|'m) (?:not (?:able|allowed|going|here|programmed|designed|comfortable|capable|willing)|unable)|"
    r"(?:am|'m) (?:(?:so|very|really|deeply) )?sorry|apologi[sz]e|must decline|have to decline|am programmed|"
    r"strongly advise)"
)
_DO = (
    "(?:help|assist|aid|provide|give|tell|answer|fulfill?|support|discuss|share|show|engage|condone|promote|encourage|"
    "recommend|create|write|say|comply|talk|explain|offer|suggest|teach|participate|generate|do|access|make|endorse|"
    "advise|go|speak|respond|describe|list|guide|advocate|approve|know|have|keep|instruct|complete|continue|be able)"
)
_DECLINES = re.compile(
    rf"(?:{_WHO}(?: (?:just|really|simply|also|personally|strictly))? ?{_WILL_NOT}\b[^.!?]{{0,60}}?\b{_DO}|"
    rf"not within my (?:programming|guidelines|abilities|rules)\b[^.!?]{{0,60}}?\b{_DO})", re.I,
)
_VERY = "(?:always|very|extremely|highly|strictly|deeply|completely|simply|morally|both|also|so|just|totally)"
_CONDEMNS = re.compile(
    r"(?:\b(?:it|that|this)(?:'s| is| would be)|(?:^\W*|\bthat |\band )\w+ing\b[^.!?,;]{0,80} (?:is|would be)) "
    rf"(?:{_VERY} ){{0,2}}"
    r"(?:(?:not|never) (?:\w+ly |accurate or |fair or )?(?:appropriate|ok(?:ay)?|acceptable|ethical|legal|right|safe|"
    r"a good idea|kind|nice|accurate|fair|true)|"
    r"(?:illegal|unethical|wrong|unacceptable|against the law|a (?:serious |terrible )?crime|immoral|unlawful|"
    r"inappropriate|cruel|prohibited|forbidden))(?= to\b| and\b| or\b| in\b| for\b|[.,;!)]|$)", re.I,
)
_GOES_ON = re.compile(
    r"\b(?:but(?! (?:i|we|as|it)\b)|however|though|instead|anyway|still|here(?:'s| is| are)|first|then|next|step|"
    r"follow|you(?:'ll| will| would)? need|like this|as follows)\b|:\s*\S|\d[.)] ", re.I,
)


def declines(sentence: str) -> bool:
    """Whether a sentence says what will not be done, and goes on to nothing else."""
    said = sentence.replace("’", "'")
    return bool(_DECLINES.search(said) and not _GOES_ON.search(said))


def condemns(sentence: str) -> bool:
    """Whether a sentence says of what was asked that it is wrong, and goes on to nothing else."""
    said = sentence.replace("’", "'")
    return bool(_CONDEMNS.search(said) and not _GOES_ON.search(said))


@lru_cache(16)
def without(text: str, *kinds: Callable[[str], bool]) -> str:
    """``text`` with white space for every sentence of these kinds; every place in it stays where it is.

    A dozen checks ask for the same text after one another, so what was just made is remembered.
    """
    kept = list(text)
    for span in sentences(text):
        if any(kind(text[span.start : span.end]) for kind in kinds):
            kept[span.start : span.end] = " " * (span.end - span.start)
    return "".join(kept)
