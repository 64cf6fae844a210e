"""Whether a plan is fair to its story: it uses every number that matters, and the question asks for what it finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from studybuddy_core.knowledge.stories.plans import APART, MONEY, SAYS_LITTLE, SHARES, TIME, TOTAL, Plan, rates_of
from studybuddy_core.knowledge.stories.telling import Quantity, Story
from studybuddy_core.knowledge.words import stem, words_of


def fair(plan: Plan, story: Story, rule: str) -> bool:
    """Whether a plan uses every number that matters: all of the question, and all that measure time."""
    used = {value for step in plan.steps for value in (step.left, step.right)}
    each = len(re.findall(r"\b(?:each|every|per|apiece)\b", story.text))
    if each > max(len(rates_of(story)), len(re.findall(SHARES, story.asked))):
        return False
    if re.search(r"\b[a-z]+,? and (?:his |her )?[a-z ]{0,20}(?:each|every)\b(?! [a-z]+ (?:has|had|contains?|holds?|costs?)\b)", story.text):  # noqa: E501
        return False
    if not _answers_it(story, used, rule):
        return False
    if rule in ("total", "changed") and story.has(r"\b\d+ [a-z]+ with (?:only )?\d+"):
        return False  # "40 tables with 4 legs": groups, whatever else is asked
    units = {unit[:3] for unit in re.findall(r"\b(?:hour|day|week|month|year)s?\b", story.text)}
    if rule in ("groups", "shares") and len(units) > 1:
        return False
    counted = frozenset(thing for q in story.quantities if q.value in used for thing in q.things) | story.wanted
    return all(q.value in used or _beside(q, counted) for q in story.quantities) and _one_owner(story)


_SUBJECT = re.compile(
    r"\b(?:did|does|do|will|would|can|could|has|have|had|are|is|were|was)(?: [a-z]+){1,2}? (?=have|has|had|get|[a-z]+\b)"  # noqa: E501
)


def told_apart(story: Story, used: Sequence[Quantity]) -> bool:
    """Whether the question holds a word that some of the numbers stand with and others don't ("on Monday")."""
    asked = _SUBJECT.sub(" ", story.asked)
    words = {stem(w) for w in words_of(asked) if len(w) > 2} - SAYS_LITTLE - story.wanted
    return any(0 < sum(word in q.clause or word in q.things for q in used) < len(used) for word in words)


def goes_up(story: Story, low: Quantity, high: Quantity) -> bool:
    """Whether "more … than …" goes from the smaller number to the larger one, and names nothing else."""
    more, _, less = story.asked.partition(" than ")
    if not less:
        return True
    known = {stem(w) for w in words_of(story.told)}
    sides = []
    for side in (more, less):
        words = {stem(w) for w in words_of(side) if len(w) > 2} - SAYS_LITTLE
        if any(w not in known and w not in story.text.split("than")[0] for w in words if side is less):
            return False
        sides.append((len(words & (high.clause | high.things)), len(words & (low.clause | low.things))))
    fewer = bool(re.search(r"\b(?:fewer|less|shorter|lighter|cheaper|younger|smaller|lower|slower)\b", more))
    (more_high, more_low), (less_high, less_low) = sides
    if fewer:
        more_high, more_low, less_high, less_low = more_low, more_high, less_low, less_high
    return more_high >= more_low and less_low >= less_high


WHEN = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:morning|afternoon|evening|night|lunch|dinner|breakfast|yesterday|today|tomorrow|week\w*|months?|years?|spring|summer|autumn|winter|hours?|minutes?|days?)\b"  # fmt: skip  # noqa: E501


_DOES = {"give": "g[ia]ve\\w*|giving", "lose": "los[et]\\w*", "eat": "eat\\w*|ate", "sell": "sell\\w*|sold", "use": "us(?:e|ed|es|ing)", "drop": "drop\\w*",  # noqa: E501
         "remove": "remov\\w*", "break": "br[eo]ak?\\w*", "buy": "b(?:uy|ough)\\w*|purchas\\w*", "find": "f[io]u?nd\\w*", "pick": "pick\\w*",  # noqa: E501
         "plant": "plant\\w*", "catch": "c(?:atch|augh)\\w*", "collect": "collect\\w*", "add": "add\\w*", "throw": "thr[eo]w\\w*", "take": "t[ao]\\w*k\\w*",  # noqa: E501
         "read": "read\\w*", "bake": "bak\\w*", "win": "w[io]ns?", "play": "play\\w*", "grow": "gr[eo]w\\w*", "cut": "cut\\w*", "share": "shar\\w*"}  # fmt: skip  # noqa: E501


def _answers_it(story: Story, used: set[Fraction], rule: str) -> bool:
    """Whether the question asks for what a plan works out: the same times, deeds and money as the story tells."""
    for when in re.findall(WHEN, story.asked):
        if not re.search(rf"\b{when[:4]}", story.told) and not (
            when[:4] in ("hour", "minu", "days", "week") and rule in ("groups", "shares", "speed")
        ):
            return False
    does = re.search(r"\b(?:did|does|do|will|would|can|could|to)\b.*", story.asked)
    for verb in re.findall(r"[a-z]+", does[0] if does else "")[:6]:
        if rule != "change" and verb in _DOES and not re.search(rf"\b(?:{_DOES[verb]})\b", story.told):
            return False
    if story.asks(r"\bbegin|\bat (?:the )?(?:first|start)|\binitially|\boriginally|\bbefore\b") and rule not in (
        "began",
        "total",
    ):
        return False
    if story.asks(r"\b(?:each|every|per|apiece)\b") and rule not in ("shares", "groups", "groups_and", "speed"):
        return False
    known = {stem(w) for w in words_of(story.told)}
    if rule in ("changed", "other_part", "change", "began", "needed") and story.wanted and not story.wanted & known:
        return False
    money = any(q.things & MONEY for q in story.quantities if q.value in used)
    return money or not story.asks(
        r"\bhow much (?:money|did|does|do|will|would|is)\b.*\b(?:cost|spend|spent|pay|paid|earn|make|money)|\bmoney\b"
    )


def _beside(q: Quantity, counted: frozenset[str]) -> bool:
    """Whether a number that is not used counts something else altogether."""
    return (
        not (q.asked or q.same or q.turn or q.things & TIME or q.things & counted) and bool(q.things) and q.rate is None
    )


_OWNS = re.compile(r"\b([a-z]+) (?:has|had|have) (?:only |about |with )?(?:\d|some)")


def _one_owner(story: Story) -> bool:
    """Whether no more than one person owns what comes and goes; two owners are compared or put together."""
    owners = {
        name for name in _OWNS.findall(story.told) if name not in ("he", "she", "they", "it", "i", "we", "and", "also")
    }
    if len(owners) < 2:
        return True
    return story.asks(TOTAL) or story.asks(APART) or story.has(r"\btimes\b")
