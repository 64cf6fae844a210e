"""Words moved along the alphabet, read from their end, or put into pig latin: the whole text or a stretch of it.

Such words look like those of another language. So a stretch counts only where turning it back makes most of its letters
common English words, which other languages, names and nonsense syllables do not become by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from studybuddy_core.checks.common_words import commonest, is_common, readable_share, reads_better
from studybuddy_core.checks.decoders import ROTATIONS
from studybuddy_core.checks.reading_maps import Spot, mapped, replaced, through
from studybuddy_core.domain.messages import Reading

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_LETTERS = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"[^\s+]+")
_PIG = re.compile(r"\b[A-Za-z]{2,}ay\b")
_PIG_SHARE = 0.5
_GAP = 2  # common words between two that are not, within a stretch: many a turned word is one by chance
_LEAST_WORDS, _LEAST_LETTERS = 3, 12  # of a stretch, that become common words
_WRONG = 1.5  # what a letter of a word that turning does not make common takes from a stretch
_LOOKED_AT, _FEWEST_LETTERS = 1_200, 10
_LEAST_TURNED = 5  # letters: some rotation of "W" or "ez" is always a word
_MOST_WORDS = 300
Turn = Callable[[str], str]


def rotated(text: str) -> Reading | None:
    """Return the text with its letters moved along the alphabet, where that makes it readable (Caesar, rot13)."""
    if readable_share(text) > 0.4 or sum(map(len, _LETTERS.findall(text[:_LOOKED_AT]))) < _LEAST_TURNED:
        return None
    share, n = max((readable_share(text[:400].translate(table)), -n) for n, table in ROTATIONS)
    if share < 0.5:
        return None
    turned = text.translate(ROTATIONS[-n - 1][1])
    return Reading("rotated letters", turned, tuple(range(len(text)))) if reads_better(turned, text) else None


def backwards(text: str) -> Iterator[Reading]:
    """Yield the text backwards, and with each word backwards, where that makes it readable."""
    if readable_share(text) > 0.6:
        return
    turned = text[::-1]
    if reads_better(turned, text):
        yield Reading("reversed", turned, tuple(range(len(text) - 1, -1, -1)))
    by_word = _each_reversed(text, 0, len(text))
    if reads_better(by_word.text, text):
        yield by_word


def _each_reversed(text: str, start: int, end: int) -> Reading:
    pieces: list[tuple[str, int]] = [(text[i], i) for i in range(start)]
    at = start
    for m in _TOKEN.finditer(text, start, end):
        pieces += [(text[i], i) for i in range(at, m.start())]
        pieces += [(text[i], i) for i in range(m.end() - 1, m.start() - 1, -1)]
        at = m.end()
    return mapped("reversed words", [*pieces, *((text[i], i) for i in range(at, len(text)))])


def _from_pig(word: str) -> str:
    stem = word[:-2].lower()
    moved = [stem[-n:] + stem[:-n] for n in range(1, min(4, len(stem)))]
    ways = [stem[:-1]] if stem.endswith(("w", "y")) else []  # "antway" is an ant, or a want
    ways += [next((way for way in moved if is_common(way)), "")]
    return commonest(ways) or next(filter(None, [*ways, *moved]), stem)


def pig_latin(text: str) -> Reading | None:
    """Return pig latin read back, where most words end as it does."""
    spots = [(m.start(), m.end(), _from_pig(m.group())) for m in _PIG.finditer(text)]
    words = _LETTERS.findall(text)
    if len(spots) < 3 or len(spots) < _PIG_SHARE * len(words):
        return None
    reading = replaced("pig latin", text, spots)
    return reading if reading is not None and reads_better(reading.text, text) else None


def _moved(table: dict[int, int], word: str) -> str:
    return word.translate(table)


def _unpig(word: str) -> str:
    return _from_pig(word) if word.lower().endswith("ay") else word


def _pig_of(word: str, turn: Turn) -> str:
    """A word of pig latin whose own letters were turned before, as ``turn`` turns them back."""
    if not word.lower().endswith("ay") or len(word) < 3:
        return turn(word)
    stem = word[:-2].lower()
    vowel_first = [stem[:-1]] if stem.endswith(("w", "y")) else []
    ways = [turn(way) for way in (*vowel_first, *(stem[-n:] + stem[:-n] for n in range(1, len(stem))))]
    return commonest(ways) or next(iter(ways), word)


def turned_twice(text: str) -> Iterator[Reading]:
    """Yield words that were moved along the alphabet, read from their end and put into pig latin, two of the three."""
    if readable_share(text) > 0.4 or any(c.isalpha() and not c.isascii() for c in text):
        return
    words = _LETTERS.findall(text[:_LOOKED_AT])
    if len(words) < _LEAST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return
    back = Reading("reversed", text[::-1], tuple(range(len(text) - 1, -1, -1)))
    for outer in (back, _each_reversed(text, 0, len(text))):
        inner = rotated(outer.text) or pig_latin(outer.text)
        if inner is not None:
            yield through(outer, inner)
    (ending, count), = Counter(word[-2:].lower() for word in words).most_common(1)
    if 2 * count < len(words) or len(ending) < 2 or (ord(ending[0]) - ord(ending[1])) % 26 != 2:
        return
    n = -(ord(ending[0]) - ord("a")) % 26
    if n:
        outer = Reading("rotated letters", text.translate(ROTATIONS[n - 1][1]), tuple(range(len(text))))
        inner = pig_latin(outer.text)
        if inner is not None:
            yield through(outer, inner)
        return
    ways: list[tuple[str, Turn]] = [("reversed words", lambda word: word[::-1]), ("pig latin", _unpig)]
    ways += [("rotated letters", partial(_moved, table)) for _, table in ROTATIONS]
    for kind, turn in ways:
        pieces = (_TOKEN if kind == "reversed words" else _WORD).finditer(text)  # numbers can be reversed as well
        spots: list[Spot] = [(m.start(), m.end(), _pig_of(m.group(), turn)) for m in pieces]
        reading = replaced(f"pig latin, {kind}", text, spots)
        if reading is not None and reads_better(reading.text, text):
            if kind == "reversed words":
                order = _each_reversed(reading.text, 0, len(reading.text))
                back = Reading("reversed", order.text[::-1], order.offsets[::-1])
                yield through(replace(reading, kind="pig latin"), back)
            yield reading


class _Stretch(NamedTuple):
    gain: float
    start: int
    end: int
    turn: str
    rotation: int


def _common(word: str) -> bool:
    return is_common(word.replace("'", "").replace("’", ""))


def _odd_stretches(words: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Words that are not common ones, with few common ones between them, where there are enough of them."""
    odd = [i for i, m in enumerate(words) if not _common(m.group())]
    if len(odd) < _LEAST_WORDS:
        return
    first = last = odd[0]
    count = 0
    for i in [*odd, len(words) + _GAP + 1]:
        if i - last > _GAP + 1:
            if count >= _LEAST_WORDS:
                yield words[max(0, first - _GAP) : last + 1 + _GAP]
            first, count = i, 0
        count += 1
        last = i


def _best_part(words: list[re.Match[str]], name: str, rotation: int, turn: Turn) -> _Stretch | None:
    """The part of a stretch that one way of turning makes most readable."""
    best: _Stretch | None = None
    gain, begun, letters = 0.0, 0, 0
    made: set[str] = set()
    for i, m in enumerate(words):
        word = m.group()
        if gain <= 0:
            gain, begun, letters, made = 0.0, i, 0, set()
        if not _common(turn(word)):
            gain -= _WRONG * len(word)
        elif len(word) > 2 and not _common(word):
            gain, letters = gain + len(word), letters + len(word)
            made.add(word.lower())
        else:
            gain += 0.01
        if len(made) >= _LEAST_WORDS and letters >= _LEAST_LETTERS and (best is None or gain > best.gain):
            best = _Stretch(gain, words[begun].start(), m.end(), name, rotation)
    return best if best is not None and best.gain >= _LEAST_LETTERS else None


def _ways(words: list[re.Match[str]]) -> Iterator[tuple[str, int, Turn]]:
    yield "reversed", 0, lambda word: word[::-1]
    for n, table in ROTATIONS:
        yield "rotated letters", n, partial(_moved, table)
    if sum(m.group().lower().endswith("ay") for m in words) >= _LEAST_WORDS:
        yield "pig latin", 0, _unpig


def _parts(words: list[re.Match[str]]) -> Iterator[_Stretch]:
    """The parts of a stretch that can be turned back, the best first, then what lies before and behind it."""
    waiting = [words[at : at + _MOST_WORDS] for at in range(0, len(words), _MOST_WORDS)]
    while waiting:
        some = waiting.pop()
        parts = (_best_part(some, *way) for way in _ways(some)) if len(some) >= _LEAST_WORDS else ()
        best = max((part for part in parts if part is not None), default=None)
        if best is not None:
            yield best
            waiting.append([m for m in some if m.end() <= best.start])
            waiting.append([m for m in some if m.start() >= best.end])


def turned_stretches(text: str) -> Iterator[Reading]:
    """Yield the text with every stretch of turned words put back; twice where a stretch is backwards: by word too."""
    words = list(_WORD.finditer(text))
    parts = sorted((part for stretch in _odd_stretches(words) for part in _parts(stretch)), key=lambda p: p.start)
    if not parts:
        return
    kinds = " and ".join(dict.fromkeys(part.turn for part in parts))
    for by_word in (False, True):
        pieces: list[tuple[str, int]] = []
        at = 0
        for part in parts:
            pieces += [(text[i], i) for i in range(at, part.start)]
            pieces += _put_back(text, part, by_word)
            at = part.end
        pieces += [(text[i], i) for i in range(at, len(text))]
        yield mapped(kinds.replace("reversed", "reversed words") if by_word else kinds, pieces)
        if not any(part.turn == "reversed" for part in parts):
            return


def _put_back(text: str, part: _Stretch, by_word: bool) -> list[tuple[str, int]]:
    places = range(part.start, part.end)
    if part.turn == "rotated letters":
        table = ROTATIONS[part.rotation - 1][1]
        return [(text[i].translate(table), i) for i in places]
    if part.turn == "reversed" and not by_word:
        return [(text[i], i) for i in reversed(places)]
    inside = text[part.start : part.end]
    if part.turn == "reversed":
        reading = _each_reversed(inside, 0, len(inside))
    else:
        spots: list[Spot] = [(m.start(), m.end(), _from_pig(m.group())) for m in _PIG.finditer(inside)]
        found = replaced("pig latin", inside, spots)
        reading = found if found is not None else Reading("", inside, tuple(range(len(inside))))
    return [(char, part.start + i) for char, i in zip(reading.text, reading.offsets, strict=True)]
