"""Which question a story of amounts asks, and the plan that answers it; nothing where it isn't certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studybuddy_core.knowledge.stories.accounts import Reading, Unsure, single_amount
from studybuddy_core.knowledge.stories.clauses import IF_WITH_NUMBER, Role, amounts_of
from studybuddy_core.knowledge.stories.differences import TO_HAVE, between_two, compared, more_of_two, needed
from studybuddy_core.knowledge.stories.plans import Plan
from studybuddy_core.knowledge.stories.telling import Story, stems
from studybuddy_core.knowledge.stories.together import all_of, joined, rest_of

MORE = re.compile(r"\bhow (?:many|much) (?P<how>more|fewer|less)\b(?P<one>.*?)\bthan\b(?P<other>.*)")

ASKS = re.compile(r"\bhow (?:many|much)\b(?P<rest>.*)")

NEEDS = re.compile(
    r"\bhow (?:many|much) more\b.*\b(?:need|have to|must|should)\b|\bhow (?:many|much)\b.*\bneeds? to (?:add|put in)\b"
)

_SAME_UNITS = re.compile(r"\b(?:each|every(?! day [a-z]+ (?:spends?|reads?|learns?|practises?|plays?)\b)|per|apiece|times|percent|average|equal\w*|same|evenly)\b")  # noqa: E501

_MEASURES: tuple[frozenset[str], ...] = tuple(
    frozenset(stems(names.split()))
    for names in ("hours minutes days weeks months years seconds", "dollars cents euros pounds money", "miles feet inches meters kilometers yards metres")  # noqa: E501
)


def _plan(reading: Reading) -> Plan | None:
    story, asked = reading.story, " ".join(reading.story.asked.split())
    if any(a.role is Role.RATE for a in reading.amounts) or _SAME_UNITS.search(story.text):
        return None
    needs = NEEDS.search(asked)
    aims = needs and TO_HAVE.search(asked)
    if any(q.asked for q in story.quantities) and not aims and not IF_WITH_NUMBER.search(story.asked):
        return None
    found = ASKS.search(asked)
    if found is not None and needs and " than " not in asked:
        return needed(reading, found["rest"])
    if more := MORE.search(asked):
        told = any(a.role is Role.COMPARES for a in reading.amounts)
        return None if told else compared(reading, more)
    if found is None:
        return None
    if extra := re.match(r"\s*more\b(?P<rest>.*)", found["rest"]):
        return more_of_two(reading, extra["rest"])
    return _of_amounts(reading, found["rest"].rstrip(" ?.!"))


def _of_amounts(reading: Reading, rest: str) -> Plan | None:
    """The first reading that the question allows: a told comparison, a rest, a sum, or what is there."""
    for read in (between_two, rest_of, all_of, joined):
        if (plan := read(reading, rest)) is not None:
            return plan
    return single_amount(reading, rest)


def _uses_all_alike(plan: Plan, reading: Reading) -> bool:
    """Whether a number that is left out stands with nothing that the used ones stand with alone."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    return all(a.value is None or a.value in used or a.shown for a in reading.amounts)


def _measure(things: Iterable[str]) -> int:
    named = frozenset(things)
    return next((n for n, family in enumerate(_MEASURES) if named & family), -1)


def _measures_agree(plan: Plan, reading: Reading) -> bool:
    """Whether the used amounts measure the same: no hours beside kids, no money beside things."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    kinds = {_measure(a.things) for a in reading.amounts if a.value in used and a.shown}
    return len(kinds) <= 1


def of_one(plan: Plan, story: Story) -> bool:
    """Whether everything that a plan adds and takes away is one person's, and no part of it just stands there."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    found = [a for a in amounts_of(story) if a.value in used]
    return len({a.owner for a in found if a.owner}) < 2


def account_of(story: Story) -> Plan | None:
    """Return how a story of amounts that come, go and differ is worked out; None where it isn't certain."""
    reading = Reading(story)
    numbers = [a for a in reading.amounts if a.value is not None]
    aimed = 0 if IF_WITH_NUMBER.search(story.asked) else sum(q.asked for q in story.quantities)
    if len(numbers) + aimed != len(story.quantities) or len(story.quantities) < 2:
        return None
    try:
        plan = _plan(reading)
    except Unsure:
        return None
    if plan is None or len(plan.steps) > 2 or not _uses_all_alike(plan, reading) or not _measures_agree(plan, reading):
        return None
    return plan
