r"""Characters written by their numbers: ``\x54``, ``\u0054``, ``U+0054``, 84 101 108, 124 145 154.

The escapes are those of programming languages (ISO C, ECMAScript, Python); a row of bare numbers counts only where,
read as ASCII codes, it makes English words, for homework is full of rows of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from studybuddy_core.checks.common_words import readable_share

ESCAPES = re.compile(
    r"(?:\\{1,2}x[0-9a-fA-F]{2})+|(?:\\{1,2}u[0-9a-fA-F]{4}|\\{1,2}[ux]\{[0-9a-fA-F]{1,6}\}|\\{1,2}U[0-9a-fA-F]{8}"
    r"|%u[0-9a-fA-F]{4}|(?:[Uu]\+[0-9a-fA-F]{4,6}[ ,;]{0,2}(?=[Uu]\+)){2,}[Uu]\+[0-9a-fA-F]{4,6})+"
    r"|(?:\\{1,2}[0-3]?[0-7]{2}){3,}|(?:0x[0-9a-fA-F]{2}[ ,;]{0,2}){4,}"
)
_ONE_POINT = re.compile(r"(?:\\{1,2}[ux]\{|\\{1,2}[uU]|%u|[Uu]\+)([0-9a-fA-F]{1,8})\}?[ ,;]{0,2}")
_ONE_BYTE = re.compile(r"x([0-9a-fA-F]{2})")
_OCTAL = re.compile(r"\\{1,2}([0-3]?[0-7]{2})")
NUMBERS = re.compile(r"(?<![\w.,])(?:[01]?\d{2}(?:[ \t\n]*[,;/-][ \t\n]*|\s{1,3})){5,4000}[01]?\d{2}(?![\w%])(?!\.\d)")
_NUMBER = re.compile(r"\d+")
_LEAST_SHARE = 0.7
_LIKE_PROSE, _LONG, _SOME_SHARE = 0.85, 12, 0.3  # so many letters and spaces in so many signs are no homework numbers
_HIGHEST = 0x110000


def _of_bytes(values: list[int]) -> str:
    raw = bytes(values)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def from_escapes(run: str) -> str:
    r"""Return what a run of escapes says: ``\x62\x6f`` is "bo"."""
    if run.startswith("0x") or (run.lstrip("\\").startswith("x") and "{" not in run):
        return _of_bytes([int(pair, 16) for pair in _ONE_BYTE.findall(run)])
    points = _ONE_POINT.findall(run)
    if points:
        codes = [int(point, 16) for point in points]
        return "".join(map(chr, codes)) if all(c < _HIGHEST and not 0xD800 <= c < 0xE000 for c in codes) else ""
    return _of_bytes([int(digits, 8) for digits in _OCTAL.findall(run)])


def from_numbers(run: str, worth: Callable[[str], bool]) -> str:
    """Return what a row of numbers says as ASCII codes, decimal or octal; "" where it says nothing."""
    digits = _NUMBER.findall(run)
    for base in (10, 8):
        try:
            codes = [int(number, base) for number in digits]
        except ValueError:
            continue
        if not all(32 <= code < 127 or code in (9, 10) for code in codes):
            continue
        text = "".join(map(chr, codes))
        if _says_something(text) or worth(text):
            return text
    return ""


def _says_something(text: str) -> bool:
    """Whether a text is made of English words, or looks like prose with some of them in it."""
    letters, share = sum(map(str.isalpha, text)), readable_share(text)
    prose = " " in text and letters + text.count(" ") >= _LIKE_PROSE * len(text) and len(text) >= _LONG
    return (share >= _LEAST_SHARE and letters >= 5) or (prose and share >= _SOME_SHARE)
