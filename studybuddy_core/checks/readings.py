"""Other ways to read a text: folded, in leetspeak, spaced out, run together, backwards, encoded. Scored, never shown.

A child (or someone pasting for one) can write "k i l l", "k1ll" or base64, and a model reads all of them, so checks
read them too, up to three disguises deep. Every reading maps each character back to ``clean``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from studybuddy_core.checks.common_words import is_common, readable_share, reads_better, words_of
from studybuddy_core.checks.decoders import backwards, decoded, pig_latin, rotated
from studybuddy_core.checks.lookalikes import folded_char
from studybuddy_core.checks.reading_maps import Spot, mapped, replaced, through
from studybuddy_core.domain.messages import Reading

MOST_CHARS = 20_000
MOST_READINGS = 10
DEPTH = 3
LEAST_GLUED = 3  # signs instead of spaces: fewer are a date, a web address, "and/or"
LEAST_PICTURES = 2  # the same for one emoji again and again, which is nothing else in any language
_REMEMBERED, _REMEMBERED_CHARS = 512, 4_000
# What is not read a second time: squeezing, or the other way to read a 1, after which nothing new can show.
_LEAVES = frozenset({"stretched", "squeezed", "leetspeak l"})

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s",
                       "!": "i", "|": "l", "€": "e", "+": "t", "6": "g", "9": "g"})  # fmt: skip
_LEET_L = {**_LEET, ord("1"): "l", ord("!"): "l"}
# A token that mixes letters with the digits and signs that stand for letters, and is not a number with a unit.
_LEET_WORD = re.compile(
    r"(?<![\w@$!|+€.])(?=[\w@$!|+€]{0,23}[A-Za-z])(?=[\w@$!|+€]{0,23}[013-9@$!|+€])[\w@$!|+€]{2,24}(?![\w@$!|+€])"
)
_LEET_NUMBER = re.compile(r"(?<![\w.,])(?:4|70|1n|70|7h3|1)(?![\w.,])")
_UNIT = re.compile(r"^\d+[A-Za-z]{1,3}$|^[A-Za-z]{1,2}[1-9]\d*$|^[A-Za-z+|]+$")
_STRETCHED = re.compile(r"([A-Za-z])\1{2,}")
_OFTEN_DOUBLE = frozenset("lsetofpgmnrdcbz")
_SPACED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .\-_*,/|~\n]{1,3}){3,}[A-Za-z](?![A-Za-z])")
_WIDE_GAP = re.compile(r"[ ]{2,}|[ ]?[/|\n][ ]?")
_LONGER_WORD = re.compile(r"(?<![\w'’])[A-Za-z]{4,24}(?![\w'’])")
_RUN = re.compile(r"[A-Za-z]{12,}")
_JOINTS = re.compile(r"(?<=[A-Za-z])[^A-Za-z0-9\s'’-]{1,3}(?=[A-Za-z])|(?<=[a-z]{2})[_-](?=[a-z]{2})")
_UNBROKEN = re.compile(r"\S{10,}")
_LINE_END = re.compile(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)")
_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ODD_WORD = re.compile(r"\w*[^\x00-\x7f]\w*")


def _folded(text: str) -> Reading | None:
    """Compatibility forms, look-alike letters and accents as plain Latin; other scripts' own words stay."""
    if text.isascii():
        return None
    pieces: list[tuple[str, int]] = []
    changed = whole = 0
    at = 0
    for m in _ODD_WORD.finditer(text):
        plain = [folded_char(c) for c in m.group()]
        changed += 1
        whole += "".join(plain).isascii()
        pieces += [(text[i], i) for i in range(at, m.start())]
        pieces += [(c, m.start() + i) for i, c in enumerate(plain)]
        at = m.end()
    pieces += [(text[i], i) for i in range(at, len(text))]
    plain_rest = [(folded_char(c) if not c.isalnum() else c, i) for c, i in pieces]
    reading = mapped("look-alikes", plain_rest)
    return reading if reading.text != text and 2 * whole >= changed else None


def _leet(text: str) -> Iterator[Reading]:
    words = [(m.start(), m.group().rstrip("!|+")) for m in _LEET_WORD.finditer(text)]
    words = [(at, word) for at, word in words if not _UNIT.match(word) and 2 * sum(map(str.isalpha, word)) >= len(word)]
    if len(words) >= 2:  # among such words a lone 4 is an "a", and 70 a "to"
        words = sorted({*words, *((m.start(), m.group()) for m in _LEET_NUMBER.finditer(text))})
    for kind, table, wanted in (("leetspeak", _LEET, ""), ("leetspeak l", _LEET_L, "1!")):
        if wanted and not any(sign in word for _, word in words for sign in wanted):
            continue
        reading = replaced(kind, text, [(at, at + len(word), word.translate(table)) for at, word in words])
        if reading is not None:
            yield reading
    if words:
        every = Reading("leetspeak", text.translate(_LEET), tuple(range(len(text))))
        if reads_better(every.text, text):
            yield every


def _stretched(text: str) -> Reading | None:
    spots = []
    for m in _STRETCHED.finditer(text):
        letter = m.group(1)
        keep = 2 if letter.lower() in _OFTEN_DOUBLE and m.end() - m.start() >= 3 else 1
        spots.append((m.start(), m.end(), letter * keep))
    return replaced("stretched", text, spots)


def _squeezed(text: str) -> Reading | None:
    return replaced("squeezed", text, [(m.start(), m.end(), m.group(1)) for m in _STRETCHED.finditer(text)])


def _unswapped(text: str) -> Reading | None:
    """Two letters of a word typed in the wrong order: "bobm", where only one order makes a common word."""
    spots: list[Spot] = []
    for found in _LONGER_WORD.finditer(text):
        word = found.group()
        if is_common(word):
            continue
        swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        common = [other for other in swapped if is_common(other)]
        if len(common) == 1:
            spots.append((found.start(), found.end(), common[0]))
    reading = replaced("swapped letters", text, spots)
    return reading if reading is not None and readable_share(reading.text) >= 0.5 else None


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word))


def _despaced(text: str) -> Iterator[Reading]:
    """Letters set apart, joined; where the gaps don't tell words from letters, the words are found again."""
    runs = [(m.start(), m.end(), _WIDE_GAP.split(m.group())) for m in _SPACED.finditer(text)]
    joined = [(a, b, " ".join(map(_letters, words))) for a, b, words in runs]
    found = [(a, b, " ".join(words_of(_letters(new))) if len(words) == 1 else new)
             for (a, b, new), (_, _, words) in zip(joined, runs, strict=True)]  # fmt: skip
    for spots in (joined, found) if found != joined else (joined,):
        reading = replaced("spaced out", text, spots)
        if reading is not None:
            yield reading


def _run_together(text: str) -> Reading | None:
    """Words without spaces between them, told apart."""
    spots = []
    for m in _RUN.finditer(text):
        words = words_of(m.group())
        if len(words) >= 3 and sum(len(w) > 2 for w in words) * 2 > len(words):
            spots.append((m.start(), m.end(), " ".join(words)))
    reading = replaced("run together", text, spots)
    return reading if reading is not None and reads_better(reading.text, text) else None


def _gap(sign: str) -> str:
    """What stood where ``sign`` stands now: a space, after the full stop or comma that was there as well."""
    return f"{sign[0]} " if len(sign) > 1 and sign[0] in ",.;:!?" else " "


def _pictured(text: str, gaps: list[Spot]) -> bool:
    """Whether one and the same emoji stands in most of the gaps."""
    signs = Counter(sign for a, b, _ in gaps for sign in set(text[a:b]) if unicodedata.category(sign) == "So")
    most = max(signs.values(), default=0)
    return most >= LEAST_PICTURES and 2 * most > len(gaps)


def _unglued(text: str) -> Reading | None:
    """Words with signs or emoji where the spaces were: "how.to.make", "how_to_make", "how+to+make"."""
    spots: list[Spot] = []
    for run in _UNBROKEN.finditer(text):
        pieces = list(_PIECE.finditer(text, *run.span()))
        gaps = [(a.end(), b.start(), _gap(text[a.end() : b.start()])) for a, b in pairwise(pieces)
                if not (text[a.end() - 1].isdigit() and text[b.start()].isdigit())]  # fmt: skip
        if _pictured(text, gaps) or (
            len(gaps) >= LEAST_GLUED and readable_share(" ".join(p.group() for p in pieces)) >= 0.5
        ):
            spots += gaps
    return replaced("joined by signs", text, spots)


def _unlined(text: str) -> Reading | None:
    """Words on lines of their own, as one line: most gaps between words are ends of lines."""
    ends = [(m.start(), m.end(), " ") for m in _LINE_END.finditer(text)]
    if len(ends) <= LEAST_GLUED or 2 * len(ends) <= len(text.split()):
        return None
    return replaced("a line a word", text, ends)


def _unjoined(text: str) -> Reading | None:
    """Words with signs within them: "b*omb", "k-i-ll"."""
    spots = [(m.start(), m.end(), " ") for m in _JOINTS.finditer(text)]
    if len(spots) < 3:
        return None
    reading = replaced("joined by signs", text, spots)
    return reading if reading is not None and reads_better(reading.text, text) else None


def _first(text: str) -> Iterator[Reading]:
    yield from (r for r in (_folded(text), _stretched(text), _squeezed(text), rotated(text), pig_latin(text)) if r)
    yield from _despaced(text)
    yield from (r for r in (_run_together(text), _unglued(text), _unlined(text)) if r)
    yield from (r for r in (_unjoined(text), _unswapped(text)) if r)
    yield from backwards(text)
    yield from decoded(text)
    yield from _leet(text)


def readings_of(clean: str) -> tuple[Reading, ...]:
    """Return the other ways to read ``clean``, readings of readings included, the most readable first.

    Plain text has none. Beyond ``MOST_CHARS`` only the beginning is read again; ``clean`` itself is always scored
    whole. Several ask of the same text within a moment, so what is not long is remembered for a while.
    """
    return _remembered(clean) if len(clean) <= _REMEMBERED_CHARS else _readings(clean)


@lru_cache(_REMEMBERED)
def _remembered(clean: str) -> tuple[Reading, ...]:
    return _readings(clean)


def _readings(clean: str) -> tuple[Reading, ...]:
    found: dict[str, Reading] = {}
    layer = [Reading("clean", clean[:MOST_CHARS], tuple(range(min(len(clean), MOST_CHARS))))]
    for depth in range(DEPTH):
        following = []
        for outer in layer:
            for inner in _first(outer.text) if outer.kind not in _LEAVES else ():
                reading = inner if depth == 0 else through(outer, inner)
                if reading.text not in found and reading.text != clean and len(found) < MOST_READINGS:
                    found[reading.text] = reading
                    following.append(reading)
        layer = following
    return tuple(sorted(found.values(), key=lambda reading: -readable_share(reading.text)))
