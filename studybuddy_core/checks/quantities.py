"""Quantities: what a text measures, as a small tree that is worked out only where it is needed.

A term is a number with a unit ("2.5 kg", "half an hour"); terms are added, multiplied and divided. A unit's word may
have several meanings, so a quantity has several readings, each with what it measures (length, money …) and the
step its number was written to, by which a rounded figure is recognised.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from studybuddy_core.checks.measures import Dimensions, Scale, joined, kelvin, scales_of

MOST_READINGS = 24
TEMPERATURE: Dimensions = (("[temperature]", 1),)
_NOTHING = Scale(Fraction(1), Fraction(1), ())


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: its possible meanings (names with powers), and the kinds of thing they measure."""

    meanings: tuple[tuple[tuple[str, int], ...], ...]
    kinds: frozenset[str]

    def scales(self) -> tuple[Scale, ...]:
        """Every meaning's worth in base units."""
        found: list[Scale] = []
        for meaning in self.meanings:
            ways = [scales_of(name, abs(power)) for name, power in meaning]
            for way in product(*ways):
                whole = _NOTHING
                for scale, (_, power) in zip(way, meaning, strict=True):
                    whole = whole.times(scale) if power > 0 else whole.per(scale)
                found.append(whole)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a quantity: from ``low`` to ``high`` base units, written in ``unit`` to a ``step``.

    ``decimals`` counts those of the number as written (−1 for "a", "half" and fractions, which are exact).
    """

    low: Fraction
    high: Fraction
    dimensions: Dimensions
    unit: Fraction
    step: Fraction
    decimals: int


@dataclass(frozen=True, slots=True)
class Term:
    """A number, with a unit or without."""

    value: Fraction
    decimals: int
    unit: Unit | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """What kinds of thing this may measure."""
        return self.unit.kinds if self.unit else frozenset()

    def step(self) -> Fraction:
        """The step the number was written to: 0.1 for 2.5, 100 for 1600, 0 for "half"."""
        if self.decimals < 0 or not self.value:
            return Fraction(0)
        if self.decimals:
            return Fraction(1, 10**self.decimals)
        size, step = abs(self.value), 1
        while size % (step * 10) == 0:
            step *= 10
        return Fraction(step)

    def readings(self) -> tuple[Reading, ...]:
        """Every meaning of this term."""
        if self.unit is None:
            return (Reading(self.value, self.value, (), Fraction(1), self.step(), self.decimals),)
        found = []
        for scale in self.unit.scales():
            low, high = sorted((self.value * scale.low, self.value * scale.high))
            found.append(Reading(low, high, scale.dimensions, scale.low, self.step() * scale.low, self.decimals))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature, which has no sum: 20 °C and 20 °C are not 40 °C."""

    value: Fraction
    decimals: int
    scale: str
    kinds: frozenset[str] = frozenset({"temperature"})

    def readings(self) -> tuple[Reading, ...]:
        """The temperature in kelvin."""
        at = kelvin(self.value, self.scale)
        unit = Fraction(5, 9) if self.scale == "fahrenheit" else Fraction(1)
        step = Fraction(1, 10**self.decimals) if self.decimals > 0 else Fraction(1)
        return (Reading(at, at, TEMPERATURE, unit, step * unit, self.decimals),)


@dataclass(frozen=True, slots=True)
class Worked:
    """Quantities worked together: ``sign`` is +, −, × or ÷ (as ``+ - * /``)."""

    left: Quantity
    sign: str
    right: Quantity

    @property
    def kinds(self) -> frozenset[str]:
        """What kinds of thing this may measure; a product or quotient may measure anything."""
        if self.sign in "+-":
            return self.left.kinds & self.right.kinds
        return frozenset({"any"}) if self.left.kinds and self.right.kinds else self.left.kinds | self.right.kinds

    def readings(self) -> tuple[Reading, ...]:
        """Every meaning in which the parts fit together."""
        found = []
        for one, other in product(self.left.readings(), self.right.readings()):
            reading = _added(one, other, self.sign) if self.sign in "+-" else _multiplied(one, other, self.sign)
            if reading is not None:
                found.append(reading)
        return tuple(dict.fromkeys(found))[:MOST_READINGS]


Quantity = Term | Temperature | Worked


def _added(one: Reading, other: Reading, sign: str) -> Reading | None:
    if one.dimensions != other.dimensions or one.dimensions == TEMPERATURE:
        return None
    low, high = (other.low, other.high) if sign == "+" else (-other.high, -other.low)
    finer = one if one.unit < other.unit else other
    return Reading(one.low + low, one.high + high, one.dimensions, finer.unit, finer.step,
                   max(one.decimals, other.decimals))  # fmt: skip


def _multiplied(one: Reading, other: Reading, sign: str) -> Reading | None:
    if TEMPERATURE in (one.dimensions, other.dimensions) or (sign == "/" and not (other.low and other.high)):
        return None
    ends = [(a * b if sign == "*" else a / b) for a in (one.low, one.high) for b in (other.low, other.high)]
    unit = one.unit * other.unit if sign == "*" else one.unit / other.unit
    return Reading(min(ends), max(ends), joined(one.dimensions, other.dimensions, 1 if sign == "*" else -1), unit,
                   Fraction(0), max(one.decimals, other.decimals))  # fmt: skip
