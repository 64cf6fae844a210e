"""Personal data: what a child tells of who and where they are, and what the tutor must not repeat.

Numbers are everywhere in homework, so a run of digits counts as a telephone number only when
phonenumbers finds it valid, and counts fully only beside words like "call me". Card numbers
must pass their checksum. Names are found in context ("my name is …") or because the school
knows them; a note never holds what was found.
"""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
import re2

from studybuddy_core.checks.lexicon import LexiconCheck, fold, windows
from studybuddy_core.checks.staff import name_spans
from studybuddy_core.domain.labels import BOTH
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

_EMAIL = re2.compile(r"(?i)\b[a-z0-9][a-z0-9._%+-]{0,63}\s?(?:@|\(at\)|\[at\])\s?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+\b")
_DIGITS = re2.compile(r"\+?\(?\d[\d\s().\-]{5,18}\d")
_CARD = re2.compile(r"\b(?:\d[ -]?){12,18}\d\b")
_SSN = re2.compile(r"\b\d{3}-\d{2}-\d{4}\b")
_KEY = re2.compile(r"\b(?:sk-[A-Za-z0-9_-]{16,}|ghp_[A-Za-z0-9]{20,}|AKIA[A-Z0-9]{12,}|eyJ[A-Za-z0-9_-]{20,}\.[\w-]+)")
_CALL = re2.compile(
    r"(?i)\b(?:call|text|ring|phone|mobile|cell|tel|telephone|whatsapp|number'?s?|reach|contact|dial)\b"
)
_REGIONS = ("US", "GB")
_NEAR = 40


def _luhn(digits: str) -> bool:
    total = 0
    for i, char in enumerate(reversed(digits)):
        value = int(char) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text):
        digits = "".join(filter(str.isdigit, match.group()))
        if 13 <= len(digits) <= 19 and len(set(digits)) > 2 and _luhn(digits):
            yield Finding("privacy.secret", 9_500, (Span(match.start(), match.end()),), "a card number")


def _phones(text: str) -> Iterator[Finding]:
    if not _DIGITS.search(text):
        return
    seen: set[Span] = set()
    for region in _REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=200):
            span = Span(match.start, match.end)
            if span in seen:
                continue
            seen.add(span)
            asked = _CALL.search(text[max(0, span.start - _NEAR) : span.start]) is not None
            shaped = match.raw_string.startswith(("+", "(")) or "-" in match.raw_string
            score = 9_000 if asked else 7_000 if shaped else 4_000
            yield Finding("privacy.contact", score, (span,), "a telephone number")


def _patterns(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding("privacy.contact", 9_500, (Span(match.start(), match.end()),), "an e-mail address")
    for match in _SSN.finditer(text):
        yield Finding("privacy.secret", 8_500, (Span(match.start(), match.end()),), "a social security number")
    for match in _KEY.finditer(text):
        yield Finding("privacy.secret", 9_500, (Span(match.start(), match.end()),), "a secret key")
    yield from _cards(text)
    yield from _phones(text)


class PersonalDataCheck:
    """Says that text holds a name, a way to reach someone, a place, a secret or a birthday."""

    def __init__(self) -> None:
        phrases = LexiconCheck("personal", BOTH)
        self._phrases = phrases.lexicon
        labels = tuple(dict.fromkeys((*phrases.spec.labels, "privacy.name", "privacy.contact", "privacy.secret")))
        version = f"1.{phrases.spec.version}.{phonenumbers.__version__}"
        self.spec = CheckSpec("personal", version, labels, BOTH, summary=phrases.spec.summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield what was found by pattern, by phrase and by the names the school knows."""
        yield from self._phrases.findings(view)
        for start, window in windows(fold(view.clean)):
            for found in _patterns(window):
                spans = tuple(Span(s.start + start, s.end + start) for s in found.spans)
                yield Finding(found.label, found.score, spans, found.note)
        if view.stage is Stage.INPUT:
            for name in view.names:
                spans = tuple(name_spans(view.clean, name)) if len(name) > 2 else ()
                if spans:
                    yield Finding("privacy.name", 8_000, spans, "a name the school knows")


CHECK = PersonalDataCheck()
