"""Working out a sum exactly: brackets, powers, roots, times and divide, plus and minus, percent, "half of".

Rational numbers are fractions. A root that is none is kept as it is until the end (√2 × √2 is 2), and only what is left
of it then becomes a fraction, right to fifty digits.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from studybuddy_core.checks.roots import Irrational, root, settled

_MOST_SIZE = 10**60
_MOST_BITS = 200  # of a power, before it is worked out
_MOST_UNSETTLED = 8
_MOST_FACTORIAL = 40
_ROOTS = {"√": 2, "∛": 3, "∜": 4}

Item = tuple[str, Fraction | None]


class Unclear(ValueError):
    """The pieces do not make one sum."""


def _bounded(value: Fraction | Irrational) -> Fraction:
    if not isinstance(value, Fraction):
        left: Fraction = value  # a root is left in it; it is as short as what was written
        return left
    if abs(value.numerator) > _MOST_SIZE or value.denominator > _MOST_SIZE:
        raise Unclear("too large")
    return value


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    """A power that is no longer than sixty digits."""
    if not isinstance(exponent, Fraction):
        raise Unclear("a power that is no fraction")
    if exponent.denominator != 1:
        if exponent.denominator > len(_ROOTS) or base < 0:
            raise Unclear("a root too high")
        base = root(base, exponent.denominator)
    height = int(exponent.numerator)
    if height < 0 and base == 0:
        raise Unclear("divided by zero")
    if not isinstance(base, Fraction):
        if abs(height) > _MOST_UNSETTLED:
            raise Unclear("a power too large")
    elif abs(height) * max(base.numerator.bit_length(), base.denominator.bit_length()) > _MOST_BITS and abs(base) != 1:
        raise Unclear("a power too large")
    return _bounded(base**height)


class _Reader:
    """Reads items from left to right; each method takes one level of precedence."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._at = 0
        self.division: tuple[Fraction, Fraction] | None = None

    def peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._items[at][0] if at < len(self._items) else ""

    def take(self) -> Item:
        if self._at >= len(self._items):
            raise Unclear("ends too soon")
        item = self._items[self._at]
        self._at += 1
        return item

    def total(self) -> Fraction:
        value = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()[0]
            other = self.product()
            value = value + other if sign == "+" else value - other
        return _bounded(value)

    def product(self) -> Fraction:
        value, divided = self.signed(), False
        while self.peek() in ("*", "/", "of", "(", *_ROOTS):
            unwritten = self.peek() == "(" or self.peek() in _ROOTS
            if unwritten and divided and value >= 1:  # 1/2 (68) is a half of 68
                raise Unclear("8 ÷ 2(2 + 2) is read in two ways")
            sign = "*" if unwritten else self.take()[0]
            divided = divided or sign == "/"
            other = self.signed()
            if sign != "/":
                value = _bounded(value * other)
                continue
            if other == 0:
                raise Unclear("divided by zero")
            if isinstance(value, Fraction) and isinstance(other, Fraction):
                self.division = (value, other)
            value = _bounded(value / other)
        return value

    def signed(self) -> Fraction:
        if self.peek() == "-":
            self.take()
            return -self.signed()
        if self.peek() in ("2*", "3*"):
            factor = int(self.take()[0][0])
            return factor * self.signed()
        return self.power()

    def power(self) -> Fraction:
        value, raised = self.atom(), False
        while self.peek() in ("²", "³", "^", "raised", "%", "!"):
            sign, height = self.take()
            if sign == "%":
                value = value / 100
                continue
            if sign == "!":
                if value.denominator != 1 or not 0 <= value <= _MOST_FACTORIAL:
                    raise Unclear("a factorial too large")
                value = Fraction(factorial(int(value)))
                continue
            if raised:
                raise Unclear("a power of a power")
            raised = True
            fixed = {"²": Fraction(2), "³": Fraction(3), "raised": height}.get(sign)
            value = _raised(value, self.exponent() if fixed is None else fixed)
        return value

    def exponent(self) -> Fraction:
        if self.peek() == "-":
            self.take()
            return -self.atom()
        return self.atom()

    def atom(self) -> Fraction:
        sign, value = self.take()
        if sign == "(":
            inside = self.total()
            if self.take()[0] != ")":
                raise Unclear("a bracket is not closed")
            return inside
        if sign in _ROOTS:
            under = self.power()
            if not isinstance(under, Fraction) or under < 0:
                raise Unclear("no root of a fraction or whole number")
            return root(under, _ROOTS[sign])
        if sign == "fraction" and value is not None:
            return value
        if sign != "number" or value is None:
            raise Unclear(f"{sign} where a number should be")
        if self.peek() == "fraction":  # three quarters
            part = self.take()[1]
            return value * (part or Fraction(0))
        mixed = self.peek() == "number" and self.peek(1) == "/" and self.peek(2) == "number"
        if mixed and value.denominator == 1:  # 1 1/2
            top = self.take()[1] or Fraction(0)
            self.take()
            bottom = self.take()[1] or Fraction(0)
            if not 0 < top < bottom:
                raise Unclear("not a mixed number")
            return value + top / bottom
        return value


def evaluate(items: list[Item]) -> tuple[Fraction, tuple[Fraction, Fraction] | None]:
    """Return the value of a sum, and (dividend, divisor) where it is one division; raise ``Unclear``."""
    reader = _Reader(items)
    value = reader.total()
    if reader.peek():
        raise Unclear(f"{reader.peek()} left over")
    return _bounded(settled(value)), reader.division
