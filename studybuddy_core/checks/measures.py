"""Measures: the words for units that children meet, and what each is worth.

Factors come from pint's definitions as exact fractions. Pint and its registry take about half a second to load, so
they are loaded when the first claim about units is met and not before. A word can mean several units ("pound" is a
weight or money, a pint is American or British); a claim is wrong only if it is wrong in every reading. Money and
the calendar are ours: a month has 28 to 31 days, a year 365 or 366, which no single factor says.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

_WORDS = {
    "length": {"millimeter": "mm millimetre millimeter", "centimeter": "cm cms centimetre centimeter",
               "decimeter": "dm decimetre decimeter", "meter": "m metre meter",
               "kilometer": "km kms kilometre kilometer",
               "inch": "in inch inches", "foot": "ft foot feet", "yard": "yd yard", "mile": "mi mile"},
    "mass": {"milligram": "mg milligram", "gram": "g gram gramme", "kilogram": "kg kgs kilo kilogram kilogramme",
             "metric_ton": "tonne ton", "ton": "ton", "long_ton": "ton", "ounce": "oz ounce", "pound": "lb lbs pound",
             "stone": "stone"},
    "volume": {"milliliter": "ml millilitre milliliter", "centiliter": "cl centilitre centiliter",
               "deciliter": "dl decilitre deciliter", "liter": "l litre liter", "fluid_ounce": "oz ounce",
               "imperial_fluid_ounce": "oz ounce", "cup": "cup", "imperial_cup": "cup", "metric_cup": "cup",
               "pint": "pint", "imperial_pint": "pint", "quart": "quart", "imperial_quart": "quart",
               "gallon": "gallon", "imperial_gallon": "gallon", "teaspoon": "tsp teaspoon",
               "metric_teaspoon": "tsp teaspoon", "tablespoon": "tbsp tablespoon",
               "metric_tablespoon": "tbsp tablespoon"},
    "area": {"hectare": "ha hectare", "acre": "acre"},
    "time": {"millisecond": "ms millisecond", "second": "s sec second", "minute": "min minute", "hour": "h hr hour",
             "day": "day", "week": "week", "fortnight": "fortnight", "month": "month", "year": "yr year",
             "decade": "decade", "century": "century centuries", "millennium": "millennium millennia"},
    "money": {"us_dollar": "dollar buck", "us_cent": "cent penny pennies", "us_quarter": "quarter", "us_dime": "dime",
              "us_nickel": "nickel", "gb_pound": "pound", "gb_penny": "p pence penny pennies", "eu_euro": "euro",
              "eu_cent": "cent", "in_rupee": "rupee", "in_paisa": "paisa paise"},
    "speed": {"mile_per_hour": "mph", "kilometer_per_hour": "kph kmh"},
    "information": {"data_byte": "byte", "data_kilobyte": "kilobyte KB", "data_megabyte": "megabyte MB",
                    "data_gigabyte": "gigabyte GB", "data_kibibyte": "kilobyte KB", "data_mebibyte": "megabyte MB",
                    "data_gibibyte": "gigabyte GB"},
    "angle": {"angle_degree": "degree"},
    "count": {"count_dozen": "dozen"},
}  # fmt: skip
_OWN = (
    "us_dollar = [us_money]", "us_cent = us_dollar / 100", "us_quarter = 25 us_cent", "us_dime = 10 us_cent",
    "us_nickel = 5 us_cent", "gb_pound = [gb_money]", "gb_penny = gb_pound / 100", "eu_euro = [eu_money]",
    "eu_cent = eu_euro / 100", "in_rupee = [in_money]", "in_paisa = in_rupee / 100", "metric_cup = 250 milliliter",
    "metric_teaspoon = 5 milliliter", "metric_tablespoon = 15 milliliter", "angle_degree = [turning]",
    "right_angle = 90 angle_degree", "full_turn = 360 angle_degree", "half_turn = 180 angle_degree",
    "quarter_turn = 90 angle_degree", "calendar_month = [calendar]", "thing = [things]", "count_dozen = 12 thing",
    "data_byte = [data]", "data_kilobyte = 1000 data_byte", "data_megabyte = 1000 data_kilobyte",
    "data_gigabyte = 1000 data_megabyte", "data_kibibyte = 1024 data_byte", "data_mebibyte = 1024 data_kibibyte",
    "data_gibibyte = 1024 data_mebibyte",
)  # fmt: skip
_IN_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200, "millennium": 12_000}
_IN_DAYS = {"month": (28, 31), "year": (364, 366), "decade": (3640, 3660), "century": (36_400, 36_600),
            "millennium": (364_000, 366_000)}  # a year is "52 weeks" to everybody  # fmt: skip
SIGNS = {"$": ("us_dollar",), "£": ("gb_pound",), "€": ("eu_euro",), "₹": ("in_rupee",), "¢": ("us_cent", "eu_cent")}
# Too short, or too common in other senses, to be a unit anywhere but right behind a number in digits.
AFTER_DIGITS = frozenset("m g l s h p t in ms ha mi min sec kilo cms kms kgs".split())  # noqa: SIM905

Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """What one of a unit is worth in base units, from ``low`` to ``high`` (equal but for months and years)."""

    low: Fraction
    high: Fraction
    dimensions: Dimensions

    def times(self, other: Scale) -> Scale:
        """The product of two units."""
        return Scale(self.low * other.low, self.high * other.high, joined(self.dimensions, other.dimensions, 1))

    def per(self, other: Scale) -> Scale:
        """One unit for each of another."""
        return Scale(self.low / other.high, self.high / other.low, joined(self.dimensions, other.dimensions, -1))


def joined(one: Dimensions, other: Dimensions, sign: int) -> Dimensions:
    """Multiply (``sign`` 1) or divide (−1) dimensions."""
    powers = dict(one)
    for name, power in other:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _plurals(words: str) -> set[str]:
    every = set(words.split())
    return every | {w + "s" for w in every if len(w) > 2 and not w.endswith(("s", "feet", "foot", "pence"))}


UNITS_OF: dict[str, tuple[str, ...]] = {}
KIND_OF: dict[str, str] = {}
for _kind, _units in _WORDS.items():
    for _unit, _words in _units.items():
        for _word in _plurals(_words):
            UNITS_OF[_word] = (*UNITS_OF.get(_word, ()), _unit)
            KIND_OF.setdefault(_word, _kind)


@cache
def _registry() -> Any:
    import pint  # here and not above: half a second that most starts never need

    registry: Any = pint.UnitRegistry(non_int_type=Fraction)
    for definition in _OWN:
        registry.define(definition)
    return registry


def _worth(unit: str) -> tuple[Fraction, Dimensions]:
    quantity = _registry().Quantity(Fraction(1), unit).to_root_units()
    powers = tuple(sorted((str(name), int(power)) for name, power in quantity.dimensionality.items()))
    return Fraction(quantity.magnitude), powers


@cache
def scales_of(unit: str, power: int = 1) -> tuple[Scale, ...]:
    """Return the ways to measure by ``unit`` (a name of pint's, or of ours) raised to ``power``."""
    if unit in _IN_MONTHS:
        (days, time), (months, calendar) = _worth("day"), _worth("calendar_month")
        low, high = _IN_DAYS[unit]
        exact = months * _IN_MONTHS[unit]
        return (Scale(exact, exact, calendar), Scale(days * low, days * high, time))
    value, dimensions = _worth(unit)
    return (Scale(value**power, value**power, tuple((name, p * power) for name, p in dimensions)),)


def readings_of_word(word: str, power: int = 1) -> tuple[Scale, ...]:
    """Return every meaning of a unit's word; empty where it is none. Case counts for "MB" and "KB" alone."""
    units = UNITS_OF.get(word) or UNITS_OF.get(word.lower(), ())
    return tuple(scale for unit in units for scale in scales_of(unit, power))


def is_unit(word: str) -> bool:
    """Whether ``word`` names a unit."""
    return word in UNITS_OF or word.lower() in UNITS_OF


def kelvin(value: Fraction, scale: str) -> Fraction:
    """Return a temperature in "celsius", "fahrenheit" or "kelvin" as kelvin."""
    names = {"celsius": "degree_Celsius", "fahrenheit": "degree_Fahrenheit", "kelvin": "kelvin"}
    return Fraction(_registry().Quantity(value, names[scale]).to("kelvin").magnitude)


def per_word(top: tuple[Scale, ...], bottom: tuple[Scale, ...]) -> tuple[Scale, ...]:
    """Return the readings of "miles per hour" from those of its two words."""
    return tuple(one.per(other) for one, other in product(top, bottom))
