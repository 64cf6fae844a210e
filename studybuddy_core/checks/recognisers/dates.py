"""Dates of birth, other exact dates, and ages.

A child's own birthday is a matter for the lexicon. Here is what remains: somebody else's date of birth, exact dates
and ages in a text that is no exercise, since an exercise about ages needs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.birthday"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMERIC = r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|\d{1,2}/\d{1,2}/\d{2}"
_ISO = r"(?:19|20)\d{2}-\d{2}-\d{2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_NTH, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:,? (?:19|20)\d{2})?"
_WORDS = rf"{_NTH}(?: of)? {_MONTH}{_YEAR}|{_MONTH} {_NTH}{_YEAR}"
_BORN = compile_pattern(
    rf"\b(?:born|date of birth|birth ?date|birthday|b-?day|dob|d\.o\.b\.?)(?: (?:is|was|on|in|the|:))*[:\s]+"
    rf"({_ISO}|{_NUMERIC}|{_WORDS})\b"
)
_EXACT = compile_pattern(rf"\b(?:{_ISO}|{_NUMERIC})\b")
_MOMENT = compile_pattern(r"\b(?:19|20)\d{2}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(?::\d{2})?\b")
_SPELLED = compile_pattern(rf"\b(?:{_WORDS})\b")
_AGE = compile_pattern(
    r"\b(?:(?:turned|turning|turns|is|am|i'?m|was|she'?s|he'?s|aged?:?|a|an) )+"
    r"(\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w+)?|\w+teen|six|seven|eight|nine|ten|"
    r"eleven|twelve)"
    r"(?: and a (?:half|quarter))?[ -](?:years?|yrs?)(?:[ -]old)?\b"
)
_JUST_AGE = compile_pattern(
    r"\b(?:i'?m|i am|i was|s?he'?s|s?he is|s?he was) (\d{1,2})(?:[.,!?]|$| and\b| but\b| now\b)"
)
_HISTORY = compile_pattern(
    r"\b(?:war|king|queen|president|battle|treaty|revolution|empire|century|history|independence|invented|discovered|"
    r"founded|signed|ended|began)\b"
)


def dates(around: Surroundings) -> Iterator[Finding]:
    """Yield dates of birth, exact dates and ages."""
    text = around.text
    if not any(map(str.isdigit, text)) and "year" not in text:
        return
    for match in _BORN.finditer(text):
        if not around.in_question(Span(*match.span())):
            yield Finding(LABEL, 4_000, (Span(*match.span(1)),), "a date of birth")
    if around.sum:
        return
    for pattern in (_AGE, _JUST_AGE):
        for match in pattern.finditer(text):
            yield Finding(LABEL, 2_000, (Span(*match.span(1)),), "an age")
    for match in _MOMENT.finditer(text):
        yield Finding(LABEL, 2_000, (Span(*match.span()),), "a moment")
    patterns = (_EXACT, _SPELLED) if around.personal else (_EXACT,)
    if _HISTORY.search(text):
        return
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not around.in_question(Span(*match.span())):
                yield Finding(LABEL, 2_000, (Span(*match.span()),), "a date")
