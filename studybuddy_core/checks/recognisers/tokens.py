"""Words with their places, and runs of words with capitals.

Written by hand and not as a pattern: every message is cut into words, and RE2 would take most of the check's time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mister", "mx", "dr", "doctor", "prof", "professor", "sir", "madam", "dame", "lord",
    "lady", "coach", "rev", "reverend", "father", "sister", "uncle", "auntie", "aunt", "aunty", "cousin", "grandma",
    "grandpa", "granny", "grandad", "nanny", "nan", "captain", "officer", "sergeant", "judge",
})  # fmt: skip
PARTICLES = frozenset({
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "du", "la", "le", "el", "al", "bin",
    "ibn", "ben", "af", "av", "ter", "ten", "y", "e", "ó", "o",
})  # fmt: skip
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "jnr", "snr", "esq"})
_CONTRACTED = frozenset({
    "i", "you", "he", "she", "it", "we", "they", "that", "this", "what", "who", "where", "how", "there", "here", "let",
    "don", "didn", "doesn", "can", "won", "isn", "aren", "wasn", "weren", "couldn", "wouldn", "shouldn", "haven",
    "hasn", "hadn", "ain", "y",
})  # fmt: skip
_LONGEST = 8
_LOOK_BACK = 12


class _Letters(dict[int, str | int]):
    """A translation table that leaves letters and their marks, apostrophes and hyphens, and makes all else a space."""

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        self[code] = code if char.isalpha() or category(char).startswith("M") or char in "'’-" else " "
        return self[code]


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place. ``opens``: it begins a sentence or a line, so its capital says nothing."""

    start: int
    end: int
    text: str
    low: str
    opens: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def words_of(text: str) -> list[Word]:
    """The words of ``text`` without possessive endings; "I'm" and "don't" are none."""
    found, end = [], 0
    for chunk in text.translate(_LETTERS).split():
        start = text.index(chunk, end)
        end = start + len(chunk)
        said = chunk.lstrip("'’-")
        start += len(chunk) - len(said)
        said = said.rstrip("'’-")
        said = said.removesuffix("'s").removesuffix("’s")
        before_mark, mark, _ = said.replace("’", "'").partition("'")
        if said and not (mark and before_mark.lower() in _CONTRACTED):
            found.append(Word(start, start + len(said), said, said.casefold(), _opens(text, start)))
    return found


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start].rstrip(" \"“'‘(>*-")
    if not before:
        return True
    if before[-1] not in ".!?:\n":
        return False
    bare = before[:-1].split()
    last = bare[-1].lstrip("(\"'").lower() if bare else ""
    return not (before[-1] == "." and (len(last) == 1 or last in TITLES))  # an initial or a title ends no sentence


def runs_of(text: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words with capitals that stand together, with particles and initials between them."""
    run: list[Word] = []
    for n, word in enumerate(words):
        joined = bool(run) and len(run) < _LONGEST and _touch(text, run[-1], word)
        follows = n + 1 < len(words) and words[n + 1].capital
        if (word.capital and (joined or not run)) or (joined and word.low in PARTICLES and follows):
            run.append(word)
        else:
            if run:
                yield run
            run = [word] if word.capital else []
    if run:
        yield run


def _touch(text: str, left: Word, right: Word) -> bool:
    gap = text[left.end : right.start]
    return gap in (" ", "  ") or (gap == ". " and (len(left.text) == 1 or left.low in TITLES))
