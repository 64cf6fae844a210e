"""Where a wrong answer went wrong, for slips that can happen in any exercise.

Each kind of exercise names its own slips; these are the ones that follow from the number alone: a place value or a
unit off, digits the wrong way round, no carrying, a sum read from left to right, one off in counting.
"""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.arithmetic import Sum, read_sum
from studybuddy_core.knowledge.exercises.exercise import Exercise
from studybuddy_core.knowledge.numerals import number

_UNITS = {Fraction(60): "minutes and hours", Fraction(12): "months and years, or inches and feet",
          Fraction(7): "days and weeks", Fraction(24): "hours and days"}  # fmt: skip


def _by_columns(a: int, b: int, sign: str) -> int:
    """Add without carrying, or take the smaller digit from the larger in every column."""
    made, place = 0, 1
    while a or b:
        one, other = a % 10, b % 10
        made += ((one + other) % 10 if sign == "+" else abs(one - other)) * place
        a, b, place = a // 10, b // 10, place * 10
    return made


def _from_the_left(written: str) -> Fraction | None:
    """What a sum comes to when it is read from left to right, as if no sign came first."""
    if "(" in written:
        return None
    parts = re.split(r"\s+([+−×÷])\s+", written)
    value = number(parts[0])
    for sign, text in zip(parts[1::2], parts[2::2], strict=False):
        other = number(text)
        if value is None or other is None or (sign == "÷" and not other):
            return None
        value = {"+": value + other, "−": value - other, "×": value * other}.get(sign, value / (other or 1))
    return value


def _of_a_sum(found: Sum, value: Fraction) -> str:
    left, right = found.left, found.right
    if left is None or right is None:
        return ""
    if left.sign or right.sign:
        if value == _from_the_left(found.written) and value != found.value:
            return "Not every sum goes along the line. Brackets come first, then × and ÷, then + and −."
        return ""
    if left.value.denominator != 1 or right.value.denominator != 1 or left.value < 0 or right.value < 0:
        return ""
    a, b = int(left.value), int(right.value)
    if found.sign in "+-" and value == _by_columns(a, b, found.sign) and value != found.value:
        return ("Look at the ones again. Did you carry?" if found.sign == "+"
                else "In a column the top number comes first. Do you have to borrow a ten?")  # fmt: skip
    if found.sign == "+" and a % 10 + b % 10 > 9 and str(value) == f"{a // 10 + b // 10}{a % 10 + b % 10}":
        return "The ones make more than 9. Carry the ten to the tens."
    if found.sign == "*" and a > 9 and b > 9 and value == sum(a * int(d) for d in str(b)):
        return "Each tens digit is worth ten times as much. Did you write its zero?"
    return ""


def _off(value: Fraction, answer: Fraction) -> str:
    """A place value, a unit or a digit off."""
    if answer and value:
        ratio = value / answer if abs(value) > abs(answer) else answer / value
        if ratio in (10, 100, 1000):
            return "The digits fit, but not their places. How many zeros are there, or where is the point?"
        if ratio in _UNITS:
            return f"Check the units: {_UNITS[ratio]} are mixed up."
    if answer.denominator == value.denominator == 1 and answer >= 10:
        one, other = str(int(answer)), str(int(value))
        if one != other and len(one) == len(other) and one == other[::-1]:
            return "Look at the digits. Which one are the tens, and which the ones?"
    return ""


def diagnosed(found: Exercise, value: Fraction) -> str:
    """Say where to look again for this wrong value; "" where nothing can be told from it."""
    sum_ = read_sum(found.question.removesuffix(" = ?").replace("−", "-").replace("×", "*"))
    return (_of_a_sum(sum_, value) if sum_ is not None else "") or _off(value, found.value)
