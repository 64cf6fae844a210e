"""Reading numbers and sums out of prose, exactly.

Everything is a ``Fraction``: 0.1 + 0.2 is 0.3 here. Text is cut into tokens (numbers, signs,
words that stand for either); what is not understood is left alone, because a false alarm
would replace a right explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.domain.messages import Span

_UNITS = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = {word: i for i, word in enumerate(_UNITS)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
FRACTION_WORDS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "third": Fraction(1, 3), "fifth": Fraction(1, 5),
                  "tenth": Fraction(1, 10), "eighth": Fraction(1, 8), "sixth": Fraction(1, 6)}  # fmt: skip
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3),
           "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
           "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8)}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MINUS = ("-", "−", "–")
MOST_DIGITS = 60

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<vulgar>[½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞])|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,4})"
    r"|(?P<word>[A-Za-z]+(?:'[a-z]+)?)|(?P<blank>_+|□|\?)|(?P<space>[ \t]+)|(?P<sign>\S)|(?P<line>\n)"
)
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(reversed(_UNITS))})"
_WORD_NUMBER = re.compile(
    rf"\b{_SMALL}(?:\s+(?:{'|'.join(_SCALES)})\b(?:\s+and(?=\s+{_SMALL}\b))?(?:\s+{_SMALL}\b)?)*(?!\w)", re.I
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text: ``kind`` is number, word, sign, raised, blank or line."""

    kind: str
    text: str
    span: Span
    value: Fraction = Fraction(0)
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as the evaluator sees it: a number, a sign, or a measure or label that is only noted.

    ``place``: what one of them is worth, where a number was said by its place ("3 tens").
    """

    sign: str
    span: Span
    value: Fraction | None = None
    decimals: int = 0
    place: Fraction | None = None


def _words_value(words: str) -> Fraction | None:
    total, current = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "and":
            continue
        if word in NUMBER_WORDS:
            current += NUMBER_WORDS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        else:
            return None
    return Fraction(total + current)


def _digits(match: re.Match[str]) -> Token | None:
    plain = match.group().replace(",", "")
    if len(plain) > MOST_DIGITS:
        return None
    decimals = len(plain.partition(".")[2])
    return Token("number", match.group(), Span(match.start(), match.end()), Fraction("0" + plain), decimals)


def tokens(text: str) -> list[Token]:
    """Cut ``text`` into tokens; number words become numbers, white space goes."""
    found: list[Token] = []
    worded = {m.start(): m for m in _WORD_NUMBER.finditer(text)}
    at = 0
    while at < len(text):
        spelled = worded.get(at)
        if spelled is not None and (value := _words_value(spelled.group())) is not None:
            found.append(Token("number", spelled.group(), Span(spelled.start(), spelled.end()), value))
            at = spelled.end()
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            at += 1
            continue
        kind, span = str(match.lastgroup), Span(match.start(), match.end())
        if kind == "number":
            found.append(_digits(match) or Token("blank", match.group(), span))
        elif kind == "vulgar":
            found.append(Token("number", match.group(), span, _VULGAR[match.group()]))
        elif kind == "raised":
            found.append(Token("raised", match.group(), span, Fraction(match.group().translate(_RAISED))))
        elif kind != "space":
            found.append(Token(kind, match.group(), span))
        at = match.end()
    return found


def _value_before(token: Token) -> bool:
    """Whether a minus sign after ``token`` takes away: a number, a bracket or a variable stands before it."""
    return token.kind in ("number", "raised", "blank") or token.text == ")" or (
        token.kind == "word" and len(token.text) == 1
    )


def number_tokens(text: str) -> Iterator[tuple[Fraction, Span]]:
    """Yield each number of ``text`` with its place: digits, words, "3/4", "1 1/2", "-5"."""
    cut = tokens(text)
    i = 0
    while i < len(cut):
        token = cut[i]
        if token.kind != "number":
            i += 1
            continue
        value, end = token.value, i
        if i + 2 < len(cut) and cut[i + 1].text in ("/", "⁄") and cut[i + 2].kind == "number" and cut[i + 2].value:
            value, end = token.value / cut[i + 2].value, i + 2
        elif (i + 3 < len(cut) and cut[i + 1].kind == "number" and cut[i + 2].text == "/"
              and cut[i + 3].kind == "number" and cut[i + 3].value):  # fmt: skip
            value, end = token.value + cut[i + 1].value / cut[i + 3].value, i + 3
        elif i + 1 < len(cut) and cut[i + 1].kind == "number" and cut[i + 1].text in _VULGAR:
            value, end = token.value + cut[i + 1].value, i + 1
        negative = i > 0 and cut[i - 1].text in _MINUS and (i < 2 or not _value_before(cut[i - 2]))
        start = cut[i - 1].span.start if negative else token.span.start
        yield (-value if negative else value), Span(start, cut[end].span.end)
        i = end + 1


def value_of(text: str) -> Fraction | None:
    """Return the number that ``text`` is, or None where it is no single number."""
    stripped = text.strip().lstrip("$£€").rstrip("%.").strip()
    numbers = list(number_tokens(stripped))
    if len(numbers) != 1 or numbers[0][1] != Span(0, len(stripped)):
        return None
    return numbers[0][0]
