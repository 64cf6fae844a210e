"""Where names that are known stand in a text: in plain words, in its readings, and letter by letter.

The school's names count whatever their case. A name that a talk gave away ("my friend Will") counts as it was written
there, since "will" is a word. Letters that are set apart are looked through for every name of three letters and more:
"M i a" is too short to be told from a list of answers by anything but the name. Longer ones are met backwards and in
words that were run together as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from unicodedata import name, normalize

import re2

from studybuddy_core.checks.common_words import is_common
from studybuddy_core.checks.lookalikes import folded_char
from studybuddy_core.checks.plain_forms import plain_forms
from studybuddy_core.checks.reading_places import Places
from studybuddy_core.domain.messages import Reading, Span

_APART = re2.compile(r"(?:^|[^\pL\pN])((?:\pL\pM*[ .\-_*,/|~\n]{1,3}){2,}\pL\pM*)(?:$|[^\pL\pN])")
_TOGETHER = re2.compile(r"\pL{12,}")
_SHORTEST_APART, _SHORTEST_BACKWARDS, _SHORTEST_TOGETHER = 3, 4, 5


def known_names(text: str, names: Sequence[str], readings: Sequence[Reading] = ()) -> Iterator[Span]:
    """Yield where any of these names stands as a whole word, whatever its case and however it was disguised."""
    pattern = _pattern_of(tuple(names))
    if pattern is None:
        return
    yield from _all(pattern, plain_forms(text))
    for reading in readings:
        places = Places(text, reading)
        yield from (places.of(span) for span in _all(pattern, plain_forms(reading.text)))
    words = _words_of(tuple(names))
    for run in _set_apart(text):
        yield from _within(run, words, _SHORTEST_APART)
    for match in _TOGETHER.finditer(text):
        if not is_common(match.group()):
            run = [(char, at) for at, char in enumerate(match.group().casefold(), match.start())]
            yield from _within(run, words, _SHORTEST_TOGETHER)


def written_names(text: str, names: Sequence[str], readings: Sequence[Reading] = ()) -> Iterator[Span]:
    """Yield where these names stand exactly as they were written elsewhere: "Will" is somebody then, "will" is not."""
    plain = plain_forms(text)
    for met in names:
        yield from _exactly(plain, met)
    for reading in readings:
        places = Places(text, reading)
        yield from (places.of(span) for met in names for span in _exactly(reading.text, met))


def _all(pattern: Any, text: str) -> Iterator[Span]:
    at = 0
    while (match := pattern.search(text, at)) is not None:
        yield Span(*match.span(1))
        at = match.end(1)


def _exactly(text: str, wanted: str) -> Iterator[Span]:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield Span(at, end)
        at = text.find(wanted, end)


def _set_apart(text: str) -> Iterator[list[tuple[str, int]]]:
    """Runs of letters that stand by themselves, each letter with its place."""
    for span in _all(_APART, text):
        yield [(char.casefold()[:1], i) for i, char in enumerate(text[span.start : span.end], span.start)
               if char.isalpha()]  # fmt: skip


def _within(run: list[tuple[str, int]], words: Sequence[str], shortest: int) -> Iterator[Span]:
    joined = plain_forms("".join(char for char, _ in run))
    for word in words:
        if len(word) < shortest:
            break
        at = joined.find(word)
        while at >= 0:
            yield Span(run[at][1], run[at + len(word) - 1][1] + 1)
            at = joined.find(word, at + len(word))


@lru_cache(maxsize=64)
def _words_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Every name and every word of one, in small letters, the longest first."""
    whole = {normalize("NFC", one).casefold() for one in names}
    words = {part for one in whole for part in (one, *one.split()) if len(part) > 1}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=64)
def _pattern_of(names: tuple[str, ...]) -> Any:
    """All names as one pattern, longest first: compiling one for each name took seconds for a whole school."""
    words = _words_of(names)
    turned = (word[::-1] for word in words if len(word) >= _SHORTEST_BACKWARDS and not is_common(word[::-1]))
    any_of = "|".join(map(re2.escape, (*words, *turned)))
    return re2.compile(rf"(?i)(?:^|[^\pL\pN])({any_of})(?:$|[^\pL\pN])") if words else None


def plain_words(said: str) -> str:
    """Return a name as it would be written plainly: the same person in full width, or letter by letter."""
    plain = plain_forms(said)
    if (run := _APART.search(plain)) is not None and run.span(1) == (0, len(plain)):
        plain = "".join(filter(str.isalpha, plain))
    if plain.isascii():
        return plain
    return "".join(char if name(char, "LATIN").startswith("LATIN") else folded_char(char) for char in plain)
