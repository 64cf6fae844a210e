"""Sums with two numbers, or with several and brackets: how to get there in small steps."""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.knowledge.arithmetic import Sum, read_sum
from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.exercises.fractions import fraction_way
from studybuddy_core.knowledge.exercises.whole_numbers import add_way, divide_way, multiply_way, subtract_way
from studybuddy_core.knowledge.numerals import mixed, shown
from studybuddy_core.knowledge.phrases import asked_sum

_KINDS = {"+": "addition", "-": "subtraction", "*": "multiplication", "/": "division"}
_DECIMAL_HINTS = {
    "+": (
        "Write the numbers under each other, point under point.",
        "Fill empty places with 0, then add from the right.",
    ),
    "-": (
        "Write the numbers under each other, point under point.",
        "Fill empty places with 0, then take away from the right.",
    ),
    "*": (
        "Leave the points out for now and multiply the whole numbers.",
        "Count the digits after the points in both numbers, then put the point back.",
    ),
    "/": (
        "Make the number you divide by whole: multiply both numbers by 10 or 100.",
        "Then divide as usual, and keep the point in line.",
    ),
}


def _decimal_way(found: Sum) -> Way:
    smaller = "Would the answer be near to what you get with rounded numbers? Use that to check the point."
    hints = (*_DECIMAL_HINTS[found.sign], smaller)
    return Way(hints, (*_DECIMAL_HINTS[found.sign], f"{found.written} = {shown(found.value)}."))


def _chain_way(found: Sum) -> Way:
    """A sum of several operations: which part first, what it makes, what is left to do."""
    order = "Brackets come first, then × and ÷, then + and −."
    parts = list(found.operations())
    first, lines, done = parts[0], [order], list[Sum]()
    for part in parts:
        text = part.bare
        for earlier in done:
            text = text.replace(earlier.written, shown(earlier.value), 1)
        lines.append(f"{text} = {shown(part.value)}.")
        done.append(part)
    left = found.written.replace(first.written, shown(first.value), 1)
    hints = (
        f"Which part comes first? {order}",
        f"Begin with {first.bare}. What is it?",
        f"Put what you got in place of {first.bare}. What is left to do?",
        # With two operations the sum that is left would be the answer in other words, so it stays to be put together.
        f"{first.bare} = {shown(first.value)}. " + (f"Now it reads {left}." if len(parts) > 2 else "Put it in its place."),  # noqa: E501
    )
    steps = ((first.value, f"Yes, {first.bare} = {shown(first.value)}. Now it reads {left}."),)
    return Way(hints, tuple(lines), steps)


def _way(found: Sum) -> Way:
    left, right = found.left, found.right
    if left is None or right is None or left.sign or right.sign:
        return _chain_way(found)
    if left.literal or right.literal:
        return fraction_way(left.value, found.sign, right.value)
    a, b = left.value, right.value
    if a.denominator != 1 or b.denominator != 1 or (found.sign == "/" and b > a):
        return _decimal_way(found)
    match found.sign:
        case "+":
            return add_way(int(a), int(b))
        case "-":
            return subtract_way(int(a), int(b))
        case "*":
            return multiply_way(int(a), int(b))
        case _:
            return divide_way(int(a), int(b))


def _others(found: Sum) -> Iterator[tuple[str, Way]]:
    """Yield sums like this one with other numbers, for the worked example."""
    left, right = found.left, found.right
    if left is None or right is None:
        return
    for texts in _like(found, left, right):
        other = read_sum(texts)
        if other is not None and other.value >= 0 and other.value != found.value and other.written != found.written:
            yield f"{other.written}.", _way(other)


def _like(found: Sum, left: Sum, right: Sum) -> tuple[str, ...]:
    a, b, sign = left.value, right.value, found.sign
    if left.sign or right.sign:
        chains = ("5 + 2 × 6", "20 - 3 × 4", "4 + 3 + 8")
        return ("(2 + 4) × 3", "(9 - 4) × 2", *chains) if "(" in found.written else chains
    if left.literal or right.literal:
        pairs = (("2/3", "1/6"), ("4/5", "1/10"), ("5/6", "1/3"))
        return tuple(f"{p} {sign.replace('/', '÷')} {q}" for p, q in pairs)
    if a.denominator != 1 or b.denominator != 1:
        return tuple(f"{p} {sign} {q}" for p, q in (("4.5", "1.5"), ("7.2", "0.6"), ("3.6", "1.2")))
    x, y = int(a), int(b)
    if sign == "/":
        quotient, rest = divmod(x, y)
        return tuple(
            f"{(y + d) * (quotient + e) + min(rest, 1)} / {y + d}"
            for d, e in ((1, -1), (1, 1), (2, 0), (1, 2), (-1, -1), (2, -2), (3, -2), (2, 3))
            if quotient + e > 1 and y + d > 1
        )
    shifts = (
        ((-1, -2), (1, -1), (-2, 1), (2, 2), (3, -2), (12, 5)) if max(x, y) > 4 else ((2, 1), (1, 3), (3, 2), (4, 4))
    )
    shifted = ((x + d, y + e) for d, e in shifts)
    return tuple(f"{p} {sign} {q}" for p, q in shifted if p > 1 and q > 1 and (sign != "-" or p > q))


def _remainder_forms(found: Sum) -> tuple[str, ...]:
    """How a division that leaves something over is answered: "3 r 2"."""
    if found.left is None or found.right is None or found.value.denominator == 1:
        return ()
    whole, rest = divmod(found.left.value, found.right.value)
    if rest.denominator != 1 or found.left.value < found.right.value:
        return ()
    return (f"{whole} r {rest}", f"{whole} remainder {rest}", f"{whole}r{rest}")


def read(text: str) -> Exercise | None:
    """Read a sum asked for in any common way ("wot is 7x8", "is 7 x 8 54?")."""
    asked = asked_sum(text)
    if asked is None:
        return None
    found = asked.sum
    simple = found.left is not None and found.right is not None and not found.left.sign and not found.right.sign
    kind = _KINDS[found.sign] if simple else "sum"
    also: tuple[str, ...] = ()
    if "/" in found.written:
        kind, also = "fractions", (mixed(found.value),)
    elif kind == "division":
        also = _remainder_forms(found)
    question = f"{found.written} = ?"
    return exercise(kind, question, found.value, _way(found), others=_others(found), also=also, claimed=asked.claimed)
