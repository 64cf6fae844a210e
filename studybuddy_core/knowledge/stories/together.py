"""Amounts of a story that are put together, and a part that is left of a whole."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.stories.accounts import AUXILIARY, FIRST, NOW, TOTAL, Reading, Unsure, sum_of
from studybuddy_core.knowledge.stories.clauses import Role, lemma, telling_words
from studybuddy_core.knowledge.stories.plans import Plan, Step
from studybuddy_core.knowledge.stories.telling import stems
from studybuddy_core.knowledge.words import words_of

STATES = frozenset("have be there is are was were own stay remain".split())  # noqa: SIM905


def joined(reading: Reading, rest: str) -> Plan | None:
    """Two named parts put together: "red and green peaches", "on Monday and Tuesday"; None for no such question."""
    pair = re.search(r"\b([a-z]+)(?: [a-z]+)? and ([a-z]+)\b", rest)
    if pair is None:
        return None
    one, other = frozenset(stems([lemma(pair[1])])), frozenset(stems([lemma(pair[2])]))
    wide = re.search(r"\b(?P<a>[a-z]+(?: [a-z]+)?) and (?P<b>[a-z]+)\b", rest)
    words = telling_words(rest)
    if wide is not None and not one & reading.known_words:
        one = frozenset(stems([lemma(w) for w in wide["a"].split()]))
    every = telling_words(" ".join(wide["a"].split())) if wide else one
    pool = [a for a in reading.plain if a.value is not None]
    tells = [w for w in every if 0 < sum(w in a.words for a in pool) < len(pool)]
    if not tells or not any(0 < sum(w in a.words for a in pool) < len(pool) for w in other):
        raise Unsure
    common = words - every - other
    together = _both_lines(reading, frozenset(tells), other)
    if together is not None:
        return together
    first = reading.single(frozenset(tells) | common, pool)
    second = reading.single(other | common, pool)
    if first is None or second is None or first is second or first.role is not second.role or first.verb != second.verb:
        raise Unsure
    if first.role not in (Role.IS, Role.DONE):
        raise Unsure  # what came or went may have come or gone twice
    if first.role is Role.IS and any(a.role in (Role.COMES, Role.GOES) for a in reading.plain):
        raise Unsure
    third = [a for a in pool if a not in (first, second) and a.role is first.role]
    if any(((frozenset(tells) | other) & a.words) - (first.words & second.words) for a in third):
        raise Unsure
    return Plan((Step("join", first.told, "+", second.told),))


def _both_lines(reading: Reading, one: frozenset[str], other: frozenset[str]) -> Plan | None:
    """Two kinds of things, one of which has changed: both put together with what came and went; None for others."""
    pool = reading.plain
    if not any(a.role in (Role.COMES, Role.GOES) for a in pool) or any(a.value is None for a in pool):
        return None
    firsts, seconds = [a for a in pool if one <= a.things], [a for a in pool if other <= a.things]
    if len(firsts) + len(seconds) != len(pool) or set(firsts) & set(seconds) or len(reading.owners) > 1:
        return None
    states = [a for a in pool if a.role is Role.IS]
    if len(states) != 2 or sum(a in firsts for a in states) != 1 or any(a.role is Role.DONE for a in pool):
        return None
    ordered = [*states, *(a for a in pool if a not in states)]
    start = ordered[0].value or Fraction(0)
    rest = [(-1 if a.role is Role.GOES else 1, a.value or Fraction(0)) for a in ordered[1:]]
    return Plan(tuple(sum_of(rest, start)))


def all_of(reading: Reading, rest: str) -> Plan | None:
    """All that was done, put together: "How many pages did she read in all?"; None for another question."""
    words = telling_words(TOTAL.sub(" ", rest))
    if not TOTAL.search(reading.story.asked):
        deeds = {a.verb for a in reading.plain if a.role in (Role.DONE, Role.COMES, Role.GOES)}
        asked = {lemma(w) for w in re.findall(r"[a-z]+", rest)}
        if not (deeds & asked) - STATES or words - reading.known_words - AUXILIARY or NOW.search(rest) or FIRST.search(rest):  # noqa: E501
            return None
    head = frozenset(stems(words_of(rest)[:1]))
    pool = [a for a in reading.plain if head <= a.things]
    if not head or any(a.value is None for a in reading.amounts):
        return None
    telling = {w for w in words if 0 < sum(w in a.words for a in pool) < len(pool)}
    found = [a for a in pool if telling <= a.words]
    if not 2 <= len(found) <= 3 or len({a.verb for a in found}) > 1 or len({a.role for a in found}) > 1:
        return None
    deed = found[0].verb in [lemma(w) for w in re.findall(r"[a-z]+", rest)]
    if found[0].role is not Role.DONE and not (found[0].role in (Role.COMES, Role.GOES) and deed):
        return None
    together = deed and re.search(r"\b(?:they|all|both)\b", rest)
    if (len({a.owner for a in found}) > 1 and not together) or (telling and not all(any(w in a.words for w in telling) for a in found)):  # noqa: E501
        return None
    start = found[0].value or Fraction(0)
    return Plan(tuple(sum_of([(1, a.value or Fraction(0)) for a in found[1:]], start)))


def rest_of(reading: Reading, rest: str) -> Plan | None:
    """A whole and one part of it, where the question asks for the other part; None for no such story."""
    known = [a for a in reading.plain if a.value is not None]
    opened = [a for a in reading.plain if a.value is None]
    if len(known) != 2 or len(opened) != 1 or NOW.search(reading.story.asked) or FIRST.search(reading.story.asked):
        return None
    text = reading.story.text
    wholes = [a for a in known if re.search(r"\btotal of\s*$", text[: a.place])]
    if len(wholes) != 1:
        return None
    whole, part = wholes[0], next(a for a in known if a is not wholes[0])
    if whole.value is None or part.value is None or whole.value <= part.value or not whole.things & part.words:
        return None
    if {whole.role, part.role, opened[0].role} & {Role.COMES, Role.GOES}:
        return None
    asked = telling_words(rest)
    telling = {w for w in asked if (w in opened[0].words) != (w in part.words)}
    if not telling or not telling <= opened[0].words:
        return None
    return Plan((Step("part", whole.value, "−", part.value),))
