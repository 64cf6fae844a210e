"""Encodings that a model reads as easily as plain text: base64/32/85, hex, binary, URL, HTML, escapes, codes, Morse.

Nothing is decoded in the hope that it means something: a run must look encoded, and what comes out must look like
words, like a telephone number or like something encoded once more, or homework ("x = 3a4b", "decode 01101000 for our
lesson") would be full of phantoms. All runs of a text are decoded at once, so that no run can crowd out another.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from studybuddy_core.checks.character_codes import ESCAPES, NUMBERS, from_escapes, from_numbers
from studybuddy_core.checks.common_words import readable_share
from studybuddy_core.checks.reading_maps import Spot, replaced
from studybuddy_core.domain.messages import Reading

NESTED = 4  # how often what was decoded may be encoded again and still count as something

_BASE64 = re.compile(r"(?<![\w+/=])(?:[A-Za-z0-9+/_-]{4}){2,}(?:[A-Za-z0-9+/_-]{2,3})?={0,2}(?![\w+/]|%[0-9a-fA-F]{2})")
_BASE32 = re.compile(r"(?<![A-Za-z0-9=])[A-Za-z2-7]{16,}={0,6}(?![A-Za-z0-9=]|%[0-9a-fA-F]{2})")
_BASE85 = re.compile(r"(?<!\S)[!-~]{14,}(?!\S)")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :,+]?){6,10000}(?![0-9A-Za-z])")
_BINARY = re.compile(r"(?:[01]{8}[ ,+\n]?){3,}")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}[%\w+.~-]*")
_ENTITIES = re.compile(r"(?:&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})(?:;|(?![\w%]))|&\w{2,8};){2,}")
_MORSE = re.compile(r"(?:[.\-·−–—]{1,7}(?:[ /|+\n]{1,3}|$)){4,}")
_FRACTION, _MOST_PLACES = re.compile(r"(?<![\d.])\d{1,6}[.,]\d+\s?$"), 17
_NUMBER_SIGNS = frozenset("0123456789 +-()/.")
_LEAST_DIGITS = 9
_LONG_RUN = re.compile(r"[^\s]{16,}")
_MOSTLY = 0.6
_ENOUGH = 2_000  # a whole number of groups in each base

# International Morse code, ITU-R M.1677-1, with the signs for "!", "&", ";", "_" and "$" that are in use beside it.
_MORSE_ORDER = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
    "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. "
    ".-.-.- --..-- ..--.. .----. -.-.-- -..-. -.--. -.--.- .-... ---... -.-.-. -...- .-.-. -....- ..--.- .-..-. "
    "...-..- .--.-."
)
MORSE_SIGNS = dict(
    zip(_MORSE_ORDER.split(), string.ascii_lowercase + string.digits + ".,?'!/()&:;=+-_\"$@", strict=True)
)
_MORSE_PLAIN = str.maketrans({"·": ".", "−": "-", "–": "-", "—": "-", "+": " "})


def _printable(text: str) -> bool:
    return bool(text) and all(c.isprintable() or c in "\n\t" for c in text) and "\ufffd" not in text


def says_something(text: str, nested: int = NESTED) -> bool:
    """Whether decoded text is words, a long number as people write one, or encoded (or turned about) once more."""
    if not _printable(text):
        return False
    letters = sum(c.isalpha() or c == " " for c in text)
    if letters >= _MOSTLY * len(text) or _worded(text) or _numbered(text):
        return True
    return (nested > 0 and encoded_within(text, nested - 1)) or any(map(_worded, (text[::-1], *_rotations_of(text))))


def _rotations_of(text: str) -> Iterator[str]:
    return (text.translate(table) for _, table in ROTATIONS)


def _worded(text: str) -> bool:
    letters = sum(map(str.isalpha, text[:_ENOUGH]))
    return letters >= 6 and 4 * letters >= len(text[:_ENOUGH]) and readable_share(text) >= 0.6


def _numbered(text: str) -> bool:
    digits = [c for c in text if c.isdigit()]
    return len(digits) >= _LEAST_DIGITS and len(set(digits)) > 3 and _NUMBER_SIGNS.issuperset(text)


def encoded_within(text: str, nested: int = NESTED - 1) -> bool:
    """Whether most of a text is runs that can be decoded, as it stands, from its end, or after a rotation."""
    if len(text) < 8:
        return False
    if is_encoded(text, nested) or is_encoded(text[::-1], nested) or is_encoded(words_turned(text), nested):
        return True
    return bool(_LONG_RUN.search(text)) and any(is_encoded(way, nested) for way in _rotations_of(text))


def is_encoded(text: str, nested: int = NESTED) -> bool:
    """Whether decodable runs make up most of ``text``, of which the beginning is enough to tell."""
    text = text[:_ENOUGH]
    for kind in _KINDS:
        covered = sum(m.end() - m.start() for m in kind.pattern.finditer(text))
        if covered >= _MOSTLY * len(text):
            decoded = sum(m.end() - m.start() for m in kind.pattern.finditer(text) if kind.decode(m.group(), nested))
            if decoded >= _MOSTLY * len(text):
                return True
    return False


def words_turned(text: str) -> str:
    """Every word from its end, the words where they are."""
    return "".join(piece[::-1] for piece in re.split(r"(\s+)", text))


def _text(raw: bytes, nested: int) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if says_something(text, nested) else ""


def _from_base64(run: str, nested: int) -> str:
    run = run.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        found = _text(base64.b64decode(run + "=" * (-len(run) % 4), validate=True), nested)
    except (binascii.Error, ValueError):
        return ""
    return found if len(run) >= 12 or readable_share(found) > 0.8 else ""


def _from_base32(run: str, nested: int) -> str:
    run = run.rstrip("=").upper()
    try:
        return _text(base64.b32decode(run + "=" * (-len(run) % 8)), nested)
    except (binascii.Error, ValueError):
        return ""


def _from_base85(run: str, nested: int) -> str:
    if run.isalnum() and run.islower():
        return ""
    for decode in (base64.b85decode, lambda r: base64.a85decode(r, adobe=r.startswith(b"<~"))):
        try:
            found = _text(decode(run.encode("ascii")), nested)
        except ValueError:
            continue
        if found and (found.isascii() or readable_share(found) >= 0.5):
            return found
    return ""


def _from_hex(run: str, nested: int) -> str:
    """Pairs from left to right, or from the end; a row of numbers only where it makes words or a longer code."""
    plain = run.removeprefix("0x").replace(":", " ").replace(",", " ").replace("+", " ").strip()
    found = ""
    for way in (plain, plain[::-1], words_turned(plain)):
        try:
            found = found or _text(bytes.fromhex(way), nested if way is plain else min(nested, 1))
        except ValueError:
            continue
    only_digits = plain.replace(" ", "").isdigit()
    return found if not only_digits or readable_share(found) >= 0.5 or not found.isalpha() else ""


def _from_binary(run: str, nested: int) -> str:
    """Octets from left to right; where those say nothing, the row or each octet from its end."""
    octets = re.findall("[01]{8}", run)
    ways = (octets, [bits[::-1] for bits in octets[::-1]], [bits[::-1] for bits in octets])
    texts = [found for way in ways if (found := _text(bytes(int(bits, 2) for bits in way), nested))]
    return max(texts, key=readable_share, default="")


def _morse_letters(signs: str) -> str:
    words = re.split(r" {3,}| ?[/|\n] ?", signs.strip())
    letters = [[MORSE_SIGNS.get(sign, "") for sign in word.split()] for word in words]
    text = " ".join("".join(word) for word in letters).strip()
    return text if all(all(word) for word in letters) and len(text) >= 4 else ""


def _from_morse(run: str, nested: int) -> str:
    """Morse from left to right; where another way makes words, the row or each sign from its end."""
    signs = run.translate(_MORSE_PLAIN).strip()
    best = _morse_letters(signs)
    for way in (signs[::-1], words_turned(signs)):
        if readable_share(best) < 0.5 <= readable_share(other := _morse_letters(way)) or not best:
            best = other
    return best if sum(map(str.isalpha, best)) >= 4 or (nested and encoded_within(best, nested - 1)) else ""


def _from_percent(run: str, nested: int) -> str:
    del nested
    return text if _printable(text := unquote(run)) else ""


def _from_entities(run: str, nested: int) -> str:
    del nested
    return text if _printable(text := html.unescape(run)) else ""


def _from_escapes(run: str, nested: int) -> str:
    del nested
    return text if _printable(text := from_escapes(run)) else ""


def _from_numbers(run: str, nested: int) -> str:
    return from_numbers(run, lambda text: nested > 0 and encoded_within(text, nested - 1))


class _Kind(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    decode: Callable[[str, int], str]
    signs: tuple[str, ...] = ()  # one of which is in every such run


_KINDS = (
    _Kind("binary", _BINARY, _from_binary),
    _Kind("hex", _HEX, _from_hex),
    _Kind("base32", _BASE32, _from_base32),
    _Kind("base64", _BASE64, _from_base64),
    _Kind("base85", _BASE85, _from_base85),
    _Kind("percent codes", _PERCENT, _from_percent, ("%",)),
    _Kind("HTML codes", _ENTITIES, _from_entities, ("&",)),
    _Kind("escapes", ESCAPES, _from_escapes, ("\\", "%u", "U+", "u+", "0x")),
    _Kind("character codes", NUMBERS, _from_numbers),
    _Kind("Morse code", _MORSE, _from_morse, (". ", "- ", "/", "+", "\n", "· ", "− ", "– ", "— ")),
)


def _turned(n: int) -> dict[int, int]:
    low, up = string.ascii_lowercase, string.ascii_uppercase
    return str.maketrans(low + up, low[n:] + low[:n] + up[n:] + up[:n])


ROTATIONS = tuple((n, _turned(n)) for n in range(1, 26))


def _decimal_places(text: str, run: re.Match[str]) -> bool:
    """Whether a run is what a computer writes after the point of a number: 0.6666666666666666."""
    near = text[max(0, run.start() - 9) : run.end()]
    return len(run.group().strip()) <= _MOST_PLACES and _FRACTION.search(near) is not None


def decoded(text: str) -> Reading | None:
    """Return ``text`` with every encoded run decoded; where a run is two kinds, the one that makes words."""
    found: list[tuple[str, Spot]] = []
    for kind in _KINDS:
        if kind.signs and not any(sign in text for sign in kind.signs):
            continue
        for m in kind.pattern.finditer(text):
            new = kind.decode(m.group(), NESTED)
            if new not in ("", m.group()) and not _decimal_places(text, m):
                new += " " if m.group()[-1].isspace() and not new[-1].isspace() else ""
                found.append((kind.name, (m.start(), m.end(), new)))
    if len(found) > 1:
        found.sort(key=lambda one: (readable_share(one[1][2]) < 0.5, one[1][0] - one[1][1]))
    kept: list[tuple[str, Spot]] = []
    for name, spot in found:
        if all(spot[1] <= other[0] or other[1] <= spot[0] for _, other in kept):
            kept.append((name, spot))
    names = " and ".join(dict.fromkeys(name for name, _ in kept))
    return replaced(names, text, sorted(spot for _, spot in kept))
