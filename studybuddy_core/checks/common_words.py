"""Whether letters read like English, and where words begin in letters that run together.

The words and their order by frequency are those of ``wordninja``, which also finds the word boundaries.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import wordninja

_KNOWN = 12_000
_SHORT = frozenset({"a", "i", "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my",
                    "no", "of", "on", "or", "so", "to", "up", "us", "we"})  # fmt: skip
_WORD = re.compile(r"[A-Za-z']+")
_LOOKED_AT = 1_200


@cache
def _common() -> dict[str, int]:
    """The common words and their places in the order of frequency."""
    path = Path(wordninja.__file__).with_name("wordninja") / "wordninja_words.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        words = (line.strip() for line, _ in zip(lines, range(_KNOWN), strict=False))
        return {word: n for n, word in enumerate(words) if len(word) > 2 or word in _SHORT}


def readable_share(text: str) -> float:
    """Return the share of letters of ``text`` (its beginning) that stand in common English words, 0.0 to 1.0."""
    words = _WORD.findall(text[:_LOOKED_AT])
    letters = sum(map(len, words))
    return sum(len(w) for w in words if w.lower() in _common()) / letters if letters else 0.0


def reads_better(new: str, old: str) -> bool:
    """Whether ``new`` reads like English and clearly more so than ``old``."""
    share = readable_share(new)
    return share >= 0.5 and share >= readable_share(old) + 0.25


def is_common(word: str) -> bool:
    """Whether this is a common word."""
    return word.lower() in _common()


def commonest(words: Iterable[str]) -> str:
    """Return the commonest of ``words``; "" where none of them is common."""
    known = _common()
    return min((word for word in words if word in known), key=known.__getitem__, default="")


def words_of(letters: str) -> list[str]:
    """Split letters without spaces into words."""
    found: list[str] = wordninja.split(letters)
    return found
