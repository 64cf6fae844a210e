"""Word problems: a story with one or two steps is set up, or said to be beyond this tutor.

Only stories whose every number has its place are set up, since a wrong "that is right" does more harm than "show your
teacher". What can't be set up still gets reading hints, without an answer to check.
"""

from __future__ import annotations

import re

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import LARGEST, NUMBER, digits_for_words
from studybuddy_core.knowledge.stories.hints import likes, way_of
from studybuddy_core.knowledge.stories.plans import Plan
from studybuddy_core.knowledge.stories.shapes import plan_of
from studybuddy_core.knowledge.stories.telling import story_of
from studybuddy_core.knowledge.words import words_of

_ASKS = re.compile(
    r"\b(?:how (?:many|much|meny|mutch|mny|far|long|tall|old|fast|big|heavy|high|deep|wide)|(?:by )?what (?:percent|fraction)|"  # noqa: E501
    r"what (?:is|was|are|will be|would be) (?:the|his|her|their|its)|calculate|work out|determine)\b"
)
_ANY_QUESTION = re.compile(r"\b(?:what|find|how|which|give the)\b")
_GIVEN = re.compile(rf"(?<![\w.])({NUMBER})(?![\d.]*\d)")
_MANY = re.compile(r"\s+(?!was\b|has\b|does\b|this\b|its\b)[a-z]{2,}s\b")
_IN_A_YEAR = re.compile(r"\b(?:in|since|by|of|from|year|before|after|until|till|to|and|between|around|about|during)\s*$")  # noqa: E501
_MONEY = re.compile(r"[£$€]\s*$")
_IN_A_NAME = re.compile(r"\b(?:world war|apollo)\s*$")
_YEAR = re.compile(r"1[1-9]\d\d|20\d\d")


# Where the question begins in a text without end marks.
_BEGINS = re.compile(r"(?<=[a-z0-9]) (?=(?:so )?(?:how (?:many|much)) )")


def _with_stops(text: str) -> str:
    """The text with the end marks that a child left out; "" where it has some of its own."""
    flat = digits_for_words(" ".join(text.lower().replace("’", "'").split())).rstrip("?. ")
    if re.search(r"[.!?;]\s", flat):
        return ""
    stopped = _BEGINS.sub(". ", flat)
    return f"{stopped}?" if stopped != flat else ""


def _plan(text: str) -> Plan | None:
    story = story_of(text)
    return plan_of(story) if story is not None else None


def read(text: str) -> Exercise | None:
    """Read a word problem of a well-known shape; anything less certain is left alone."""
    plan = next((plan for told in (text, _with_stops(text)) if told and (plan := _plan(told)) is not None), None)
    if plan is None or plan.value > LARGEST or any(step.value < 0 for step in plan.steps):
        return None
    others = ((like, Way((), ())) for like in likes(plan))
    return exercise("word problem", " ".join(text.split()), plan.value, way_of(plan), others=others)


def _is_year(found: re.Match[str], flat: str) -> bool:
    """Whether a number is a year: not money, and not so many of something ("2000 cents")."""
    before, after = flat[: found.start()], flat[found.end() :]
    if not _YEAR.fullmatch(found[1]) or _MONEY.search(before):
        return False
    return not _MANY.match(after) or bool(_IN_A_YEAR.search(before))


def numbers_given(text: str) -> list[str]:
    """The numbers of a text that could belong to an exercise; a year or "World War 2" alone is no story."""
    flat = digits_for_words(text.lower())
    return [m[1] for m in _GIVEN.finditer(flat) if not _is_year(m, flat) and not _IN_A_NAME.search(flat[: m.start()])]


def looks_like_one(text: str) -> bool:
    """Tell whether a text looks like a word problem, whether or not it can be set up."""
    flat = digits_for_words(text.lower())
    given = numbers_given(text)
    if re.search(r"\bhow many [a-z]+ (?:do|does|are (?:on|in)|have) \d+ [a-z]+", flat):
        return True  # "how many legs do 3 dogs have"
    if len(words_of(flat)) < 9 or not given:
        return False
    return bool(_ASKS.search(flat) or (len(given) > 1 and _ANY_QUESTION.search(flat)))
