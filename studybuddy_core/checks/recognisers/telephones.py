"""Telephone numbers: digits that are called one, or that are shaped and valid as one somewhere.

Numbers are everywhere in homework. Digits beside "call me" count fully. Without such a word they must be written
like a telephone number and be valid (phonenumbers) in one of the regions here, and then they count less. The letters
o, l and I among digits are digits.
"""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.checksums import digits_of
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

CONTACT = "privacy.contact"
_NEAR, _BEHIND = 40, 20
_SHAPE = re2.compile(r"\(?\+?\(?\d[\d().\-/ ]{5,20}\d(?: ?(?:x|ext\.?) ?\d{1,5})?")
_CALL = compile_pattern(
    r"\b(?:call|calls|calling|text|texting|ring|phone|mobile|mob|cell|tel|telephone|fax|desk|landline|whats ?app|sms|"
    r"reach|contact|dial|facetime|messages? to|answering at|"
    r"(?:my|our|his|her|their|mum'?s|mom'?s|dad'?s|phone|home|house|work|emergency) number|number is)\b"
)
_AFTER = compile_pattern(r"^[\s,;-]*(?:\(?(?:office|fax|mobile|cell|home|work|phone|tel|landline|desk))\b")
_GROUPS = re2.compile(r"^\d{1,3}(?:[ ,]\d{3})+$")
_DATE = re2.compile(r"^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?: \d{1,2})?$")
_MIXED = re2.compile(r"\b[\doOlI|]{2,}\b")
_LETTER_DIGITS = str.maketrans("oOlI|", "00111")
_FEWEST_DIGITS = 2
_ALONE = re2.compile(r"^[\s>]*$")
_HERE = ("US", "GB")
_ELSEWHERE = (
    "IE", "AU", "NZ", "IN", "ZA", "DE", "FR", "ES", "IT", "NL", "BE", "CH", "AT", "PL", "SE", "NO", "DK", "FI"
,
              "PT", "CZ", "HU", "PK", "NG", "KE", "SG", "MX", "BR")  # fmt: skip


def _valid(said: str, regions: tuple[str, ...]) -> bool:
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(said, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _with_digits(text: str) -> str:
    """``text`` with letters that stand among digits, and look like them, as digits: "o77oo 9oo123"."""
    out, at = [], 0
    for match in _MIXED.finditer(text):
        said = match.group()
        if not said.isdigit() and sum(map(str.isdigit, said)) >= _FEWEST_DIGITS:
            out += [text[at : match.start()], said.translate(_LETTER_DIGITS)]
            at = match.end()
    return "".join([*out, text[at:]]) if out else text


def _alone(text: str, span: Span) -> bool:
    """Whether the number has a line of a longer text to itself."""
    if "\n" not in text:
        return False
    left, right = text.rfind("\n", 0, span.start), text.find("\n", span.end)
    return bool(_ALONE.search(text[left + 1 : span.start])) and bool(
        _ALONE.search(text[span.end : right if right >= 0 else len(text)])
    )


def _score(around: Surroundings, span: Span, said: str) -> int:
    """How surely this is a telephone number; 0 where it is none."""
    text = around.text
    asked = (_CALL.search(text[max(0, span.start - _NEAR) : span.start])
             or _AFTER.search(text[span.end : span.end + _BEHIND]))  # fmt: skip
    led = said.lstrip("(").startswith(("+", "0"))
    if said.lstrip("(").startswith("+"):
        return 9_000 if asked else 7_000 if _valid(said, ("ZZ",)) else 3_000
    if asked:
        if led or _valid(said, _HERE):
            return 9_000
        return 0 if around.sum and "-" not in said else 6_000
    if around.sum:
        return 0
    shaped = "-" in said or said.startswith("(")
    if _GROUPS.search(said) and not shaped and not _alone(text, span):
        return 0
    if _valid(said, _HERE):
        return 7_000 if shaped else 4_000
    if led and _valid(said, _ELSEWHERE):
        return 4_000
    return 2_000 if _alone(text, span) else 0


def telephones(around: Surroundings) -> Iterator[Finding]:
    """Yield telephone numbers."""
    text = _with_digits(around.text)
    for match in _SHAPE.finditer(text):
        said = match.group().strip()
        digits = digits_of(said)
        start, end = match.span()
        if not 7 <= len(digits) <= 15 or _DATE.search(said) or text[end : end + 1].isalnum():
            continue
        if text[start - 1 : start].isalnum() or text[start - 1 : start] in (".", "-", "$", "£", "€"):
            continue
        score = _score(around, Span(start, end), said)
        if score:
            yield Finding(CONTACT, score, (Span(start, end),), "a telephone number")
