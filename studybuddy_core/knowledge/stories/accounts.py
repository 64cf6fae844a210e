"""Stories told as accounts: find the amounts that the question means, and work out the one that is missing.

The words of the question that tell some amounts from others decide which are meant ("red" and "green", "Monday",
"ate" and "gave"), so a number that has nothing to do with it is left out. What is there after things came and went is
reckoned along the story, from one amount that is known to be there to the next. Where more than one reading is left,
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from studybuddy_core.knowledge.stories.clauses import Amount, Role, amounts_of, lemma, side_role, telling_words
from studybuddy_core.knowledge.stories.fairness import WHEN
from studybuddy_core.knowledge.stories.plans import Plan, Step
from studybuddy_core.knowledge.stories.telling import Story, stems
from studybuddy_core.knowledge.words import words_of

_MORE = re.compile(r"\bhow (?:many|much) (?P<how>more|fewer|less)\b(?P<one>.*?)\bthan\b(?P<other>.*)")
_ASKS = re.compile(r"\bhow (?:many|much)\b(?P<rest>.*)")
_FIRST = re.compile(r"\b(?:initially|at first|to (?:begin|start) with|in the beginning|originally|at the (?:start|beginning)|before)\b")  # noqa: E501
_NOW = re.compile(r"\b(?:now|left|still|remain\w*|in the end|end up)\b")
_TOTAL = re.compile(r"\b(?:altogether|all together|in all|in total|total|combined|both)\b")
_NEEDS = re.compile(
    r"\bhow (?:many|much) more\b.*\b(?:need|have to|must|should)\b|\bhow (?:many|much)\b.*\bneeds? to (?:add|put in)\b"
)
_TO_HAVE = re.compile(r"\b(?:to (?:have|reach|get to|make)|so that (?:he|she|they|it) (?:has|have|will have))\b[^?]*\d")
_HAPPENS = re.compile(r"\b(?:did|were|was|have been|had been)\b(?P<deed>.*)")
_STATES = frozenset("have be there is are was were own stay remain".split())  # noqa: SIM905
_SAME_UNITS = re.compile(r"\b(?:each|every(?! day [a-z]+ (?:spends?|reads?|learns?|practises?|plays?)\b)|per|apiece|times|percent|average|equal\w*|same|evenly)\b")


class _Unsure(Exception):  # noqa: N818 — not an error: the story can be read in more than one way, or in none
    pass


class _Reading:
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
            raise _Unsure
        found = []
        for amount in self.plain:
            if things <= amount.things or things <= amount.words and amount.things & things:
                found.append(amount)
            elif amount.things & things and (amount.role in (Role.COMES, Role.GOES) or not amount.things - things):
                raise _Unsure  # "some of her cards": of which kind?
        owners = {a.owner for a in found}
        if len(owners) > 1:
            if asker not in owners:
                raise _Unsure
            found = [a for a in found if a.owner == asker]
        if any(a.role not in (Role.IS, Role.COMES, Role.GOES) for a in found):
            raise _Unsure
        if any(a.role is Role.DONE and a not in found and a.verb in _PASSES_ON for a in self.plain):
            raise _Unsure  # whoever is given something has more
        return found


_PASSES_ON = frozenset("give send hand pay lend pick take".split())  # noqa: SIM905


def _sum(parts: Sequence[tuple[int, Fraction]], start: Fraction) -> list[Step]:
    """The steps that add and take away one after the other."""
    steps: list[Step] = []
    total = start
    for sign, value in parts:
        step = Step("join" if sign > 0 else "take", total, "+" if sign > 0 else "−", value)
        total = step.value
        if total < 0:
            raise _Unsure
        steps.append(step)
    return steps


def _side_by_side(line: Sequence[Amount], story: Story, asked: frozenset[str]) -> list[Amount]:
    """The states a line begins with where they are kinds of the same thing; none where there is just one."""
    first: list[Amount] = []
    for amount in line:
        if amount.role is not Role.IS:
            break
        first.append(amount)
    if any(a.role is Role.IS for a in line[len(first) :]) and len(first) > 1:
        raise _Unsure
    if len(first) < 2:
        return []
    later = re.compile(r"\b(?:now|left|then|still|there (?:are|were) now|only)\b")
    between = [re.split(r"[.?!]", story.text[max(0, a.place - 40) : a.place + 40]) for a in first[1:]]
    if len(first) == 2 and any(later.search(" ".join(texts)) for texts in between):
        return []
    joined = re.match(r"^[\d.,]+ [a-z ]{1,24}(?:,|and|,? and)? *$", story.text[first[0].place : first[1].place])
    kinds = [a.things - frozenset.intersection(*(b.things for b in first)) for a in first]
    if joined is None or not all(kinds) or asked & frozenset().union(*kinds) or len(first) > 2:
        raise _Unsure
    return first


def _sign(amount: Amount) -> int:
    return 1 if amount.role is Role.COMES else -1


def _stands(line: Sequence[Amount], story: Story, asked: frozenset[str] = frozenset()) -> tuple[Fraction, list[Step]]:
    """What is there at the end of a line: the last known state and what happened after it.

    Two states side by side are two kinds ("5 red and 3 blue"), which count together where the question names neither;
    or the second one comes later ("now he has 3").
    """
    first = _side_by_side(line, story, asked)
    if first:
        if any(a.value is None for a in line):
            raise _Unsure
        steps = _sum([(1 if a in first else _sign(a), a.value or Fraction(0)) for a in line[1:]], line[0].value or Fraction(0))  # noqa: E501
        return steps[-1].value, steps
    states = [n for n, a in enumerate(line) if a.role is Role.IS]
    if not states or line[states[-1]].value is None:
        raise _Unsure
    last = line[states[-1]]
    after = line[states[-1] + 1 :]
    if any(a.value is None for a in after) or last.value is None:
        raise _Unsure
    steps = _sum([(_sign(a), a.value) for a in after if a.value is not None], last.value)
    return (steps[-1].value if steps else last.value), steps


def _gap(line: Sequence[Amount], deed: str) -> Plan:
    """The one unknown change between two known states, or the only kind of change that the question names."""
    states = [n for n, a in enumerate(line) if a.role is Role.IS and a.value is not None]
    pairs = [(a, b) for a, b in zip(states, states[1:], strict=False)]
    found: list[Plan] = []
    for a, b in pairs:
        between = line[a + 1 : b]
        open_ones = [x for x in between if x.value is None]
        known = [x for x in between if x.value is not None]
        start, end = line[a].value, line[b].value
        if start is None or end is None or len(open_ones) > 1:
            raise _Unsure
        if open_ones and lemma(deed) != open_ones[0].verb and deed:
            continue
        if not open_ones and any(x.verb == deed for x in known):
            raise _Unsure  # it is told already: perhaps it is what is asked
        if open_ones and _sign(open_ones[0]) > 0 and len(known) == 1 and _sign(known[0]) < 0:
            undone = Step("undo", end, "+", known[0].value or Fraction(0))
            if undone.value <= start:
                raise _Unsure
            found.append(Plan((undone, Step("change", undone.value, "−", start))))
            continue
        steps = _sum([(_sign(x), x.value) for x in known if x.value is not None], start)
        before = steps[-1].value if steps else start
        goes = _sign(open_ones[0]) < 0 if open_ones else deed in _GONE
        comes = _sign(open_ones[0]) > 0 if open_ones else deed in _COME
        if (goes and before < end) or (comes and before > end) or not (goes or comes) or before == end:
            raise _Unsure
        high, low = max(before, end), min(before, end)
        found.append(Plan((*steps, Step("change", high, "−", low))))
    if len(found) != 1:
        raise _Unsure
    return found[0]


_GONE = frozenset("lose give eat sell spend use remove drop break throw leave".split())  # noqa: SIM905
_COME = frozenset("add buy find get join come earn receive collect win arrive".split())  # noqa: SIM905


# -- the questions --------------------------------------------------------------------------------------


def _side(reading: _Reading, words: frozenset[str], head: frozenset[str]) -> tuple[Fraction, list[Step], Amount | None]:
    """What one side of a comparison comes to: one amount, or what is there in the end."""
    pool = reading.plain
    names = frozenset(stems([*reading.owners])) if len(reading.owners) < 2 else frozenset[str]()
    telling = {w for w in words - names if 0 < sum(w in a.words for a in pool) < len(pool)}
    if not telling:
        raise _Unsure
    found = [a for a in pool if telling <= a.words]
    if not found:
        raise _Unsure
    if len(found) == 1 and found[0].value is not None:
        only = found[0]
        later = only.role is Role.IS and any(
            a.role in (Role.COMES, Role.GOES) and a.things & only.things and a.place > only.place for a in pool
        )  # fmt: skip
        if not later:
            return only.value, [], only
        value, steps = _stands(reading.line(words & only.things, ""), reading.story, words)
        return value, steps, None
    things = {a.things for a in found}
    if len(things) != 1:
        raise _Unsure
    value, steps = _stands(reading.line(words | (head & next(iter(things))), ""), reading.story, words)
    return value, steps, None


def _compare(reading: _Reading, found: re.Match[str]) -> Plan:
    """How many more of one than of another."""
    if (net := _net(reading, found["one"], found["other"])) is not None:
        return net
    one, other = telling_words(found["one"]), telling_words(found["other"])
    shared = one & other
    head = frozenset(stems(words_of(found["one"])[:1]))
    one_only, other_only = one - shared, other - shared
    known = reading.known_words
    if not other_only or not (one_only & known) or not (other_only & known) or (other_only - known):
        raise _Unsure
    if one_only - known - _AUXILIARY:
        raise _Unsure
    first, first_steps, a = _side(reading, one if one_only else one, head)
    second, second_steps, b = _side(reading, other, head)
    if (a is not None and a is b) or (first_steps and second_steps):
        raise _Unsure
    roles = {a.role if a else Role.IS, b.role if b else Role.IS}
    if len(roles) > 1 and not (_TIMES & one_only and _TIMES & other_only) and roles != {Role.COMES, Role.GOES}:
        raise _Unsure
    if a is not None and b is not None:
        if not (a.things & b.things or a.role == b.role or a.verb == b.verb):
            raise _Unsure
        if (a.things - b.things and b.things - a.things) and not (a.things | b.things) & (one | other):
            raise _Unsure
    if found["how"] != "more":
        first, second, first_steps, second_steps = second, first, second_steps, first_steps
    if first <= second:
        raise _Unsure
    return Plan((*first_steps, *second_steps, Step("apart", first, "−", second)))


def _net(reading: _Reading, one: str, other: str) -> Plan | None:
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


_LOCAL = re.compile(r"^(?:sit|rid|giv|stand|walle|shelf|bus|fence|fenc|tre)$")
_TIMES = frozenset(stems("monday tuesday wednesday thursday friday saturday sunday day morning afternoon evening yesterday today week".split()))  # noqa: E501, SIM905
_AUXILIARY = frozenset(stems("money did does have had there are were was is".split()))  # noqa: SIM905


def _joined(reading: _Reading, rest: str) -> Plan | None:
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
        raise _Unsure
    common = words - every - other
    together = _both_lines(reading, frozenset(tells), other)
    if together is not None:
        return together
    first = reading.single(frozenset(tells) | common, pool)
    second = reading.single(other | common, pool)
    if first is None or second is None or first is second or first.role is not second.role or first.verb != second.verb:
        raise _Unsure
    if first.role not in (Role.IS, Role.DONE):
        raise _Unsure  # what came or went may have come or gone twice
    if first.role is Role.IS and any(a.role in (Role.COMES, Role.GOES) for a in reading.plain):
        raise _Unsure
    third = [a for a in pool if a not in (first, second) and a.role is first.role]
    if any(((frozenset(tells) | other) & a.words) - (first.words & second.words) for a in third):
        raise _Unsure
    return Plan((Step("join", first.value, "+", second.value),))


def _both_lines(reading: _Reading, one: frozenset[str], other: frozenset[str]) -> Plan | None:
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
    return Plan(tuple(_sum(rest, start)))


def _all_of(reading: _Reading, rest: str) -> Plan | None:
    """All that was done, put together: "How many pages did she read in all?"; None for another question."""
    words = telling_words(_TOTAL.sub(" ", rest))
    if not _TOTAL.search(reading.story.asked):
        deeds = {a.verb for a in reading.plain if a.role in (Role.DONE, Role.COMES, Role.GOES)}
        asked = {lemma(w) for w in re.findall(r"[a-z]+", rest)}
        if not (deeds & asked) - _STATES or words - reading.known_words - _AUXILIARY or _NOW.search(rest) or _FIRST.search(rest):  # noqa: E501
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
    if (len({a.owner for a in found}) > 1 and not together) or (telling and not all(any(w in a.words for w in telling) for a in found)):
        return None
    start = found[0].value or Fraction(0)
    return Plan(tuple(_sum([(1, a.value or Fraction(0)) for a in found[1:]], start)))


def _between_two(reading: _Reading, rest: str) -> Plan | None:
    """From a comparison told in the story ("5 more girls than boys") and one side of it to the other side, or both."""
    told = [a for a in reading.amounts if a.role is Role.COMPARES]
    if not told:
        return None
    if len(told) > 1 or any(a.role is Role.RATE for a in reading.amounts):
        raise _Unsure
    link = told[0]
    first_only, second_only = link.first - link.second, link.second - link.first
    asked = telling_words(rest)
    if not first_only or not second_only or link.value is None:
        raise _Unsure
    known = [a for a in reading.plain if a.value is not None]
    sides = [(a, a.words >= first_only, a.words >= second_only) for a in known]
    told_sides = [(a, is_first) for a, is_first, is_second in sides if is_first != is_second]
    if len(told_sides) != 1 or len(known) != 1:
        raise _Unsure
    base, base_is_first = told_sides[0]
    if base.value is None or base.role in (Role.COMES, Role.GOES, Role.WANTED):
        raise _Unsure
    up = base_is_first == link.fewer
    if not up and base.value < link.value:
        raise _Unsure
    step = Step("join" if up else "take", base.value, "+" if up else "−", link.value)
    asks_first, asks_second = asked >= first_only, asked >= second_only
    if {first_only, second_only} == {_GIRLS, _BOYS} and asked & _CHILDREN and not (asks_first or asks_second):
        return Plan((step, Step("join", step.value, "+", base.value)))
    if asks_first != asks_second:
        if asks_first == base_is_first:
            raise _Unsure
        return Plan((step,))
    if (asks_first and asks_second and re.search(r"\band\b", rest)) or _TOTAL.search(reading.story.asked):
        return Plan((step, Step("join", step.value, "+", base.value)))
    raise _Unsure


_GIRLS, _BOYS = frozenset({"girl"}), frozenset({"boy"})
_CHILDREN = frozenset(stems("pupils students children kids people".split()))  # noqa: SIM905


def _single_amount(reading: _Reading, rest: str) -> Plan:
    """What is there at the end, was there at the beginning, or came or went without being told."""
    story, words = reading.story, telling_words(rest)
    asker = next((w for w in words_of(rest) if w in reading.owners), "")
    line = reading.line(words, asker)
    happens = _HAPPENS.search(rest)
    deeds = [lemma(w) for w in re.findall(r"[a-z]+", happens["deed"])] if happens else []
    deed = next((d for d in deeds if d in _GONE | _COME), "")
    if not deed and re.search(r"\b(?:left|got off|got on)\b", rest) and not re.search(r"\b(?:are|have|has|had|be|were|is)\b", rest):  # noqa: E501
        deed = "leave" if "left" in rest else "get"
    if _FIRST.search(story.asked):
        return _beginning(line)
    if deed:
        return _gap(line, deed)
    if words - reading.known_words - _AUXILIARY and not _NOW.search(story.asked):
        raise _Unsure
    if not (_NOW.search(story.asked) or re.search(r"\b(?:are|is|does|do|will|would|have|has)\b", rest)):
        raise _Unsure
    if _TOTAL.search(story.asked) and (any(a.role is Role.GOES for a in line) or re.search(WHEN, story.told)):
        raise _Unsure
    if line[0].role is not Role.IS:
        raise _Unsure
    beside = words - frozenset().union(*(a.things for a in line)) - frozenset(stems([*reading.owners]))
    if any(0 < sum(w in a.words for a in line) < len(line) for w in beside if not _LOCAL.search(w)):
        raise _Unsure  # "on Monday": only some of them are meant
    _value, steps = _stands(line, story, words)
    if not steps or line[-1].role is Role.IS:
        raise _Unsure
    return Plan(tuple(steps))


def _beginning(line: Sequence[Amount]) -> Plan:
    """Back from a known state to what was there before everything that happened."""
    if line and line[0].role is Role.IS and line[0].value is None:
        line = line[1:]  # "had some"
    states = [n for n, a in enumerate(line) if a.role is Role.IS]
    if len(states) != 1 or states[0] == 0 or line[states[0]].value is None:
        raise _Unsure
    before = line[: states[0]]
    if any(a.value is None for a in before) or states[0] != len(line) - 1:
        raise _Unsure
    total, steps = line[states[0]].value or Fraction(0), list[Step]()
    for amount in reversed(before):
        sign, value = -_sign(amount), amount.value or Fraction(0)
        step = Step("undo", total, "+" if sign > 0 else "−", value)
        if step.value < 0:
            raise _Unsure
        total = step.value
        steps.append(step)
    return Plan(tuple(steps))


def _rest(reading: _Reading, rest: str) -> Plan | None:
    """A whole and one part of it, where the question asks for the other part; None for no such story."""
    known = [a for a in reading.plain if a.value is not None]
    opened = [a for a in reading.plain if a.value is None]
    if len(known) != 2 or len(opened) != 1 or _NOW.search(reading.story.asked) or _FIRST.search(reading.story.asked):
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


def _needed(reading: _Reading, rest: str) -> Plan:
    """From what is there (or put in already) up to what is wanted."""
    words = telling_words(rest)
    pool = [a for a in reading.plain if a.value is not None]
    aimed = [q for q in reading.story.quantities if q.asked]
    if aimed:
        line = reading.line(words, "")
        if len(aimed) != 1 or not _TO_HAVE.search(rest) or len(line) != 1 or line[0].role is not Role.IS or len(pool) != 1:  # noqa: E501
            raise _Unsure
        high, low = aimed[0].value, line[0].value
        if low is None or high <= low:
            raise _Unsure
        return Plan((Step("apart", high, "−", low),))
    wanted = [a for a in pool if a.role is Role.WANTED]
    there = [a for a in pool if a.role is not Role.WANTED]
    things = frozenset().union(*(a.things for a in pool)) & words
    goals = [a for a in wanted if things <= a.words]
    have = [a for a in there if things <= a.words]
    if len(goals) != 1 or len(have) != 1 or not things or any(a.value is None for a in reading.plain):
        raise _Unsure
    high, low = goals[0].value, have[0].value
    if high is None or low is None or high <= low:
        raise _Unsure
    return Plan((Step("apart", high, "−", low),))


def _uses_all_alike(plan: Plan, reading: _Reading) -> bool:
    """Whether a number that is left out stands with nothing that the used ones stand with alone."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    return all(a.value is None or a.value in used or a.shown for a in reading.amounts)


def _plan(reading: _Reading) -> Plan | None:
    story = reading.story
    asked = " ".join(story.asked.split())
    if any(a.role is Role.RATE for a in reading.amounts) or _SAME_UNITS.search(story.text):
        return None
    needs = _NEEDS.search(asked) and _TO_HAVE.search(asked)
    if any(q.asked for q in story.quantities) and not needs and not re.search(r"\bif\b[^?]*\d", story.asked):
        return None
    if _NEEDS.search(asked) and " than " not in asked:
        found = _ASKS.search(asked)
        return _needed(reading, found["rest"]) if found else None
    if more := _MORE.search(asked):
        if any(a.role is Role.COMPARES for a in reading.amounts):
            return None
        return _compare(reading, more)
    found = _ASKS.search(asked)
    if found is None or re.match(r"\s*more\b", found["rest"]):
        return None
    rest = found["rest"].rstrip(" ?.!")
    between = _between_two(reading, rest)
    if between is not None:
        return between
    part = _rest(reading, rest)
    if part is not None:
        return part
    everything = _all_of(reading, rest)
    if everything is not None:
        return everything
    joined = _joined(reading, rest)
    if joined is not None:
        return joined
    return _single_amount(reading, rest)


def of_one(plan: Plan, story: Story) -> bool:
    """Whether everything that a plan adds and takes away is one person's, and no part of it just stands there."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    found = [a for a in amounts_of(story) if a.value in used]
    return len({a.owner for a in found if a.owner}) < 2


def account_of(story: Story) -> Plan | None:
    """Return how a story of amounts that come, go and differ is worked out; None where it isn't certain."""
    reading = _Reading(story)
    numbers = [a for a in reading.amounts if a.value is not None]
    aimed = 0 if re.search(r"\bif\b[^?]*\d", story.asked) else sum(q.asked for q in story.quantities)
    if len(numbers) + aimed != len(story.quantities) or len(story.quantities) < 2:
        return None
    try:
        plan = _plan(reading)
    except _Unsure:
        return None
    if plan is None or len(plan.steps) > 2 or not _uses_all_alike(plan, reading) or not _measures_agree(plan, reading):
        return None
    return plan


def _measures_agree(plan: Plan, reading: _Reading) -> bool:
    """Whether the used amounts measure the same: no hours beside kids, no money beside things."""
    used = {v for step in plan.steps for v in (step.left, step.right)}
    kinds = {_measure(a.things) for a in reading.amounts if a.value in used and a.shown}
    return len(kinds) <= 1


_MEASURES: tuple[frozenset[str], ...] = tuple(
    frozenset(stems(names.split()))
    for names in ("hours minutes days weeks months years seconds", "dollars cents euros pounds money", "miles feet inches meters kilometers yards metres")  # noqa: E501
)


def _measure(things: Iterable[str]) -> int:
    named = frozenset(things)
    return next((n for n, family in enumerate(_MEASURES) if named & family), -1)
