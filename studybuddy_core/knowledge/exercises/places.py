"""Places of a number: put one together from its parts, find the one before or after, round to decimal places."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import digits_for_words, shown
from studybuddy_core.knowledge.phrases import only_words_around

_WORTH = {name: Fraction(worth) for name, worth in (("thousand", "1000"), ("hundred", "100"), ("ten", "10"), ("one", "1"), ("unit", "1"), ("tenth", "1/10"), ("hundredth", "1/100"))}  # noqa: E501
_PART = re.compile(r"(?<![\d.])(\d{1,2})\s+(thousand|hundred|ten|one|unit|tenth|hundredth)s?\b")
_BESIDE = re.compile(
    r"\b(?:what|which|wat|whats|what's)\b(?: number| is| comes?| goes)*\s+(?:(?:the )?(?:number )?)?(?P<by>1 more than|1 less than|"  # noqa: E501
    r"(?:just |right |straight )?(?:after|before))\s+(?P<n>\d{1,6})(?![\d.:/])"
)
_DECIMAL = re.compile(
    r"\bround(?:ed|ing)?\s+(?:off\s+)?(?P<n>\d{1,9}\.\d{1,9})\s+(?:off\s+|up\s+)?to\s+(?:the\s+)?(?:(?P<places>[12])\s+(?:decimal places?|d\.?p\.?)|nearest\s+(?P<name>tenth|hundredth))"  # noqa: E501
)


def _together(flat: str) -> Exercise | None:
    found = list(_PART.finditer(flat))
    names = [m[2] for m in found]
    if len(found) < 2 or len(set(names)) != len(names):
        return None
    rest = re.sub(r"\b(?:and|number|has|with|digit|digits|makes?|have)\b", " ", _PART.sub(" ", flat))
    if not only_words_around(rest, spare=0):
        return None
    parts = [(int(m[1]), _WORTH[m[2]]) for m in found]
    value = sum((n * worth for n, worth in parts), Fraction(0))
    hints = (
        f"Draw a place-value table. What are {parts[0][0]} {names[0]}s worth?",
        "Write each number into its column: thousands, hundreds, tens, ones.",
        "Write what each part is worth. Then add the parts. A place with nothing in it gets a 0.",
    )
    sums = " + ".join(shown(n * worth) for n, worth in parts)
    written = ", ".join(f"{n} {name}s" for (n, _), name in zip(parts, names, strict=True))
    return exercise("place value", f"What number is {written}?", value, Way(hints, (f"{sums} = {shown(value)}.",)))


def _beside(flat: str) -> Exercise | None:
    found = _BESIDE.search(flat)
    if found is None or not only_words_around(flat[: found.start()] + " " + flat[found.end() :], spare=0):
        return None
    n, up = int(found["n"]), found["by"].endswith("after") or found["by"].startswith("1 more")
    value = n + 1 if up else n - 1
    if value < 0:
        return None
    ends = n % 10 == (9 if up else 0)
    place = "When the ones are 9, they start again at 0. What happens to the tens then?" if up else "From 0 ones you go back to 9. What happens to the tens then?"  # noqa: E501
    begin = f"{n - 2}, {n - 1}, {n}" if up and n > 1 else f"{n + 2}, {n + 1}, {n}"
    hints = (
        f"Count {'on' if up else 'back'} aloud: {begin} …" if n > 1 or not up else "Count aloud from 1.",
        place if ends else f"Only the ones change. What is one {'more' if up else 'less'} than {n % 10}?",
        "Picture a number line. Make one small jump.",
    )
    return exercise("counting", f"What comes {'after' if up else 'before'} {n}?", Fraction(value),
                    Way(hints, (f"{n} {'+' if up else '−'} 1 = {value}.",)))  # fmt: skip


def _decimals(flat: str) -> Exercise | None:
    found = _DECIMAL.search(flat)
    if found is None or not only_words_around(flat[: found.start()] + " " + flat[found.end() :]):
        return None
    places = int(found["places"] or (1 if found["name"] == "tenth" else 2))
    given = found["n"]
    if len(given.partition(".")[2]) <= places:
        return None
    rounded = Decimal(given).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    name = "tenths" if places == 1 else "hundredths"
    after = given.partition(".")[2][places]
    hints = (
        f"Which digit stands in the {name} place of {given}?",
        "Look at the digit just to the right of it. Is it 5 or more?",
        f"Here it is {after}. From 5 on it goes up. Below 5 it stays.",
    )
    lines = (f"Behind the {name} stands {after}, so it {'goes up' if int(after) >= 5 else 'stays'}.", f"That makes {rounded}.")  # noqa: E501
    return exercise("rounding", f"round {given} to {places} decimal place{'s' * (places > 1)}", Fraction(str(rounded)),
                    Way(hints, lines), also=(str(rounded),))  # fmt: skip


def read(text: str) -> Exercise | None:
    """Read a question about the places of a number."""
    flat = digits_for_words(text.lower().replace("’", "'"))
    return _together(flat) or _beside(flat) or _decimals(flat)
