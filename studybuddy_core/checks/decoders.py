"""Encodings that a model reads as easily as plain text: base64/32/85, hex, binary, URL, HTML, Morse, rot-N, pig latin.

Nothing is decoded in the hope that it means something: a run must look encoded, and what comes out must look like
words, or homework ("x = 3a4b", "decode 01101000 for our lesson") would be full of phantoms.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import string
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from studybuddy_core.checks.common_words import is_common, readable_share, reads_better
from studybuddy_core.checks.reading_maps import Spot, mapped, replaced
from studybuddy_core.domain.messages import Reading

_BASE64 = re.compile(r"(?<![\w+/=])(?:[A-Za-z0-9+/_-]{4}){2,}(?:[A-Za-z0-9+/_-]{2,3})?={0,2}(?![\w+/])")
_BASE32 = re.compile(r"(?<![A-Za-z0-9=])[A-Za-z2-7]{16,}={0,6}(?![A-Za-z0-9=])")
_BASE85 = re.compile(r"(?<!\S)[!-~]{14,}(?!\S)")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :,]?){6,10000}(?![0-9A-Za-z])")
_BINARY = re.compile(r"(?:[01]{8}[ ,]?){3,}")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}[%\w+.]{0,2000}")
_ENTITIES = re.compile(r"(?:&#?\w{2,7};){2,}")
_MORSE = re.compile(r"(?:[.\-·−–—]{1,6}(?:[ /|]{1,3}|$)){4,}")
_WORD = re.compile(r"[A-Za-z]+")
_FRACTION, _MOST_PLACES = re.compile(r"(?<![\d.])\d{1,6}[.,]\d+\s?$"), 17
_PIG = re.compile(r"\b[A-Za-z]{2,}ay\b")
_PIG_SHARE = 0.5

# International Morse code, ITU-R M.1677-1.
_MORSE_ORDER = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
    "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
)
MORSE_SIGNS = dict(zip(_MORSE_ORDER.split(), string.ascii_lowercase + string.digits, strict=True))
_MORSE_PLAIN = str.maketrans({"·": ".", "−": "-", "–": "-", "—": "-"})


def _printable(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    letters = sum(c.isalpha() or c == " " for c in text)
    return text if text and all(c.isprintable() or c in "\n\t" for c in text) and letters >= 0.6 * len(text) else ""


def _from_base64(run: str) -> str:
    run = run.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        found = _printable(base64.b64decode(run + "=" * (-len(run) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""
    return found if len(run) >= 12 or readable_share(found) > 0.8 else ""


def _from_base32(run: str) -> str:
    run = run.rstrip("=").upper()
    try:
        return _printable(base64.b32decode(run + "=" * (-len(run) % 8)))
    except (binascii.Error, ValueError):
        return ""


def _from_base85(run: str) -> str:
    if run.isalnum() and run.islower():
        return ""
    for decode in (base64.b85decode, lambda r: base64.a85decode(r, adobe=r.startswith(b"<~"))):
        try:
            found = _printable(decode(run.encode("ascii")))
        except ValueError:
            continue
        if found and (found.isascii() or readable_share(found) >= 0.5):
            return found
    return ""


def _from_hex(run: str) -> str:
    try:
        return _printable(bytes.fromhex(run.removeprefix("0x").replace(":", " ").replace(",", " ")))
    except ValueError:
        return ""


def _from_binary(run: str) -> str:
    return _printable(bytes(int(bits, 2) for bits in re.findall("[01]{8}", run)))


def _from_morse(run: str) -> str:
    words = re.split(r" {3,}| ?[/|] ?", run.translate(_MORSE_PLAIN).strip())
    letters = [[MORSE_SIGNS.get(sign, "") for sign in word.split()] for word in words]
    text = " ".join("".join(word) for word in letters).strip()
    return text if all(all(word) for word in letters) and sum(map(str.isalpha, text)) >= 4 else ""


_DECODERS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("binary", _BINARY, _from_binary),
    ("hex", _HEX, _from_hex),
    ("base32", _BASE32, _from_base32),
    ("base64", _BASE64, _from_base64),
    ("base85", _BASE85, _from_base85),
    ("percent codes", _PERCENT, unquote),
    ("HTML codes", _ENTITIES, html.unescape),
    ("Morse code", _MORSE, _from_morse),
)


def _decimal_places(text: str, run: re.Match[str]) -> bool:
    """Whether a run is what a computer writes after the point of a number: 0.6666666666666666."""
    near = text[max(0, run.start() - 9) : run.end()]
    return len(run.group().strip()) <= _MOST_PLACES and _FRACTION.search(near) is not None


def decoded(text: str) -> Iterator[Reading]:
    """Yield a reading for every encoding of which ``text`` holds a run."""
    for kind, pattern, decode in _DECODERS:
        spots: list[Spot] = [(m.start(), m.end(), new) for m in pattern.finditer(text)
                             if (new := decode(m.group())) not in ("", m.group())
                             and not _decimal_places(text, m)]  # fmt: skip
        reading = replaced(kind, text, spots)
        if reading is not None:
            yield reading


def _turned(n: int) -> dict[int, int]:
    low, up = string.ascii_lowercase, string.ascii_uppercase
    return str.maketrans(low + up, low[n:] + low[:n] + up[n:] + up[:n])


_ROTATIONS = tuple((n, _turned(n)) for n in range(1, 26))


def rotated(text: str) -> Reading | None:
    """Return the text with its letters moved along the alphabet, where that makes it readable (Caesar, rot13)."""
    if readable_share(text) > 0.4 or not _WORD.search(text):
        return None
    share, n = max((readable_share(text[:400].translate(table)), -n) for n, table in _ROTATIONS)
    if share < 0.5:
        return None
    turned = text.translate(_ROTATIONS[-n - 1][1])
    return Reading("rotated letters", turned, tuple(range(len(text)))) if reads_better(turned, text) else None


def backwards(text: str) -> Iterator[Reading]:
    """Yield the text backwards, and with each word backwards, where that makes it readable."""
    if readable_share(text) > 0.6:
        return
    turned = text[::-1]
    if reads_better(turned, text):
        yield Reading("reversed", turned, tuple(range(len(text) - 1, -1, -1)))
    pieces: list[tuple[str, int]] = []
    at = 0
    for m in _WORD.finditer(text):
        pieces += [(text[i], i) for i in range(at, m.start())]
        pieces += [(text[i], i) for i in range(m.end() - 1, m.start() - 1, -1)]
        at = m.end()
    if reads_better("".join(c for c, _ in pieces), text):
        yield mapped("reversed words", [*pieces, *((text[i], i) for i in range(at, len(text)))])


def _from_pig(word: str) -> str:
    stem = word[:-2].lower()
    ways = [stem[:-1]] if stem.endswith(("w", "y")) else []
    ways += [stem[-n:] + stem[:-n] for n in range(1, min(4, len(stem)))]
    return next((way for way in ways if is_common(way)), ways[0] if ways else stem)


def pig_latin(text: str) -> Reading | None:
    """Return pig latin read back, where most words end as it does."""
    spots = [(m.start(), m.end(), _from_pig(m.group())) for m in _PIG.finditer(text)]
    words = _WORD.findall(text)
    if len(spots) < 3 or len(spots) < _PIG_SHARE * len(words):
        return None
    reading = replaced("pig latin", text, spots)
    return reading if reading is not None and reads_better(reading.text, text) else None
