"""Reads and works out what is written with + − × ÷, brackets and fractions, exactly and within bounds.

A small reader of its own: a child's text is never handed to a general evaluator. Numbers stay
fractions, so 0.1 + 0.2 is 0.3; size, length and powers are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.numerals import LARGEST, NUMBER, number, shown

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_TOKEN = re.compile(rf"\s*(\d+\s+\d+/\d+(?![\d.])|\d+/\d+(?![\d./])|{NUMBER}|[-+*/÷()])")
_MOST = 8  # operations in one sum


@dataclass(frozen=True, slots=True)
class Sum:
    """A number, or two sums with a sign between. ``written`` is as a child would read it."""

    value: Fraction
    written: str
    sign: str = ""
    left: Sum | None = None
    right: Sum | None = None
    literal: bool = False
    bracketed: bool = False

    @property
    def bare(self) -> str:
        """The sum as written, without brackets round the whole of it."""
        return self.written[1:-1] if self.bracketed else self.written

    def operations(self) -> Iterator[Sum]:
        """Yield the operations inside out: what is worked out first comes first."""
        for side in (self.left, self.right):
            if side is not None:
                yield from side.operations()
        if self.sign:
            yield self


class _Unreadable(Exception):
    """Not a sum that can be read with certainty."""


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise _Unreadable
        found.append(match[1])
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._at += 1
        return token

    def whole(self) -> Sum:
        found = self._series("+-")
        if self._next():
            raise _Unreadable
        return found

    def _series(self, signs: str) -> Sum:
        left = self._series("*/÷") if signs == "+-" else self._atom()
        while (token := self._next()) and token in signs:
            sign = self._take().replace("÷", "/")
            right = self._series("*/÷") if signs == "+-" else self._atom()
            left = _joined(left, sign, right)
        return left

    def _atom(self) -> Sum:
        token = self._take()
        if token == "(":  # noqa: S105 — a bracket, no password
            inside = self._series("+-")
            if self._take() != ")":
                raise _Unreadable
            return Sum(inside.value, f"({inside.written})", inside.sign, inside.left, inside.right, bracketed=True)
        value = number(token) if token and token[0] in "0123456789." else None
        if value is None:
            raise _Unreadable
        literal = "/" in token
        return Sum(value, " ".join(token.split()) if literal else token.replace(",", ""), literal=literal)


def _joined(left: Sum, sign: str, right: Sum) -> Sum:
    if sign == "/" and (right.value == 0 or (right.literal and not left.literal)):
        raise _Unreadable  # nothing is shared among none; 12 ÷ 3/4 can be read in two ways
    match sign:
        case "+":
            value = left.value + right.value
        case "-":
            value = left.value - right.value
        case "*":
            value = left.value * right.value
        case _:
            value = left.value / right.value
    if abs(value) > LARGEST or value.denominator > 1_000_000:
        raise _Unreadable
    return Sum(value, f"{left.written} {_SIGNS[sign]} {right.written}", sign, left, right)


def read_sum(text: str) -> Sum | None:
    """Return the sum a text holds and nothing but it ("7*8", "(3+4)*2", "3/4 + 1/8"), or None."""
    if len(text) > 120:
        return None
    try:
        found = _Parser(_tokens(text)).whole()
    except _Unreadable:
        return None
    if found.literal and not found.sign:  # "56/8" alone asks for a division
        over, _, under = found.written.partition("/")
        top, bottom = number(over), number(under)
        if top is None or bottom is None or " " in found.written:
            return None
        return _joined(Sum(top, shown(top)), "/", Sum(bottom, shown(bottom)))
    return found if found.sign and sum(1 for _ in found.operations()) <= _MOST else None
