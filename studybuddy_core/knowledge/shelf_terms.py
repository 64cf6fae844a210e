"""How the words of a school's own documents become terms, in whatever language they are written.

Words in Latin letters are treated as those of the starter library are (``words``), so that a question meets both
alike. Other alphabets keep the beginning of each word, which forgives most endings; writing without spaces is cut
into pairs of signs. Small words of some languages that many of our schools speak at home are left out where they
are no English word.
"""

from __future__ import annotations

import re
import unicodedata

from studybuddy_core.knowledge.words import content_words, stem

_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_STEM = 6
_SMALL = frozenset(
    """ist sind ein eine einen einem einer das der dem den und oder wie wer wo warum wann welche welcher welches nicht
    auch mit von zu auf fur aus bei nach wird werden hat haben kann man les des une est sont et ou qui que quoi
    comment pourquoi quand dans sur avec pour par pas ce cette ces il elle el los las una es son y como por cuando donde
    quien cual del al con para sin se su lo della di che chi perche quando dove il gli uno e nel nella um uma os as
    quem porque onde no na het een van waarom wat hoe wie waar jest sa sie nie jak dlaczego czy bir ve ne nasil neden
    icin""".split()  # noqa: SIM905
)


def shelf_words(text: str) -> list[str]:
    """Return the words worth searching by, in order, as they are written (small letters)."""
    latin = [word for word in content_words(text) if word not in _SMALL]
    others = [word for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()) if not _latin(word)]
    return [*latin, *others]


def _latin(word: str) -> bool:
    return word.isascii() or any("a" <= char <= "z" for char in unicodedata.normalize("NFKD", word))


def terms_of_word(word: str) -> list[str]:
    """Return the terms that stand for one word: mostly one, several for a run of signs without spaces."""
    if word.isascii():
        return [stem(word)]
    if _WIDE.search(word):
        return [word[i : i + 2] for i in range(max(1, len(word) - 1))]
    return [word[:_STEM]]


def shelf_terms(text: str) -> list[str]:
    """Return the terms of a text, in order."""
    return [term for word in shelf_words(text) for term in terms_of_word(word)]
