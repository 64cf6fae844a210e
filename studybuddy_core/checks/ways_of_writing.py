"""Ways to write the same words otherwise: with other letters or signs, set apart, run together, stretched.

Each step takes a text and yields what it says without one of them, or nothing where it is not written so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from studybuddy_core.checks.common_words import is_common, readable_share, reads_better, words_of
from studybuddy_core.checks.lookalikes import folded_char
from studybuddy_core.checks.reading_maps import Spot, mapped, replaced
from studybuddy_core.domain.messages import Reading

LEAST_GLUED = 3  # signs instead of spaces: fewer are a date, a web address, "and/or"
LEAST_PICTURES = 2  # the same for one emoji again and again, which is nothing else in any language
# What is not read a second time: squeezing, or the other way to read a 1, after which nothing new can show.
LEAVES = frozenset({"stretched", "squeezed", "leetspeak l"})

# Ways of writing, which hide less than an encoding does.
WRITTEN = frozenset({"clean", "look-alikes", "stretched", "squeezed", "leetspeak", "leetspeak l", "spaced out",
                      "digits", "run together", "joined by signs", "a line a word", "swapped letters"})  # fmt: skip

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
_SPACED_SIGNS = re.compile(r"(?<![\w@$!])(?:[A-Za-z0-9@$!][ .\-_*,'’?:;/|~\n]{1,5}){4,}[A-Za-z0-9@$!](?![\w@$])")
_SEPARATORS = re.compile(r"[ .\-_*,'’?:;/|~\n]")
_LEAST_SPACED, _SPACED_SHARE = 6, 0.75
_WORDS_TOLD, _TOLD_SHARE = 4, 0.4  # from so many words told apart by wider gaps, fewer of them need be common
_AS_DIGITS = str.maketrans("oOlI|SsBZz", "0011155822")
_NUMBER_RUN = re.compile(r"(?<![\w.])\+?(?:(?=[A-Za-z|]*\d)[\doOlI|SsBZz]+|[oO]+)"
                         r"(?:[ .()/-]{1,2}(?:(?=[A-Za-z|]*\d)[\doOlI|SsBZz]+|[oO]+))*(?!\w)")  # fmt: skip
_LETTER_AS_DIGIT = re.compile(r"[A-Za-z|]\d|\d[oO](?!\w)|[oO]{2}")
_LEAST_DIGITS, _LEAST_NUMBER = 3, 7
WIDE_GAP = re.compile(r"[ ]{2,}|[ ]?[/|\n][ ]?")
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
    runs = [(m.start(), m.end(), WIDE_GAP.split(m.group())) for m in _SPACED.finditer(text)]
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


def _spaced_signs(text: str) -> Reading | None:
    """Leetspeak with its signs set apart: "m 4 k 3", where that makes words."""
    spots: list[Spot] = []
    for m in _SPACED_SIGNS.finditer(text):
        run = m.group()
        signs = "".join(run.split())
        if not 3 * sum(map(str.isalpha, signs)) >= len(signs) or signs.isalpha():
            continue
        signed = [_SEPARATORS.sub("", word) for word in WIDE_GAP.split(run)]
        words = [word if word.isdigit() and len(word) > 2 else word.translate(_LEET) for word in signed if word]
        plain = " ".join(words_of(_letters(words[0])) if len(words) == 1 else words)
        share = _TOLD_SHARE if len(words) >= _WORDS_TOLD else _SPACED_SHARE
        if sum(map(str.isalpha, plain)) >= _LEAST_SPACED and readable_share(plain) >= share:
            spots.append((m.start(), m.end(), plain))
    return replaced("spaced out", text, spots)


def _digits(text: str) -> Reading | None:
    """Numbers in which letters stand for digits: "o77oo 9oo123", long ones alone."""
    spots: list[Spot] = []
    for m in _NUMBER_RUN.finditer(text):
        run = m.group()
        if sum(map(str.isdigit, run)) >= _LEAST_DIGITS and _LETTER_AS_DIGIT.search(run):
            plain = run.translate(_AS_DIGITS)
            if sum(map(str.isdigit, plain)) >= _LEAST_NUMBER:
                spots.append((m.start(), m.end(), plain))
    return replaced("digits", text, spots)


Step = Callable[[str], Iterator[Reading]]


def _one(read: Callable[[str], Reading | None]) -> Step:
    return lambda text: (reading for reading in (read(text),) if reading is not None)


# What undoes a way of writing; where one knows two ways, the likelier is last, except in leetspeak.
STEPS: tuple[Step, ...] = (
    _one(_folded), _one(_stretched), _one(_squeezed), _despaced, _one(_spaced_signs), _one(_digits), _leet,
    _one(_unglued), _one(_unlined), _one(_unjoined), _one(_run_together), _one(_unswapped),
)  # fmt: skip
