"""Parts of a number: half of 36, 3/4 of 20, 20% of 50; and one number written in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import NUMBER, mixed, number, shown
from studybuddy_core.knowledge.phrases import only_words_around, plain

_NAMED = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "sixth": Fraction(1, 6),
    "eighth": Fraction(1, 8),
    "tenth": Fraction(1, 10),
}
_PART = re.compile(
    rf"\b(?:(?:a|an|one|1|the)\s+)?(half|third|quarter|fifth|sixth|eighth|tenth)\s+(?:of\s+)?({NUMBER})(?![\d./%])"
)
_FRACTION = re.compile(rf"(?<![\d.])(\d+/\d+)\s*(?:of|\*)\s*({NUMBER})(?![\d./%])")
_HALVE = re.compile(rf"\bhalve\s+({NUMBER})(?![\d./%])")
_PERCENT = re.compile(rf"(?<![\d.])({NUMBER})\s*(?:%|percent|per cent)\s*(?:of|\*)\s*[£$€]?\s*({NUMBER})(?![\d./%])")
_SIMPLIFY = re.compile(r"\b(?:simplif\w*|reduce|lowest terms of)\b[^\d]*(\d+)\s*/\s*(\d+)(?![\d/])")
_AS = re.compile(
    r"(?<![\d.])(\d+/\d+|\d*\.?\d+\s*%|\d*\.\d+)[^\d]*\b(?:as|to|into)\s+(?:a\s+)?(decimal|percent\w*|fraction)\b"
)
_CHANGING = re.compile(
    r"\b(?:off|discount|sale|increase\w*|decrease\w*|more|less|left|change|tip|tax|each|every|nearest|round\w*)\b"
)
_CLAIM = re.compile(r"(?:=|\bis)\s*([\d.,/]+)\s*\??$")


def _fraction_way(part: Fraction, whole: Fraction) -> Way:
    one = whole / part.denominator
    share = f"{shown(whole)} ÷ {part.denominator}"
    value = part * whole
    if part.numerator == 1:
        hints: tuple[str, ...] = (
            f"1/{part.denominator} of a number is a share when it is split into {part.denominator} equal parts.",
            f"Share {shown(whole)} into {part.denominator} equal parts.",
            f"Work out {share}.",
        )
        lines: tuple[str, ...] = (
            f"Split {shown(whole)} into {part.denominator} equal parts: {share} = {shown(value)}.",
        )
        if part.denominator == 2 and whole.denominator == 1 and whole > 20:
            tens, ones = int(whole) // 10 * 10, int(whole) % 10
            hints = (*hints[:1], f"Take half of {tens} first, then half of {ones}.", "Put both halves together.")
        return Way(
            hints, lines, (), ((whole * part.denominator, "That is more than you began with. A part is smaller."),)
        )
    hints = (
        f"Find 1/{part.denominator} first: split {shown(whole)} into {part.denominator} equal parts.",
        f"What is {share}?",
        f"{share} = {shown(one)}. Now take {part.numerator} of these parts.",
    )
    lines = (f"{share} = {shown(one)}.", f"{part.numerator} × {shown(one)} = {shown(value)}.")
    return Way(
        hints, lines, ((one, f"Yes, 1/{part.denominator} is {shown(one)}. Now take {part.numerator} of these."),)
    )


def _percent_way(percent: Fraction, whole: Fraction) -> Way:
    ten, value = whole / 10, percent * whole / 100
    means = f"{shown(percent)}% means {shown(percent)} out of every 100."
    if percent == 50:
        return Way(
            (
                means,
                "How much of 100 is that? Think of a simple fraction.",
                f"Share {shown(whole)} into 2 equal parts.",
            ),
            ("50% is the same as 1/2.", f"{shown(whole)} ÷ 2 = {shown(value)}."),
        )
    if percent == 25:
        return Way(
            (
                means,
                "How much of 100 is that? Think of a simple fraction.",
                f"Share {shown(whole)} into 4 equal parts.",
            ),
            ("25% is the same as 1/4.", f"{shown(whole)} ÷ 4 = {shown(value)}."),
        )
    hints: tuple[str, ...] = (
        means,
        f"What is 10% of {shown(whole)}? Divide by 10.",
        f"10% of {shown(whole)} is {shown(ten)}. How many times does 10% fit?",
    )
    if percent % 10:
        hints = (*hints, f"1% is {shown(whole / 100)}. Put tens and ones of the percent together.")
        lines: tuple[str, ...] = (
            f"1% of {shown(whole)} is {shown(whole / 100)}.",
            f"{shown(percent)} × {shown(whole / 100)} = {shown(value)}.",
        )
    else:
        lines = (f"10% of {shown(whole)} is {shown(ten)}.", f"{shown(percent / 10)} × {shown(ten)} = {shown(value)}.")
    same = percent / 100
    if same.denominator <= 20 and same < 1:
        hints = (
            *hints,
            f"{shown(percent)}% is the same as {mixed(same)}. Split {shown(whole)} into {same.denominator} parts.",
        )
    return Way(hints, lines, ((ten, f"Yes, 10% is {shown(ten)}. How many times does 10% fit into {shown(percent)}%?"),))


def _other_parts(part: Fraction) -> Iterator[tuple[str, Way]]:
    for times in (6, 5, 9, 12):
        whole = Fraction(part.denominator * times)
        yield f"{mixed(part)} of {whole}.", _fraction_way(part, whole)


def _other_percents(percent: Fraction) -> Iterator[tuple[str, Way]]:
    for whole in (Fraction(80), Fraction(200), Fraction(60)):
        yield f"{shown(percent)}% of {whole}.", _percent_way(percent, whole)


def _claimed(rest: str) -> Fraction | None:
    found = _CLAIM.search(rest.strip())
    return number(found[1].rstrip(".,")) if found else None


def _part_of(flat: str) -> Exercise | None:
    for pattern in (_PART, _FRACTION, _HALVE):
        found = pattern.search(flat)
        if not found:
            continue
        if pattern is _HALVE:
            part, whole = Fraction(1, 2), number(found[1])
        else:
            part, whole = _NAMED.get(found[1]) or number(found[1]) or Fraction(0), number(found[2])
        rest = flat[: found.start()] + " " + flat[found.end() :]
        if whole is None or not 0 < part <= 1 or part.denominator == 1 or not only_words_around(_CLAIM.sub("", rest)):
            return None
        name = "half" if part == Fraction(1, 2) else mixed(part)
        way = _fraction_way(part, whole)
        return exercise(
            "part of a number",
            f"{name} of {shown(whole)} = ?",
            part * whole,
            way,
            others=_other_parts(part),
            claimed=_claimed(rest),
        )
    return None


def _percent_of(flat: str) -> Exercise | None:
    found = _PERCENT.search(flat)
    if not found:
        return None
    percent, whole = number(found[1]), number(found[2])
    rest = flat[: found.start()] + " " + flat[found.end() :]
    if percent is None or whole is None or not 0 < percent <= 1000 or not only_words_around(_CLAIM.sub("", rest)):
        return None
    question = f"{shown(percent)}% of {shown(whole)} = ?"
    return exercise(
        "percentage",
        question,
        percent * whole / 100,
        _percent_way(percent, whole),
        others=_other_percents(percent),
        claimed=_claimed(rest),
    )


def _simplified(flat: str) -> Exercise | None:
    found = _SIMPLIFY.search(flat)
    if not found or not int(found[2]) or len(found[0]) > 60 or not only_words_around(flat[found.end() :]):
        return None
    top, bottom = int(found[1]), int(found[2])
    common, value = gcd(top, bottom), Fraction(top, bottom)
    if common == 1 or value.denominator == 1:
        return None
    hints = (
        f"Which number divides both {top} and {bottom}?",
        "Divide the top and the bottom by that same number.",
        "Can you divide again? Stop when only 1 divides both.",
    )
    lines = (
        f"{common} divides both {top} and {bottom}.",
        f"{top} ÷ {common} = {value.numerator}.",
        f"{bottom} ÷ {common} = {value.denominator}.",
        f"So it is {value.numerator}/{value.denominator}.",
    )
    steps = ((Fraction(common), f"Yes, {common} divides both. Now divide top and bottom by it."),)
    return exercise(
        "simplifying",
        f"simplify {top}/{bottom}",
        value,
        Way(hints, lines, steps, ((value, "That is the same fraction. Divide top and bottom by the same number."),)),
        also=(f"{value.numerator}/{value.denominator}",),
        exact=True,
    )


def _rewritten(flat: str) -> Exercise | None:
    found = _AS.search(flat)
    if not found or not only_words_around(
        re.sub(r"\b(?:convert|change|write|turn)\b", "", flat[: found.start()] + " " + flat[found.end() :])
    ):
        return None
    written, into = found[1].replace(" ", ""), found[2][:7]
    value = number(written.rstrip("%"))
    if value is None:
        return None
    value = value / 100 if written.endswith("%") else value
    if into == "decimal":
        hints = (
            "A fraction is a division: top divided by bottom.",
            "Can you make the bottom number 10 or 100?",
            "Tenths stand straight after the point, then hundredths.",
        )
        if (value * 10_000).denominator != 1 or "." in written:
            return None
        return exercise(
            "rewriting",
            f"{written} as a decimal",
            value,
            Way(hints, (f"{written} = {shown(value)}.",)),
            also=(shown(value), shown(value).removeprefix("0")),
            exact=True,
        )
    if into == "percent":
        if (value * 1000).denominator != 1 or written.endswith("%"):
            return None
        hints = (
            "Percent means out of 100.",
            "Write it as a fraction with 100 at the bottom, or multiply by 100.",
            "How many hundredths is it?",
        )
        return exercise(
            "rewriting",
            f"{written} as a percent",
            value,
            Way(hints, (f"{written} is {shown(value * 100)} out of 100.",)),
            also=(f"{shown(value * 100)}%", shown(value * 100), f"{shown(value * 100)} percent"),
            exact=True,
        )
    if "/" in written or value.denominator == 1:
        return None
    hints = (
        "Say it in tenths or hundredths.",
        "Write that as a fraction, then divide top and bottom by the same number.",
        "Stop when only 1 divides both.",
    )
    return exercise(
        "rewriting",
        f"{written} as a fraction",
        value,
        Way(hints, (f"{written} = {mixed(value)}.",)),
        also=(mixed(value),),
        exact=True,
    )


def read(text: str) -> Exercise | None:
    """Read a part of a number, a percentage, or a number to be written in another way."""
    flat = plain(text)
    if _CHANGING.search(flat):
        return None
    return _simplified(flat) or _rewritten(flat) or _percent_of(flat) or _part_of(flat)
