"""Stories told as accounts: find the amounts that the question means, and reckon along the story.

The words of the question that tell some amounts from others decide which are meant ("red" and "green", "Monday",
"ate" and "gave"), so a number that has nothing to do with it is left out. What is there after things came and went is
reckoned from one amount that is known to be there to the next. Where more than one reading is left, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from studybuddy_core.knowledge.stories.clauses import Amount, Role, amounts_of, lemma, telling_words
from studybuddy_core.knowledge.stories.fairness import WHEN
from studybuddy_core.knowledge.stories.plans import Plan, Step
from studybuddy_core.knowledge.stories.telling import Story, stems
from studybuddy_core.knowledge.words import words_of

FIRST = re.compile(r"\b(?:initially|at first|to (?:begin|start) with|in the beginning|originally|at the (?:start|beginning)|before)\b")  # noqa: E501

NOW = re.compile(r"\b(?:now|left|still|remain\w*|in the end|end up)\b")

TOTAL = re.compile(r"\b(?:altogether|all together|in all|in total|total|combined|both)\b")

_HAPPENS = re.compile(r"\b(?:did|were|was|have been|had been)\b(?P<deed>.*)")

GONE = frozenset("lose give eat sell spend use remove drop break throw leave".split())  # noqa: SIM905

COME = frozenset("add buy find get join come earn receive collect win arrive".split())  # noqa: SIM905

_PASSES_ON = frozenset("give send hand pay lend pick take".split())  # noqa: SIM905

AUXILIARY = frozenset(stems("money did does have had there are were was is".split()))  # noqa: SIM905


class Unsure(Exception):
    """A story can be read in more than one way, or in none: then nothing is said."""


class Reading:
    """The amounts of one story, and what its question means by its words."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.amounts = amounts_of(story)
        self.plain = [a for a in self.amounts if a.role not in (Role.COMPARES, Role.RATE)]
        self.known_words = frozenset().union(*(a.words for a in self.amounts)) if self.amounts else frozenset()
        self.owners = {a.owner for a in self.amounts if a.owner}

    # -- which amounts are meant ------------------------------------------------------------------

    def meant(self, words: frozenset[str], pool: Sequence[Amount]) -> list[Amount]:
        """The amounts that stand with every word that tells amounts of ``pool`` apart."""
        telling = {w for w in words if 0 < sum(w in a.words for a in pool) < len(pool)}
        return [a for a in pool if telling <= a.words]

    def single(self, words: frozenset[str], pool: Sequence[Amount]) -> Amount | None:
        """The one known amount that is meant; None where it is not exactly one."""
        found = self.meant(words, pool)
        return found[0] if len(found) == 1 and found[0].value is not None else None

    # -- along the story ---------------------------------------------------------------------------

    def line(self, words: frozenset[str], asker: str) -> list[Amount]:
        """Everything that happens to the things that ``words`` name, in order."""
        if "money" in words:
            words = words | {"dollar", "cent"}
        things = frozenset().union(*(a.things for a in self.plain)) & words
        if not things:
            raise Unsure
        found = []
        for amount in self.plain:
            if things <= amount.things or (things <= amount.words and amount.things & things):
                found.append(amount)
            elif amount.things & things and (amount.role in (Role.COMES, Role.GOES) or not amount.things - things):
                raise Unsure  # "some of her cards": of which kind?
        owners = {a.owner for a in found}
        if len(owners) > 1:
            if asker not in owners:
                raise Unsure
            found = [a for a in found if a.owner == asker]
        if any(a.role not in (Role.IS, Role.COMES, Role.GOES) for a in found):
            raise Unsure
        if any(a.role is Role.DONE and a not in found and a.verb in _PASSES_ON for a in self.plain):
            raise Unsure  # whoever is given something has more
        return found


def sum_of(parts: Sequence[tuple[int, Fraction]], start: Fraction) -> list[Step]:
    """The steps that add and take away one after the other."""
    steps: list[Step] = []
    total = start
    for sign, value in parts:
        step = Step("join" if sign > 0 else "take", total, "+" if sign > 0 else "−", value)
        total = step.value
        if total < 0:
            raise Unsure
        steps.append(step)
    return steps


def sign_of(amount: Amount) -> int:
    """1 for what comes, -1 for what goes."""
    return 1 if amount.role is Role.COMES else -1


def _side_by_side(line: Sequence[Amount], story: Story, asked: frozenset[str]) -> list[Amount]:
    """The states a line begins with where they are kinds of the same thing; none where there is just one."""
    first: list[Amount] = []
    for amount in line:
        if amount.role is not Role.IS:
            break
        first.append(amount)
    if any(a.role is Role.IS for a in line[len(first) :]) and len(first) > 1:
        raise Unsure
    if len(first) < 2:
        return []
    later = re.compile(r"\b(?:now|left|then|still|there (?:are|were) now|only)\b")
    between = [re.split(r"[.?!]", story.text[max(0, a.place - 40) : a.place + 40]) for a in first[1:]]
    if len(first) == 2 and any(later.search(" ".join(texts)) for texts in between):
        return []
    joined = re.match(r"^[\d.,]+ [a-z ]{1,24}(?:,|and|,? and)? *$", story.text[first[0].place : first[1].place])
    kinds = [a.things - frozenset.intersection(*(b.things for b in first)) for a in first]
    if joined is None or not all(kinds) or asked & frozenset().union(*kinds) or len(first) > 2:
        raise Unsure
    return first


def stands(line: Sequence[Amount], story: Story, asked: frozenset[str] = frozenset()) -> tuple[Fraction, list[Step]]:
    """What is there at the end of a line: the last known state and what happened after it.

    Two states side by side are two kinds ("5 red and 3 blue"), which count together where the question names neither;
    or the second one comes later ("now he has 3").
    """
    first = _side_by_side(line, story, asked)
    if first:
        if any(a.value is None for a in line):
            raise Unsure
        steps = sum_of([(1 if a in first else sign_of(a), a.value or Fraction(0)) for a in line[1:]], line[0].value or Fraction(0))  # noqa: E501
        return steps[-1].value, steps
    states = [n for n, a in enumerate(line) if a.role is Role.IS]
    if not states or line[states[-1]].value is None:
        raise Unsure
    last = line[states[-1]]
    after = line[states[-1] + 1 :]
    if any(a.value is None for a in after) or last.value is None:
        raise Unsure
    steps = sum_of([(sign_of(a), a.value) for a in after if a.value is not None], last.value)
    return (steps[-1].value if steps else last.value), steps


def gap(line: Sequence[Amount], deed: str) -> Plan:
    """The one unknown change between two known states, or the only kind of change that the question names."""
    states = [n for n, a in enumerate(line) if a.role is Role.IS and a.value is not None]
    found: list[Plan] = []
    for a, b in pairwise(states):
        between = line[a + 1 : b]
        open_ones = [x for x in between if x.value is None]
        known = [x for x in between if x.value is not None]
        start, end = line[a].value, line[b].value
        if start is None or end is None or len(open_ones) > 1:
            raise Unsure
        if open_ones and lemma(deed) != open_ones[0].verb and deed:
            continue
        if not open_ones and any(x.verb == deed for x in known):
            raise Unsure  # it is told already: perhaps it is what is asked
        if open_ones and sign_of(open_ones[0]) > 0 and len(known) == 1 and sign_of(known[0]) < 0:
            undone = Step("undo", end, "+", known[0].value or Fraction(0))
            if undone.value <= start:
                raise Unsure
            found.append(Plan((undone, Step("change", undone.value, "−", start))))
            continue
        steps = sum_of([(sign_of(x), x.value) for x in known if x.value is not None], start)
        before = steps[-1].value if steps else start
        goes = sign_of(open_ones[0]) < 0 if open_ones else deed in GONE
        comes = sign_of(open_ones[0]) > 0 if open_ones else deed in COME
        if (goes and before < end) or (comes and before > end) or not (goes or comes) or before == end:
            raise Unsure
        high, low = max(before, end), min(before, end)
        found.append(Plan((*steps, Step("change", high, "−", low))))
    if len(found) != 1:
        raise Unsure
    return found[0]


def _beginning(line: Sequence[Amount]) -> Plan:
    """Back from a known state to what was there before everything that happened."""
    if line and line[0].role is Role.IS and line[0].value is None:
        line = line[1:]  # "had some"
    states = [n for n, a in enumerate(line) if a.role is Role.IS]
    if len(states) != 1 or states[0] == 0 or line[states[0]].value is None:
        raise Unsure
    before = line[: states[0]]
    if any(a.value is None for a in before) or states[0] != len(line) - 1:
        raise Unsure
    total, steps = line[states[0]].value or Fraction(0), list[Step]()
    for amount in reversed(before):
        sign, value = -sign_of(amount), amount.value or Fraction(0)
        step = Step("undo", total, "+" if sign > 0 else "−", value)
        if step.value < 0:
            raise Unsure
        total = step.value
        steps.append(step)
    return Plan(tuple(steps))


def single_amount(reading: Reading, rest: str) -> Plan:
    """What is there at the end, was there at the beginning, or came or went without being told."""
    story, words = reading.story, telling_words(rest)
    asker = next((w for w in words_of(rest) if w in reading.owners), "")
    line = reading.line(words, asker)
    happens = _HAPPENS.search(rest)
    deeds = [lemma(w) for w in re.findall(r"[a-z]+", happens["deed"])] if happens else []
    deed = next((d for d in deeds if d in GONE | COME), "")
    if not deed and re.search(r"\b(?:left|got off|got on)\b", rest) and not re.search(r"\b(?:are|have|has|had|be|were|is)\b", rest):  # noqa: E501
        deed = "leave" if "left" in rest else "get"
    if FIRST.search(story.asked):
        return _beginning(line)
    if deed:
        return gap(line, deed)
    if words - reading.known_words - AUXILIARY and not NOW.search(story.asked):
        raise Unsure
    if not (NOW.search(story.asked) or re.search(r"\b(?:are|is|does|do|will|would|have|has)\b", rest)):
        raise Unsure
    if TOTAL.search(story.asked) and (any(a.role is Role.GOES for a in line) or re.search(WHEN, story.told)):
        raise Unsure
    if line[0].role is not Role.IS:
        raise Unsure
    beside = words - frozenset().union(*(a.things for a in line)) - frozenset(stems([*reading.owners]))
    if any(0 < sum(w in a.words for a in line) < len(line) for w in beside - AUXILIARY):
        raise Unsure  # "on Monday": only some of them are meant
    _value, steps = stands(line, story, words)
    if not steps or line[-1].role is Role.IS:
        raise Unsure
    return Plan(tuple(steps))
