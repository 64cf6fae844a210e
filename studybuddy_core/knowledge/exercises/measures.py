"""Units: minutes in hours, centimetres in metres, grams in kilograms, pence in pounds, months in years."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import NUMBER, number, shown
from studybuddy_core.knowledge.phrases import only_words_around, plain

# Each family: how much of its smallest unit every unit holds.
_FAMILIES: tuple[dict[str, Fraction], ...] = (
    {
        "second": Fraction(1),
        "minute": Fraction(60),
        "hour": Fraction(3600),
        "day": Fraction(86_400),
        "week": Fraction(604_800),
    },
    {"month": Fraction(1), "year": Fraction(12)},
    {"millimetre": Fraction(1), "centimetre": Fraction(10), "metre": Fraction(1000), "kilometre": Fraction(1_000_000)},
    {"milligram": Fraction(1, 1000), "gram": Fraction(1), "kilogram": Fraction(1000), "tonne": Fraction(1_000_000)},
    {"millilitre": Fraction(1), "litre": Fraction(1000)},
    {"pence": Fraction(1), "pound": Fraction(100)},
    {"cent": Fraction(1), "dollar": Fraction(100)},
    {"egg": Fraction(1), "dozen": Fraction(12)},
    {"inch": Fraction(1), "foot": Fraction(12), "yard": Fraction(36)},
)
_NAMES = {
    "second": "seconds?|secs?",
    "minute": "min(?:ute)?s?|minuts|minits?",
    "hour": "hours?|hrs?|houres?",
    "day": "days?",
    "week": "weeks?|wks?",
    "month": "months?",
    "year": "years?|yrs?",
    "millimetre": "mm|millimet(?:re|er)s?",
    "centimetre": "cms?|centimet(?:re|er)s?",
    "metre": "m|met(?:re|er)s?",
    "kilometre": "kms?|kilomet(?:re|er)s?",
    "milligram": "mg|milligrams?",
    "gram": "g|grams?|grammes?",
    "kilogram": "kgs?|kilos?|kilograms?",
    "tonne": "tonnes?",
    "millilitre": "mls?|millilit(?:re|er)s?",
    "litre": "l|lit(?:re|er)s?",
    "pence": "p|pence|penny|pennies",
    "pound": "pounds?",
    "cent": "cents?",
    "dollar": "dollars?",
    "egg": "eggs?",
    "dozen": "dozens?",
    "inch": "inch(?:es)?",
    "foot": "foot|feet",
    "yard": "yards?",
}
_ANY = "|".join(f"(?:{pattern})" for pattern in _NAMES.values())
_HALF = re.compile(rf"(?<![\d.])(\d+)(?: and a half|\s*1/2)\s+({_ANY})\b")  # "2 and a half hours"
_N = rf"(?P<n>{NUMBER})"
_OF, _TO = rf"(?P<of>{_ANY})", rf"(?P<to>{_ANY})"
_ASKED = (
    re.compile(
        rf"\bhow (?:many|meny|much)\s+{_TO}\s+(?:are |r |is )?(?:there )?(?:are )?(?:in|make|makes)\s+"
        rf"(?P<n>{NUMBER}|an?)\s*{_OF}\b"
    ),
    re.compile(rf"\b(?:convert|change|turn)\s+{_N}\s*{_OF}\s+(?:in)?to\s+{_TO}\b"),
    re.compile(rf"(?<![\d.]){_N}\s*{_OF}\s+(?:in|into|to|as|is how many|=|= how many|= \?)\s*{_TO}\b"),
)


def _named(written: str) -> str:
    return next(name for name, pattern in _NAMES.items() if re.fullmatch(pattern, written))


def _many(name: str) -> str:
    return {"pence": "pence", "foot": "feet", "inch": "inches", "dozen": "dozen"}.get(name, name + "s")


def _counted(count: Fraction, name: str) -> str:
    return f"{shown(count)} {name if count == 1 else _many(name)}"


def _way(count: Fraction, of: str, to: str, ratio: Fraction) -> Way:
    value = count * ratio
    if ratio == 3600:
        hints = (
            "Go step by step: hours to minutes, then minutes to seconds.",
            "1 hour is 60 minutes. 1 minute is 60 seconds.",
            f"Work out {shown(count)} × 60. Then multiply by 60 again.",
        )
        minutes = f"{shown(count)} × 60 = {shown(count * 60)}"
        lines: tuple[str, ...] = (f"Minutes: {minutes}.", f"Seconds: {shown(count * 60)} × 60 = {shown(value)}.")
        return Way(hints, lines, ((count * 60, f"Yes, {minutes} minutes. Now turn them into seconds."),))
    if ratio > 1:
        fact = f"{_counted(Fraction(1), of)} is {_counted(ratio, to)}."
        hints = (
            f"How many {_many(to)} are in 1 {of}?",
            f"{fact} How many {_many(of)} do you have?",
            f"Work out {shown(count)} × {shown(ratio)}.",
        )
        lines = (fact, f"{shown(count)} × {shown(ratio)} = {shown(value)}.", f"So it is {_counted(value, to)}.")
        return Way(
            hints,
            lines,
            ((ratio, f"Yes, {fact} Now work out {shown(count)} × {shown(ratio)}."),),
            ((count / ratio, f"Is a {of} more or less than a {to}? Then decide: × or ÷."),),
        )
    back = 1 / ratio
    fact = f"{_counted(Fraction(1), to)} is {_counted(back, of)}."
    hints = (
        f"How many {_many(of)} are in 1 {to}?",
        f"{fact} How many such groups do you have?",
        f"Work out {shown(count)} ÷ {shown(back)}.",
    )
    lines = (fact, f"{shown(count)} ÷ {shown(back)} = {shown(value)}.", f"So it is {_counted(value, to)}.")
    return Way(
        hints,
        lines,
        ((back, f"Yes, {fact} Now work out {shown(count)} ÷ {shown(back)}."),),
        ((count * back, f"Is a {to} more or less than a {of}? Then decide: × or ÷."),),
    )


def read(text: str) -> Exercise | None:
    """Read a question that turns one unit into another."""
    flat = _HALF.sub(r"\1.5 \2", plain(text))
    for pattern in _ASKED:
        found = pattern.search(flat)
        if not found:
            continue
        count = Fraction(1) if found["n"] in ("a", "an") else number(found["n"])
        of, to = _named(found["of"]), _named(found["to"])
        family = next((f for f in _FAMILIES if of in f and to in f), None)
        rest = flat[: found.start()] + " " + flat[found.end() :]
        if count is None or family is None or of == to or count <= 0 or not only_words_around(rest, 0):
            return None
        ratio = family[of] / family[to]
        if count == 1 and ratio != 3600:  # "how many minutes in an hour": a fact to look up, nothing to work out
            return None
        value = count * ratio
        if (value * 10_000).denominator != 1:
            return None
        question = f"How many {_many(to)} are in {_counted(count, of)}?"
        also = (shown(value), _counted(value, to))
        others = (
            (f"How many {_many(to)} are in {_counted(n, of)}?", _way(n, of, to, ratio))
            for n in (count + 1, count * 2, count + 3)
            if (n * ratio * 10_000).denominator == 1
        )
        return exercise("units", question, value, _way(count, of, to, ratio), others=others, also=also)
    return None
