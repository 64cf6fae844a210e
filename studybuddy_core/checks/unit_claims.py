"""Finding claims about units: "1 km is 1000 m", "there are 60 minutes in an hour", "a mile is longer than a kilometre".

Both sides must be quantities that were read whole, and the words between and around them must leave no doubt
that one is said of the other. "8 hours in a day" is a claim behind "there are" and a habit behind "he works".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.amounts import ARTICLES, Amount, AmountReader
from studybuddy_core.checks.quantities import Quantity, Term, Unit, Worked
from studybuddy_core.domain.messages import Span

_ABOUT = frozenset("about roughly nearly almost approximately around approx ≈ ~ over under".split())  # noqa: SIM905
_FILLING = _ABOUT | {"also", "exactly", "always", "just", "only", "really", "actually", "simply", "still", "therefore",
                     "then", ",", "a", "bit"}  # fmt: skip
_EQUAL = frozenset("= ≈ equals equal makes make gives".split())  # noqa: SIM905
_HOLDS = frozenset({"has", "have", "contains", "contain", "holds"})
_SAME = (("the", "same", "as"), ("equal", "to"), ("equivalent", "to"), ("as", "long", "as"), ("as", "much", "as"),
         ("as", "heavy", "as"), ("as", "far", "as"), ("the", "same", "length", "as"), ("worth",),
         ("made", "up", "of"), ("made", "of"))  # fmt: skip
_PHRASES = (("comes", "to"), ("adds", "up", "to"), ("converts", "to"), ("turns", "into"), ("is", "worth"),
            ("make", "up"), ("makes", "up"))  # fmt: skip
_MORE = frozenset("more longer greater bigger heavier larger further farther warmer hotter".split())  # noqa: SIM905
_LESS = frozenset("less shorter smaller lighter fewer colder cooler".split())  # noqa: SIM905
_MUCH = frozenset("much far a lot bit little slightly way".split())  # noqa: SIM905
_ENDS_ELSEWHERE = frozenset(
    "more less longer shorter later earlier away from than ago per each every times to too old older further ahead "  # noqa: SIM905
    "behind before after until a an higher lower taller wider warmer colder heavier lighter faster slower apart early "
    "late short x by".split()
)
_PART_OF_MORE = frozenset({"of", "than", "per", "between", "most", "least", "root"})
_BEFORE_IS = _PART_OF_MORE | frozenset("from after before until within under by in at for to with every over".split())  # noqa: SIM905
_OPERATORS = frozenset("+-−–×*÷/^√(")
_STOPS = frozenset({"", ".", "!", "?", ";", ":", "\n", ")", '"', "”"})
_GOES_ON = _STOPS | frozenset({",", "and", "so", "because", "but", "which", "then", "or", "while", "not", "—", "–"})
_LEADS = frozenset("so and remember that because since as but know".split())  # noqa: SIM905
_FAR_BACK = 40
_THINGS = Unit(((("thing", 1),),), frozenset({"count"}))


@dataclass(frozen=True, slots=True)
class UnitClaim:
    """Two quantities and how the text relates them: ``=``, ``<`` or ``>``; ``about`` where it says so.

    ``aside``: the second stands in brackets or after "or about", which only ever rounds.
    """

    left: Quantity
    right: Quantity
    relation: str
    about: bool
    span: Span
    aside: bool = False


def _alike(left: Quantity, right: Quantity) -> bool:
    kinds = left.kinds | right.kinds
    return bool(left.kinds & right.kinds) or "any" in kinds or kinds <= {"length", "area", "volume"}


class _Finder:
    """Finds the claims of one text."""

    def __init__(self, text: str) -> None:
        self.reader = AmountReader(text)
        self.low = self.reader.low
        self.cut = self.reader.cut
        self._ended = -1  # where the last claim's right side ended

    def words(self, i: int, options: tuple[tuple[str, ...], ...]) -> int:
        """Where the phrase at ``i`` ends, or ``i`` where none of them stands there."""
        for option in options:
            if all(self.low(i + n) == word for n, word in enumerate(option)):
                return i + len(option)
        return i

    def filled(self, i: int) -> tuple[int, bool]:
        """Pass over "just", "about a", …: where the rest begins, and whether the text rounds."""
        about = False
        if self.reader.kind(i) == "line" and self.reader.kind(i - 1) == "word":
            i += 1  # "equals", and the amount on the next line
        while self.low(i) in _FILLING and not (self.low(i) == "a" and self.low(i + 1) not in ("bit", "little")):
            about = about or self.low(i) in _ABOUT or self.low(i) == "bit"
            i += 1
        return i, about

    def related(self, left: Amount) -> tuple[str, bool, int, Fraction] | None:
        """The relation behind ``left``: (sign, about, where the right side begins, a factor on it)."""
        i = left.end
        if self.low(i) == "," and self.low(i + 1) in ("which", "that"):
            i += 2
        phrase = self.words(i, _PHRASES)
        if phrase > i:
            at, about = self.filled(phrase)
            return "=", about, at, Fraction(1)
        word = self.low(i)
        if word in _EQUAL or (word in _HOLDS and isinstance(left.what, Term)):
            at, about = self.filled(i + 1)
            return "=", about or word == "≈", at, Fraction(1)
        if word in ("<", ">"):
            return word, False, i + 1, Fraction(1)
        if word not in ("is", "are"):
            return None
        at, about = self.filled(i + 1)
        same = self.words(at, _SAME)
        if same > at:
            at, again = self.filled(same)
            return "=", about or again, at, Fraction(1)
        return self._compared(at) or self._times(at, about) or ("=", about, at, Fraction(1))

    def _compared(self, at: int) -> tuple[str, bool, int, Fraction] | None:
        while self.low(at) in _MUCH:
            at += 1
        sign = ">" if self.low(at) in _MORE else "<" if self.low(at) in _LESS else ""
        return (sign, False, at + 2, Fraction(1)) if sign and self.low(at + 1) == "than" else None

    def _times(self, at: int, about: bool) -> tuple[str, bool, int, Fraction] | None:
        """Read "1000 times longer than" as a factor on what follows."""
        read = self.reader.number(at)
        if read is None or self.low(read[3]) != "times":
            return None
        i = read[3] + 1
        if self.low(i) in _MORE and self.low(i + 1) == "than":
            return "=", about, i + 2, read[0]
        if self.low(i) == "as" and self.low(i + 2) == "as":
            return "=", about, i + 3, read[0]
        return ("=", about, i + 3, read[0]) if (self.low(i), self.low(i + 2)) == ("the", "of") else None

    # -- the words around --------------------------------------------------------------------------

    def begins_well(self, start: int, sign: str) -> bool:
        """Whether the left side is a side of its own and no part of something before it."""
        at = start - 1
        while self.low(at) in _ABOUT:
            at -= 1
        word, kind = self.low(at), self.reader.kind(at)
        if word in _OPERATORS or kind in ("number", "blank", "raised"):
            return False
        if kind == "word" and len(word) == 1 and word not in ("a", "i"):
            return False
        if word == "and" and at == self._ended:
            return True
        if word in ("and", "plus", "or") and self.reader.kind(at - 1) == "word" and self._ends_amount(at - 1):
            return False
        return word not in (_PART_OF_MORE if sign == "=" else _BEFORE_IS)

    def _ends_amount(self, at: int) -> bool:
        return self.reader.unit(at, True) is not None and self.reader.kind(at - 1) == "number"

    def ends_well(self, end: int, *, worked: bool) -> bool:
        """Whether the right side ends here and is not "30 minutes later" or "5 litres of it"."""
        word = self.low(end)
        if word == "of":
            return worked
        read = self.reader.number(end + 1) if word == "and" else None
        if read is not None:
            return self.reader.unit(read[3], True) is None or self._claim_follows(end + 1)
        return word not in _ENDS_ELSEWHERE and self.reader.kind(end) not in ("number", "blank")

    def _claim_follows(self, i: int) -> bool:
        amount = self.reader.amount(i)
        return amount is not None and (self.related(amount) is not None or self.low(amount.end) == "in")

    def span(self, start: int, end: int) -> Span:
        """The place of tokens ``start`` to ``end`` in the text."""
        return Span(self.cut[start].span.start, self.cut[end - 1].span.end)

    # -- the forms ---------------------------------------------------------------------------------

    def said(self, left: Amount) -> UnitClaim | None:
        """Read "A is B", "A = B", "A has B", "A is longer than B"."""
        found = self.related(left)
        if found is None:
            return None
        sign, about, at, factor = found
        right = self.reader.amount(at, right=True) or self._bare_count(left, at)
        spelled = "=" if self.low(left.end) in _EQUAL else "is"
        if right is None or not self.begins_well(left.start, spelled):
            return None
        if not self.ends_well(right.end, worked=isinstance(left.what, Worked) and spelled == "="):
            return None
        self._ended = right.end
        what = right.what if factor == 1 else Worked(Term(factor, -1), "*", right.what)
        return UnitClaim(left.what, what, sign, about, self.span(left.start, right.end))

    def _bare_count(self, left: Amount, at: int) -> Amount | None:
        """The 12 of "a dozen is 12"."""
        read = self.reader.number(at) if left.what.kinds == {"count"} else None
        if read is None or self.low(read[3]) not in (*_GOES_ON, "eggs", "things", "items", "objects"):
            return None
        return Amount(Term(read[0], read[1], _THINGS), at, read[3])

    def contained(self, few: Amount) -> UnitClaim | None:
        """Read "there are 60 minutes in an hour"."""
        if self.low(few.end) != "in":
            return None
        big = self.reader.amount(few.end + 1, right=True)
        if big is None or not isinstance(big.what, Term) or self.low(big.end) not in _GOES_ON:
            return None
        about, at = False, few.start - 1
        while self.low(at) in _ABOUT:
            about, at = True, at - 1
        there = any(self.low(at - n) in ("there", "there's") for n in range(3))
        opens = self.low(at) in _STOPS or (self.low(at) in _LEADS and self._opens(at - 1))
        if not (there or opens or self._listed(at)):
            return None
        return UnitClaim(few.what, big.what, "=", about, self.span(few.start, big.end))

    def _opens(self, at: int) -> bool:
        words = (self.low(back) for back in range(at, at - _FAR_BACK, -1))
        return next((word for word in words if word not in _LEADS and word != ","), ",") in _STOPS

    def _listed(self, at: int) -> bool:
        """Whether "there are" reaches this far: "… 60 seconds in a minute and 60 minutes in an hour"."""
        if self.low(at) not in ("and", ","):
            return False
        for back in range(at, max(at - _FAR_BACK, -1), -1):
            if self.low(back) in ("there", "there's"):
                return True
            if self.low(back) in _STOPS:
                return False
        return False

    def holding(self, i: int) -> UnitClaim | None:
        """Read "in an hour there are 60 minutes"."""
        if self.low(i) != "in" or self.low(i + 1) not in (*ARTICLES, "one", "1"):
            return None
        big = self.reader.amount(i + 1)
        at = big.end + (self.low(big.end) == ",") if big else 0
        if big is None or self.low(at) != "there" or self.low(at + 1) != "are":
            return None
        at, about = self.filled(at + 2)
        few = self.reader.amount(at, right=True)
        if few is None or self.low(few.end) not in _GOES_ON:
            return None
        return UnitClaim(big.what, few.what, "=", about, self.span(big.start, few.end))

    def aside(self, left: Amount) -> UnitClaim | None:
        """Read "5 miles (8 km)" and "5 miles, or about 8 km"."""
        i = left.end
        if self.low(i) == "(":
            at, _ = self.filled(i + 1)
            closes = True
        else:
            i += self.low(i) == ","
            at, about = self.filled(i + 1)
            closes = False
            if self.low(i) != "or" or not about:
                return None
        right = self.reader.amount(at, right=True)
        if right is None or (self.low(right.end) != ")" if closes else self.low(right.end) not in _GOES_ON):
            return None
        return UnitClaim(left.what, right.what, "=", True, self.span(left.start, right.end), aside=True)

    def claims(self) -> Iterator[UnitClaim]:
        """Every claim, from left to right."""
        i = 0
        while i < len(self.cut):
            held = self.holding(i)
            if held is not None and _alike(held.left, held.right):
                yield held
            left = self.reader.amount(i)
            if left is None:
                i += 1
                continue
            claim = self.said(left) or self.contained(left) or self.aside(left)
            if claim is not None and _alike(claim.left, claim.right):
                yield claim
            follows = self.low(self._ended) not in _EQUAL and self._ended > left.end
            i = self._ended if claim is not None and follows else left.end


def unit_claims(text: str) -> Iterator[UnitClaim]:
    """Yield each claim about quantities that is understood whole."""
    yield from _Finder(text).claims()
