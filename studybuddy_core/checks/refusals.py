"""Refusals: why a pattern can't be used, in words that say what to change.

RE2 gives a reason of its own for each refusal ("invalid repetition size: {1001}"). What mends it differs: a look-ahead
has to be written out, a repetition made smaller, a bracket closed. A pattern that RE2 takes can still be of no use
where it is content with no word at all: through an empty choice ("hack|"), or because every part of it may be missing
(".*").
"""

from __future__ import annotations

import re

_COUNTS = re.compile(r"\{(\d+),(\d+)\}")
_REASONS = (
    (re.compile(r"invalid perl operator: \(\?(?:[=!]|<[=!])"),
     "look-around is not possible; write the words out"),
    (re.compile(r"invalid perl operator: \(\?>|bad repetition operator"),
     "two signs of repetition after one another, and groups that never go back, are not possible; one sign is enough"),
    (re.compile(r"invalid perl operator"),
     "RE2 knows no such group; use plain brackets, or (?: ) where nothing is to be kept"),
    (re.compile(r"invalid escape sequence: \\[1-9k]"),
     "back-references are not possible; write the words out"),
    (re.compile(r"invalid escape sequence"),
     "RE2 does not know this escape; write the sign itself, or \\ before a sign that has a meaning of its own"),
    (re.compile(r"invalid repetition size"),
     "a part can be repeated up to 1,000 times, and where one repetition stands in another their numbers are "
     "multiplied; ask for fewer"),
    (re.compile(r"too large|too complex|out of memory"),
     "it grows too large to be run on every message; repeat less, or make several rules of it"),
    (re.compile(r"missing \)|unexpected \)"),
     "every bracket that opens must close, and none may close that is not open"),
    (re.compile(r"missing \]"), "a set of signs in [ ] must close"),
    (re.compile(r"no argument for repetition"), "something must stand before a sign of repetition"),
    (re.compile(r"invalid character class"),
     "there is no such range or class of signs; write its first and last sign in their order"),
    (re.compile(r"named (?:capture )?group|capture group name|duplicate"), "give every group a name of its own"),
    (re.compile(r"utf-?8", re.I), "write it as plain text in UTF-8"),
)  # fmt: skip
_OTHERWISE = "write it more plainly"


def mend(reason: str) -> str:
    """What to do about a pattern that RE2 refused for ``reason`` (its own words)."""
    counts = _COUNTS.search(reason)
    if counts and int(counts[1]) > int(counts[2]):
        return "the smaller number of a repetition comes first"
    return next((words for met, words in _REASONS if met.search(reason)), _OTHERWISE)


def _bare(pattern: str) -> str:
    """``pattern`` with its escapes and its sets of signs each made one letter, so that only its build is left."""
    return re.sub(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", "x", re.sub(r"\\.", "x", pattern, flags=re.S))


def has_empty_choice(pattern: str) -> bool:
    """Whether some choice of ``pattern`` is left empty: nothing stands before, between or behind its bars."""
    opened = re.sub(r"\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?", "(", _bare(pattern))
    return re.search(r"(?:^|[(|])\||\|(?:[|)]|$)", opened) is not None


def of_no_use(pattern: str) -> tuple[str, str]:
    """What is wrong with a pattern that meets every text, and what to do about it."""
    if has_empty_choice(pattern):
        return "has an empty choice, so it would match every text", "take the empty choice out"
    return "is content with no word at all, so it would match every text", "let it ask for at least one word"
