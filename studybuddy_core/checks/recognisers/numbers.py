"""Cards, accounts, national numbers, papers and number plates: a shape, then a checksum or a word beside it.

A card or an IBAN with a right checksum needs no word. A national number that is only digits does, since any sum has
such numbers. Whatever is called somebody's passport, pupil or account number is one, checksum or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers import checksums
from studybuddy_core.checks.recognisers.checksums import digits_of
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

SECRET = "privacy.secret"  # noqa: S105
_NEAR = 60
_ANY = compile_pattern(r"\d{3}")
_CARD = re2.compile(r"\b(?:\d[ .-]?){11,18}\d\b")
_CARD_WORD = compile_pattern(r"\b(?:card|credit|debit|visa|master ?card|amex|maestro|cc)\b")
_IBAN = compile_pattern(r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b")
_CALLED = compile_pattern(
    r"\b(?:(?:passport|driver'?s? licen[cs]e|driving licen[cs]e|licen[cs]e|student|pupil|candidate|library(?: card)?|"
    r"bus ?pass|id(?:entity)?(?: card| number| no)|national insurance|ni|social security|ssn|ssid|insurance|"
    r"bank account|account|"
    r"sort code|medicare|medical|nhs|patient|health card|school id|upn|membership|locker|lunch)"
    r"(?: (?:number|no|num|id|code|pin|card|#))*\.?(?:'s|\s+is|\s+was|:|\s*=|\s*#)*\s+)"
    r"(#?(?:[a-z]{1,4}[ -]?)?\d(?:[a-z0-9]|[ -]?\d){3,17}[a-z]?)\b"
)
_PLATE = compile_pattern(
    r"\b(?:number ?plate|licen[cs]e ?plate|plates?|car reg(?:istration)?|registration)(?: (?:number|no))?"
    r"(?:'s|\s+is|\s+was|:|\s+says)*\s+([a-z0-9]{1,4}[ -]?[a-z0-9]{2,4}(?:[ -]?[a-z0-9]{2,4})?)\b"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    shape: Any
    valid: Callable[[str], bool]
    score: int
    note: str
    beside: Any = None
    digits: bool = True


def _kind(shape: str, valid: Callable[[str], bool], score: int, note: str, beside: str = "", *,
          digits: bool = True) -> _Kind:  # fmt: skip
    return _Kind(compile_pattern(shape), valid, score, note,
                 compile_pattern(rf"\b(?:{beside})\b") if beside else None, digits)  # fmt: skip


_KINDS = (
    _kind(r"\b\d{3}-\d{2}-\d{4}\b", checksums.ssn, 8_500, "a social security number"),
    _kind(r"\b\d{3}[ ]?\d{2}[ ]?\d{4}\b", checksums.ssn, 8_500, "a social security number", "ssn|social security"),
    _kind(r"\b[abceghj-prstw-z][abceghj-nprstw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b", lambda _: True, 8_000,
          "a national insurance number", digits=False),
    _kind(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", checksums.nhs, 8_500, "an NHS number", "nhs|patient|hospital|health"),
    _kind(r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b", checksums.sin, 8_000, "a social insurance number", "sin|social insurance"),
    _kind(r"\b\d{11}\b", checksums.pesel, 8_500, "a PESEL", "pesel"),
    _kind(r"\b(?:19|20)?\d{6}-\d{4}\b", checksums.personnummer, 7_500, "a personal number"),
    _kind(r"\b(?:\d{8}|[xyz]-?\d{7})-?[a-z]\b", checksums.dni, 7_500, "a DNI", digits=False),
    _kind(r"\b\d{9}\b", checksums.bsn, 8_500, "a BSN", "bsn|burgerservicenummer"),
    _kind(r"\b[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}\b", checksums.nir, 8_500, "a NIR"),
    _kind(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", checksums.steuer_id, 8_500, "a tax number",
          "steuer-?id|steuer(?:identifikations)?nummer|tax"),
    _kind(r"\b\d{3} ?\d{3} ?\d{3}\b", checksums.tfn, 8_500, "a tax file number", "tfn|tax file"),
    _kind(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}\b", checksums.aadhaar, 8_500, "an Aadhaar number", "aadhaar|aadhar|uid"),
)  # fmt: skip


def _before(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at]


def _cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text):
        digits, span = digits_of(match.group()), Span(*match.span())
        beside = _CARD_WORD.search(_before(text, span.start)) is not None
        if checksums.card(digits) and (beside or len(digits) > 12):
            yield Finding(SECRET, 9_500 if beside else 8_000, (span,), "a card number")
        elif beside and (len(digits) in (15, 16) or checksums.luhn(digits)):
            yield Finding(SECRET, 6_500, (span,), "a number beside a word for a card")


def numbers(around: Surroundings) -> Iterator[Finding]:
    """Yield cards, accounts, national numbers, papers and number plates."""
    text = around.text
    if not _ANY.search(text):
        if _PLATE.search(text):
            yield from _plates(text)
        return
    yield from _cards(text)
    for match in _IBAN.finditer(text):
        if checksums.iban(match.group()):
            yield Finding(SECRET, 9_500, (Span(*match.span()),), "an IBAN")
    for kind in _KINDS:
        yield from _of(kind, text)
    for match in _CALLED.finditer(text):
        if len(digits_of(match.group(1))) >= 4:
            yield Finding(SECRET, 7_000, (Span(*match.span(1)),), "a number of somebody's papers")
    yield from _plates(text)


def _of(kind: _Kind, text: str) -> Iterator[Finding]:
    for match in kind.shape.finditer(text):
        said = digits_of(match.group()) if kind.digits else match.group()
        if kind.valid(said) and (kind.beside is None or kind.beside.search(_before(text, match.start()))):
            yield Finding(SECRET, kind.score, (Span(*match.span()),), kind.note)


def _plates(text: str) -> Iterator[Finding]:
    for match in _PLATE.finditer(text):
        said = match.group(1)
        if any(map(str.isdigit, said)) and any(map(str.isalpha, said)):
            yield Finding(SECRET, 6_000, (Span(*match.span(1)),), "a number plate")
