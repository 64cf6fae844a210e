"""Ways to reach somebody, written out so that nothing looks for them: "tom dot b at gmail dot com", "oh double seven".

An address counts where its signs are written in words or in brackets and it ends as addresses do. "at" and "dot" are
words of every day ("look at bbc dot com"), so a bare "at" needs a mail provider behind it, a name with a sign in it
before it, or a word for mail near by. A number in words is one where something calls it a number to ring, or where it
is valid as one somewhere; counting up is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

CONTACT = "privacy.contact"
_NEAR = 40
_DOT = r"(?: ?[(\[{<] ?(?:dot|punkt|\.) ?[)\]}>] ?| dot | ?\. ?)"
_AT_BRACKETED = r"(?: ?[(\[{<] ?(?:at|@) ?[)\]}>] ?| ?@ ?)"
_JOINT = r"(?: ?[(\[{<] ?(?:dot|\.|underscore|_|dash|hyphen) ?[)\]}>] ?| (?:dot|underscore|dash|hyphen) |\.)"
_PART = r"[\pL0-9][\pL0-9_%+-]{0,39}"
_LOCAL = rf"{_PART}(?:{_JOINT}{_PART}){{0,4}}"
_JOINED = rf"{_PART}(?:{_JOINT}{_PART}){{1,4}}|[\pL]*[0-9_][\pL0-9_]*"
_PROVIDER = (
    r"(?:g ?mail|google ?mail|hot ?mail|yahoo|y ?mail|out ?look|i ?cloud|live|msn|aol|proton ?mail|proton|gmx|"
    r"btinternet|sky|comcast|me|mail)"
)
_TOP = (
    rf"(?:com|org|net|edu|gov|info|school|sch{_DOT}uk|co{_DOT}uk|ac{_DOT}uk|org{_DOT}uk|uk|ie|us|ca|au|nz|in|za|de|fr|es|"
    r"it|nl|pl|eu|me|io)"
)
_HOST = rf"[\pL0-9][\pL0-9-]{{0,40}}(?:{_DOT}[\pL0-9-]{{1,40}}){{0,2}}{_DOT}{_TOP}"
_ADDRESSES = tuple(
    compile_pattern(rf"(?:^|[^\pL0-9_])({pattern})(?:$|[^\pL0-9_@])")
    for pattern in (
        rf"{_LOCAL}{_AT_BRACKETED}{_HOST}",
        rf"{_LOCAL} at {_PROVIDER}{_DOT}{_TOP}",
        rf"(?:{_JOINED}) at {_HOST}",
    )
)
_MAILED = compile_pattern(rf"(?:^|[^\pL0-9_])({_LOCAL} at {_HOST})(?:$|[^\pL0-9_])")
_MAIL_WORD = compile_pattern(
    r"\b(?:e-? ?mails?|gmail|mail (?:me|us|him|her|my)|(?:my|our|his|her|mum'?s|dad'?s) mail)\b"
)
_MAYBE = compile_pattern(r"@|[(\[{<] ?at ?[)\]}>]|\bat\b")

_DIGITS = {"zero": "0", "nought": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
           "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9"}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_TWENTIES = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
             "ninety": "9"}  # fmt: skip
_SAID = rf"(?:{'|'.join((*_DIGITS, *_TIMES, *_TWENTIES))}|hundred|plus|\d{{1,4}})"
_RUN = compile_pattern(rf"\b({_SAID}(?:[ ,.;/-]{{1,3}}{_SAID}){{3,20}})\b")
_SAYS_DIGIT = compile_pattern(rf"\b(?:{'|'.join(word for word in (*_DIGITS, *_TIMES) if len(word) > 1)})\b")
_WORD = compile_pattern(r"\pL+|\d+")
_CALL = compile_pattern(
    r"\b(?:call|calls|calling|text|texting|ring|phone|mobile|mob|cell|tel|telephone|landline|whats ?app|sms|reach|"
    r"contact|dial|facetime|"
    r"(?:my|our|his|her|their|mum'?s|mom'?s|dad'?s|nan'?s|phone|home|house|emergency) (?:\w+ )?number|"
    r"number is|number'?s)\b"
)
_FEWEST, _FEWEST_ALONE, _MOST, _FEWEST_WORDS = 7, 10, 15, 3
_HERE = ("GB", "US", "IE", "AU", "IN")


def spelled(around: Surroundings) -> Iterator[Finding]:
    """Yield e-mail addresses with their signs in words, and telephone numbers in words."""
    yield from _addresses(around.text)
    yield from _numbers(around)


def _addresses(text: str) -> Iterator[Finding]:
    if not _MAYBE.search(text):
        return
    patterns = (*_ADDRESSES, _MAILED) if _MAIL_WORD.search(text) else _ADDRESSES
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Finding(CONTACT, 9_000, (Span(*match.span(1)),), "an e-mail address in words")


def _numbers(around: Surroundings) -> Iterator[Finding]:
    text = around.text
    if not _SAYS_DIGIT.search(text):
        return
    for match in _RUN.finditer(text):
        said = [word.group().lower() for word in _WORD.finditer(match.group(1))]
        digits = _dialled(said)
        if sum(word.isalpha() for word in said) < _FEWEST_WORDS or not _FEWEST <= len(digits) <= _MOST:
            continue
        score = _score(around, match.start(1), digits)
        if score:
            yield Finding(CONTACT, score, (Span(*match.span(1)),), "a telephone number in words")


def _dialled(said: list[str]) -> str:
    """The digits of words as they are dictated: "double oh" are two, "nine hundred" three, "forty two" two."""
    out, times = "", 1
    for n, word in enumerate(said):
        behind = said[n + 1] if n + 1 < len(said) else ""
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word == "hundred":
            new = "00"
        elif word in _TWENTIES:
            new = _TWENTIES[word] + ("" if _DIGITS.get(behind, "0") != "0" else "0")
        else:
            new = _DIGITS.get(word, word if word.isdigit() else "")
        out, times = out + new * times, 1
    return out


def _score(around: Surroundings, start: int, digits: str) -> int:
    """How surely these digits are somebody's number; 0 where they are not."""
    if _counts(digits):
        return 0
    valid = any(_valid(digits, region) for region in _HERE)
    if _CALL.search(around.text[max(0, start - _NEAR) : start]):
        return 9_000 if valid or digits.startswith("0") else 0 if around.sum else 6_000
    alone = valid and len(digits) >= _FEWEST_ALONE and digits.startswith("0")
    return 4_000 if alone and not around.sum else 0


def _counts(digits: str) -> bool:
    """Whether somebody counts, up or down or one and the same."""
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return len(steps) == 1


def _valid(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False
