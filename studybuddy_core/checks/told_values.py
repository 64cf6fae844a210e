r"""Every number a text tells, in whatever form: digits, words of many languages, sums, LaTeX, Roman, digit by digit.

"42", "4 2", "forty-two", "zweiundvierzig", "6*7", "XLII", "\frac{84}{2}", "0x2a", "four tens and two ones" all tell
42. Nothing here knows which number matters; ``giveaway`` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from studybuddy_core.checks.evaluation import Unclear, evaluate
from studybuddy_core.checks.foreign_numbers import foreign_numbers
from studybuddy_core.checks.pieces import pieces
from studybuddy_core.checks.sums import Piece, number_tokens
from studybuddy_core.domain.messages import Span

LONGEST = 8_000
_MOST_PIECES = 17


class Told(NamedTuple):
    """A value told in a text. ``doubtful``: the words may mean something else; ``operands``: those of a sum."""

    value: Fraction
    span: Span
    form: str
    doubtful: bool = False
    operands: tuple[Fraction, ...] = ()


_SIGNS = str.maketrans({"×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "✕": "*", "✖": "*", "⨯": "*", "÷": "/",
                        "∕": "/", "⁄": "/", "−": "-", "–": "-", "—": "-", "＋": "+", "➕": "+", "➖": "-", "＝": "=",
                        "{": " ", "}": " ", "\ufe0f": " ", "\u20e3": " ", "\u200b": " ", "_": " "})  # fmt: skip
_FRAC = re.compile(r"\\{1,2}[dt]?frac\s*\{([^{}]{1,40})\}\s*\{\s*(\d{1,9})\s*\}")
_LATEX = ((re.compile(r"\\(?:times|cdot|ast)\b"), "*"), (re.compile(r"\\div\b"), "/"),
          (re.compile(r"\\(?:boxed|text|mathrm|mathbf|left|right|displaystyle)\b|\\[\[\]()]|\\[,;! ]"), ""),
          (re.compile(r"(?<=[\d\s)])//(?=\s*\d)"), "/"), (re.compile(r"\*\*(?=\s*\d)"), "^"), (re.compile(r"\*\*|__|`"), ""))  # fmt: skip  # noqa: E501
_SUPERSCRIPTS = frozenset("²³¹⁰⁴⁵⁶⁷⁸⁹")
_SPACED = re.compile(r"(?<![\d.,])\d(?:[ \t|·]{1,4}\d){1,8}(?![\d.,]\d|\d|[ ]*[*/+=-])")
_LISTED = re.compile(r"(?<![\d.,])\d(?:\s*[-,.…]+\s*\d){1,8}(?![\d.]|[,]\d)")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ '’\u202f.]\d{3})+(?![\d.,]\d)")
_COMMA = re.compile(r"(?<![\d.,])\d+,\d{1,4}(?![\d,])")
_PERCENT = re.compile(r"(?<!\d)(?<!\d\.)(\d{1,40}(?:\.\d{1,40})?)\s*(?:%|per ?cent\b)", re.I)
_RATIO = re.compile(r"(?<!\d)(\d{1,40})\s*(?:out of|in every|over)\s*(\d{1,40})", re.I)
_ROMAN = re.compile(r"(?<![\w'’])(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![\w'’])")
_SMALL_ROMAN = re.compile(
    r"(?<![\w'’])(?=[mdclxvi]{3,})m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![\w'’])"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NO_ROMAN = frozenset({"mix", "I", "CD", "DC", "MC", "MD", "CC", "DI", "MI", "DIM", "MIX", "LCD", "CV", "LI"})
_LITERAL = re.compile(r"\b0(?:x([0-9a-f]{1,8})|b([01]{1,32})|o([0-7]{1,10}))\b", re.I)
_ROOT = re.compile(r"(?:√\s*\(?|sqrt\s*\(?|\\sqrt\s*|square root of )\s*(\d{1,12})", re.I)
_DIGIT_WORD = "one two three four five six seven eight nine zero".split()  # noqa: SIM905
_DIGIT_WORDS = re.compile(
    rf"(?<!\w)(?:{'|'.join(_DIGIT_WORD)})(?:[\s,-]+(?:{'|'.join(_DIGIT_WORD)}))+(?!\w)", re.I
)
_N = r"(\d+|[a-z]+(?:-[a-z]+)?)"
_DOZEN = re.compile(rf"\b(?:{_N}\s+)?dozens?\b", re.I)
_TENS_ONES = re.compile(
    rf"\b(?:{_N}\s+hundreds?(?:\s*(?:,|and|\+)\s*|\s+))?{_N}\s+tens?(?:\s*(?:,|and|\+)?\s*{_N}\s+(?:ones?|units?))?\b",
    re.I,
)
_MORE = re.compile(rf"\b{_N}\s+(more|less)\s+than\s+{_N}\b", re.I)
_DOUBLED = re.compile(rf"\b{_N}\s+(doubled|tripled|halved|squared)\b|\btwo\s+{_N}s\b", re.I)
_SUMMED = (
    (re.compile(rf"\b(?:take|subtract)\s+{_N}\s+(?:away\s+)?from\s+{_N}\b", re.I), "-"),
    (re.compile(rf"\b(?:the )?(?:sum of|add)\s+{_N}\s+(?:and|to)\s+{_N}\b", re.I), "+"),
    (re.compile(rf"\b(?:the product of|multiply)\s+{_N}\s+(?:and|by|with)\s+{_N}\b", re.I), "*"),
    (re.compile(rf"\b(?:divide|share|split)\s+{_N}\s+(?:by|between|among|into)\s+{_N}\b", re.I), "/"),
)


def _padded(text: str, match: re.Match[str]) -> str:
    return text + " " * (len(match.group()) - len(text))


def _digit(char: str) -> str:
    if char.isascii() or char in _SUPERSCRIPTS:
        return char
    value = unicodedata.digit(char, None)
    return char if value is None else str(value)


def plain_signs(text: str) -> str:
    """The text with every kind of digit and sign as ASCII, and LaTeX undone; every place stays where it was."""
    text = "".join(map(_digit, text))
    text = _FRAC.sub(lambda m: _padded(f"({m[1]})/{m[2]}", m), text)
    for pattern, sign in _LATEX:
        text = pattern.sub(lambda m, sign=sign: _padded(sign, m), text)  # type: ignore[misc]
    return text.translate(_SIGNS)


def _value(word: str | None) -> Fraction | None:
    if not word:
        return None
    found = list(number_tokens(word))
    return found[0][0] if len(found) == 1 and found[0][1] == Span(0, len(word)) else None


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _sum_runs(found: list[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in found:
        if piece.sign in ("label", "measure", "power", "money"):
            continue
        if piece.sign in ("word", "equals", "blank", "<", ">", "≤", "≥", "≠"):
            if run:
                yield run
            run = []
        else:
            run.append(piece)
    if run:
        yield run


def sums_told(text: str) -> Iterator[Told]:
    """Yield the longest sums of a text ("6 × 7", "12 apples − 5 apples", "half of 84") with what they come to."""
    for run in _sum_runs(pieces(text)):
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + _MOST_PIECES), at + 1, -1):
                part = run[at:end]
                if not any(p.sign not in ("number", "fraction", "(", ")") for p in part):
                    continue
                try:
                    value, _ = evaluate([(p.sign, p.value) for p in part])
                except (Unclear, ZeroDivisionError, OverflowError):
                    continue
                operands = tuple(sorted(p.value for p in part if p.value is not None))
                yield Told(value, Span(part[0].span.start, part[-1].span.end), "sum", operands=operands)
                at = end - 1
                break
            at += 1


def _phrases(text: str) -> Iterator[Told]:
    """Numbers put together in words: "four tens and two ones", "3 dozen", "2 more than 40", "take 5 from 12"."""
    for m in _DOZEN.finditer(text):
        many = Fraction(1, 2) if (m[1] or "").lower() in ("half", "half-a") else _value(m[1])
        yield Told((many if many is not None else Fraction(1)) * 12, Span(*m.span()), "phrase")
    for m in _TENS_ONES.finditer(text):
        hundreds, tens, ones = _value(m[1]), _value(m[2]), _value(m[3])
        if tens is not None and (ones is not None or hundreds is not None):
            whole = (hundreds or 0) * 100 + tens * 10 + (ones or 0)
            yield Told(Fraction(whole), Span(*m.span()), "phrase")
    for m in _MORE.finditer(text):
        one, other = _value(m[1]), _value(m[3])
        if one is not None and other is not None:
            value = other + one if m[2].lower() == "more" else other - one
            yield Told(value, Span(*m.span()), "phrase", operands=tuple(sorted((one, other))))
    for m in _DOUBLED.finditer(text):
        one = _value(m[1] or m[3])
        if one is not None:
            times = {"tripled": one * 3, "halved": one / 2, "squared": one * one}.get((m[2] or "").lower(), one * 2)
            yield Told(times, Span(*m.span()), "phrase", operands=(one,))
    for pattern, sign in _SUMMED:
        for m in pattern.finditer(text):
            one, other = _value(m[1]), _value(m[2])
            if one is None or other is None or (sign == "/" and not other):
                continue
            made = {"-": other - one, "+": one + other, "*": one * other}.get(sign)
            yield Told(one / other if made is None else made, Span(*m.span()), "sum",
                       operands=tuple(sorted((one, other))))  # fmt: skip


def _written(text: str) -> Iterator[Told]:
    """Numbers in other ways of writing: grouped, with a comma, as a percent or ratio, spaced out."""
    for m in _GROUPED.finditer(text):
        yield Told(Fraction(re.sub(r"\D", "", m.group())), Span(*m.span()), "grouped")
    for m in _COMMA.finditer(text):
        yield Told(Fraction(m.group().replace(",", ".")), Span(*m.span()), "decimal comma")
    for m in _PERCENT.finditer(text):
        yield Told(Fraction(m[1]) / 100, Span(*m.span()), "percent")
    for m in _RATIO.finditer(text):
        if int(m[2]):
            yield Told(Fraction(int(m[1]), int(m[2])), Span(*m.span()), "ratio")
    for pattern, doubtful in ((_SPACED, False), (_LISTED, True), (_DIGIT_WORDS, False)):
        for m in pattern.finditer(text):
            digits = [str(_DIGIT_WORD.index(w.lower()) + 1)[-1] if w.isalpha() else w
                      for w in re.findall(r"\d|[a-z]+", m.group(), re.I)]  # fmt: skip
            yield Told(Fraction("".join(digits)), Span(*m.span()), "digit by digit", doubtful)
    yield from _other_systems(text)


def _other_systems(text: str) -> Iterator[Told]:
    """Roman numerals, numbers in base 2, 8 or 16, and square roots."""
    for pattern in (_ROMAN, _SMALL_ROMAN):
        for m in pattern.finditer(text):
            if m.group() and m.group() not in _NO_ROMAN:
                yield Told(Fraction(_roman(m.group())), Span(*m.span()), "Roman", len(m.group()) == 1)
    for m in _LITERAL.finditer(text):
        yield Told(Fraction(int(m.group(), 0)), Span(*m.span()), "code")
    for m in _ROOT.finditer(text):
        root = isqrt(int(m[1]))
        if root * root == int(m[1]):
            yield Told(Fraction(root), Span(*m.span()), "root")


def values_told(text: str) -> Iterator[Told]:
    """Yield every number a text tells; the same place may tell several (a percent is a hundredth part, too)."""
    flat = plain_signs(text[:LONGEST])
    for value, span in number_tokens(flat):
        yield Told(value, span, "number")
        if value < 0:
            yield Told(-value, span, "number")
    yield from sums_told(flat)
    yield from _phrases(flat)
    yield from _written(flat)
    for found in foreign_numbers(flat):
        yield Told(Fraction(found.value), found.span, "another language", found.doubtful)
