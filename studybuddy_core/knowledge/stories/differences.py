"""How far two amounts of a story are apart: one compared with another, or what is there with what is wanted."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.stories.accounts import AUXILIARY, TOTAL, Reading, Unsure, stands
from studybuddy_core.knowledge.stories.clauses import Amount, Role, side_role, telling_words
from studybuddy_core.knowledge.stories.plans import Plan, Step
from studybuddy_core.knowledge.stories.telling import stems
from studybuddy_core.knowledge.words import words_of

TO_HAVE = re.compile(r"\b(?:to (?:have|reach|get to|make)|so that (?:he|she|they|it) (?:has|have|will have))\b[^?]*\d")

_TIMES = frozenset(stems("monday tuesday wednesday thursday friday saturday sunday day morning afternoon evening yesterday today week".split()))  # noqa: E501, SIM905

_GIRLS, _BOYS = frozenset({"girl"}), frozenset({"boy"})
_CHILDREN = frozenset(stems("pupils students children kids people".split()))  # noqa: SIM905


def _side(reading: Reading, words: frozenset[str], head: frozenset[str]) -> tuple[Fraction, list[Step], Amount | None]:
    """What one side of a comparison comes to: one amount, or what is there in the end."""
    pool = reading.plain
    names = frozenset(stems([*reading.owners])) if len(reading.owners) < 2 else frozenset[str]()
    telling = {w for w in words - names if 0 < sum(w in a.words for a in pool) < len(pool)}
    if not telling:
        raise Unsure
    found = [a for a in pool if telling <= a.words]
    if not found:
        raise Unsure
    if len(found) == 1 and found[0].value is not None:
        only = found[0]
        later = only.role is Role.IS and any(
            a.role in (Role.COMES, Role.GOES) and a.things & only.things and a.place > only.place for a in pool
        )  # fmt: skip
        if not later:
            return only.told, [], only
        value, steps = stands(reading.line(words & only.things, ""), reading.story, words)
        return value, steps, None
    things = {a.things for a in found}
    if len(things) != 1:
        raise Unsure
    value, steps = stands(reading.line(words | (head & next(iter(things))), ""), reading.story, words)
    return value, steps, None


def compared(reading: Reading, found: re.Match[str]) -> Plan:
    """How many more of one than of another."""
    if (net := _net(reading, found["one"], found["other"])) is not None:
        return net
    one, other = telling_words(found["one"]), telling_words(found["other"])
    shared = one & other
    head = frozenset(stems(words_of(found["one"])[:1]))
    one_only, other_only = one - shared, other - shared
    known = reading.known_words
    if not other_only or not (one_only & known) or not (other_only & known) or (other_only - known):
        raise Unsure
    if one_only - known - AUXILIARY:
        raise Unsure
    first, first_steps, a = _side(reading, one, head)
    second, second_steps, b = _side(reading, other, head)
    if (a is not None and a is b) or (first_steps and second_steps):
        raise Unsure
    roles = {a.role if a else Role.IS, b.role if b else Role.IS}
    if len(roles) > 1 and not (_TIMES & one_only and _TIMES & other_only) and roles != {Role.COMES, Role.GOES}:
        raise Unsure
    if a is not None and b is not None:
        if not (a.things & b.things or a.role == b.role or a.verb == b.verb):
            raise Unsure
        if (a.things - b.things and b.things - a.things) and not (a.things | b.things) & (one | other):
            raise Unsure
    if found["how"] != "more":
        first, second, first_steps, second_steps = second, first, second_steps, first_steps
    if first <= second:
        raise Unsure
    return Plan((*first_steps, *second_steps, Step("apart", first, "−", second)))


def more_of_two(reading: Reading, asked: str) -> Plan | None:
    """How many more of one, where the other is not named ("how many more did she read on Monday?"); None for others."""
    pool = reading.plain
    if len(pool) != 2 or any(a.value is None for a in pool) or len(reading.amounts) != 2:
        return None
    one, other = pool
    if one.role is not Role.DONE or other.role is not Role.DONE or one.verb != other.verb or one.owner != other.owner:
        return None
    if one.things != other.things or telling_words(asked) - reading.known_words - AUXILIARY:
        return None
    meant = reading.meant(telling_words(asked), pool)
    if len(meant) != 1:
        return None
    less = other if meant[0] is one else one
    return Plan((Step("apart", meant[0].told, "−", less.told),)) if meant[0].told > less.told else None


def _net(reading: Reading, one: str, other: str) -> Plan | None:
    """How many more came than went (or went than came), from what was there before and after; None for others."""
    pool = reading.plain
    states = [n for n, a in enumerate(pool) if a.role is Role.IS and a.value is not None]
    if len(pool) != 4 or states != [0, 3]:
        return None
    changes = pool[1:3]
    if {a.role for a in changes} != {Role.COMES, Role.GOES} or sum(a.value is None for a in changes) != 1:
        return None
    if len({frozenset(a.things) for a in pool}) != 1 or len({a.owner for a in pool if a.owner}) > 1:
        return None
    more, less = side_role(one), side_role(other)
    if {more, less} != {Role.COMES, Role.GOES}:
        return None
    start, end = pool[0].value or Fraction(0), pool[3].value or Fraction(0)
    if (more is Role.COMES and end <= start) or (more is Role.GOES and start <= end):
        return None
    return Plan((Step("change", max(start, end), "−", min(start, end)),))


def between_two(reading: Reading, rest: str) -> Plan | None:
    """From a comparison told in the story ("5 more girls than boys") and one side of it to the other side, or both."""
    told = [a for a in reading.amounts if a.role is Role.COMPARES]
    if not told:
        return None
    if len(told) > 1 or any(a.role is Role.RATE for a in reading.amounts):
        raise Unsure
    link = told[0]
    first_only, second_only = link.first - link.second, link.second - link.first
    asked = telling_words(rest)
    if not first_only or not second_only or link.value is None:
        raise Unsure
    known = [a for a in reading.plain if a.value is not None]
    sides = [(a, a.words >= first_only, a.words >= second_only) for a in known]
    told_sides = [(a, is_first) for a, is_first, is_second in sides if is_first != is_second]
    if len(told_sides) != 1 or len(known) != 1:
        raise Unsure
    base, base_is_first = told_sides[0]
    if base.value is None or base.role in (Role.COMES, Role.GOES, Role.WANTED):
        raise Unsure
    up = base_is_first == link.fewer
    if not up and base.value < link.value:
        raise Unsure
    step = Step("join" if up else "take", base.value, "+" if up else "−", link.value)
    asks_first, asks_second = asked >= first_only, asked >= second_only
    if {first_only, second_only} == {_GIRLS, _BOYS} and asked & _CHILDREN and not (asks_first or asks_second):
        return Plan((step, Step("join", step.value, "+", base.value)))
    if asks_first != asks_second:
        if asks_first == base_is_first:
            raise Unsure
        return Plan((step,))
    if (asks_first and asks_second and re.search(r"\band\b", rest)) or TOTAL.search(reading.story.asked):
        return Plan((step, Step("join", step.value, "+", base.value)))
    raise Unsure


def needed(reading: Reading, rest: str) -> Plan:
    """From what is there (or put in already) up to what is wanted."""
    words = telling_words(rest)
    pool = [a for a in reading.plain if a.value is not None]
    aimed = [q for q in reading.story.quantities if q.asked]
    if aimed:
        line = reading.line(words, "")
        if len(aimed) != 1 or not TO_HAVE.search(rest) or len(line) != 1 or line[0].role is not Role.IS or len(pool) != 1:  # noqa: E501
            raise Unsure
        if line[0].value is None or aimed[0].value <= line[0].told:
            raise Unsure
        return Plan((Step("apart", aimed[0].value, "−", line[0].told),))
    wanted = [a for a in pool if a.role is Role.WANTED]
    there = [a for a in pool if a.role is not Role.WANTED]
    things = frozenset().union(*(a.things for a in pool)) & words
    goals = [a for a in wanted if things <= a.words]
    have = [a for a in there if things <= a.words]
    if len(goals) != 1 or len(have) != 1 or not things or any(a.value is None for a in reading.plain):
        raise Unsure
    high, low = goals[0].value, have[0].value
    if high is None or low is None or high <= low:
        raise Unsure
    return Plan((Step("apart", high, "−", low),))
