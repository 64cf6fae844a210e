"""Sums with fractions: pieces of the same size first, then count the pieces."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from studybuddy_core.knowledge.exercises.exercise import Way
from studybuddy_core.knowledge.numerals import mixed


def _top_over(value: Fraction, bottom: int) -> str:
    return f"{value.numerator * (bottom // value.denominator)}/{bottom}"


def _add_or_take(a: Fraction, sign: str, b: Fraction) -> Way:
    value = a + b if sign == "+" else a - b
    bottom = lcm(a.denominator, b.denominator)
    doing = "add" if sign == "+" else "take away"
    shown_sign = "+" if sign == "+" else "−"
    written = f"{_top_over(a, bottom)} {shown_sign} {_top_over(b, bottom)}"
    raw = value.numerator * (bottom // value.denominator)
    same = a.denominator == b.denominator
    first = (
        "The bottom numbers are the same, so the pieces are the same size."
        if same
        else (f"The pieces differ in size. Which number do {a.denominator} and {b.denominator} both divide into?")
    )
    hints = (
        first,
        f"Write both with {bottom} at the bottom."
        if not same
        else f"Keep the bottom number. Only {doing} the top numbers.",
        f"Now it reads {written}. Keep the bottom number and {doing} the top numbers.",
    )
    lines = [] if same else [f"Write both with {bottom} at the bottom: {written}."]
    lines.append(f"Keep the {bottom} and {doing} the tops: {raw}/{bottom}.")
    if mixed(value) != f"{raw}/{bottom}":
        lines.append(f"That is the same as {mixed(value)}.")
    tops = Fraction(a.numerator + b.numerator, a.denominator + b.denominator)
    slips = ((tops, "The bottom numbers are not added. They say how big the pieces are."),) if sign == "+" else ()
    steps = ((Fraction(bottom), f"Yes, {bottom} works. Write both with {bottom} at the bottom."),) if not same else ()
    return Way(hints, tuple(lines), steps, slips)


def _multiply(a: Fraction, b: Fraction) -> Way:
    top, bottom = a.numerator * b.numerator, a.denominator * b.denominator
    hints = (
        "Multiply top by top, and bottom by bottom.",
        f"Tops: {a.numerator} × {b.numerator}. Bottoms: {a.denominator} × {b.denominator}.",
        "At the end, can top and bottom be divided by the same number?",
    )
    lines = [
        f"Tops: {a.numerator} × {b.numerator} = {top}.",
        f"Bottoms: {a.denominator} × {b.denominator} = {bottom}.",
        f"That gives {top}/{bottom}.",
    ]
    if gcd(top, bottom) > 1:
        lines.append(f"That is the same as {mixed(a * b)}.")
    return Way(hints, tuple(lines))


def _divide(a: Fraction, b: Fraction) -> Way:
    turned = f"{b.denominator}/{b.numerator}"
    hints = (
        "To divide by a fraction, turn the second fraction upside down and multiply.",
        f"Turned upside down, {b.numerator}/{b.denominator} is {turned}.",
        f"Now multiply {a.numerator}/{a.denominator} × {turned}: tops together, bottoms together.",
    )
    lines = (
        f"Turn the second fraction upside down: {turned}.",
        f"Multiply {a.numerator}/{a.denominator} × {turned}.",
        f"That is {mixed(a / b)}.",
    )
    return Way(hints, lines)


def fraction_way(a: Fraction, sign: str, b: Fraction) -> Way:
    """The way to a sum of two fractions."""
    if sign in "+-":
        return _add_or_take(a, sign, b)
    return _multiply(a, b) if sign == "*" else _divide(a, b)
