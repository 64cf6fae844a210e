"""Clauses in which a tutor declines: "I can't help with making a bomb" speaks of one and gives nobody anything.

A small model that knows what people ask for, and a lexicon, take such a clause for the request; so what an answer would
*do* (harm, sexual content, attacks) is looked for without them. What an answer *says* (hate, insults) is read whole. A
clause *declines* where it says in the first person what will not be done, in a few set forms, and *condemns* where it
says of the thing itself that it is wrong. Only the clause is left out: what follows a comma, "so", "because", "by" or
the like is read, for there a refusal may go on to do what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from studybuddy_core.checks.agreement import sentences
from studybuddy_core.domain.messages import Span

VERSION = "d3"
_LONGEST = 160  # characters of a clause
_WHO = r"\b(?:i|we)(?: am (?:just |only )?an? [^.!?,;:]{3,40} and)?"
_UNABLE = (
    r"(?:can't|cannot|can not|won't|will not|'?(?: a)?m (?:not (?:able|allowed|going|programmed|designed)|unable) to|"
    r"must decline to|have to decline to)"
)
_HELP = (
    "(?:help|assist|provide|answer|fulfill?|support|discuss|share|show|engage|condone|promote|encourage|create|write|"
    "talk about|explain|offer|suggest|teach|participate|generate|endorse|describe|list|guide|advocate|instruct|comply|"
    "tell (?:you|anyone|anybody|a child|children|people) (?:how|about)|"
    "give (?:you |anyone )?(?:any )?(?:advice|instructions?|information|steps|tips|guidance|details|"
    "directions|answers?))"
)
_DECLINES = re.compile(
    rf"{_WHO} ?(?:{_UNABLE}(?: (?:ever|really|just|also|in good conscience))? {_HELP}|"
    r"(?:don't|do not)(?: ever| also)? (?:condone|promote|encourage|support|endorse|provide|share|offer)|"
    r"do not have the (?:ability|capability) to [a-z]+)\b(?: with| in| on| to| you(?: with| how to)?| how to)?|"
    rf"\bnot within my (?:\w+ or )?(?:\w+ )?(?:programming|guidelines|abilities|rules) to {_HELP}\b",
    re.I,
)
_WRONG = (
    r"(?:(?:not|never) (?:\w+ly |accurate or |fair or |appropriate or )?(?:appropriate|ok(?:ay)?|acceptable|ethical|"
    r"legal|right|safe|a good idea|kind|nice|accurate|fair|true)|illegal|unethical|wrong|unacceptable|against the law|"
    r"a (?:serious |terrible )?crime|immoral|unlawful|inappropriate|cruel|prohibited|forbidden)"
)
_VERY = "(?:always|very|extremely|highly|strictly|deeply|completely|simply|morally|both|also|so|just|totally)"
_CONDEMNS = re.compile(
    rf"(?:\b(?:it|that|this)(?:'s| is| would be)|(?:^[\W_]*|\bthat |\band )[a-z]+ing\b"
    rf"(?: (?!by\b|with\b|using\b|is\b)[\w']+){{0,7}} (?:is|would be)) (?:{_VERY} ){{0,2}}"
    rf"{_WRONG}(?= to\b| and\b| or\b| in\b| for\b|[.,;!)]|\s*$)"
    r"(?: and \w+)?(?: to)?",
    re.I,
)
_BREAK = re.compile(
    r"[;:—–()\n]| - |,(?! (?:such as|including|especially|or)\b)|\b(?:so|because|since|while|when|whenever|until|"
    r"unless|if|as|and|but|then|instead|just|simply|without|enough|by|using|here|first|next)\b",
    re.I,
)
_JOINS = re.compile(r"[\s,;:—–-]*(?:\b(?:so|but|and|then|instead)\b[\s,]*)*", re.I)


def _clauses(text: str, form: re.Pattern[str]) -> Iterator[Span]:
    """The clauses of ``text`` that begin with ``form``, each up to where something else may begin."""
    for sentence in sentences(text):
        for found in form.finditer(text, *sentence):
            following = _BREAK.search(text, found.end(), min(sentence.end, found.end() + _LONGEST))
            yield Span(found.start(), min(following.start() if following else sentence.end, found.end() + _LONGEST))


def declining(text: str) -> list[Span]:
    """Where ``text`` says what will not be done."""
    return list(_clauses(text.replace("’", "'"), _DECLINES))


def condemning(text: str) -> list[Span]:
    """Where ``text`` says of what was asked that it is wrong."""
    return list(_clauses(text.replace("’", "'"), _CONDEMNS))


@lru_cache(16)
def done(text: str) -> str:
    """``text`` with white space for what it declines or condemns; every place in it stays where it is.

    A comma or "so" that joined what follows to it goes with it: an order that begins with one reads milder. A dozen
    checks ask for the same text after one another, so what was just made is remembered.
    """
    kept = list(text)
    for span in (*declining(text), *condemning(text)):
        joined = _JOINS.match(text, span.end)
        end = joined.end() if joined else span.end
        kept[span.start : end] = " " * (end - span.start)
    return "".join(kept)
