"""Working out a sum exactly: brackets, powers, times and divide, plus and minus, percent, "half of"."""

from __future__ import annotations

from fractions import Fraction

_MOST_POWER = 12
_MOST_SIZE = 10**40

Item = tuple[str, Fraction | None]


class Unclear(ValueError):
    """The pieces do not make one sum."""


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) > _MOST_SIZE or value.denominator > _MOST_SIZE:
        raise Unclear("too large")
    return value


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
        value = self.signed()
        while self.peek() in ("*", "/", "of", "("):
            sign = "*" if self.peek() == "(" else self.take()[0]
            other = self.signed()
            if sign != "/":
                value = _bounded(value * other)
                continue
            if other == 0:
                raise Unclear("divided by zero")
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
        value = self.atom()
        while self.peek() in ("²", "³", "^", "%"):
            sign = self.take()[0]
            if sign == "%":
                value = value / 100
                continue
            exponent = Fraction(2 if sign == "²" else 3) if sign != "^" else self.atom()
            if exponent.denominator != 1 or not 0 <= exponent <= _MOST_POWER:
                raise Unclear("a power too large")
            value = _bounded(value ** int(exponent))
        return value

    def atom(self) -> Fraction:
        sign, value = self.take()
        if sign == "(":
            inside = self.total()
            if self.take()[0] != ")":
                raise Unclear("a bracket is not closed")
            return inside
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
    return value, reader.division
