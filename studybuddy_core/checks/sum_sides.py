"""The two sides of a claim: the longest run of pieces beside a relation that reads as one sum, worked out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.evaluation import Unclear, evaluate
from studybuddy_core.checks.measures import KIND_OF, SIGNS, UNITS_OF
from studybuddy_core.checks.pieces import MANY
from studybuddy_core.checks.sums import Piece

_NO_TOTAL = frozenset(
    "root average mean median out most some all rest multiple multiples factor factors each one many power any".split()  # noqa: SIM905
) | {""}
_NO_TOTAL_SAID = frozenset({"remainder", "increase", "decrease", "rise", "raise", "discount"})
PART = frozenset(
    {"number", "fraction", "+", "-", "*", "/", "^", "(", ")", "%", "²", "³", "raised", "√", "∛", "∜", "!", "of",
     "2*", "3*", "money", "measure", "label", "power"}
)
_NOTED = frozenset({"money", "measure", "label", "power"})
_STARTS_BADLY = frozenset({"+", "*", "/", "^", ")", "%", "²", "³", "raised", "!", "of"})
_ENDS_BADLY = frozenset({"+", "-", "*", "/", "^", "(", "√", "∛", "∜", "of", "2*", "3*"})
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
    signs: set[str]
    counted: str
    labelled: bool
    places: frozenset[Fraction] = frozenset()


def word_at(found: list[Piece], at: int, text: str) -> str:
    """The word at ``at``, or nothing where a part of a sum stands there."""
    if not 0 <= at < len(found) or found[at].sign in PART:
        return ""
    return text[found[at].span.start : found[at].span.end]


def totals(found: list[Piece], at: int, text: str) -> bool:
    """Whether the word before "of" says what a whole sum is ("a total of"), and not how to take part in it."""
    word = word_at(found, at, text).lower()
    return word not in _NO_TOTAL and stem(word) not in MANY and not (at and found[at - 1].sign in PART)


def run_before(found: list[Piece], at: int, text: str) -> list[Piece]:
    """The run on the left of the relation at ``at``."""
    start = at
    while start > 0 and at - start < MOST_TOKENS and found[start - 1].sign in PART:
        start -= 1
    if start < at and found[start].sign == "of" and totals(found, start - 1, text):
        spelled = text[found[at].span.start].isalpha() and word_at(found, start - 1, text).lower() in _NO_TOTAL_SAID
        start += not spelled  # "a total of 3 + 4", but not "the remainder of 10 ÷ 3 is"
    if start < at and found[start].sign == "+" and text[found[start].span.start].isalpha():
        start += 1  # "Add 3 + 4 = 7"
    for i in range(at - 1, start, -1):
        if found[i].sign in ("number", "money") and (found[i - 1].sign == "label" or _is_time(found[i - 1], text)):
            return found[i:at]  # "in three days 5 + 4"
    return found[start:at]


def run_behind(found: list[Piece], at: int, text: str) -> list[Piece]:
    """The run on the right of the relation at ``at``."""
    end = at + 1
    while end < len(found) and end - at < MOST_TOKENS and found[end].sign in PART:
        end += 1
    last = text[found[end - 1].span.start : found[end - 1].span.end].lower()
    part = any(p.sign in ("/", "%", "fraction") for p in found[at + 1 : end])
    if end - at > 2 and (last == "times" or (last == "of" and not part)):
        end -= 1  # "= 3 litres of water", "= 9 times"
    return found[at + 1 : end]


def _is_time(piece: Piece, text: str) -> bool:
    return piece.sign == "measure" and KIND_OF.get(text[piece.span.start : piece.span.end].lower()) == "time"


def _measure(word: str) -> str:
    return (SIGNS.get(word) or UNITS_OF.get(word.lower()) or (word.lower().rstrip("s"),))[0]


def _measures(run: list[Piece], text: str) -> frozenset[str]:
    return frozenset(_measure(text[p.span.start : p.span.end]) for p in run if p.sign in ("measure", "money"))


def _counted(run: list[Piece], text: str) -> str:
    """The noun of a run that stands for many ("3 packs + 2"), in the singular, or nothing."""
    nouns = (text[p.span.start : p.span.end].lower().split()[-1] for p in run if p.sign == "label")
    return next((stem(noun) for noun in nouns if stem(noun) in MANY), "")


def stem(noun: str) -> str:
    """A noun in the singular."""
    return noun[:-2] if noun.endswith(("xes", "ches")) else noun.rstrip("s")


def side_of(run: list[Piece], text: str) -> Side | None:
    """Work out a run, or None where it can't be understood as one sum."""
    core = [p for p in run if p.sign not in _NOTED]
    if not core or core[0].sign in _STARTS_BADLY or core[-1].sign in _ENDS_BADLY:
        return None
    try:
        value, division = evaluate([(p.sign, p.value) for p in core])
    except Unclear:
        return None
    signs = [p.sign for p in core]
    letters = sum(p.sign == "measure" and p.span.end - p.span.start == 1 for p in run)
    if letters and letters < signs.count("number") and {"+", "-"} & set(signs):
        return None  # "2m + 4": an unknown, not metres
    bare = len(core) == 3 and signs == ["number", "/", "number"] and core[2].span.start - core[0].span.end == 1
    worked = any(sign not in ("number", "fraction") for sign in signs)
    powers = {p.sign for p in run if p.sign == "power"}
    return Side(value, max((p.decimals for p in core), default=0), worked, _measures(run, text), division, bare,
                powers.union(signs), _counted(run, text), any(p.sign == "label" for p in run),
                frozenset(p.place for p in run if p.place))  # fmt: skip
