"""The pieces of sums in prose: numbers, signs (also in words), measures, and what is counted.

"4 teachers × 2 lessons each = 8 lessons" is 4 × 2 = 8: a noun behind a number says what is counted and takes no
part in the sum, as long as a sign or an equals follows it. Anything else is a ``word``, which ends a sum.
"""

from __future__ import annotations

from collections.abc import Container

from studybuddy_core.checks.measures import KIND_OF
from studybuddy_core.checks.sum_phrases import Phrases, place_values, relations
from studybuddy_core.checks.sums import FRACTION_WORDS, Piece, Token, tokens
from studybuddy_core.domain.messages import Span

_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-", "×": "*", "*": "*", "·": "*", "∙": "*", "÷": "/", "/": "/", "⁄": "/",
          "^": "^", "(": "(", ")": ")", "%": "%", "⋅": "*", "√": "√", "∛": "∛", "∜": "∜"}  # fmt: skip
_WORD_SIGNS = {"plus": "+", "add": "+", "minus": "-", "times": "*", "x": "*", "over": "/", "percent": "%",
               "squared": "²", "cubed": "³", "of": "of", "double": "2*", "twice": "2*", "triple": "3*"}  # fmt: skip
_TWO_WORDS = {("multiplied", "by"): "*", ("divided", "by"): "/", ("take", "away"): "-", ("added", "to"): "+",
              ("groups", "of"): "*", ("lots", "of"): "*", ("sets", "of"): "*", ("rows", "of"): "*"}  # fmt: skip
_EQUALS = {"=": "=", "is": "is", "are": "is", "equals": "=", "equal": "=", "makes": "=", "make": "=",
           "gives": "=", "≈": "="}  # fmt: skip
_ORDERS = {"<": "<", ">": ">", "≤": "≤", "≥": "≥", "≠": "≠"}
_TWO_SIGNS = {"<=": "≤", "=<": "≤", ">=": "≥", "!=": "≠", "==": "equals"}
_FACTORIAL_BEFORE = frozenset("=×*÷/+")
_CURRENCY = frozenset("$£€")
_PLACES = frozenset({"am", "pm", "ten", "tens", "ones", "hundreds", "thousands"})
_SHORT = frozenset("mgl")  # units of one letter that may be read in a sum; others are unknowns there
_CLOSERS = frozenset("+-−–×*÷/)=≈<>")
_NO_NOUN = frozenset((  # noqa: SIM905
    "more less fewer and or of out to between as at by than that then this the these those there for from with if so "
    "is are was were be it its you we they he she i not no half times plus minus percent place digit digits remainder "
    "rem squared cubed multiplied divided over under each every per a an in on into how many much what which who "
    "left right but because when where root power factor dozen score pair thirds quarters fifths tenths hundredths "
    "equals equal makes make gives give would could should can will do does did have has had let"
).split())  # fmt: skip
MANY = frozenset("pair pack packet box bag set group row team bunch tray carton crate couple stack roll case".split())  # noqa: SIM905
MOST_LABEL = 3


def _worded(cut: list[Token], i: int) -> tuple[Piece, int] | None:
    """A word that is part of a sum: (piece, tokens used)."""
    word = cut[i].text.lower()
    pair = (word, cut[i + 1].text.lower()) if i + 1 < len(cut) else (word, "")
    if pair in _TWO_WORDS:
        return Piece(_TWO_WORDS[pair], Span(cut[i].span.start, cut[i + 1].span.end)), 2
    singular = word[:-1] if word.endswith("s") else "half" if word == "halves" else word
    counted = i > 0 and cut[i - 1].kind == "number" and (word != singular or cut[i - 1].value == 1)
    alone = i > 0 and cut[i - 1].text.lower() in ("a", "one") and pair[1] in ("is", "=", "equals", ".", ",", "and", "")
    if singular in FRACTION_WORDS and (pair[1] == "of" or counted or alone):
        return Piece("fraction", cut[i].span, FRACTION_WORDS[singular]), 1
    if word in _WORD_SIGNS:
        return Piece(_WORD_SIGNS[word], cut[i].span), 1
    return None


def is_measure(cut: list[Token], i: int) -> bool:
    """Whether the word at ``i`` is a unit; "in" is one only where no word follows it."""
    word = cut[i].text.lower()
    if word == "in":
        return i + 1 < len(cut) and cut[i + 1].text in _CLOSERS
    if len(word) == 1:
        return word in _SHORT
    return word in _PLACES or (word in KIND_OF and word not in ("dozen", "dozens"))


def _label(cut: list[Token], i: int, related: Container[int]) -> int:
    """How many tokens from ``i`` name what is counted: nouns, then perhaps "/hour", "per rose" or "each"."""
    at = i
    while at < len(cut) and at - i < MOST_LABEL and cut[at].kind == "word" and _noun(cut, at):
        if cut[at].span.start in related:
            break
        at += 1
    while at + 1 < len(cut) and cut[at].text.lower() in ("/", "per", "a", "each") and cut[at + 1].kind == "word":
        if not (_noun(cut, at + 1) or is_measure(cut, at + 1)):
            break
        at += 2
    if at < len(cut) and cut[at].text.lower() == "each":
        at += 1
    if at > i and cut[i].text == "/":
        return at - i  # "$30/hour", whatever follows
    closed = at < len(cut) and (cut[at].text in _CLOSERS or cut[at].text.lower() in (*_WORD_SIGNS, *_EQUALS))
    closed = closed or (at < len(cut) and cut[at].span.start in related)
    return at - i if closed and (at == len(cut) or cut[at].text.lower() != "of") else 0


def _noun(cut: list[Token], at: int) -> bool:
    word, low = cut[at].text, cut[at].text.lower()
    long_enough = len(word) > 2 or (len(word) == 2 and word.isupper())
    taken = low in _NO_NOUN or low in _WORD_SIGNS or low in _EQUALS or low.rstrip("s") in FRACTION_WORDS
    return long_enough and not taken and not is_measure(cut, at)


def _plain(token: Token) -> Piece:
    low = token.text.lower()
    if token.kind == "number":
        return Piece("number", token.span, token.value, token.decimals)
    if token.kind == "raised":
        return Piece({2: "²", 3: "³"}.get(int(token.value), "raised"), token.span, token.value)
    if low in _EQUALS:
        return Piece("equals", token.span, decimals=int(_EQUALS[low] == "is"))
    if token.text in _ORDERS:
        return Piece(_ORDERS[token.text], token.span)
    if token.text in _SIGNS:
        return Piece(_SIGNS[token.text], token.span)
    if token.text in _CURRENCY:
        return Piece("money", token.span)
    return Piece("blank" if token.kind == "blank" else "word", token.span)


def _two_signs(cut: list[Token], i: int) -> Piece | None:
    """Two signs that stand together as one: ">=", "!=", "==", and the "!" of "5! = 120"."""
    if i + 1 == len(cut) or cut[i].kind != "sign":
        return None
    one, other = cut[i], cut[i + 1]
    if other.span.start == one.span.end and (sign := _TWO_SIGNS.get(one.text + other.text)):
        return Piece(sign, Span(one.span.start, other.span.end))
    after_number = i > 0 and cut[i - 1].kind == "number" and cut[i - 1].span.end == one.span.start
    return Piece("!", one.span) if one.text == "!" and after_number and other.text in _FACTORIAL_BEFORE else None


def _breaks(cut: list[Token], i: int, before: Piece | None, related: Container[int]) -> bool:
    """Whether the line break at ``i`` ends a sum: not before "=", nor between an "=" and the one number on a line."""
    following = cut[i + 1] if i + 1 < len(cut) else None
    if following is None or following.kind == "line":
        return True
    if following.text in ("=", "≈") or (following.span.start in related and following.text[0].islower()):
        return False
    if before is None or before.sign != "equals":
        return True
    last = i + 2 == len(cut) or cut[i + 2].kind == "line" or cut[i + 2].text == "."
    return before.span.end - before.span.start < 2 and not (following.kind == "number" and last)


def _hyphens_gone(cut: list[Token]) -> list[Token]:
    """The tokens without the hyphen of "four-fifths"."""
    parts = {i for i in range(1, len(cut) - 1) if cut[i].text == "-" and cut[i - 1].kind == "number"
             and cut[i - 1].text.isalpha() and cut[i + 1].text.lower().rstrip("s") in FRACTION_WORDS}  # fmt: skip
    return [token for i, token in enumerate(cut) if i not in parts] if parts else cut


def pieces(text: str) -> list[Piece]:
    """The text as pieces; a word or sign that belongs to no sum is a piece with the sign ``word``."""
    cut = _hyphens_gone(tokens(text))
    told, phrases = relations(text), Phrases(cut)
    placed = {start: (made, end) for start, end, made in place_values(cut)}
    found: list[Piece] = []
    i = 0
    while i < len(cut):
        phrase = placed.get(i) or phrases.read(i)
        if phrase is not None:
            found += phrase[0]
            i = phrase[1]
        elif (relation := told.get(cut[i].span.start)) is not None:
            found.append(relation[1])
            while i < len(cut) and cut[i].span.start < relation[0]:
                i += 1
        elif cut[i].kind == "line" and not _breaks(cut, i, found[-1] if found else None, told):
            i += 1
        elif (pair := _two_signs(cut, i)) is not None:
            found.append(pair)
            i += 1 if pair.sign == "!" else 2
        else:
            i += _one(cut, i, found, told)
    return found


def _one(cut: list[Token], i: int, found: list[Piece], related: Container[int]) -> int:
    """Add the piece at ``i`` to those found; return how many tokens it took."""
    token, before = cut[i], found[-1].sign if found else ""
    if before == "measure" and (token.kind == "raised" or token.text.lower() in ("squared", "cubed")):
        found.append(Piece("power", token.span))  # cm² is a unit; its ² belongs to no number
        return 1
    after_number = before in ("number", "measure", "power", "fraction")
    used = _label(cut, i, related) if after_number and token.kind in ("word", "sign") else 0
    worded = _worded(cut, i) if token.kind == "word" else None
    if used:
        found.append(Piece("label", Span(token.span.start, cut[i + used - 1].span.end)))
    elif worded is not None:
        found.append(worded[0])
        used = worded[1]
    elif token.kind == "word" and is_measure(cut, i):
        found.append(Piece("measure", token.span))
    else:
        found.append(_plain(token))
    return used or 1
