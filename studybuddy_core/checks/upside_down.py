"""Letters turned upside down, as "flip text" pages write them: ɯǝ llǝʇ is "tell me", read from its end.

Unicode's names say which letters are turned ("LATIN SMALL LETTER TURNED E"); those pages write the others with letters
that merely look so: b for q, n for u, ƃ for g.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from studybuddy_core.checks.common_words import readable_share, reads_better
from studybuddy_core.checks.reading_maps import mapped
from studybuddy_core.domain.messages import Reading

_NAMED = re.compile(r"^LATIN (?:SMALL|CAPITAL) LETTER (?:TURNED|REVERSED) (?:SANS-SERIF )?([A-Z])$")
_BLOCKS = (range(0x0180, 0x02B0), range(0x1D00, 0x1DC0), range(0x2C60, 0x2C80), range(0xA720, 0xA800))
_SHAPES = dict(zip("ɔɟƃɓɾſןʃ∀ƆℲ⅁⅂˥Ԁ┴∩Λ⅄¿¡˙Ɩᄅ", "cfggjjllacfgllptuvy?!.12", strict=True))
_PLAIN = {**dict(zip("bqdpnu69,'", "qbpdun96',", strict=True)), "(": ")", ")": "(", "M": "w", "W": "m"}
_LEAST = 3
_WORD = re.compile(r"[A-Za-z']+")


@cache
def turned() -> dict[str, str]:
    """Return the table: a character that is not ASCII to the letter it is upside down."""
    table = dict(_SHAPES)
    for block in _BLOCKS:
        for code in block:
            named = _NAMED.match(unicodedata.name(chr(code), ""))
            if named and ("TURNED" in named.string or named[1] == "E"):
                table.setdefault(chr(code), named[1].lower())
    return table


def _hanging(text: str, i: int) -> str:
    """A comma is an apostrophe turned, where it stands within a word; before a gap it was left as it was."""
    return "'" if 0 < i < len(text) - 1 and text[i - 1].isalpha() and text[i + 1].isalpha() else ","


def upside_down(text: str) -> Iterator[Reading]:
    """Yield the text with its turned stretch put upright, from its end, where that makes it readable."""
    if text.isascii():
        return
    table = turned()
    places = [i for i, char in enumerate(text) if char in table]
    if len(places) < _LEAST:
        return
    start, end = places[0], places[-1] + 1
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    both = {**_PLAIN, **table}
    stretches = [(start, end)]
    if (start, end) != (0, len(text)) and readable_share(text[:start] + " " + text[end:]) < 0.5:
        stretches.insert(0, (0, len(text)))
    for a, b in stretches:
        upright = [(both.get(text[i], text[i]), i) for i in range(a, b)]
        upright = [(_hanging(text, i) if text[i] == "," else char, i) for char, i in upright]
        for pieces in (upright[::-1], upright):
            if reads_better("".join(c for c, _ in pieces), text[a:b]):
                rest = [(text[i], i) for i in range(a)], [(text[i], i) for i in range(b, len(text))]
                yield mapped("upside down", [*rest[0], *pieces, *rest[1]])
                return
