"""What a plan for a story sum is, and what the rules have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.stories.telling import Quantity, Story
from studybuddy_core.knowledge.words import stem


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


LEFT = r"\b(?:left|still (?:have|has|had|need|needs|there|on|in)|remain\w*|end(?:s|ed)? (?:up )?with|now|remains|be left|over)\b"  # noqa: E501


WILL = r"\b(?:will|would|does|do|did) [a-z. ]+ (?:have|has|had)\b|\bhave\s*\?|\b(?:were|are|is) (?:now |still )?(?:in|on|at|there|sitting|standing|living)\b|\bhas\s*\?|\b(?:at|in) the end\b"  # fmt: skip  # noqa: E501


APART = r"\bhow (?:many|much) (?:more|fewer|less|farther|further|longer|taller|heavier|older|younger|higher|cheaper|deeper|bigger|larger|smaller|faster|shorter)\b|\bdifference\b"  # fmt: skip  # noqa: E501


HARD = (
    r"\b(?:half|halves|third|quarter of|twice|doubl\w*|tripl\w*|pairs?|decades?|rid of|certain number|daily|weekly|thrice|quadruple|survived|coupons?|legged|percent|average|both sides|round trip|ratio|probability|odd|even|"  # noqa: E501
    r"except|instead|remainder|fraction|per cent|at least|at most|maximum|minimum|consecutive|squared|"
    r"area|perimeter|square (?:feet|foot|inch\w*|yards?|meters?|metres?|miles?)|rectang\w*|triangl\w*|circle|radius|degrees?|"  # noqa: E501
    r"clockwise|minutes past|o'?clock|a\.m|p\.m|nickels?.*(?:cents|money|worth)|dimes?.*(?:cents|money|worth)|"
    r"quarters.*(?:cents|money|worth)|interest|profit|discount|tax|tip\b(?! )|sale price|speed of|younger|older|ages?\b|"  # noqa: E501
    r"as (?:much|many|long|tall|heavy|old) as|varies|proportion\w*|mix(?:ture)?|solution|consecutively)\b|%|\d/\d|\d:\d"
)  # fmt: skip


def plain_ones(story: Story) -> list[Quantity]:
    """The numbers that just count."""
    return [q for q in story.quantities if q.rate is None]


def rates_of(story: Story) -> list[Quantity]:
    """The numbers that come with something: "6 in each box"."""
    return [q for q in story.quantities if q.rate is not None]


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers count the same kind of thing."""
    return a.things == b.things or bool(a.things & b.things)


MONEY = frozenset({"dollar", "cent", "money", "euro"})


def wants_money(story: Story) -> bool:
    """Whether the question asks for money."""
    return story.asks(r"\bhow much (?:money|did|does|do|will|would|is|was|were|are|more)\b.*|\bcost\b|\bhow many (?:dollars|cents)\b|\bprice\b") and not story.asks(  # noqa: E501
        r"\bhow much (?:of|more (?!money|did|does|do)|[a-z]+ (?:did|does|has|have))\b(?<!money did)(?<!money does)(?<!money has)(?<!money have)"  # noqa: E501
    )  # fmt: skip


def chain(quantities: Sequence[Quantity], signs: Sequence[int]) -> tuple[Step, ...] | None:
    """Add and take away one after the other; None where it falls below nothing."""
    total, steps = quantities[0].value, []
    for q, sign in zip(quantities[1:], signs, strict=True):
        step = Step("join" if sign > 0 else "take", total, "+" if sign > 0 else "−", q.value)
        total = step.value
        steps.append(step)
        if total < 0:
            return None
    return tuple(steps)


def named(quantities: Sequence[Quantity], story: Story) -> list[Quantity] | None:
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


def one_group(quantities: Sequence[Quantity]) -> bool:
    """Whether all count the same kind of thing, without colours or kinds that set them apart."""
    return all(alike(quantities[0], q) for q in quantities[1:])


SHARES = r"\b(?:each|every|per|apiece)\b"


TIME = frozenset({"hour", "minut", "day", "week", "month", "year", "second"})


SAYS_LITTLE = frozenset(
    stem(w)
    for w in [
        "how",
        "many",
        "much",
        "more",
        "fewer",
        "less",
        "total",
        "altogether",
        "together",
        "all",
        "left",
        "now",
        "still",
        "have",
        "has",
        "had",
        "there",
        "did",
        "does",
        "will",
        "would",
        "can",
        "could",
        "number",
        "amount",
        "end",
        "ends",
        "what",
        "was",
        "were",
        "combined",
        "sum",
        "they",
        "them",
        "does",
        "find",
        "the",
        "pick",
        "get",
        "got",
        "went",
        "go",
        "buy",
        "spend",
        "need",
        "needs",
        "use",
        "earn",
        "make",
        "made",
    ]
)
