"""Letters and digits that look like Latin ones, by Unicode's own data: what is used to hide English words.

From three places of the Unicode character database: the confusables of UTS #39 (as ``confusable_homoglyphs`` ships
them), compatibility forms (NFKD), and the names of letters that are shapes of a Latin one ("LATIN LETTER SMALL
CAPITAL A", "NEGATIVE SQUARED LATIN CAPITAL LETTER A", "REGIONAL INDICATOR SYMBOL LETTER A").
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from functools import cache
from importlib import resources

_NAMED = re.compile(
    r"^(?:(?:NEGATIVE )?(?:SQUARED|CIRCLED|PARENTHESIZED|CROSSED NEGATIVE SQUARED) LATIN (?:CAPITAL|SMALL) LETTER"
    r"|LATIN LETTER SMALL CAPITAL|REGIONAL INDICATOR SYMBOL LETTER|MODIFIER LETTER (?:CAPITAL|SMALL)"
    r"|TAG LATIN (?:CAPITAL|SMALL) LETTER|LATIN (?:CAPITAL|SMALL) LETTER(?= [A-Z] WITH)"
    r"|LATIN SUBSCRIPT SMALL LETTER|COMBINING LATIN SMALL LETTER) ([A-Z])(?: WITH .*)?$"
)
_NAMED_BLOCKS = (range(0x0180, 0x02B9), range(0x1D00, 0x1DC0), range(0x1F100, 0x1F200), range(0x2090, 0x20A0),
                 range(0xA720, 0xA800))  # fmt: skip
# People also take these for Latin letters, though their shapes are too far apart for UTS #39.
_TAKEN_FOR = dict(zip("ηχκτωνγμβδгптмнвкия", "nxktwvyubdrntmhbknr", strict=True))


@cache
def lookalikes() -> dict[str, str]:
    """Return the table: a character that is not ASCII to the ASCII letter or digit it looks like."""
    listed = json.loads((resources.files("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    table: dict[str, str] = {}
    for plain in string.ascii_lowercase + string.ascii_uppercase + string.digits:
        for other in listed.get(plain, ()):
            if len(other["c"]) == 1 and not other["c"].isascii():
                table.setdefault(other["c"], plain)
    for char, plain in _TAKEN_FOR.items():
        table.setdefault(char, plain)
    for block in _NAMED_BLOCKS:
        for code in block:
            named = _NAMED.match(unicodedata.name(chr(code), ""))
            if named:
                table.setdefault(chr(code), named[1].lower())
    return table


def folded_char(char: str) -> str:
    """Return the plain form of one character: look-alikes and compatibility forms, marks dropped."""
    if char.isascii():
        return char
    table = lookalikes()
    if char in table:
        return table[char]
    plain = unicodedata.normalize("NFKD", char)
    return "".join(table.get(c, c) for c in plain if not unicodedata.combining(c))
