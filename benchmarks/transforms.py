"""Forty and more ways to write the same words so that a quick look misses them."""

from __future__ import annotations

import base64
import codecs
import random
import string
from collections.abc import Callable
from urllib.parse import quote

from studybuddy_core.checks.decoders import MORSE_SIGNS

Transform = Callable[[str], str]

_LEET = str.maketrans("aeiost", "4310$7")
_LIGHT_LEET = str.maketrans("aeo", "430")
_CYRILLIC = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")
_GREEK = str.maketrans("aoviknpuxyABEHIKMNOPTXYZ", "αονικηρυχγΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
_SMALL_CAPS = str.maketrans("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
_MORSE = {letter: sign for sign, letter in MORSE_SIGNS.items()}


def _shift(start: int, lower: int) -> Transform:
    """Letters moved to another alphabet of Unicode: capitals from ``start``, small ones from ``lower``."""
    table = {ord(c): chr(start + i) for i, c in enumerate(string.ascii_uppercase)}
    table |= {ord(c): chr(lower + i) for i, c in enumerate(string.ascii_lowercase)}
    return lambda text: text.translate(table)


def _between(sign: str) -> Transform:
    """``sign`` after every letter of a word."""
    return lambda text: "".join(c + sign if c.isalpha() else c for c in text)


def _spaced(sign: str, gap: str) -> Transform:
    return lambda text: gap.join(sign.join(word) for word in text.split())


def _rotated(n: int) -> Transform:
    low = string.ascii_lowercase
    table = str.maketrans(low + low.upper(), low[n:] + low[:n] + (low[n:] + low[:n]).upper())
    return lambda text: text.translate(table)


def _pig(word: str) -> str:
    at = next((i for i, c in enumerate(word) if c.lower() in "aeiou"), 0)
    return (word[at:] + word[:at] + "ay" if at else word + "way") if word.isalpha() else word


def _swapped(text: str) -> str:
    chance = random.Random(text)
    words = text.split(" ")
    for i, word in enumerate(words):
        if len(word) > 4 and chance.random() < 0.4:
            at = chance.randrange(1, len(word) - 2)
            words[i] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _morse(text: str) -> str:
    words = ("".join(c for c in word.lower() if c in _MORSE) for word in text.split())
    return " / ".join(" ".join(_MORSE[c] for c in word) for word in words if word)


TRANSFORMS: dict[str, Transform] = {
    "upper case": str.upper,
    "lower case": str.lower,
    "title case": str.title,
    "alternating case": lambda t: "".join(c.upper() if i % 2 else c.lower() for i, c in enumerate(t)),
    "light leetspeak": lambda t: t.translate(_LIGHT_LEET),
    "leetspeak": lambda t: t.lower().translate(_LEET),
    "stretched vowels": lambda t: "".join(c * 4 if c in "aeiou" else c for c in t),
    "letters apart": _spaced(" ", "  "),
    "letters apart, words too": _spaced(" ", " "),
    "dots between letters": _spaced(".", " "),
    "hyphens between letters": _spaced("-", " "),
    "underscores for spaces": lambda t: t.replace(" ", "_"),
    "dots for spaces": lambda t: t.replace(" ", "."),
    "emoji for spaces": lambda t: t.replace(" ", "🔥"),
    "no spaces": lambda t: t.replace(" ", ""),
    "a line a word": lambda t: t.replace(" ", "\n"),
    "zero width space": _between("\u200b"),
    "zero width joiner": _between("\u200d"),
    "soft hyphen": _between("\u00ad"),
    "word joiner": _between("\u2060"),
    "variation selectors": _between("\ufe0f"),
    "tag characters": _between("\U000e0041"),
    "bidi marks": lambda t: f"\u202d{t}\u202c",
    "combining flood": _between("\u0301\u0316\u0321\u0334\u0351\u035c"),
    "one accent": _between("\u0301"),
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "mathematical bold": _shift(0x1D400, 0x1D41A),
    "mathematical sans": _shift(0x1D5A0, 0x1D5BA),
    "circled": _shift(0x24B6, 0x24D0),
    "squared": lambda t: _shift(0x1F130, 0x1F130)(t),
    "small capitals": lambda t: t.lower().translate(_SMALL_CAPS),
    "Cyrillic look-alikes": lambda t: t.translate(_CYRILLIC),
    "Greek look-alikes": lambda t: t.translate(_GREEK),
    "reversed": lambda t: t[::-1],
    "reversed words": lambda t: " ".join(word[::-1] for word in t.split()),
    "rot13": lambda t: codecs.encode(t, "rot13"),
    "rot7": _rotated(7),
    "pig latin": lambda t: " ".join(map(_pig, t.split())),
    "base64": _b64,
    "base32": lambda t: base64.b32encode(t.encode()).decode(),
    "base85": lambda t: base64.b85encode(t.encode()).decode(),
    "hex": lambda t: t.encode().hex(),
    "binary": lambda t: " ".join(f"{b:08b}" for b in t.encode()),
    "percent codes": lambda t: "".join(f"%{b:02x}" for b in t.encode()),
    "quoted URL": lambda t: quote(t).replace("%20", "+"),
    "HTML codes": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "Morse code": _morse,
    "base64 twice": lambda t: _b64(_b64(t)),
    "base64 of rot13": lambda t: _b64(codecs.encode(t, "rot13")),
    "hex of base64 of reversed": lambda t: _b64(t[::-1]).encode().hex(),
    "swapped letters": _swapped,
}  # fmt: skip
