"""Other ways to read a text: folded, spelled in numbers, spaced out, reversed, encoded. Scored, never shown.

A child (or someone pasting for one) can write "k i l l", "k1ll" or base64, and a model reads
all of them, so checks read them too. Every reading maps each character back to ``clean``.
Nothing is decoded in the hope that it means something: a run must look encoded, and what
comes out must look like words, or homework ("x = 3a4b") would be full of phantoms.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from studybuddy_core.checks.lookalikes import LOOKALIKES
from studybuddy_core.domain.messages import Reading

MOST_CHARS = 20_000
MOST_READINGS = 10
_DEPTH = 2
# What is not read a second time: squeezing, or the other way to read a 1, after which nothing new can show.
_LEAVES = frozenset({"stretched", "squeezed", "leetspeak l"})

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s",
                       "!": "i", "|": "l", "€": "e", "+": "t"})  # fmt: skip
_LEET_L = {**_LEET, ord("1"): "l", ord("!"): "l"}
# A token that mixes letters with the digits and signs that stand for letters, and is not a number with a unit.
_LEET_WORD = re.compile(
    r"(?<![\w@$!|+€.])(?=[\w@$!|+€]{0,23}[A-Za-z])(?=[\w@$!|+€]{0,23}[013457@$!|8+€])[\w@$!|+€]{2,24}(?![\w@$!|+€])"
)
_UNIT = re.compile(r"^\d+[A-Za-z]{1,3}$|^[A-Za-z]{1,2}[1-9]\d*$|^[A-Za-z+|]+$")
_STRETCHED = re.compile(r"([A-Za-z])\1{2,}")
_OFTEN_DOUBLE = frozenset("lsetofpgmnrdcbz")
_SPACED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .\-_*,/|~]{1,2}){2,}[A-Za-z](?![A-Za-z])")
_WIDE_GAP = re.compile(r"[ ]{2,}")
_BASE64 = re.compile(r"(?<![\w+/=])(?:[A-Za-z0-9+/_-]{4}){3,}(?:[A-Za-z0-9+/_-]{2,3}={0,2})?(?![\w+/])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :]?){6,400}(?![0-9A-Za-z])")
_BINARY = re.compile(r"(?:[01]{8}[ ,]?){3,}")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}[%\w+.]{0,2000}")
_ENTITIES = re.compile(r"(?:&#?x?\w{2,6};){2,}")
_WORD = re.compile(r"[A-Za-z]+")
_COMMON = frozenset((
    "the", "a", "an", "to", "of", "and", "i", "you", "me", "my", "how", "do", "is", "it", "in", "that", "what",
    "for", "on", "with", "be", "this", "tell", "your", "not", "can", "are", "we", "have", "was", "all", "make",
    "write", "give", "want", "ignore", "instructions", "kill", "help", "about", "from", "people", "who", "when",
    "why", "please", "so", "if", "at",
))  # fmt: skip


def _mapped(kind: str, pieces: list[tuple[str, int]]) -> Reading:
    text = "".join(piece for piece, _ in pieces)
    offsets = tuple(at for piece, at in pieces for _ in piece)
    return Reading(kind, text, offsets)


def _replaced(kind: str, text: str, spots: list[tuple[int, int, str]]) -> Reading | None:
    """A reading in which each (start, end, new text) spot is replaced; new text maps back into its spot."""
    if not spots:
        return None
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, new in spots:
        out.append(text[at:start])
        offsets.extend(range(at, start))
        out.append(new)
        length = end - start
        offsets.extend(start + min(i * length // max(len(new), 1), length - 1) for i in range(len(new)))
        at = end
    out.append(text[at:])
    offsets.extend(range(at, len(text)))
    return Reading(kind, "".join(out), tuple(offsets))


def _folded(text: str) -> Reading | None:
    """Compatibility forms, look-alike letters and accents as plain Latin."""
    if text.isascii():
        return None
    pieces: list[tuple[str, int]] = []
    for i, char in enumerate(text):
        if char.isascii():
            pieces.append((char, i))
            continue
        plain = LOOKALIKES.get(char) or unicodedata.normalize("NFKD", char)
        pieces.append(("".join(LOOKALIKES.get(c, c) for c in plain if not unicodedata.combining(c)), i))
    reading = _mapped("look-alikes", pieces)
    return reading if reading.text != text else None


def _leet(text: str) -> Iterator[Reading]:
    words = [(m.start(), m.group().rstrip("!|+")) for m in _LEET_WORD.finditer(text)]
    words = [(at, word) for at, word in words if not _UNIT.match(word) and 2 * sum(map(str.isalpha, word)) >= len(word)]
    for kind, table, wanted in (("leetspeak", _LEET, ""), ("leetspeak l", _LEET_L, "1!")):
        if wanted and not any(sign in word for _, word in words for sign in wanted):
            continue
        reading = _replaced(kind, text, [(at, at + len(word), word.translate(table)) for at, word in words])
        if reading is not None:
            yield reading


def _stretched(text: str) -> Reading | None:
    spots = []
    for m in _STRETCHED.finditer(text):
        letter = m.group(1)
        keep = 2 if letter.lower() in _OFTEN_DOUBLE and m.end() - m.start() >= 3 else 1
        spots.append((m.start(), m.end(), letter * keep))
    return _replaced("stretched", text, spots)


def _squeezed(text: str) -> Reading | None:
    return _replaced("squeezed", text, [(m.start(), m.end(), m.group(1)) for m in _STRETCHED.finditer(text)])


def _despaced(text: str) -> Iterator[Reading]:
    """Letters set apart, joined; "i k i l l" is read as "ikill" and as "i kill"."""
    runs = [(m.start(), m.end(), _WIDE_GAP.split(m.group())) for m in _SPACED.finditer(text)]
    joined = [(a, b, " ".join("".join(filter(str.isalpha, word)) for word in words)) for a, b, words in runs]
    apart = [(a, b, f"{new[0]} {new[1:]}" if new[0] in "iIaA" and new[1:2] != " " else new) for a, b, new in joined]
    for spots in (joined, apart) if apart != joined else (joined,):
        reading = _replaced("spaced out", text, spots)
        if reading is not None:
            yield reading


def _common_share(text: str) -> float:
    words = [word.lower() for word in _WORD.findall(text[:2_000])]
    return sum(word in _COMMON for word in words) / len(words) if words else 0.0


def _reads_better(new: str, old: str) -> bool:
    share = _common_share(new)
    return share >= 0.2 and share > 2 * _common_share(old)


def _backwards(text: str) -> Iterator[Reading]:
    turned = text[::-1]
    if _reads_better(turned, text):
        yield Reading("reversed", turned, tuple(range(len(text) - 1, -1, -1)))
    pieces: list[tuple[str, int]] = []
    at = 0
    for m in _WORD.finditer(text):
        pieces += [(text[i], i) for i in range(at, m.start())]
        pieces += [(text[i], i) for i in range(m.end() - 1, m.start() - 1, -1)]
        at = m.end()
    words = "".join(c for c, _ in pieces)
    if _reads_better(words, text):
        yield _mapped("reversed words", [*pieces, *((text[i], i) for i in range(at, len(text)))])


def _rotated(text: str) -> Reading | None:
    turned = codecs.encode(text, "rot13")
    return Reading("rot13", turned, tuple(range(len(text)))) if _reads_better(turned, text) else None


def _readable(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    printable = sum(c.isprintable() or c in "\n\t" for c in text)
    letters = sum(c.isalpha() or c == " " for c in text)
    return text if text and printable == len(text) and letters >= 0.7 * len(text) else ""


def _from_base64(run: str) -> str:
    run = run.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return _readable(base64.b64decode(run + "=" * (-len(run) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _from_hex(run: str) -> str:
    try:
        return _readable(bytes.fromhex(run.removeprefix("0x").replace(":", " ")))
    except ValueError:
        return ""


def _from_binary(run: str) -> str:
    return _readable(bytes(int(bits, 2) for bits in re.findall("[01]{8}", run)))


_DECODERS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("base64", _BASE64, _from_base64),
    ("hex", _HEX, _from_hex),
    ("binary", _BINARY, _from_binary),
    ("percent codes", _PERCENT, unquote),
    ("HTML codes", _ENTITIES, html.unescape),
)


def _decoded(text: str) -> Iterator[Reading]:
    for kind, pattern, decode in _DECODERS:
        spots = [(m.start(), m.end(), new) for m in pattern.finditer(text) if (new := decode(m.group())) != ""
                 and new != m.group()]  # fmt: skip
        reading = _replaced(kind, text, spots)
        if reading is not None:
            yield reading


def _first(text: str) -> Iterator[Reading]:
    yield from (r for r in (_folded(text), _stretched(text), _squeezed(text), _rotated(text)) if r)
    yield from _despaced(text)
    yield from _leet(text)
    yield from _backwards(text)
    yield from _decoded(text)


def _through(outer: Reading, inner: Reading) -> Reading:
    """``inner`` is a reading of ``outer``'s text; make its offsets lead to ``clean``."""
    return Reading(f"{outer.kind}, {inner.kind}", inner.text, tuple(outer.offsets[i] for i in inner.offsets))


def readings_of(clean: str) -> tuple[Reading, ...]:
    """Return the other ways to read ``clean``, readings of readings included; none for plain text.

    Beyond ``MOST_CHARS`` only the beginning is read again; ``clean`` itself is always scored whole.
    """
    found: dict[str, Reading] = {}
    layer = [Reading("clean", clean[:MOST_CHARS], tuple(range(min(len(clean), MOST_CHARS))))]
    for depth in range(_DEPTH):
        following = []
        for outer in layer:
            for inner in _first(outer.text) if outer.kind not in _LEAVES else ():
                reading = inner if depth == 0 else _through(outer, inner)
                if reading.text not in found and reading.text != clean and len(found) < MOST_READINGS:
                    found[reading.text] = reading
                    following.append(reading)
        layer = following
    return tuple(found.values())
