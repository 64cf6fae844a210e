"""Reading quantities out of prose: "2.5 kg", "an hour and a half", "5 ft 6 in", "£1.50", "3 × 250 ml", "half of 2 km".

What can't be read whole is not read at all: a unit that was misunderstood would call a right sentence wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.measures import AFTER_DIGITS, KIND_OF, SIGNS, UNITS_OF
from studybuddy_core.checks.quantities import Quantity, Temperature, Term, Unit, Worked
from studybuddy_core.checks.sums import FRACTION_WORDS, Token, tokens

ARTICLES = frozenset({"a", "an", "each", "every"})
_PARTS = FRACTION_WORDS | {"hundredth": Fraction(1, 100), "thousandth": Fraction(1, 1000), "halve": Fraction(1, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_TEMPERATURES = {"c": "celsius", "celsius": "celsius", "centigrade": "celsius", "f": "fahrenheit",
                 "fahrenheit": "fahrenheit"}  # fmt: skip
_TURNS = {"right angle": "right_angle", "right angles": "right_angle", "full turn": "full_turn",
          "whole turn": "full_turn", "complete turn": "full_turn", "half turn": "half_turn",
          "quarter turn": "quarter_turn"}  # fmt: skip
_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-", "×": "*", "*": "*", "x": "*", "÷": "/", "/": "/", "plus": "+",
          "minus": "-", "times": "*"}  # fmt: skip
_SIGN_PAIRS = {("multiplied", "by"): "*", ("divided", "by"): "/", ("take", "away"): "-"}
_CLOSERS = frozenset("=≈)+-−–×*÷/.,;!?<>")
_RELATED = frozenset("in is are = equals makes make equal has have".split())  # noqa: SIM905
MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity with its place in the tokens. ``one``: a single unit, as in "a metre" or "1 metre"."""

    what: Quantity
    start: int
    end: int
    one: bool = False


def _meanings(word: str, power: int) -> Unit | None:
    names = UNITS_OF.get(word) or UNITS_OF.get(word.lower())
    if not names:
        return None
    kind = KIND_OF.get(word) or KIND_OF[word.lower()]
    kinds = {kind} if power == 1 else {"area" if power == 2 else "volume"}
    if power == 1 and word.lower() in ("pound", "pounds"):
        kinds = {"mass", "money"}
    if word.lower() in ("ounce", "ounces", "oz"):
        kinds = {"mass", "volume"}
    return Unit(tuple(((name, power),) for name in names), frozenset(kinds))


class AmountReader:
    """Reads quantities from the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.cut: list[Token] = tokens(text)
        self._inside = 0

    def low(self, i: int) -> str:
        """The token at ``i`` in lower case, or nothing behind the end."""
        return self.cut[i].text.lower() if 0 <= i < len(self.cut) else ""

    def kind(self, i: int) -> str:
        """The kind of the token at ``i``, or nothing behind the end."""
        return self.cut[i].kind if 0 <= i < len(self.cut) else ""

    # -- units -------------------------------------------------------------------------------------

    def _power_after(self, i: int) -> tuple[int, int]:
        if self.kind(i) == "raised":
            return int(self.cut[i].value), i + 1
        word = {"squared": 2, "cubed": 3}.get(self.low(i))
        return (word, i + 1) if word else (1, i)

    def _word_unit(self, i: int, digits: bool) -> tuple[Unit, int] | None:
        """A unit of one or two words, with "square", "²" and the like; ``digits``: it stands behind digits."""
        if self.low(i) in _POWERS:
            found = _meanings(self.cut[i + 1].text, _POWERS[self.low(i)]) if self.kind(i + 1) == "word" else None
            return (found, i + 2) if found and KIND_OF.get(self.low(i + 1)) == "length" else None
        turn = _TURNS.get(f"{self.low(i)} {self.low(i + 1)}")
        if turn:
            return Unit((((turn, 1),),), frozenset({"angle"})), i + 2
        if self.low(i) in ("fluid", "fl") and self.low(i + 1) in ("ounce", "ounces", "oz"):
            return Unit(((("fluid_ounce", 1),), (("imperial_fluid_ounce", 1),)), frozenset({"volume"})), i + 2
        word = self.low(i)
        if self.kind(i) != "word" or (word in AFTER_DIGITS and not digits) or not self._is_meant(i):
            return self._sign_unit(i)
        power, end = self._power_after(i + 1)
        found = _meanings(self.cut[i].text, power)
        if found is None or (power > 1 and KIND_OF.get(word) != "length"):
            return None
        return found, end

    def _sign_unit(self, i: int) -> tuple[Unit, int] | None:
        if self.low(i) == "°" and self.low(i + 1) not in _TEMPERATURES:
            return Unit(((("angle_degree", 1),),), frozenset({"angle"})), i + 1
        if self.low(i) == "¢":
            return Unit(tuple(((name, 1),) for name in SIGNS["¢"]), frozenset({"money"})), i + 1
        return None

    def _is_meant(self, i: int) -> bool:
        """Whether a word that can be a unit is one here: not "12 in a box", "a quarter past", "degrees Celsius"."""
        word, after = self.low(i), self.low(i + 1)
        if word == "in":
            return after in _CLOSERS or after in ("is", "are", "")
        if word.startswith("quarter"):
            return after not in ("of", "past", "to", "turn", "turns", "after", "till")
        if word.startswith("degree"):
            return after not in _TEMPERATURES
        return len(word) > 1 or not (self.kind(i + 1) in ("raised", "number") and word not in "m")

    def unit(self, i: int, digits: bool) -> tuple[Unit, int] | None:
        """A unit at ``i``, perhaps one for each of another ("km/h", "miles per hour")."""
        found = self._word_unit(i, digits)
        if found is None:
            return None
        top, end = found
        if self.low(end) in ("/", "per") and self.kind(end + 1) == "word":
            other = self._word_unit(end + 1, digits or self.low(end) == "/")
            if other is None:
                return None
            bottom, end = other
            meanings = tuple(
                (*a, *((name, -power) for name, power in b)) for a in top.meanings for b in bottom.meanings
            )
            return Unit(meanings, frozenset({"any"})), end
        return top, end

    # -- numbers -----------------------------------------------------------------------------------

    def number(self, i: int) -> tuple[Fraction, int, bool, int] | None:
        """A number at ``i``: (value, decimals or −1 where exact, whether in digits, where it ends)."""
        if self.kind(i) != "number":
            return None
        token = self.cut[i]
        value, decimals, digits, end = token.value, token.decimals, not token.text[0].isalpha(), i + 1
        if not token.text[0].isdigit() and token.text[0] != ".":
            decimals = -1
        if self.low(end) in ("/", "⁄") and self.kind(end + 1) == "number" and self.cut[end + 1].value:
            return value / self.cut[end + 1].value, -1, digits, end + 2
        if self.kind(end) == "number" and value.denominator == 1:
            top = self.cut[end]
            if self.low(end + 1) in ("/", "⁄") and self.kind(end + 2) == "number" and self.cut[end + 2].value:
                return value + top.value / self.cut[end + 2].value, -1, digits, end + 3
            return (value + top.value, -1, digits, end + 1) if 0 < top.value < 1 and not top.decimals else None
        if self.low(end).removesuffix("s") in _PARTS and self.kind(end) == "word" and self.low(end) != "second":
            return value * _PARTS[self.low(end).removesuffix("s")], -1, digits, end + 1  # three quarters
        if self.low(end) == "and" and self.low(end + 1) in ("a", "one") and self.low(end + 2) in _PARTS:
            return value + _PARTS[self.low(end + 2)], -1, digits, end + 3  # two and a half hours
        if self.low(end) in _SCALES:
            return value * _SCALES[self.low(end)], decimals if decimals < 0 else 0, digits, end + 1
        return value, decimals, digits, end

    # -- quantities --------------------------------------------------------------------------------

    def _part_of(self, value: Fraction, i: int) -> Amount | None:
        """What follows "half", "1/4" or "10%": "of a kilometre", "an hour", "of 3 km"."""
        at = i + 1 if self.low(i) == "of" else i
        if self.low(at) in ("a", "an", "the"):
            found = self.unit(at + 1, False)
            return Amount(Term(value, -1, found[0]), i, found[1]) if found else None
        if at == i or self._inside > 2:
            return None
        self._inside += 1
        whole = self._term(at)
        self._inside -= 1
        if whole is None or not whole.what.kinds or isinstance(whole.what, Temperature):
            return None
        return Amount(Worked(Term(value, -1), "*", whole.what), i, whole.end)

    def _money(self, i: int) -> Amount | None:
        names = SIGNS.get(self.low(i))
        found = self.number(i + 1) if names else None
        if names is None or found is None:
            return None
        unit = Unit(tuple(((name, 1),) for name in names), frozenset({"money"}))
        return Amount(Term(found[0], found[1], unit), i, found[3])

    def _temperature(self, i: int) -> Amount | None:
        at = i + 1 if self.low(i) in ("-", "−", "–", "minus") else i
        found = self.number(at)
        if found is None:
            return None
        value, decimals, _, end = found
        value = -value if at > i else value
        if self.low(end) in ("°", "degrees", "degree", "deg") and self.low(end + 1) in _TEMPERATURES:
            return Amount(Temperature(value, max(decimals, 0), _TEMPERATURES[self.low(end + 1)]), i, end + 2)
        if self.low(end) in ("kelvin", "kelvins") or (end < len(self.cut) and self.cut[end].text == "K"):
            return Amount(Temperature(value, max(decimals, 0), "kelvin"), i, end + 1)
        return None

    def _term(self, i: int) -> Amount | None:
        """One measured number, or a bare one."""
        special = self._money(i) or self._temperature(i)
        if special:
            return special
        if self.low(i) in ("half", "a", "one") or self.low(i) in _PARTS:
            at = i + 1 if self.low(i) in ("a", "one") else i
            value = _PARTS.get(self.low(at))
            if value is not None and (part := self._part_of(value, at + 1)) is not None:
                return Amount(part.what, i, part.end)
        if self.low(i) in ARTICLES:
            found = self.unit(i + 1, False)
            return self._and_a_half(Amount(Term(Fraction(1), -1, found[0]), i, found[1], one=True)) if found else None
        read = self.number(i)
        return self._counted(i, *read) if read else None

    def _counted(self, i: int, value: Fraction, decimals: int, digits: bool, end: int) -> Amount | None:
        """What a number counts: a part of something, a unit, or nothing."""
        if self.low(end) in ("%", "percent") and self.low(end + 1) == "of":
            part = self._part_of(value / 100, end + 1)
            return Amount(part.what, i, part.end) if part else None
        if decimals < 0 and value < 1 and (part := self._part_of(value, end)) is not None:
            return Amount(part.what, i, part.end)
        found = self.unit(end, digits)
        if found:
            return self._and_a_half(Amount(Term(value, decimals, found[0]), i, found[1], one=value == 1))
        return Amount(Term(value, decimals), i, end)

    def _and_a_half(self, amount: Amount) -> Amount:
        """Take in "and a half" behind a unit ("an hour and a half")."""
        end, what = amount.end, amount.what
        more = _PARTS.get(self.low(end + 2)) if self.low(end + 2) in ("half", "quarter") else None
        behind = self.low(end) == "and" and self.low(end + 1) in ("a", "one")
        if more and behind and isinstance(what, Term) and self.low(end + 3) not in ("a", "an", "of"):
            return Amount(Term(what.value + more, -1, what.unit), amount.start, end + 3)
        return amount

    def _compound(self, amount: Amount, right: bool) -> Amount:
        """Take in smaller units ("5 ft 6 in"); on the right not where another claim begins ("… and 1 hour = …")."""
        while isinstance(amount.what, Term | Worked) and amount.what.kinds:
            at = amount.end + 1 if self.low(amount.end) in ("and", ",") else amount.end
            read = self.number(at)
            found = self.unit(read[3], read[2]) if read else None
            if read is None or found is None or not (found[0].kinds & amount.what.kinds):
                break
            if found[0].kinds == frozenset({"any"}) or not _finer(found[0], amount.what):
                break
            if at > amount.end and (self.low(found[1]) in _RELATED if right else self.low(found[1]) == "in"):
                break
            amount = Amount(Worked(amount.what, "+", Term(read[0], read[1], found[0])), amount.start, found[1])
        return amount

    def _sign(self, i: int) -> tuple[str, int] | None:
        pair = _SIGN_PAIRS.get((self.low(i), self.low(i + 1)))
        if pair:
            return pair, i + 2
        sign = _SIGNS.get(self.low(i))
        return (sign, i + 1) if sign else None

    def _product(self, i: int, right: bool) -> Amount | None:
        amount = self._term(i)
        if amount is None:
            return None
        amount = self._compound(amount, right)
        for _ in range(MOST_TERMS):
            sign = self._sign(amount.end)
            if sign is None or sign[0] not in "*/":
                return amount
            following = self._term(sign[1])
            if following is None:
                return None
            amount = Amount(Worked(amount.what, sign[0], following.what), i, following.end)
        return None

    def amount(self, i: int, *, right: bool = False) -> Amount | None:
        """The longest quantity that begins at ``i``; None where there is none, or it is not understood."""
        amount = self._product(i, right)
        for _ in range(MOST_TERMS):
            sign = self._sign(amount.end) if amount else None
            if amount is None or sign is None:
                return amount if amount and amount.what.kinds else None
            following = self._product(sign[1], right)
            if following is None or isinstance(following.what, Temperature) or isinstance(amount.what, Temperature):
                return None
            amount = Amount(Worked(amount.what, sign[0], following.what), i, following.end)
        return None


_ORDER: Mapping[str, int] = {name: n for n, name in enumerate((  # noqa: SIM905
    "millimeter centimeter inch decimeter foot yard meter kilometer mile "
    "milligram gram ounce pound kilogram stone ton metric_ton long_ton "
    "teaspoon tablespoon milliliter centiliter fluid_ounce deciliter cup pint liter quart gallon "
    "millisecond second minute hour day week fortnight month year decade century millennium "
    "us_cent us_nickel us_dime us_quarter us_dollar gb_penny gb_pound eu_cent eu_euro in_paisa in_rupee"
).split())}  # fmt: skip


def _finer(unit: Unit, what: Quantity) -> bool:
    """Whether ``unit`` is smaller than the last unit of ``what`` ("5 ft 6 in", but not "a minute and 60 minutes")."""
    last = what.right if isinstance(what, Worked) else what
    if not isinstance(last, Term) or last.unit is None or (isinstance(what, Worked) and what.sign != "+"):
        return False
    sizes = [
        [_ORDER[name] for (name, power), *_ in u.meanings if power == 1 and name in _ORDER] for u in (unit, last.unit)
    ]
    return bool(sizes[0] and sizes[1]) and min(sizes[0]) < max(sizes[1])
