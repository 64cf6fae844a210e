"""Characters that are another form of a plain one, made plain one for one: full width, mathematical, circled, digits.

``clean`` keeps what a child typed (NFC and not NFKC, which would turn 10⁶ into 106), so a telephone number in
full-width or Arabic digits is still one to whoever reads it. The text made here has exactly as many characters as the
one it was made of: a place in the one is the same place in the other.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SAME_CHARACTER = ("<wide>", "<font>", "<circle>", "<square>")  # forms of Unicode that mean what the plain one means
_TABLE_SIZE = 4_096


@lru_cache(_TABLE_SIZE)
def plain_char(char: str) -> str:
    """Return the one plain character that ``char`` is a form of; ``char`` itself where there is none."""
    if char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.decomposition(char).split(" ")[0] not in _SAME_CHARACTER:
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() else char


def plain_forms(text: str) -> str:
    """Return ``text`` with such characters made plain, character for character."""
    return text if text.isascii() else "".join(map(plain_char, text))
