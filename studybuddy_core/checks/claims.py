"""Finding claims about sums in prose: "7 × 8 = 54", "half of ten is five", "10 ÷ 3 = 3 remainder 1", "1/3 > 1/2".

The text becomes pieces; around each "=", "is", "you get", "is bigger than" … the longest run on either
side that reads as a sum is taken and worked out exactly. A run that touches an
unknown, a blank or a word that would change its meaning is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.measures import KIND_OF, SIGNS, UNITS_OF
from studybuddy_core.checks.pieces import pieces
from studybuddy_core.checks.standing_alone import is_asked, stands_alone
from studybuddy_core.checks.sum_phrases import ANSWERED, TOLD
from studybuddy_core.checks.sum_sides import PART, Side, run_before, run_behind, side_of, stem, totals, word_at
from studybuddy_core.checks.sums import FRACTION_WORDS, NUMBER_WORDS, Piece
from studybuddy_core.domain.messages import Span

_CHANGES_MEANING = frozenset((
    "more", "less", "fewer", "times", "tens", "ones", "hundreds", "thousands", "hundredths", "tenths",
    "times-as", "groups", "lots", "and", "plus", "minus", "of", "out", "to", "between", "dozen", "percent",
    "remainder", "r", "as", "over", "half", "thirds", "quarters", "fifths", "digit", "digits", "place", "x",
    "multiplied", "divided", "squared", "cubed", "or", "by",
))  # fmt: skip
_CHANGES_A_SUM = _CHANGES_MEANING - frozenset(
    "and of or to out as place between lots over more less fewer".split()  # noqa: SIM905
)
_PARTS_OF = frozenset(
    {"and", "between", "from", "least", "most", "than", "root", "of", "sum", "difference", "average", "mean"}
)
_KIND = {UNITS_OF[word][0]: kind for word, kind in KIND_OF.items()} | {names[0]: "money" for names in SIGNS.values()}
_GROUPS = re.compile(r"\b(?:(?:groups|lots|sets|rows) of|(?:divided|multiplied) by|times|plus|minus)\b", re.I)
_SYMBOLS = frozenset("+-−–×*÷/")
_CLOCK_BEFORE = re.compile(r"\d:$")
_CUT_OFF = re.compile(r"\s*(?:\.{2,}|…)\s*%|:\d")
_A_NUMBER = re.compile(rf"[\d½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞]|\b(?:{'|'.join((*NUMBER_WORDS, *FRACTION_WORDS))})s?\b", re.I)
_RELATIONS = frozenset({"equals", "<", ">", "≤", "≥", "≠"})
_WORKS = frozenset({"+", "-", "*", "^", "²", "³", "raised", "√", "∛", "∜", "!", "of", "2*", "3*"})


@dataclass(frozen=True, slots=True)
class Claim:
    """Two sides and how the text relates them: ``=``, ``<``, ``>``, ``≤``, ``≥`` or ``≠``."""

    left: Side
    right: Side
    relation: str
    span: Span
    remainder: Fraction | None = None


def _unknown(word: str) -> bool:
    """A letter that stands for a number, or a sign that hides one."""
    return (len(word) == 1 and word.isalpha() and word not in "aAI") or word in ("[", "{", "}", "#")


def _following(found: list[Piece], at: int, text: str) -> str:
    """The next words, where the next piece is a word or a sign in words."""
    if at >= len(found) or not text[found[at].span.start].isalpha():
        return ""
    return text[found[at].span.start : found[at].span.start + 40]


def _led_in(found: list[Piece], start: int, text: str, plain_sum: bool) -> bool:
    """Whether the word before makes the left side a part of something else ("more than 3 + 4", "between 2 and 5")."""
    before = word_at(found, start - 1, text).lower()
    if before == "and" and _behind_a_claim(found, start - 2):
        return False
    if not plain_sum:
        return before in _PARTS_OF
    if start and found[start - 1].sign == "of":
        return not totals(found, start - 2, text)
    if before == "and":
        return start >= 2 and found[start - 2].sign in PART
    return before in _PARTS_OF - {"from", "sum", "difference"}


def _behind_a_claim(found: list[Piece], at: int) -> bool:
    """Whether the right side of another claim ends at ``at``, perhaps with a noun ("6 × 7 = 42 pens")."""
    at -= at > 0 and found[at].sign == "word" and found[at - 1].sign in PART
    end = at
    while at > 0 and found[at].sign in PART:
        at -= 1
    return at < end and found[at].sign in _RELATIONS


def _touches_unknown(found: list[Piece], start: int, end: int, text: str) -> bool:
    before, after = word_at(found, start - 1, text), word_at(found, end, text)
    signed = start >= 2 and text[found[start - 2].span.start : found[start - 2].span.end] in _SYMBOLS
    if _unknown(before) or (before and signed):
        return True  # "25 classmates + his 1 teacher = 26"
    if _CLOCK_BEFORE.search(text[: found[start].span.start][-4:]):
        return True  # "7:50 + 30 minutes"
    if _CUT_OFF.match(text[found[end - 1].span.end :][:8]):
        return True  # "= 33.333...%", "= 8:20"
    blanks = [i for i in (start - 1, end) if 0 <= i < len(found) and found[i].sign == "blank"]
    if any(text[found[i].span.start] != "?" for i in blanks):
        return True
    return len(after) == 1 and after.isalpha() and after not in "aAI" and after.lower() != "r"


def _remainder(found: list[Piece], at: int, text: str) -> Fraction | None:
    """The number behind "remainder" or "r" after a claim."""
    for step in range(at, min(at + 4, len(found))):
        word = text[found[step].span.start : found[step].span.end].lower()
        if word in ("remainder", "r", "rem"):
            following = found[step + 1 : step + 4]
            return next((p.value for p in following if p.sign == "number"), None)
    return None


def _kinds_differ(measures: frozenset[str]) -> bool:
    kinds = [_KIND.get(name, "place") for name in measures]
    return len(set(kinds)) == len(kinds)


def _different_measures(left: Side, right: Side) -> bool:
    """Whether units make the two sides something else than plain numbers; those claims are left alone here."""
    if not left.worked and (left.measures - right.measures or (left.labelled and not right.labelled)):
        return True  # "3 m = 3 × 100 = 300 cm", "one dose = 14 + 42"
    if left.measures == right.measures and len(left.measures) < 2:
        return False
    if len(left.measures) > 1 or (left.measures and right.measures):
        plain = left.worked and not right.worked and not left.signs & {"+", "-", "²", "³"}
        if not plain or "power" in right.signs or len(right.measures) > 1:
            return True
        if _kinds_differ(left.measures | right.measures):
            return False  # 60 miles an hour × 2 hours = 120 miles
        return not (len(right.measures) == 1 and right.measures < left.measures and len(left.measures) == 2)
    return len(right.measures) > 1 or not (left.worked or right.worked)


def _many_of(left: Side, right: Side, following: str) -> bool:
    """Whether what is added are packs and what comes out is not ("3 packs + 2 = 20 pens")."""
    noun = following.lower().split()[:1]
    return bool(left.counted) and bool(left.signs & {"+", "-"}) and (
        right.counted != left.counted and (not noun or stem(noun[0].strip(".,!?")) != left.counted)
    )  # fmt: skip


def _said_loosely(left: Side, right: Side, following: str, spelled_is: bool) -> bool:
    """Whether an "is" joins two things that need not be the same number ("3/4 is 3 parts", "2 is more than 1")."""
    words = following.lower().split()
    if words[:1] == ["and"]:  # "is 3 and a half", but not "is 3 and so on"
        return words[1:2] in (["a"], ["one"]) and words[2:3] != [] and words[2].rstrip("s.,!") in FRACTION_WORDS
    if words[1:2] == ["than"]:
        return True
    if words[:1] == ["times"] and not re.match(r"\d|as\b|more|the\b|a\b|\w+er\b", words[1] if words[1:] else ""):
        return False  # "= 9 times to go"
    if words and words[0] in (_CHANGES_MEANING if spelled_is else _CHANGES_A_SUM):
        return True
    if not spelled_is:
        return False
    return left.bare_fraction and right.value.denominator == 1 and not right.worked


def _part_of_something(left: Side, right: Side, said: bool) -> bool:
    """Whether a part is said of something unnamed: "20% is 10 dollars", "2/5 is equal to 12.8 hectares"."""
    percent = left.signs <= {"number", "%"} and "%" in left.signs
    return ((percent and (said or not right.worked)) or (left.bare_fraction and said)) and right.value > 1 >= left.value


def _places_left_out(left: Side, right: Side) -> bool:
    """Whether one side alone names the place in which both are counted: "4 - 3 = 1 ten", "3 tens + 2 tens = 5"."""
    places = left.places | right.places
    if len(places) != 1 or (left.places and right.places):
        return False
    (place,) = places
    return left.value * place == right.value if right.places else left.value == right.value * place


def _is_a_score(left: list[Piece], right: Side) -> bool:
    """Whether hyphens join what is added up: the rounds of golf in "71-70-66=207"."""
    numbers = [p.value for p in left if p.sign == "number" and p.value is not None]
    tight = left[-1].span.end - left[0].span.start == sum(p.span.end - p.span.start for p in left)
    return len(numbers) > 2 and {p.sign for p in left} == {"number", "-"} and tight and sum(numbers) == right.value


def _is_a_range(left: list[Piece], side: Side, right: Side, said: int) -> bool:
    """Whether a hyphen stands for "to" ("Pages 3-5, which is 3 pages", "from 8 - 10 is 2 hours")."""
    if not said or {p.sign for p in left} != {"number", "-"}:
        return False
    tight = left[-1].span.end - left[0].span.start == sum(p.span.end - p.span.start for p in left)
    return side.value < 0 <= right.value or (tight and said == TOLD)


def _said_of_the_last(run: list[Piece], value: Fraction, text: str) -> bool:
    """Whether ", which is 4" speaks of the last part of a sum: "20 + 20% of 20, which is 4"."""
    parts = (side_of(run[at + 1 :], text) for at, piece in enumerate(run) if piece.sign in ("+", "-"))
    return any(part is not None and part.value == value for part in parts)


def _stands(left: Side, how: Piece, text: str, span: Span) -> bool:
    """Whether a claim that is not one sum with its result stands in its sentence as one."""
    relation, said, spelled = how.sign, how.decimals, text[how.span.start].isalpha()
    if relation != "equals":
        return not said or stands_alone(text, span)
    if not left.worked and (said or spelled):
        return stands_alone(text, span)
    if said == ANSWERED and not is_asked(text, span.start):
        return False
    return said not in (TOLD, ANSWERED) or (bool(left.signs & _WORKS) or ("/" in left.signs and not left.bare_fraction))


def _claim(found: list[Piece], at: int, text: str) -> Claim | None:
    left_run, right_run = run_before(found, at, text), run_behind(found, at, text)
    left, right = side_of(left_run, text), side_of(right_run, text)
    if left is None or right is None:
        return None
    start, end = at - len(left_run), at + 1 + len(right_run)
    span = Span(found[start].span.start, found[end - 1].span.end)
    bare = not (left.worked or right.worked)
    if bare and (found[at].sign == "equals" or not stands_alone(text, span)):
        return None
    if not bare and not _stands(left, found[at], text, span):
        return None
    if _touches_unknown(found, start, end, text) or _different_measures(left, right):
        return None
    relation = found[at].sign
    spelled_is = relation == "equals" and bool(found[at].decimals)
    plain_sum = relation == "equals" and not spelled_is and left.worked
    if _is_a_score(left_run, right) or _is_a_range(left_run, left, right, found[at].decimals):
        return None
    if found[at].decimals == TOLD and _said_of_the_last(left_run, right.value, text):
        return None
    if _part_of_something(left, right, bool(found[at].decimals)) or _places_left_out(left, right):
        return None
    if _led_in(found, start, text, plain_sum) or _many_of(left, right, _following(found, end, text)):
        return None
    remainder = _remainder(found, end, text)
    if remainder is None and _said_loosely(left, right, _following(found, end, text), spelled_is):
        return None
    if right.worked and right_run[0].value == left.value and _GROUPS.search(text[found[at].span.end :][:60]):
        return None  # "15 ÷ 1.5 = 10 sets of 2 pages"
    if not left.worked and left.value.denominator == 1 and right.bare_fraction and right.value <= 1:
        return None  # "12 = 2/3 of the total"
    return Claim(left, right, "=" if relation == "equals" else relation, span, remainder)


def claims(text: str) -> Iterator[Claim]:
    """Yield each claim of ``text`` that is understood whole; Markdown and LaTeX are undone first."""
    text = plain(text)
    if not _A_NUMBER.search(text):
        return
    found = pieces(text)
    for at, piece in enumerate(found):
        if piece.sign in _RELATIONS and 0 < at < len(found) - 1:
            claim = _claim(found, at, text)
            if claim is not None:
                yield claim
