"""Word problems with a single step: something is joined, taken away, compared, grouped or shared.

Only stories of a well-known shape are set up; a story with a third number, with words like "twice" or
"some", or with verbs that point both ways is left alone, since a wrong "that is right" does more harm
than "show your teacher". What can't be set up still gets reading hints, without an answer to check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import NUMBER, digits_for_words, number, shown
from studybuddy_core.knowledge.words import stem, words_of

_ASKS = re.compile(
    r"\b(?:how (?:many|much|meny|mny|far|long|tall|old|fast)|(?:by )?what (?:percent|fraction)|"
    r"what (?:is|was|are) the (?:total|difference|cost|number))\b"
)
_GIVEN = re.compile(rf"(?<![\w.])({NUMBER})(?![\d.]*\d)")
_TOO_HARD = re.compile(
    r"\b(?:half|halves|third|quarter|twice|double|triple|thrice|times (?:as|more|bigger|longer)|dozen|percent|some|"
    r"rest|remaind\w*|except|instead|average|both sides|round trip|as many|as much|older|younger|faster|slower|"
    r"originally|"
    r"at first|to begin with|to start with|initially|before|used to|ago|odd|even|another|other|again|only|several|few|"
    r"then (?:he|she|they)|minutes? past|o'?clock|pairs?|couple|if he (?:had|has)|probability|ratio)\b|%|\d/\d|\d:\d"
)
_UP = re.compile(
    r"\b(?:gets?|got|buys?|bought|finds?|found|picks?|picked|receiv\w+|earn\w*|wins?|won|adds?|added|collect\w*|more|"
    r"gains?|joins?|joined|arriv\w+|come|came|comes|plant\w*|bak\w+|mak\w+|made|grew|grow\w*|borrow\w*|"
    r"gave (?:him|her|me|them))\b"
)
_DOWN = re.compile(
    r"\b(?:gives?|gave|given|giving|los(?:es|t|e|ing)|eats?|ate|eaten|sells?|sold|spends?|spent|uses?|used|drops?|"
    r"dropped|breaks?|broke|throws?|threw|flew|flies|leaves?|left|ran|runs? away|takes?|took|taken|donat\w+|pays?|"
    r"paid|removes?|removed|deletes?|deleted|burst|popped|melt\w*|drank|drinks?|walk(?:s|ed)? away|went|goes|go|"
    r"got off|died|cut|shar\w+|lent|trad\w+|return\w*|fell|falls?|wash\w*|less|fewer)\b"
)
_TOGETHER = re.compile(r"\b(?:altogether|all together|in all|in total|total|combined|together|sum)\b")
_LEFT = re.compile(r"\b(?:left|still|remain\w*|now|over)\b")
_APART = re.compile(
    r"\b(?:how (?:many|much) (?:more|fewer|less|taller|longer|heavier|cheaper|farther|further)|difference)\b"
)
_EACH = re.compile(r"\b(?:each|every|per|apiece)\b(?: (?:of the )?([a-z]+))?")
_TIMES_OF_DAY = {"day", "week", "month", "year", "hour", "minut", "decad", "second", "mile", "kilomet"}
_EQUALLY = re.compile(r"\b(?:equally|equal|evenly|same number|the same amount|fairly)\b")


@dataclass(frozen=True, slots=True)
class _Story:
    told: str
    asked: str
    a: Fraction
    b: Fraction
    a_things: frozenset[str]
    b_things: frozenset[str]
    wanted: frozenset[str]


_SMALL_WORDS = frozenset(
    """of the a an in on at to for with and more his her their my your are is was were each per every does did has have
    she they now will would can left still there you altogether all total together""".split()  # noqa: SIM905
)


def _things(words: list[str], most: int = 4) -> frozenset[str]:
    """The stems of the things counted: the next few words, small ones left out."""
    return frozenset(stem(word) for word in words[:most] if word not in _SMALL_WORDS and len(word) > 2)


def _story(text: str) -> _Story | None:
    flat = " ".join(
        digits_for_words(text.lower().replace("’", "'")).replace("$", "").replace("£", "").replace("€", "").split()
    )
    asks = list(_ASKS.finditer(flat))
    if len(asks) != 1 or len(flat) > 400:
        return None
    begin = max(flat.rfind(stop, 0, asks[0].start()) for stop in ".?!;,") + 1
    stop = re.search(r"[.?!]", flat[asks[0].start() :])
    end = asks[0].start() + stop.end() if stop else len(flat)
    asked, told = flat[begin:end], flat[:begin] + " " + flat[end:]
    found = list(_GIVEN.finditer(flat))
    if len(found) != 2:
        return None
    a, b = (number(f[1]) for f in found)
    if a is None or b is None or not a or not b:
        return None
    after_a = words_of(re.split(r"[.?!,;]|\b(?:each|every|per)\b", flat[found[0].end() : found[1].start()])[0])
    after_b = words_of(re.split(r"[.?!,;]|\b(?:each|every|per)\b", flat[found[1].end() :])[0])
    wanted = words_of(flat[asks[0].end() :])
    return _Story(told, asked, a, b, _things(after_a), _things(after_b), _things(wanted, 3))


def _in_groups(s: _Story) -> tuple[str, Fraction] | None:
    """So many groups, so many in each: the word after "each" must be what the other number counts."""
    groups = _EACH.findall(s.told)
    if (
        len(groups) != 1
        or _EACH.search(s.asked)
        or _APART.search(s.asked)
        or _DOWN.search(s.told)
        or _TOGETHER.search(s.told)
    ):
        return None
    of = stem(groups[0]) if groups[0] else ""
    if _TIMES_OF_DAY & ({stem(w) for w in words_of(s.told + s.asked)} - {of}):
        return None
    if not s.wanted or (of in s.a_things and of in s.b_things):
        return None
    if of and of in s.a_things and s.wanted & s.b_things and s.wanted.isdisjoint(s.a_things):
        return "groups", s.a * s.b
    if of and of in s.b_things and s.wanted & s.a_things and s.wanted.isdisjoint(s.b_things - {of}):
        return "groups", s.a * s.b
    ends_with_each = not of and re.search(rf"\bwith {re.escape(shown(s.b))} [a-z ]+\beach\b", s.told)
    if ends_with_each and s.wanted & s.b_things and s.wanted.isdisjoint(s.a_things):
        return "groups", s.a * s.b
    return None


def _shared(s: _Story) -> tuple[str, Fraction] | None:
    """A number of things shared equally: how many for each."""
    told = _EQUALLY.search(s.told + s.asked) or re.search(r"\b(?:shar\w+|split\w*|divid\w+)\b", s.told)
    each = _EACH.search(s.asked)
    if not told or not each or _EACH.search(s.told) or _UP.search(s.told) or _LEFT.search(s.asked):
        return None
    if not s.wanted & s.a_things or s.wanted & s.b_things or s.a < s.b or (s.a / s.b).denominator != 1:
        return None
    return "share", s.a / s.b


def _changed(s: _Story) -> tuple[str, Fraction] | None:
    """Joined, taken away or compared: nothing comes in equal groups."""
    whole = s.told + " " + s.asked
    if _EACH.search(whole) or _EQUALLY.search(whole) or _TOGETHER.search(s.told) or re.search(r"\bthan\b", s.told):
        return None
    if _TIMES_OF_DAY & (s.a_things | s.b_things):
        return None
    up, down = bool(_UP.search(s.told)), bool(_DOWN.search(s.told))
    of_a, of_b = not s.wanted or bool(s.wanted & s.a_things), bool(s.wanted & s.b_things)
    if _APART.search(s.asked):
        than = re.search(r"\bthan\b|\bdifference\b", s.asked) and not re.search(
            r"\bthan (?:those|that|the ones)\b", s.asked
        )
        return ("apart", abs(s.a - s.b)) if than and not down and not up and (of_a or of_b) else None
    if _TOGETHER.search(s.asked):
        return (
            ("join", s.a + s.b)
            if not down and of_a and (of_b or not s.b_things or (not s.wanted and s.a_things == s.b_things))
            else None
        )
    if (
        down
        and not up
        and of_a
        and s.a >= s.b
        and re.search(r"\b(?:left|still have|remain\w*|have now|now)\b", s.asked)
    ):
        return "take", s.a - s.b
    joined = up and not down and re.search(rf"\b{re.escape(shown(s.b))} more\b", s.told)
    if (
        joined
        and of_a
        and re.search(r"\b(?:now|have|has|are there)\b", s.asked)
        and not re.search(r"\bmore\b", s.asked)
    ):
        return "join", s.a + s.b
    return None


_TELLS = {
    "join": ("The story puts things together, so it grows.", "+", "Add the numbers"),
    "take": ("Something goes away in the story, so it shrinks.", "−", "Take the smaller number away"),
    "apart": (
        "The story compares, so look for how far apart the numbers are.",
        "−",
        "Take the smaller number away from the larger one",
    ),
    "groups": ("There are groups with the same number in each.", "×", "Multiply the groups by how many are in each"),
    "share": ("A number is shared into equal parts.", "÷", "Divide the number by how many parts there are"),
}
_LIKE = {
    "join": "Mia has 14 shells and finds 5 more. Put together: 14 + 5 = 19.",
    "take": "Ben has 18 cards and gives 7 away. Take away: 18 − 7 = 11.",
    "apart": "A red rope is 25 m and a blue rope 16 m. How far apart: 25 − 16 = 9.",
    "groups": "There are 6 bags with 12 nuts in each. Groups: 6 × 12 = 72.",
    "share": "There are 45 beads for 3 children. Shared: 45 ÷ 3 = 15.",
}
_LIKE_TOO = {
    "join": "Mia has 23 shells and finds 8 more. Put together: 23 + 8 = 31.",
    "take": "Ben has 46 cards and gives 12 away. Take away: 46 − 12 = 34.",
    "apart": "A red rope is 60 m and a blue rope 38 m. How far apart: 60 − 38 = 22.",
    "groups": "There are 4 bags with 25 nuts in each. Groups: 4 × 25 = 100.",
    "share": "There are 88 beads for 4 children. Shared: 88 ÷ 4 = 22.",
}


def _way(shape: str, story: _Story) -> Way:
    a, b = (max(story.a, story.b), min(story.a, story.b)) if shape == "apart" else (story.a, story.b)
    tells, sign, does = _TELLS[shape]
    sum_ = f"{shown(a)} {sign} {shown(b)}"
    value = {"+": a + b, "−": a - b, "×": a * b, "÷": a / b}[sign]
    hints = (
        "Tell the story in your own words. Does the number grow, shrink, or get shared?",
        f"{tells} Which sign fits?",
        f"{does}. Which sum do you write?",
        f"Work out {sum_}.",
    )
    slips = [
        (a + b, "That adds the numbers. Does the number really grow in the story?"),
        (abs(a - b), "That takes away. Does the number really shrink in the story?"),
        (a * b, "That multiplies. Are there groups of the same size in the story?"),
    ]
    return Way(hints, (tells, f"{sum_} = {shown(value)}."), (), tuple(slips))


def read(text: str) -> Exercise | None:
    """Read a one-step word problem of a well-known shape; anything less certain is left alone."""
    story = None if _TOO_HARD.search(digits_for_words(text.lower())) else _story(text)
    if story is None:
        return None
    found = _in_groups(story) or _shared(story) or _changed(story)
    if found is None or found[1] < 0:
        return None
    shape, value = found
    likes = ((like[shape], Way((), ())) for like in (_LIKE, _LIKE_TOO))
    return exercise("word problem", " ".join(text.split()), value, _way(shape, story), others=likes)


def looks_like_one(text: str) -> bool:
    """Tell whether a text looks like a word problem, whether or not it can be set up; years alone are no story."""
    flat = digits_for_words(text.lower())
    given = [found for found in _GIVEN.findall(flat) if not re.fullmatch(r"1\d{3}|20\d\d", found)]
    if len(words_of(flat)) < 9 or not given:
        return False
    return bool(_ASKS.search(flat) or (len(given) > 1 and re.search(r"\b(?:what|find)\b", flat)))
