"""Stories with groups: so many of them, so many in each, shared out, or so many times as many."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.stories.fairness import told_apart
from studybuddy_core.knowledge.stories.plans import (
    APART,
    LEFT,
    MONEY,
    SHARES,
    TIME,
    TOTAL,
    WILL,
    Plan,
    Step,
    alike,
    plain_ones,
    rates_of,
    wants_money,
)
from studybuddy_core.knowledge.stories.telling import Quantity, Story
from studybuddy_core.knowledge.words import stem


def _combined(story: Story, parts: list[Quantity]) -> tuple[tuple[Step, ...], Fraction] | None:
    """Several numbers of the same kind put together before they are grouped: sum, or what is left."""
    if len(parts) == 1:
        return (), parts[0].value
    if len(parts) != 2:
        return None
    first, second = parts
    gone = (
        second.turn < 0
        or re.search(
            r"\b(?:\w+n't|only|missed|forgot|broken|all but|did not|free)\b",
            second.before[-40:] + " " + second.after[:30],
        )
        is not None
    )
    if re.search(r"\bneed\w*\b", second.before[-25:]) and second.value > first.value:
        step = Step("apart", second.value, "−", first.value)
        return (step,), step.value
    if gone and not (second.turn and first.turn == second.turn):
        if second.value > first.value or re.search(r"\bwho\b|\bthat\b", first.after + second.after):
            return None
        step = Step("take", first.value, "−", second.value)
        return (step,), step.value
    if any((word in first.clause) != (word in second.clause) for word in story.wanted - first.things - second.things):
        return None
    if bool(story.wanted & (first.things | first.clause)) != bool(story.wanted & (second.things | second.clause)):
        return None  # "12 boys who love marbles and 5 who love cards": only some of them are meant
    joined = first.sentence == second.sentence and re.search(r"\band\b[^.?!]*$", second.before)
    if first.turn < 0 or not (alike(first, second) or joined):
        return None
    if not (
        story.asks(TOTAL)
        or (joined and first.turn == second.turn)
        or re.match(r"more\b", second.after)
        or re.search(r"\banother\s*$", second.before)
    ):
        return None
    step = Step("join", first.value, "+", second.value)
    return (step,), step.value


def groups(story: Story) -> Plan | None:
    """So many groups with so many in each: multiply for all, divide for the number of groups."""
    rates = rates_of(story)
    if len(rates) != 1 or story.asks(APART) or story.tells(r"\b(?:times (?:as|more)|than)\b"):
        return None
    rate, plain = rates[0], plain_ones(story)
    of, what = rate.rate or frozenset(), rate.things
    money = bool(what & MONEY)
    of_groups = [q for q in plain if (of and q.things & of) or (not of and not q.things & what)]
    of_things = [q for q in plain if q.things & what and q not in of_groups]
    wants_things = bool(story.wanted & what) or (money and wants_money(story))
    wants_groups = bool(of & story.wanted) if of else False
    if wants_things and wants_groups:  # "how many slices of pizza": the first word says which
        wants_things, wants_groups = story.wanted_first in what, story.wanted_first in of
    if of & what or (wants_things and wants_groups) or told_apart(story, of_groups) or told_apart(story, of_things):
        return None
    if wants_things and of_groups and not of_things and len(of_groups) == len(plain):
        if story.asks(LEFT) or (story.tells(TOTAL) and len(plain) > 1):
            return None
        made = _combined(story, of_groups)
        if made is None:
            return None
        return Plan((*made[0], Step("groups", made[1], "×", rate.value)))
    if wants_groups and of_things and not of_groups and len(of_things) == len(plain):
        made = _combined(story, of_things)
        if made is None or not rate.value or (made[1] / rate.value).denominator != 1:
            return None
        return Plan((*made[0], Step("fit", made[1], "÷", rate.value)))
    return None


def groups_and(story: Story) -> Plan | None:
    """Groups first, then some go or some more come: "4 boxes of 6 eggs, 5 break"."""
    rates, plain = rates_of(story), plain_ones(story)
    if (
        len(rates) != 1
        or len(plain) != 2
        or any(q.asked for q in story.quantities)
        or story.has(r"\b(?:than|times|rest)\b")
    ):
        return None
    rate = rates[0]
    of, what = rate.rate or frozenset(), rate.things
    many = [q for q in plain if q.things & of and (not q.things & what or re.match(r"[a-z]+ of\b", q.after))]
    more = [q for q in plain if q not in many and (q.things & what or q.same) and not q.things & of]
    if len(many) != 1 or len(more) != 1 or many[0].turn < 0 or not story.wanted & what or more[0].place < many[0].place:
        return None
    made = Step("groups", many[0].value, "×", rate.value)
    extra = bool(
        re.match(r"(?:more|extra|loose|single|other)\b|[a-z]+ extra\b", more[0].after)
        or re.search(r"\bextra\b", more[0].after[:30])
    )
    if more[0].turn < 0 and story.asks(LEFT) and made.value >= more[0].value:
        return Plan((made, Step("take", made.value, "−", more[0].value)))
    if more[0].turn >= 0 and extra and (story.asks(TOTAL) or story.asks(WILL)):
        return Plan((made, Step("join", made.value, "+", more[0].value)))
    return None


def speed(story: Story) -> Plan | None:
    """So many miles an hour: how far, or how long."""
    rates, plain = rates_of(story), plain_ones(story)
    if (
        len(rates) != 1
        or len(plain) != 1
        or len(rates[0].rate or ()) != 1
        or story.has(r"\b(?:average|twice|than|both|total)\b")
    ):
        return None
    rate, other = rates[0], plain[0]
    of = rate.rate or frozenset()
    if not of & TIME or not rate.things & frozenset({"mil", "kilomet", "kilometr", "met", "metr", "foot", "yard"}):
        return None
    if other.things & of and story.asks(r"\bhow far\b|\bhow many (?:miles|kilomet\w+|met\w+|feet)\b"):
        return Plan((Step("groups", other.value, "×", rate.value),))
    if (
        other.things & rate.things
        and story.asks(r"\bhow long\b|\bhow many (?:hours|minutes)\b")
        and rate.value
        and (other.value / rate.value).denominator in (1, 2, 4, 5)
    ):
        return Plan((Step("fit", other.value, "÷", rate.value),))
    return None


def shares(story: Story) -> Plan | None:
    """Things shared out among groups or people: how many for each."""
    if not story.asks(SHARES) or rates_of(story) or story.asks(APART) or story.asks(LEFT):
        return None
    plain = [q for q in plain_ones(story) if not q.asked]
    target = re.search(r"\b(?:each|every|per)(?: of the)? ([a-z]+)(?: ([a-z]+))?", story.asked)
    wanted = [q for q in plain if q.things & story.wanted]
    target_stems = {stem(w) for w in target.groups() if w} if target else set()
    among = [q for q in plain if q.things & target_stems and q not in wanted]
    if len(among) != 1:
        among = [q for q in plain if q not in wanted] if len(plain) == 2 and len(wanted) == 1 else among
        if target_stems & {"person", "people", "child", "one", "them"} is None:
            return None
    if len(among) != 1 or not 1 <= len(wanted) <= 2 or len(plain) != len(wanted) + 1:
        return None
    if story.tells(r"\b(?:than|times|each|every)\b") or (among[0].turn < 0 and not among[0].verb.startswith("shar")):
        return None
    if not story.has(
        r"\b(?:equal\w*|evenly|shar\w+|split|divid\w+|same|separat\w+|put|placed|gives?|give|into|inviting|invited|fill\w*|pack\w*|arrang\w*|sort\w*|organiz\w*|per|cost|for)\b"
    ):
        return None
    made = None if told_apart(story, wanted) else _combined(story, wanted)
    if made is None or not among[0].value:
        return None
    value = made[1] / among[0].value
    if value.denominator != 1 and not wanted[0].things & MONEY:
        return None
    return Plan((*made[0], Step("share", made[1], "÷", among[0].value)))


def dozens(story: Story) -> Plan | None:
    """For "7 dozen eggs. How many eggs?": each dozen is 12."""
    if len(story.quantities) != 1 or not story.quantities[0].after.startswith("dozen") or story.asks(APART):
        return None
    q = story.quantities[0]
    if (
        story.has(r"\b(?:each|every|twice|times|half|more|left|gave|gives)\b")
        or not story.wanted
        or not story.wanted & q.things
        or "dozen" in story.asked
    ):
        return None
    return Plan((Step("groups", q.value, "×", Fraction(12)),))


def times(story: Story) -> Plan | None:
    """For "Ann has 4 times as many as Ben, who has 6": multiply."""
    found = list(story.quantities)
    if len(found) != 2 or story.asks(TOTAL) or story.asks(APART):
        return None
    factor = next((q for q in found if re.match(r"times (?:as (?:many|much)|more|the number)\b", q.after)), None)
    if factor is None or story.has(r"\bdozens?\b"):
        return None
    base = next(q for q in found if q is not factor)
    said = re.search(
        r"\b([a-z]+) (?:has|had|have|caught|catches|picked|got|made|bought|collected|read|ate|found|grew) \d+ times (?:as (?:many|much)|more) [a-z ]*?(?:as|than) ([a-z]+)",  # noqa: E501
        story.text,
    )
    who = re.findall(
        r"\b([a-z]+) (?:has|had|have|catches|caught|picked|got|made|bought|collected|read|ate|found|grew) (?:\d+)(?! times)",  # noqa: E501
        story.text,
    )
    if said is None or base.rate is not None or len(who) != 1:
        return None
    big, small = said[1], said[2]
    if who[0] == small and re.search(rf"\b{big}\b", story.asked):
        return Plan((Step("times", base.value, "×", factor.value),))
    if who[0] == big and re.search(rf"\b{small}\b", story.asked) and (base.value / factor.value).denominator == 1:
        return Plan((Step("times", base.value, "÷", factor.value),))
    return None
