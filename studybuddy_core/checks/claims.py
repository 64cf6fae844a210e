"""Finding claims of equality in prose: "7 × 8 = 54", "half of ten is five", "10 ÷ 3 = 3 remainder 1".

The text becomes tokens; around each "=", "is", "makes" … the longest run on either side that
reads as a sum is taken and worked out by a small exact evaluator. A run that touches an
unknown, a blank or a word that would change its meaning is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.evaluation import Unclear, evaluate
from studybuddy_core.checks.sums import FRACTION_WORDS, Token, tokens
from studybuddy_core.domain.messages import Span

_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-", "×": "*", "*": "*", "·": "*", "∙": "*", "÷": "/", "/": "/", "⁄": "/",
          "^": "^", "(": "(", ")": ")", "%": "%"}  # fmt: skip
_WORD_SIGNS = {"plus": "+", "add": "+", "minus": "-", "times": "*", "x": "*", "over": "/", "percent": "%",
               "squared": "²", "cubed": "³", "of": "of", "double": "2*", "twice": "2*", "triple": "3*"}  # fmt: skip
_TWO_WORDS = {("multiplied", "by"): "*", ("divided", "by"): "/", ("take", "away"): "-", ("added", "to"): "+",
              ("groups", "of"): "*", ("lots", "of"): "*", ("sets", "of"): "*", ("rows", "of"): "*"}  # fmt: skip
_EQUALS = {"=": "=", "is": "is", "are": "is", "equals": "=", "equal": "=", "makes": "=", "make": "=",
           "gives": "=", "≈": "="}  # fmt: skip
_ORDERS = {"<": "<", ">": ">"}
_MEASURES = frozenset((
    "mm", "cm", "m", "km", "mg", "g", "kg", "ml", "l", "cl", "in", "ft", "inch", "inches", "foot", "feet",
    "yard", "yards", "mile", "miles", "meter", "meters", "metre", "metres", "kilometer", "kilometers",
    "kilometre", "kilometres", "centimeter", "centimeters", "centimetre", "centimetres", "millimetre",
    "millimetres", "gram", "grams", "kilogram", "kilograms", "liter", "liters", "litre", "litres", "second",
    "seconds", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks",
    "month", "months", "year", "years", "cent", "cents", "pence", "penny", "pennies", "dollar", "dollars",
    "pound", "pounds", "euro", "euros", "dozen", "ounce", "ounces", "oz", "quarter", "quarters", "dime",
    "dimes", "nickel", "nickels", "degrees", "am", "pm", "ten", "tens", "ones", "hundreds", "thousands",
))  # fmt: skip
_CHANGES_MEANING = frozenset((
    "more", "less", "fewer", "times", "tens", "ones", "hundreds", "thousands", "hundredths", "tenths",
    "times-as", "groups", "lots", "and", "plus", "minus", "of", "out", "to", "between", "dozen", "percent",
    "remainder", "r", "as", "over", "half", "thirds", "quarters", "fifths", "digit", "digits", "place", "x",
    "multiplied", "divided", "squared", "cubed", "or",
))  # fmt: skip
_CHANGES_A_SUM = _CHANGES_MEANING - {"and", "of", "or", "to", "out", "as", "place", "between", "lots", "over"}
_CURRENCY = frozenset("$£€")
MOST_TOKENS = 40


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim: what it comes to, and how it was written."""

    value: Fraction
    decimals: int
    worked: bool
    measures: frozenset[str]
    division: tuple[Fraction, Fraction] | None
    bare_fraction: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """Two sides and how the text relates them: ``=``, ``is``, ``<`` or ``>``."""

    left: Side
    right: Side
    relation: str
    span: Span
    remainder: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token as the evaluator sees it: a number, a sign, or a measure that is only noted."""

    sign: str
    span: Span
    value: Fraction | None = None
    decimals: int = 0


def _worded(cut: list[Token], i: int) -> tuple[_Piece, int] | None:
    """A word that is part of a sum: (piece, tokens used)."""
    word = cut[i].text.lower()
    pair = (word, cut[i + 1].text.lower()) if i + 1 < len(cut) else (word, "")
    if pair in _TWO_WORDS:
        return _Piece(_TWO_WORDS[pair], Span(cut[i].span.start, cut[i + 1].span.end)), 2
    singular = word[:-1] if word.endswith("s") else "half" if word == "halves" else word
    if singular in FRACTION_WORDS and (pair[1] == "of" or (i and cut[i - 1].kind == "number" and word != singular)):
        return _Piece("fraction", cut[i].span, FRACTION_WORDS[singular]), 1
    if word in _WORD_SIGNS:
        return _Piece(_WORD_SIGNS[word], cut[i].span), 1
    return None


def _pieces(text: str) -> list[_Piece]:
    """The text as pieces; a word or sign that belongs to no sum is a piece with the sign ``word``."""
    cut = tokens(text)
    found: list[_Piece] = []
    i = 0
    while i < len(cut):
        token = cut[i]
        used = 1
        low = token.text.lower()
        if token.kind == "number":
            found.append(_Piece("number", token.span, token.value, token.decimals))
        elif token.kind == "raised":
            found.append(_Piece("²" if token.value == 2 else "³", token.span))
        elif token.kind == "word" and (worded := _worded(cut, i)) is not None:
            piece, used = worded
            found.append(piece)
        elif low in _EQUALS:
            found.append(_Piece("equals", token.span, decimals=int(_EQUALS[low] == "is")))
        elif token.text in _ORDERS:
            found.append(_Piece(_ORDERS[token.text], token.span))
        elif token.text in _SIGNS:
            found.append(_Piece(_SIGNS[token.text], token.span))
        elif token.text in _CURRENCY:
            found.append(_Piece("money", token.span))
        elif token.kind == "word" and low in _MEASURES:
            found.append(_Piece("measure", token.span))
        else:
            found.append(_Piece("blank" if token.kind == "blank" else "word", token.span))
        i += used
    return found


_PART = frozenset(
    {"number", "fraction", "+", "-", "*", "/", "^", "(", ")", "%", "²", "³", "of", "2*", "3*", "money", "measure"}
)
_STARTS_BADLY = frozenset({"+", "*", "/", "^", ")", "%", "²", "³", "of"})
_ENDS_BADLY = frozenset({"+", "-", "*", "/", "^", "(", "of", "2*", "3*"})


def _run_left(found: list[_Piece], at: int) -> list[_Piece]:
    start = at
    while start > 0 and at - start < MOST_TOKENS and found[start - 1].sign in _PART:
        start -= 1
    return found[start:at]


def _run_right(found: list[_Piece], at: int) -> list[_Piece]:
    end = at + 1
    while end < len(found) and end - at < MOST_TOKENS and found[end].sign in _PART:
        end += 1
    return found[at + 1 : end]


def _measures(run: list[_Piece], text: str) -> frozenset[str]:
    names = {text[p.span.start : p.span.end].lower() for p in run if p.sign == "measure"}
    names |= {"money" for p in run if p.sign == "money"}
    return frozenset(name.rstrip("s") for name in names)


def _side(run: list[_Piece], text: str) -> Side | None:
    """Work out a run, or None where it can't be understood as one sum."""
    core = [p for p in run if p.sign not in ("money", "measure")]
    if not core or core[0].sign in _STARTS_BADLY or core[-1].sign in _ENDS_BADLY:
        return None
    try:
        value, division = evaluate([(p.sign, p.value) for p in core])
    except Unclear:
        return None
    signs = [p.sign for p in core]
    bare = len(core) == 3 and signs == ["number", "/", "number"] and core[2].span.start - core[0].span.end == 1
    worked = any(sign not in ("number", "fraction") for sign in signs)
    return Side(value, max((p.decimals for p in core), default=0), worked, _measures(run, text), division, bare)


def _word(found: list[_Piece], at: int, text: str) -> str:
    if not 0 <= at < len(found) or found[at].sign in _PART:
        return ""
    return text[found[at].span.start : found[at].span.end]


def _unknown(word: str) -> bool:
    """A letter that stands for a number, or a sign that hides one."""
    return (len(word) == 1 and word.isalpha() and word not in "aAI") or word in ("[", "{", "}", "√", "#")


def _following(found: list[_Piece], at: int, text: str) -> str:
    """The next words, where the next piece is a word or a sign in words."""
    if at >= len(found) or not text[found[at].span.start].isalpha():
        return ""
    return text[found[at].span.start : found[at].span.start + 40]


def _touches_unknown(found: list[_Piece], start: int, end: int, text: str) -> bool:
    before, after = _word(found, start - 1, text), _word(found, end, text)
    if _unknown(before):
        return True
    if before.lower() in ("and", "between", "from", "least", "most", "than", "root", "of", "sum", "difference"):
        return True
    blanks = [i for i in (start - 1, end) if 0 <= i < len(found) and found[i].sign == "blank"]
    if any(text[found[i].span.start] != "?" for i in blanks):
        return True
    return len(after) == 1 and after.isalpha() and after not in "aAI" and after.lower() != "r"


def _remainder(found: list[_Piece], at: int, text: str) -> Fraction | None:
    """The number behind "remainder" or "r" after a claim."""
    for step in range(at, min(at + 4, len(found))):
        word = text[found[step].span.start : found[step].span.end].lower()
        if word in ("remainder", "r", "rem"):
            following = found[step + 1 : step + 4]
            return next((p.value for p in following if p.sign == "number"), None)
    return None


def _different_measures(left: Side, right: Side) -> bool:
    if len(left.measures) > 1 or len(right.measures) > 1:
        return True
    return bool(left.measures and right.measures and left.measures != right.measures) or (
        not left.worked and not right.worked and left.measures != right.measures
    )


def _said_loosely(left: Side, right: Side, following: str, spelled_is: bool) -> bool:
    """Whether an "is" joins two things that need not be the same number ("3/4 is 3 parts", "2 is more than 1")."""
    words = following.lower().split()
    if words[:1] == ["and"]:  # "is 3 and a half", but not "is 3 and so on"
        return words[1:2] in (["a"], ["one"]) and words[2:3] != [] and words[2].rstrip("s.,!") in FRACTION_WORDS
    if words and words[0] in (_CHANGES_MEANING if spelled_is else _CHANGES_A_SUM):
        return True
    if not spelled_is:
        return False
    return not left.worked or (left.bare_fraction and right.value.denominator == 1 and not right.worked)


def _claim(found: list[_Piece], at: int, text: str) -> Claim | None:
    left_run, right_run = _run_left(found, at), _run_right(found, at)
    left, right = _side(left_run, text), _side(right_run, text)
    if left is None or right is None or not (left.worked or right.worked):
        return None
    start, end = at - len(left_run), at + 1 + len(right_run)
    if _touches_unknown(found, start, end, text) or _different_measures(left, right):
        return None
    relation = found[at].sign
    spelled_is = relation == "equals" and bool(found[at].decimals)
    remainder = _remainder(found, end, text)
    if remainder is None and _said_loosely(left, right, _following(found, end, text), spelled_is):
        return None
    span = Span(found[start].span.start, found[end - 1].span.end)
    return Claim(left, right, "=" if relation == "equals" else relation, span, remainder)


def claims(text: str) -> Iterator[Claim]:
    """Yield each claim of ``text`` that is understood whole."""
    found = _pieces(text)
    for at, piece in enumerate(found):
        if piece.sign in ("equals", "<", ">") and 0 < at < len(found) - 1:
            claim = _claim(found, at, text)
            if claim is not None:
                yield claim
