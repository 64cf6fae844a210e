"""Disguises in each other, and codes by number: what one decoding alone does not read.

Each base is that of RFC 4648 (base64, base32, hex) or of Python's base64 module (base85); URLs are quoted by RFC 3986,
HTML codes are the numeric references of the HTML standard, Morse that of ITU-R M.1677-1. The escapes are those of C and
JavaScript, the numbers ASCII; upside-down letters are those that "flip text" pages write.
"""

from __future__ import annotations

from functools import reduce

from benchmarks.transforms import TRANSFORMS, Transform

AROUND = "i found this on a poster, what does it mean? {} my friend wants to know too"
_UPSIDE_DOWN = str.maketrans("abcdefghijklmnopqrstuvwxyz?!.'", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz¿¡˙,")


def _each(form: str, gap: str = "") -> Transform:
    """Every byte by its number."""
    return lambda text: gap.join(form.format(byte) for byte in text.encode())


def _apart(text: str) -> str:
    return "  ".join(" ".join(word) for word in TRANSFORMS["leetspeak"](text).split())


def nested(*names: str) -> Transform:
    """One disguise in another, the outermost first."""
    return lambda text: reduce(lambda inner, name: TRANSFORMS[name](inner), reversed(names), text)


def within(name: str) -> Transform:
    """A disguised run in a message that is otherwise plain."""
    return lambda text: AROUND.format(TRANSFORMS[name](text))


CODES: dict[str, Transform] = {
    "leetspeak, signs apart": _apart,
    "escapes of bytes": _each("\\x{:02x}"),
    "escapes of Unicode": _each("\\u{:04x}"),
    "octal escapes": _each("\\{:03o}"),
    "decimal numbers": _each("{}", " "),
    "octal numbers": _each("{:o}", " "),
    "numbers with 0x": _each("0x{:02x}", ", "),
    "upside down": lambda text: text.lower().translate(_UPSIDE_DOWN)[::-1],
}  # fmt: skip
_PAIRS = (
    ("base64", "percent codes"), ("base64", "HTML codes"), ("base64", "binary"), ("base64", "Morse code"),
    ("base32", "hex"), ("hex", "hex"), ("base85", "base64"), ("binary", "base64"), ("percent codes", "base64"),
    ("HTML codes", "percent codes"), ("quoted URL", "binary"), ("Morse code", "hex"), ("rot13", "hex"),
    ("rot7", "base64"), ("reversed", "base64"), ("reversed", "rot13"), ("reversed words", "base32"),
    ("pig latin", "rot13"), ("rot7", "pig latin"), ("base64", "base32", "hex"), ("hex", "base64", "rot13"),
    ("reversed", "base64", "binary"),
)  # fmt: skip
NESTED: dict[str, Transform] = {" of ".join(names): nested(*names) for names in _PAIRS}
WITHIN: dict[str, Transform] = {
    name: within(name) for name in ("rot13", "rot7", "reversed", "reversed words", "pig latin", "base64", "hex",
                                    "Morse code", "binary")
}  # fmt: skip
