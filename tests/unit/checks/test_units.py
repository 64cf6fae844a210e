"""Statements about units in the tutor's text: a wrong one is seen, a right, rounded, asked or pretended one never."""

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.checks.measures import readings_of_word
from studybuddy_core.checks.units import CHECK
from studybuddy_core.domain.messages import Stage, TurnView

WRONG = [
    "1 km is 100 m", "half an hour is 50 minutes", "Half an hour is 50 minutes.", "2.5 kg = 250 g",
    "There are 50 minutes in an hour.", "There are 100 minutes in an hour", "A kilometre has 100 metres.",
    "1 m = 10 cm", "1 m² = 100 cm²", "a dozen is 10", "An hour and a half is 80 minutes",
    "1.5 hours is 1 hour 50 minutes", "3.25 hours = 3 hours 25 minutes", "A week has 8 days.", "a year has 300 days",
    "A year is 11 months", "1 litre = 100 ml", "4 × 250 ml = 2 litres", "2 kg + 500 g = 2.05 kg",
    "1 m − 20 cm = 60 cm", "a quarter of an hour is 25 minutes", "three quarters of an hour is 40 minutes",
    "100 °C is 200 °F", "0 degrees Celsius is 0 degrees Fahrenheit", "a dollar is 10 cents", "$1.50 is 105 cents",
    "£2 = 20 pence", "a nickel is 10 cents", "1 mile is 1 km", "1 mile is 2 km", "a mile is about a kilometre",
    "a foot is 10 inches", "3 feet is 2 yards", "a kilometre is longer than a mile",
    "a kilometre is 100 times longer than a metre", "In a day there are 12 hours",
    "There are 60 seconds in a minute and 50 minutes in an hour.", "60 km/h is 1 km per second", "5 miles (5 km)",
    "a right angle is 100 degrees", "a full turn is 180 degrees", "1 kg is about 5 pounds", "a century is 10 years",
    "a decade is 100 years", "2 weeks is 15 days", "90 minutes = 1.3 hours", "1 tonne is 100 kg", "a pint is 16 cups",
    "1 gallon = 2 quarts", "1 hour = 3600 minutes", "So 3 hours is 160 minutes.", "120 seconds = 3 minutes",
    "300 cm is the same as 30 m", "500 g is more than 1 kg", "a minute is longer than an hour", "1 cm is 100 mm",
    "1 inch is about 5 cm", "25 cm = 2.5 m", "Remember, 1000 mm make a metre and 10 cm make a metre.",
    "Each hour has 100 minutes.", "half a kilometre is 50 metres", "1 litre is 10 cubic centimetres",
    "6 months is half a century",
]  # fmt: skip
RIGHT = [
    "1 km is 1000 m", "half an hour is 30 minutes", "about 2.5 cm in an inch", "There are about 2.5 cm in an inch.",
    "2.5 kg = 2500 g", "1 inch is 2.54 cm", "1 inch is 2.5 cm", "1 foot is 30 cm", "1 foot is about 30 cm",
    "A kilogram is about 2.2 pounds", "a kilo is about 2 pounds", "1 mile is 1.6 km", "1 mile is about 2 km",
    "a yard is about a metre", "a litre is about 2 pints", "a year has 365 days", "a leap year has 366 days",
    "a year has 52 weeks", "a year is about 52 weeks", "a month has 30 days", "a month has 31 days",
    "a month is about 4 weeks", "A day on Mars is 24 hours and 37 minutes.", "A day is 10 hours on Jupiter.",
    "On this map, 1 cm is 5 km.", "1 cm = 10 m on the scale drawing", "A school day is 6 hours.",
    "A week has 5 school days.", "He works 8 hours in a day.", "She drives 60 miles in an hour.",
    "I watched TV for 30 minutes in an hour.", "60 km/h is 1 km per minute", "100 km/h is about 62 mph",
    "60 mph is about 100 km/h", "0 °C is 32 °F", "Water boils at 100 °C (212 °F).", "20 °C is 68 °F",
    "A rise of 10 °C is 18 °F", "1 °C is 1.8 °F", "5 miles (8 km)", "26 miles (42 km)", "5 miles, or about 8 km",
    "walk 5 miles or 5 km", "a pound is 16 ounces", "a pound is 100 pence", "a cup is 8 ounces", "a pint is 2 cups",
    "a pint is 20 fluid ounces", "a gallon is 4 quarts", "3 cups is 750 ml", "1 hour 30 minutes = 90 minutes",
    "an hour and a half is 90 minutes", "2 and a half hours is 150 minutes", "2½ hours = 150 minutes",
    "3 km = 3 × 1000 m = 3000 m", "3 km = 3 × 1000 = 3000 m", "4 × 250 ml = 1 litre", "1 litre ÷ 4 = 250 ml",
    "1 m − 20 cm = 80 cm", "2 kg + 500 g = 2.5 kg", "1 m² = 10,000 cm²", "1 litre = 1000 cm³", "1 ml = 1 cm³",
    "3 cm × 4 cm = 12 cm²", "2 m × 50 cm = 1 m²", "$1 = 100 cents", "£1.50 is 150p", "4 quarters make a dollar",
    "a dime is 10 cents", "a dozen is 12", "A dozen is 3 packs of 4", "two dozen eggs is 24 eggs",
    "100 minutes is 1.67 hours", "100 minutes is about 1.7 hours", "Is 1 km 100 m?", "Is half an hour 50 minutes?",
    "You said 1 km is 100 m, but check again.", "1 km is not 100 m", "5 minutes is 10 minutes less than 15 minutes",
    "half an hour is 30 minutes of reading", "1 hour is 20 minutes more than 40 minutes",
    "the first 2 hours is 30 minutes of talk", "In 2 hours he walks 10 km",
    "There are 24 hours in a day and 60 minutes in an hour.",
    "There are 60 seconds in a minute and 60 minutes in an hour.", "1 day = 24 hours and 1 hour = 60 minutes",
    "60 seconds make a minute", "a minute is 1/60 of an hour", "a cm is a hundredth of a metre",
    "A millimetre is one tenth of a centimetre", "a kilometre is 1000 times longer than a metre",
    "A mile is longer than a kilometre.", "2 kg is more than 1500 g", "500 m is less than 1 km",
    "a decade is 10 years", "a century is 100 years", "a fortnight is 2 weeks", "a year is 12 months",
    "6 months is half a year", "3 months is 13 weeks", "a right angle is 90 degrees", "a full turn is 360 degrees",
    "1 kilobyte is 1024 bytes", "1 KB = 1000 bytes", "a tablespoon is 3 teaspoons", "1 tablespoon is 15 ml",
    "If 1 km was 100 m, that would be odd", "The pen costs 50 cents and the book is 3 dollars", "a tonne is 1000 kg",
    "1 stone is 14 pounds", "1 ton is 2000 pounds", "The 5 minutes is 10% of 50 minutes", "10% of 2 kg is 200 g",
    "half of 3 hours is 90 minutes", "a quarter past three is 15 minutes after three",
    "a second is 1000 milliseconds", "the second hour is 60 minutes", "1 hour is 5 miles of walking",
    "speed: 60 km in 1 hour = 60 km/h", "15 km ÷ 3 h = 5 km/h", "2 hours × 60 minutes = 120 minutes",
    "5 weeks × 7 days = 35 days", "it takes 30 minutes in a 2 hour lesson", "2 hours is longer than 90 minutes",
    "My brother ran 2 km in 10 minutes. That is 12 km/h.", "100 cm = 1 m and 1000 m = 1 km",
    "From 9:15 to 10:00 is 45 minutes", "45 minutes is 15 minutes short of an hour", "There are 3 feet in a yard",
    "3 m 20 cm = 320 cm", "5 ft 6 in = 66 in", "1 hour is 60 minutes, so 3 hours is 180 minutes.",
    "1 billion seconds is about 32 years", "a light year is about 9.5 trillion km",
    "the Earth takes 24 hours. A day is 24 hours.", "2 litres in 5 minutes is 24 litres in an hour", "x km = 5 m",
    "2s + 4 = 16", "1 m 65 is 165 cm", "1 lb = 454 g", "1 kg = 2.2 lb", "1 ounce is 28 g", "a gallon is 3.8 litres",
    "a marathon is 42.195 km, which is about 26 miles", "37 °C is 98.6 °F", "The temperature fell from 10 °C to 5 °C",
    "-40 °C = -40 °F", "1 hour − 15 minutes = 45 minutes", "200 cents is 2 euros", "1/2 hour = 30 min",
    "3/4 hour = 45 minutes", "0.5 h = 30 min", "1 h = 60 min = 3600 s",
    "Half of an hour is 30 minutes and a third of an hour is 20 minutes.", "1 acre is about 4000 square metres",
    "1 hectare = 10,000 m²", "25% of 1 hour is 15 minutes", "one and a half kilograms is 1500 grams",
    "A year on Venus is 225 days, and a day is 243 days.", "A century has 100 years and a millennium has 1000 years.",
]  # fmt: skip

FACTORS = {("km", "m"): 1000, ("m", "cm"): 100, ("cm", "mm"): 10, ("kg", "g"): 1000, ("litres", "ml"): 1000,
           ("hours", "minutes"): 60, ("minutes", "seconds"): 60, ("days", "hours"): 24, ("weeks", "days"): 7,
           ("feet", "inches"): 12, ("yards", "feet"): 3, ("years", "months"): 12, ("dollars", "cents"): 100,
           ("pounds", "ounces"): 16, ("tonnes", "kg"): 1000}  # fmt: skip
NUMBERS = st.integers(1, 5_000)


def top(text: str) -> int:
    return max((found.score for found in CHECK(TurnView(Stage.OUTPUT, text))), default=0)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_statement_is_seen(text: str) -> None:
    assert top(text) == 10_000


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_or_no_statement_passes(text: str) -> None:
    assert top(text) < 5_000


@settings(deadline=None)
@given(st.sampled_from(sorted(FACTORS)), NUMBERS, st.sampled_from(["=", "is", "are", "is the same as", "makes"]))
def test_no_right_conversion_is_ever_called_wrong(units: tuple[str, str], count: int, verb: str) -> None:
    big, small = units
    assert top(f"{count} {big} {verb} {count * FACTORS[units]} {small}.") == 0
    assert top(f"So {count * FACTORS[units]:,} {small} {verb} {count} {big}, right.") == 0


@settings(deadline=None)
@given(st.sampled_from(sorted(FACTORS)), NUMBERS, st.integers(2, 50))
def test_a_conversion_that_is_off_is_always_seen(units: tuple[str, str], count: int, off: int) -> None:
    big, small = units
    assert top(f"{count} {big} = {count * FACTORS[units] * off} {small}.") == 10_000


@settings(deadline=None)
@given(st.sampled_from(["km", "kg", "hours", "litres"]), st.integers(1, 40), st.integers(1, 40), st.integers(2, 9))
def test_sums_with_units(unit: str, one: int, other: int, off: int) -> None:
    assert top(f"{one} {unit} + {other} {unit} = {one + other} {unit}") == 0
    assert top(f"{one} {unit} + {other} {unit} = {one + other + off} {unit}") == 10_000


def test_the_span_is_the_claim() -> None:
    text = "Think of a ruler. Then 1 km is 100 m and go on."
    (found,) = CHECK(TurnView(Stage.OUTPUT, text))
    assert text[found.spans[0].start : found.spans[0].end] == "1 km is 100 m"


def test_a_word_with_two_meanings_is_wrong_only_in_both() -> None:
    american, british = Fraction(473176473, 10**12), Fraction(454609, 800 * 10**6)
    assert {american, british} <= {scale.low for scale in readings_of_word("pint")}
    assert top("a pound is 16 ounces, and a pound is 100 pence") == 0
    assert top("a pound is 10 ounces") == 10_000


def test_pint_is_loaded_only_when_units_are_spoken_of() -> None:
    code = (
        "import sys; from studybuddy_core.checks.registry import all_checks; all_checks();"
        "from studybuddy_core.checks.units import CHECK; from studybuddy_core.domain.messages import Stage, TurnView;"
        "list(CHECK(TurnView(Stage.OUTPUT, '12 apples in 3 bags. 3 + 4 = 7.'))); print('pint' in sys.modules);"
        "list(CHECK(TurnView(Stage.OUTPUT, '1 km is 100 m'))); print('pint' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
