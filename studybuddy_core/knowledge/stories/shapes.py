"""How a story sum fits together: one rule a kind of story, each of which would rather say nothing than be wrong.

A rule returns a ``Plan``: the steps, each a sum of two numbers with why. Rules that read the same story in two ways
cancel each other out, so a plan is only made where all that fit agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.stories.telling import Quantity, Story
from studybuddy_core.knowledge.words import stem, words_of


@dataclass(frozen=True, slots=True)
class Step:
    """One sum on the way: ``left sign right``, and the shape of what happens (``join``, ``take`` …)."""

    shape: str
    left: Fraction
    sign: str
    right: Fraction

    @property
    def value(self) -> Fraction:
        """What the step comes to."""
        a, b = self.left, self.right
        return {"+": a + b, "−": a - b, "×": a * b}[self.sign] if self.sign != "÷" else a / b


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps that lead to the answer, in order; the last one's value is the answer."""

    steps: tuple[Step, ...]

    @property
    def value(self) -> Fraction:
        """The answer."""
        return self.steps[-1].value


TOTAL = (
    r"\b(?:altogether|all together|in all|in total|total|combined|together|sum|all in all|overall|in the end total)\b"
)
LEFT = r"\b(?:left|still (?:have|has|had|need|needs|there|on|in)|remain\w*|end(?:s|ed)? (?:up )?with|now|remains|be left|over)\b"
WILL = r"\b(?:will|would|does|do|did) [a-z. ]+ (?:have|has|had)\b|\bhave\s*\?|\b(?:were|are|is) (?:now |still )?(?:in|on|at|there|sitting|standing|living)\b|\bhas\s*\?|\b(?:at|in) the end\b"  # fmt: skip
APART = r"\bhow (?:many|much) (?:more|fewer|less|farther|further|longer|taller|heavier|older|younger|higher|cheaper|deeper|bigger|larger|smaller|faster|shorter)\b|\bdifference\b"  # fmt: skip
HARD = (
    r"\b(?:half|halves|third|quarter of|twice|doubl\w*|tripl\w*|pairs?|decades?|rid of|certain number|daily|weekly|thrice|quadruple|survived|coupons?|legged|percent|average|both sides|round trip|ratio|probability|odd|even|"
    r"except|instead|remainder|fraction|per cent|at least|at most|maximum|minimum|consecutive|squared|"
    r"area|perimeter|square (?:feet|foot|inch\w*|yards?|meters?|metres?|miles?)|rectang\w*|triangl\w*|circle|radius|degrees?|"
    r"clockwise|minutes past|o'?clock|a\.m|p\.m|nickels?.*(?:cents|money|worth)|dimes?.*(?:cents|money|worth)|"
    r"quarters.*(?:cents|money|worth)|interest|profit|discount|tax|tip\b(?! )|sale price|speed of|younger|older|ages?\b|"
    r"as (?:much|many|long|tall|heavy|old) as|varies|proportion\w*|mix(?:ture)?|solution|consecutively)\b|%|\d/\d|\d:\d"
)  # fmt: skip


def _more(story: Story) -> list[Quantity]:
    return list(story.quantities)


def _plain(story: Story) -> list[Quantity]:
    return [q for q in story.quantities if q.rate is None]


def _rates(story: Story) -> list[Quantity]:
    return [q for q in story.quantities if q.rate is not None]


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.things == b.things or bool(a.things & b.things)


_MONEY = frozenset({"dollar", "cent", "money", "euro"})


def _wants_money(story: Story) -> bool:
    return story.asks(r"\bhow much (?:money|did|does|do|will|would|is|was|were|are|more)\b.*|\bcost\b|\bhow many (?:dollars|cents)\b|\bprice\b") and not story.asks(
        r"\bhow much (?:of|more (?!money|did|does|do)|[a-z]+ (?:did|does|has|have))\b(?<!money did)(?<!money does)(?<!money has)(?<!money have)"
    )  # fmt: skip


def _chain(quantities: Sequence[Quantity], signs: Sequence[int]) -> tuple[Step, ...] | None:
    """Add and take away one after the other; None where it falls below nothing."""
    total, steps = quantities[0].value, []
    for q, sign in zip(quantities[1:], signs, strict=True):
        step = Step("join" if sign > 0 else "take", total, "+" if sign > 0 else "−", q.value)
        total = step.value
        steps.append(step)
        if total < 0:
            return None
    return tuple(steps)


def _named(quantities: Sequence[Quantity], story: Story) -> list[Quantity] | None:
    """The quantities that the question asks about; None where that can't be told."""
    if not story.wanted:
        return list(quantities)
    sure = [q for q in quantities if story.wanted <= q.things]
    if sure and len(story.wanted) > 1:
        rest = [q for q in quantities if q not in sure and q.things & story.wanted]
        if not rest or all(len(q.things) > 1 for q in rest):
            return sure
        return None  # "4 of the balloons": which ones?
    some = [q for q in quantities if q.things & story.wanted]
    return some or None


def _one_group(quantities: Sequence[Quantity]) -> bool:
    """Whether all count the same kind of thing, without colours or kinds that set them apart."""
    return all(_alike(quantities[0], q) for q in quantities[1:])


# -- one kind of thing that comes and goes ------------------------------------------------------------------


def changed(story: Story) -> Plan | None:
    """"Had 8, gave away 3, got 5 more. How many now?": what there was, and every change in order."""
    if not (story.asks(LEFT) or story.asks(WILL) or story.asks(TOTAL)) or story.asks(APART) or _rates(story):
        return None
    if story.asks(r"\b(?:give|gave|lose|lost|eat|ate|sell|sold|spend|spent|buy|bought|get|got|find|found|use|used|add|need\w*|catch|pick\w*|earn\w*)\b(?! up)") and not story.asks(LEFT):
        return None
    found = _named(_plain(story), story)
    if not found or not 2 <= len(found) <= 3 or any(q.asked for q in found) and not story.asks(r"\bif\b"):
        return None
    first, rest = found[0], found[1:]
    if len({frozenset(q.things) for q in found if not q.same}) > 1 and not _one_group(found):
        return None
    if first.turn < 0 or story.tells(r"\b(?:some|several|few|to begin with|at first|originally|initially|before|than)\b"):
        return None
    if story.has(r"\bof [a-z]+ ?'s\b|\bof (?:his|her|their)\b|\bpick\w*\b.*\btree\b|\btree\b.*\bpick\w*|\bborrow\w*") or story.has(r"\bthan\b"):
        return None
    if story.asks(r"\b(?:begin|start|first|originally|before)\b"):
        return None
    signs = []
    for q in rest:
        more = bool(re.match(r"(?:more|another|new|additional|extra)\b", q.after) or re.search(r"\b(?:another|an additional|an extra)\s*$", q.before))
        if q.turn == 0 and not more:
            return None
        if more and q.turn < 0 and re.match(r"more\b", q.after) and not re.search(r"\b(?:gives?|gave) [a-z]+\s*$", q.before) and not re.search(r"\b(?:ate|used|gave|sold|lost|left|spent|took)\b[^,]*$", q.before):
            return None
        to = re.search(r"\b(?:gives?|gave|sends?|sent|hands?|handed) ([a-z]+)\s*$", q.before)
        signs.append(1 if to and re.search(rf"\b{to[1]}\b", story.asked) else q.turn or 1)
    if len(found) != len(_plain(story)) and any(
        q.turn for q in _plain(story) if q not in found and (q.same or q.things & first.things)
    ):
        return None
    if story.asks(LEFT) and not story.asks(r"\bnow\b|\bend(?:s|ed)? (?:up )?with\b") and -1 not in signs:
        return None
    if story.asks(TOTAL) and -1 in signs and not story.asks(r"\b(?:would|will|now)\b"):
        return None
    if re.search(_WHEN, story.asked) and _told_apart(story, found):
        return None
    if first.turn > 0 and len({s for q in found if (s := _subject(q)) not in _PRONOUNS}) > 1:
        return None
    steps = _chain(found, signs)
    return Plan(steps) if steps else None


_PRONOUNS = frozenset("he she they it i we you then later if and the on at there another after her his their".split())  # noqa: SIM905


def _subject(q: Quantity) -> str:
    """The first word of the sentence a number stands in: who does it."""
    words = re.findall(r"[a-z]+", q.before)
    return next((w for w in words if w not in ("if", "then", "later", "and", "on", "the", "next", "day")), "he")


def total(story: Story) -> Plan | None:
    """Parts that are put together: "5 red and 3 blue, how many altogether?"."""
    if not story.asks(TOTAL) or story.asks(APART) or _rates(story) or story.asks(LEFT):
        return None
    if story.tells(TOTAL) or story.tells(r"\b(?:than|twice|times|the rest|left|some|before)\b"):
        return None
    found = _named(_plain(story), story)
    if found is None:  # the parts have names of their own: "5 boys and 3 girls, how many children"
        return None
    if not 2 <= len(found) <= 4 or any(q.turn < 0 and q.verb not in ("spent", "spend", "ate", "used", "paid", "left", "missed", "sold", "ran", "cut", "flew") for q in found):
        return None
    turns = {q.turn < 0 for q in found}
    if len(turns) > 1 or (turns == {True} and not story.asks(rf"\b(?:{'|'.join(sorted({q.verb[:3] for q in found}))})")):
        return None
    if any(q.asked for q in found):
        return None
    if _told_apart(story, found):
        return None
    names = set(re.findall(r"\b([a-z]+) (?:picked|grew|found|has|had|bought|caught|made|read|baked|sold|ate|earned) \d", story.told)) - _PRONOUNS
    if len(names) > 1 and len([n for n in names if re.search(rf"\b{n}\b", story.asked)]) == 1:
        return None
    steps = _chain(found, [1] * (len(found) - 1))
    return Plan(steps) if steps else None


def spent(story: Story) -> Plan | None:
    """"Paid 3 for this and 4 for that. How much in all?"."""
    prices = _plain(story)
    if _rates(story) or not 2 <= len(prices) <= 4 or any(not q.things & _MONEY for q in prices):
        return None
    if not story.asks(r"\bhow much\b.*\b(?:spend|spent|pay|paid|cost)\b|\btotal (?:cost|bill)\b") or story.asks(APART) or story.asks(LEFT):
        return None
    if any(q.verb not in ("spent", "paid", "bought", "buys", "cost", "costs", "spends", "pays", "got", "ordered", "purchased", "") for q in prices):
        return None
    if story.has(r"\b(?:each|every|per|had|has|have|change|back|gave|saved|earned|also|toys)\b"):
        return None
    steps = _chain(prices, [1] * (len(prices) - 1))
    return Plan(steps) if steps else None


def paid(story: Story) -> Plan | None:
    """"Has 20, buys a book for 7. How much is left?": money that goes away."""
    found = _plain(story)
    if _rates(story) or not 2 <= len(found) <= 3 or any(not q.things & _MONEY or q.asked for q in found):
        return None
    asks = story.asks(r"\bhow (?:much|many)\b.*\b(?:left|now|still)\b|\bhow much change\b|\bhow much money\b.*\b(?:have then|then)\b")
    first, rest = found[0], found[1:]
    has = first.verb in ("has", "have", "had", "got", "gets", "saved", "starts", "earned")
    pays = all(re.search(r"\bfor\s*$|\b(?:spends?|spent|pays?|paid|costs?|gives?|gave|buys?|bought)\b[^.]*$", q.before) and not q.verb.startswith(("has", "ha", "got", "earn", "receiv"))
               for q in rest)  # fmt: skip
    if not asks or not has or not pays or story.has(r"\b(?:each|every|per|than|more|some|twice|times|another|him|her)\b \d|\b(?:each|than|more|some)\b"):
        return None
    steps = _chain(found, [-1] * len(rest))
    return Plan(steps) if steps else None


# -- comparing and what is missing --------------------------------------------------------------------------


def apart(story: Story) -> Plan | None:
    """"How many more … than …?": how far two numbers are apart."""
    if not story.asks(APART) or _rates(story) or story.asks(r"\bneed|\bto (?:have|get|reach|buy)\b|\bdoes (?:he|she) have to\b|\bmust\b"):
        return None
    found = _plain(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    if story.tells(rf"\b(?:some|more|fewer|less|left|now|then there|remaining|the rest|others?|initially|at first|times|already|each|every)\b|{TOTAL}"):
        return None
    if not (story.asks(r"\bthan\b|\bdifference\b|\bfarther|\bfurther") or re.search(r"\b(?:last|this)\b.*\b(?:this|last)\b", story.text)):
        return None
    if story.wanted and not all(q.things & story.wanted for q in found) and not _one_group(found) and story.asks(r"\bmany\b"):
        return None
    low, high = sorted(found, key=lambda q: q.value)
    return Plan((Step("apart", high.value, "−", low.value),)) if _than(story, low, high) else None


def needed(story: Story) -> Plan | None:
    """"Has 12, wants 20. How many more?": from what there is up to what is wanted."""
    found = _named(_plain(story), story) or _plain(story)
    if len(found) != 2 or _rates(story) or len(_plain(story)) != 2:
        return None
    if not story.asks(r"\bneed|\bto (?:have|get|reach|buy|finish|add)\b|\bhave to\b|\bso that\b|\bmust\b"):
        return None
    if not story.asks(r"\bmore\b|\bneeds? to add|\bto have\b|\bhas? to (?:earn|buy|get|find)\b|\bhave to (?:earn|buy|get|find)\b"):
        return None
    if story.has(r"\b(?:left over|each|every|some|than|gave|lost|sold|ate|used)\b") or story.asks(TOTAL):
        return None
    if not any(q.asked or re.search(r"\b(?:needs?|needed|wants?|wanted|goal|calls? for|recipe|complete|would like)\b", q.before) for q in found):
        return None
    low, high = sorted(q.value for q in found)
    if low == high or not _one_group(found):
        return None
    return Plan((Step("apart", high, "−", low),))


def other_part(story: Story) -> Plan | None:
    """A whole and one of its two parts: the rest is the other part."""
    if _rates(story) or story.asks(TOTAL) or story.asks(APART) or story.asks(r"\b(?:begin|start|first)\b.*\bwith\b"):
        return None
    found = _plain(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    whole, part = (found[0], found[1]) if found[0].value >= found[1].value else (found[1], found[0])
    rest = story.tells(r"\b(?:the rest|the others?|others|and some(?: more)?)\b")
    said = re.search(r"\b(?:a )?total of\s*$|\bin all\b|\baltogether\b", whole.before) or re.match(r"[a-z ]*\b(?:in all|in total|altogether)\b", whole.after)
    if (not rest and not said) or story.has(r"\bthan\b"):
        return None
    if rest and story.tells(r"\bmore\b(?! green| red| blue|[a-z ]*\bin\b)") and not story.tells(r"\bsome more\b"):
        return None
    if said and (re.search(r"\b(?:total of)\s*$", part.before) or story.tells(r"\b(?:more|fewer|less) than\b|\beach\b|\bmore\b")):
        return None
    if (whole.turn < 0 and part.turn >= 0) or (said and not rest and not story.wanted & whole.things):
        return None
    if story.has(r"\b(?:hours?|minutes?|days?|weeks?)\b") and not _one_group(found):
        return None
    if not rest and not (part.things & whole.things or part.same):
        return None
    asked = {stem(w) for w in words_of(story.asked) if len(w) > 2} - _SAYS_LITTLE - whole.clause - whole.things
    if asked & (part.clause | part.things) or story.asks(r"\band\b"):
        return None
    return Plan((Step("part", whole.value, "−", part.value),))


def began(story: Story) -> Plan | None:
    """"Had some, gave 3 away, now has 5. How many at first?": undo what happened."""
    if not story.asks(r"\bto (?:begin|start) with\b|\bat (?:the )?(?:first|start|beginning)\b|\binitially\b|\boriginally\b|\bbefore\b|\bstart with\b|\bin the beginning\b|\bhad\b.*\bfirst\b") or _rates(story):
        return None
    found = _plain(story)
    if len(found) != 2 or any(q.asked for q in found) or story.asks(TOTAL) or story.asks(APART):
        return None
    ends = [q for q in found if re.search(r"\b(?:now|left|remaining|remain|still|then)\b", q.before[-60:] + " " + q.after[:40])
            and not (q.turn and re.match(r"more\b", q.after))]  # fmt: skip
    if len(ends) != 1:
        return None
    change = next(q for q in found if q is not ends[0])
    if not change.turn or not (_alike(*found) or ends[0].same):
        return None
    if change.turn < 0 and change.after.startswith("more"):
        return None
    if change.turn > 0 and ends[0].value < change.value:
        return None
    end = ends[0].value
    if change.turn < 0:
        return Plan((Step("undo", end, "+", change.value),))
    return Plan((Step("undo", end, "−", change.value),))


def change(story: Story) -> Plan | None:
    """"Had 12, now has 5. How many did he give away?": from before to after."""
    if _rates(story) or story.asks(TOTAL) or story.asks(APART) or story.asks(LEFT) or story.asks(r"\b(?:begin|start|first|before)\b"):
        return None
    found = _plain(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    before, after = found
    if not re.search(r"\b(?:now|left|remain\w*|still|then)\b", after.before[-60:] + " " + after.after[:50]):
        return None
    if before.turn or (after.turn and not re.search(r"\bleft\b", after.after[:40])) or not (_alike(before, after) or after.same):
        return None
    asks = re.search(r"\b(?:did|were|was|have been|had)\b.*", story.asked)
    verb = next((w for w in re.findall(r"[a-z]+", asks[0] if asks else "") if w in _GOING or w in _COMING), "")
    if not verb or story.tells(r"\b\d+ more\b"):
        return None
    low, high = sorted((before.value, after.value))
    if (verb in _GOING) != (before.value > after.value) or low == high:
        return None
    return Plan((Step("change", high, "−", low),))


_GOING = frozenset("give gave lose lost eat eaten ate sell sold spend spent use used drop remove removed break broke take took taken off leave left throw sharpen delete deleted fly flew shared share donate lend".split())  # noqa: SIM905, E501
_COMING = frozenset("add added buy bought get got find found pick picked plant planted receive received earn earned make made put join joined come came collect cut place placed grow caught catch on".split())  # noqa: SIM905, E501


# -- groups -------------------------------------------------------------------------------------------------


def _combined(story: Story, parts: list[Quantity]) -> tuple[tuple[Step, ...], Fraction] | None:
    """Several numbers of the same kind put together before they are grouped: sum, or what is left."""
    if len(parts) == 1:
        return (), parts[0].value
    if len(parts) != 2:
        return None
    first, second = parts
    gone = second.turn < 0 or re.search(r"\b(?:\w+n't|only|missed|forgot|broken|all but|did not|free)\b", second.before[-40:] + " " + second.after[:30]) is not None
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
    if first.turn < 0 or not (_alike(first, second) or joined):
        return None
    if not (story.asks(TOTAL) or (joined and first.turn == second.turn) or re.match(r"more\b", second.after) or re.search(r"\banother\s*$", second.before)):
        return None
    step = Step("join", first.value, "+", second.value)
    return (step,), step.value


def groups(story: Story) -> Plan | None:
    """So many groups with so many in each: multiply for all, divide for the number of groups."""
    rates = _rates(story)
    if len(rates) != 1 or story.asks(APART) or story.tells(r"\b(?:times (?:as|more)|than)\b"):
        return None
    rate, plain = rates[0], _plain(story)
    of, what = rate.rate or frozenset(), rate.things
    money = bool(what & _MONEY)
    of_groups = [q for q in plain if (of and q.things & of) or (not of and not q.things & what)]
    of_things = [q for q in plain if q.things & what and q not in of_groups]
    wants_things = bool(story.wanted & what) or (money and _wants_money(story))
    wants_groups = bool(of & story.wanted) if of else False
    if wants_things and wants_groups:  # "how many slices of pizza": the first word says which
        wants_things, wants_groups = story.wanted_first in what, story.wanted_first in of
    if of & what or (wants_things and wants_groups) or _told_apart(story, of_groups) or _told_apart(story, of_things):
        return None
    if wants_things and of_groups and not of_things and len(of_groups) == len(plain):
        if story.asks(LEFT) or story.tells(TOTAL) and len(plain) > 1:
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
    rates, plain = _rates(story), _plain(story)
    if len(rates) != 1 or len(plain) != 2 or any(q.asked for q in story.quantities) or story.has(r"\b(?:than|times|rest)\b"):
        return None
    rate = rates[0]
    of, what = rate.rate or frozenset(), rate.things
    many = [q for q in plain if q.things & of and (not q.things & what or re.match(r"[a-z]+ of\b", q.after))]
    more = [q for q in plain if q not in many and (q.things & what or q.same) and not q.things & of]
    if len(many) != 1 or len(more) != 1 or many[0].turn < 0 or not story.wanted & what or more[0].place < many[0].place:
        return None
    made = Step("groups", many[0].value, "×", rate.value)
    extra = bool(re.match(r"(?:more|extra|loose|single|other)\b|[a-z]+ extra\b", more[0].after) or re.search(r"\bextra\b", more[0].after[:30]))
    if more[0].turn < 0 and story.asks(LEFT) and made.value >= more[0].value:
        return Plan((made, Step("take", made.value, "−", more[0].value)))
    if more[0].turn >= 0 and extra and (story.asks(TOTAL) or story.asks(WILL)):
        return Plan((made, Step("join", made.value, "+", more[0].value)))
    return None


def speed(story: Story) -> Plan | None:
    """So many miles an hour: how far, or how long."""
    rates, plain = _rates(story), _plain(story)
    if len(rates) != 1 or len(plain) != 1 or len(rates[0].rate or ()) != 1 or story.has(r"\b(?:average|twice|than|both|total)\b"):
        return None
    rate, other = rates[0], plain[0]
    of = rate.rate or frozenset()
    if not of & _TIME or not rate.things & frozenset({"mil", "kilomet", "kilometr", "met", "metr", "foot", "yard"}):
        return None
    if other.things & of and story.asks(r"\bhow far\b|\bhow many (?:miles|kilomet\w+|met\w+|feet)\b"):
        return Plan((Step("groups", other.value, "×", rate.value),))
    if other.things & rate.things and story.asks(r"\bhow long\b|\bhow many (?:hours|minutes)\b") and rate.value and (other.value / rate.value).denominator in (1, 2, 4, 5):
        return Plan((Step("fit", other.value, "÷", rate.value),))
    return None


_SHARES = r"\b(?:each|every|per|apiece)\b"


def shares(story: Story) -> Plan | None:
    """Things shared out among groups or people: how many for each."""
    if not story.asks(_SHARES) or _rates(story) or story.asks(APART) or story.asks(LEFT):
        return None
    plain = [q for q in _plain(story) if not q.asked]
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
    if not story.has(r"\b(?:equal\w*|evenly|shar\w+|split|divid\w+|same|separat\w+|put|placed|gives?|give|into|inviting|invited|fill\w*|pack\w*|arrang\w*|sort\w*|organiz\w*|per|cost|for)\b"):
        return None
    made = None if _told_apart(story, wanted) else _combined(story, wanted)
    if made is None or not among[0].value:
        return None
    value = made[1] / among[0].value
    if value.denominator != 1 and not wanted[0].things & _MONEY:
        return None
    return Plan((*made[0], Step("share", made[1], "÷", among[0].value)))


def dozens(story: Story) -> Plan | None:
    """"7 dozen eggs. How many eggs?": each dozen is 12."""
    if len(story.quantities) != 1 or not story.quantities[0].after.startswith("dozen") or story.asks(APART):
        return None
    q = story.quantities[0]
    if story.has(r"\b(?:each|every|twice|times|half|more|left|gave|gives)\b") or not story.wanted or not story.wanted & q.things or "dozen" in story.asked:
        return None
    return Plan((Step("groups", q.value, "×", Fraction(12)),))


def times(story: Story) -> Plan | None:
    """"Ann has 4 times as many as Ben, who has 6": multiply."""
    found = list(story.quantities)
    if len(found) != 2 or story.asks(TOTAL) or story.asks(APART):
        return None
    factor = next((q for q in found if re.match(r"times (?:as (?:many|much)|more|the number)\b", q.after)), None)
    if factor is None or story.has(r"\bdozens?\b"):
        return None
    base = next(q for q in found if q is not factor)
    said = re.search(r"\b([a-z]+) (?:has|had|have|caught|catches|picked|got|made|bought|collected|read|ate|found|grew) \d+ times (?:as (?:many|much)|more) [a-z ]*?(?:as|than) ([a-z]+)", story.text)
    who = re.findall(r"\b([a-z]+) (?:has|had|have|catches|caught|picked|got|made|bought|collected|read|ate|found|grew) (?:\d+)(?! times)", story.text)
    if said is None or base.rate is not None or len(who) != 1:
        return None
    big, small = said[1], said[2]
    if who[0] == small and re.search(rf"\b{big}\b", story.asked):
        return Plan((Step("times", base.value, "×", factor.value),))
    if who[0] == big and re.search(rf"\b{small}\b", story.asked) and (base.value / factor.value).denominator == 1:
        return Plan((Step("times", base.value, "÷", factor.value),))
    return None


RULES: tuple[Callable[[Story], Plan | None], ...] = (
    changed, total, spent, paid, apart, needed, other_part, began, change, groups, groups_and, shares, dozens, times, speed,
)  # fmt: skip


_TIME = frozenset({"hour", "minut", "day", "week", "month", "year", "second"})


def _fair(plan: Plan, story: Story, rule: str) -> bool:
    """Whether a plan uses every number that matters: all of the question, and all that measure time."""
    used = {value for step in plan.steps for value in (step.left, step.right)}
    each = len(re.findall(r"\b(?:each|every|per|apiece)\b", story.text))
    if each > max(len(_rates(story)), len(re.findall(_SHARES, story.asked))):
        return False
    if re.search(r"\b[a-z]+,? and (?:his |her )?[a-z ]{0,20}(?:each|every)\b", story.text):
        return False
    if not _answers_it(story, used, rule):
        return False
    if rule in ("total", "changed") and story.has(r"\b\d+ [a-z]+ with (?:only )?\d+"):
        return False  # "40 tables with 4 legs": groups, whatever else is asked
    units = {unit[:3] for unit in re.findall(r"\b(?:hour|day|week|month|year)s?\b", story.text)}
    if rule in ("groups", "shares") and len(units) > 1:
        return False
    counted = frozenset(thing for q in story.quantities if q.value in used for thing in q.things) | story.wanted
    return all(q.value in used or _beside(q, counted) for q in story.quantities) and _one_owner(story, used)


_SUBJECT = re.compile(r"\b(?:did|does|do|will|would|can|could|has|have|had|are|is|were|was)(?: [a-z]+){1,2}? (?=have|has|had|get|[a-z]+\b)")
_SAYS_LITTLE = frozenset(stem(w) for w in """how many much more fewer less total altogether together all left now still have has
    had there did does will would can could number amount end ends what was were combined sum they them does find the
    pick get got went go buy spend need needs use earn make made""".split())  # noqa: SIM905


def _told_apart(story: Story, used: Sequence[Quantity]) -> bool:
    """Whether the question holds a word that some of the numbers stand with and others don't ("on Monday")."""
    asked = _SUBJECT.sub(" ", story.asked)
    words = {stem(w) for w in words_of(asked) if len(w) > 2} - _SAYS_LITTLE - story.wanted
    return any(0 < sum(word in q.clause or word in q.things for q in used) < len(used) for word in words)


def _than(story: Story, low: Quantity, high: Quantity) -> bool:
    """Whether "more … than …" goes from the smaller number to the larger one, and names nothing else."""
    more, _, less = story.asked.partition(" than ")
    if not less:
        return True
    known = {stem(w) for w in words_of(story.told)}
    sides = []
    for side in (more, less):
        words = {stem(w) for w in words_of(side) if len(w) > 2} - _SAYS_LITTLE
        if any(w not in known and w not in story.text.split("than")[0] for w in words if side is less):
            return False
        sides.append((len(words & (high.clause | high.things)), len(words & (low.clause | low.things))))
    fewer = bool(re.search(r"\b(?:fewer|less|shorter|lighter|cheaper|younger|smaller|lower|slower)\b", more))
    (more_high, more_low), (less_high, less_low) = sides
    if fewer:
        more_high, more_low, less_high, less_low = more_low, more_high, less_low, less_high
    return more_high >= more_low and less_low >= less_high


_WHEN = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:morning|afternoon|evening|night|lunch|dinner|breakfast|yesterday|today|tomorrow|week\w*|months?|years?|spring|summer|autumn|winter|hours?|minutes?|days?)\b"  # fmt: skip
_DOES = {"give": "g[ia]ve\\w*|giving", "lose": "los[et]\\w*", "eat": "eat\\w*|ate", "sell": "sell\\w*|sold", "use": "us(?:e|ed|es|ing)", "drop": "drop\\w*",
         "remove": "remov\\w*", "break": "br[eo]ak?\\w*", "buy": "b(?:uy|ough)\\w*|purchas\\w*", "find": "f[io]u?nd\\w*", "pick": "pick\\w*",
         "plant": "plant\\w*", "catch": "c(?:atch|augh)\\w*", "collect": "collect\\w*", "add": "add\\w*", "throw": "thr[eo]w\\w*", "take": "t[ao]\\w*k\\w*",
         "read": "read\\w*", "bake": "bak\\w*", "win": "w[io]ns?", "play": "play\\w*", "grow": "gr[eo]w\\w*", "cut": "cut\\w*", "share": "shar\\w*"}  # fmt: skip


def _answers_it(story: Story, used: set[Fraction], rule: str) -> bool:
    """Whether the question asks for what a plan works out: the same times, deeds and money as the story tells."""
    for when in re.findall(_WHEN, story.asked):
        if not re.search(rf"\b{when[:4]}", story.told) and not (when[:4] in ("hour", "minu", "days", "week") and rule in ("groups", "shares", "speed")):
            return False
    does = re.search(r"\b(?:did|does|do|will|would|can|could|to)\b.*", story.asked)
    for verb in re.findall(r"[a-z]+", does[0] if does else "")[:6]:
        if rule != "change" and verb in _DOES and not re.search(rf"\b(?:{_DOES[verb]})\b", story.told):
            return False
    if story.asks(r"\bbegin|\bat (?:the )?(?:first|start)|\binitially|\boriginally|\bbefore\b") and rule not in ("began", "total"):
        return False
    if story.asks(r"\b(?:each|every|per|apiece)\b") and rule not in ("shares", "groups", "groups_and", "speed"):
        return False
    known = {stem(w) for w in words_of(story.told)}
    if rule in ("changed", "other_part", "change", "began", "needed") and story.wanted and not story.wanted & known:
        return False
    money = any(q.things & _MONEY for q in story.quantities if q.value in used)
    return money or not story.asks(r"\bhow much (?:money|did|does|do|will|would|is)\b.*\b(?:cost|spend|spent|pay|paid|earn|make|money)|\bmoney\b")


def _beside(q: Quantity, counted: frozenset[str]) -> bool:
    """Whether a number that is not used counts something else altogether."""
    return not (q.asked or q.same or q.turn or q.things & _TIME or q.things & counted) and bool(q.things) and q.rate is None


_OWNS = re.compile(r"\b([a-z]+) (?:has|had|have) (?:only |about |with )?(?:\d|some)")


def _one_owner(story: Story, used: set[Fraction]) -> bool:
    """Whether no more than one person owns what comes and goes; two owners are compared or put together."""
    owners = {name for name in _OWNS.findall(story.told) if name not in ("he", "she", "they", "it", "i", "we", "and", "also")}
    if len(owners) < 2:
        return True
    return story.asks(TOTAL) or story.asks(APART) or story.has(r"\btimes\b")


def plan_of(story: Story) -> Plan | None:
    """Return how the story is worked out; None where no rule fits, or two disagree."""
    if re.search(HARD, story.text) or any(not q.value for q in story.quantities):
        return None
    if story.has(r"\b(?:needs?|needed|wants?|wanted|calls for|recipe)\b (?:to )?(?:\d|[a-z]+ \d)") and not story.asks(r"\bmore\b|\bto (?:add|earn|have)\b|\beach\b|\bboxes\b"):
        return None
    plans = [plan for rule in RULES if (plan := rule(story)) is not None and _fair(plan, story, rule.__name__)]
    if not plans or len({plan.value for plan in plans}) > 1 or plans[0].value < 0:
        return None
    return plans[0]
