"""Equal parts where other numbers stand beside them: which total, and among how many, is told by shared words."""

from __future__ import annotations

import re

from studybuddy_core.knowledge.stories.clauses import Amount, Role, amounts_of
from studybuddy_core.knowledge.stories.plans import MONEY, Plan, Step, wants_money
from studybuddy_core.knowledge.stories.telling import Story, stems
from studybuddy_core.knowledge.words import words_of

_UNIT = re.compile(r"\b(?:each|every|per|a)(?: of the)? (?P<unit>[a-z]+)(?: of (?P<what>[a-z]+))?\s*(?:get|have|hold|contain|be|cost)?\s*[?.]*$|\b(?:will |does |did )?each (?P<mid>[a-z]+) (?:have|get|hold|contain|cost|be)\b|\bbig is each (?P<big>[a-z]+) of (?P<kind>[a-z]+)")  # noqa: E501
_EQUAL = re.compile(
    r"\b(?:total|in all|altogether|equal\w*|evenly|same (?:number|amount)|split|organized|divided?|shared?|distributed|lasted|"  # noqa: E501
    r"during|for \d+ (?:days|weeks|hours|months))\b"
)
_UNSURE = re.compile(r"\b(?:more|less|fewer|than|left|rest|times|gave|lost|first|only|except|already)\b")


def shared_out(story: Story) -> Plan | None:
    """How much falls to each: the amount that is asked for, divided by how many parts there are."""
    asked = " ".join(story.asked.split())
    found = _UNIT.search(asked)
    amounts = amounts_of(story)
    if found is None or not _EQUAL.search(story.text) or _UNSURE.search(asked) or len(amounts) != len(story.quantities):
        return None
    if any(a.role in (Role.RATE, Role.COMPARES) or a.value is None for a in amounts) or re.search(r"\b(?:each|every|per)\b", _told(story)):  # noqa: E501
        return None
    unit = frozenset(stems([next(word for name in ("unit", "mid", "big") if (word := found[name]))]))
    kind = frozenset(stems([found["kind"] or found["what"]])) if found["kind"] or found["what"] else frozenset[str]()
    among = _one([a for a in amounts if unit & a.things], kind)
    wanted = kind or frozenset(stems(words_of(re.sub(r"^.*?\bhow (?:many|much|big)\b", "", asked))[:1]))
    pool = [a for a in amounts if a is not among and not unit & a.things]
    wholes = [a for a in pool if (wants_money(story) and a.things & MONEY) or (wanted & a.things)]
    if among is None or len(wholes) > 1:
        wholes = [a for a in wholes if "total" in story.text[max(0, a.place - 12) : a.place]] if among else []
    if among is None or len(wholes) != 1 or not among.value or wholes[0].value is None:
        return None
    whole = wholes[0]
    if whole.role in (Role.WANTED,) or (whole.told / among.told).denominator != 1 or whole.told <= among.told:
        return None
    rest = [a for a in amounts if a is not whole and a is not among]
    if any(a.things & (whole.things | among.things) - unit and not kind for a in rest):
        return None
    return Plan((Step("share", whole.told, "÷", among.told),))


_REST = re.compile(r"\bthe rest (?:of (?:them|it|the [a-z]+) )?(?:up |equally )?(?:into|among|in|between|onto) (\d+)\b")


def rest_shared(story: Story) -> Plan | None:
    """A part is taken from a whole, and the rest is shared among so many: how many fall to each."""
    found = _REST.search(story.told)
    counted = [q for q in story.quantities if q.value != 1]
    if found is None or len(counted) != 3 or not re.search(r"\b(?:each|every)\b", story.asked):
        return None
    whole, part, among = counted
    if str(among.value) != found[1] or any(q.rate is not None or q.asked for q in (whole, part)) or whole.turn < 0:
        return None
    left = whole.value - part.value
    if left <= 0 or not among.value or (left / among.value).denominator != 1:
        return None
    return Plan((Step("take", whole.value, "−", part.value), Step("share", left, "÷", among.value)))


def _told(story: Story) -> str:
    """What is told, without the question and without saying that all are the same."""
    return re.sub(r"\b(?:each|every) (?:[a-z]+ )?(?:with|has|had|having|having the) (?:the )?(?:same|equal)\b|\bsame [a-z]+ (?:of [a-z]+ )?each day\b", " ", story.told)  # noqa: E501


def _one(found: list[Amount], kind: frozenset[str]) -> Amount | None:
    """The one amount among those found, or the one that stands with the kind asked for."""
    if len(found) > 1 and kind:
        found = [a for a in found if kind & a.words]
    return found[0] if len(found) == 1 else None

