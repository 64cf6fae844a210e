"""Spelling help: words that children often miss in parts and with a tip, other known words letter by letter.

A word is known where a passage of the starter library or the list of plain words holds it; only words of passages
are offered for a slip, since these were written for children.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from studybuddy_core.presets.own_yaml import own_yaml
from studybuddy_core.providers.builtin.moment import Moment

_ASKED = re.compile(
    r"\b(?:how (?:do|does|to|can|would|is) ?(?:you|u|i|we|one)? ?(?:spell|spel)|spell|spelling of|is|how is)\s+"
    r"(?:the word |out )?['\"]?([a-z]{2,20})['\"]?"
    r"(?: (?:spelt|spelled|spell|correct(?:ly)?|right|spelt right|spelled right))?\s*(?:please|pls|plz)?\s*\??$"
)
_ABOUT_SPELLING = re.compile(r"\bspel\w*\b")


class _Word(NamedTuple):
    word: str
    parts: str
    tip: str


@cache
def _words() -> tuple[dict[str, _Word], dict[str, str]]:
    """The word list, and known slips with the word that was meant."""
    document = own_yaml(
        resources.files("studybuddy_core.providers.builtin").joinpath("spellings.yaml").read_text("utf-8")
    )
    words: dict[str, _Word] = {}
    slips: dict[str, str] = {}
    for word, (parts, tip, missed) in document["words"].items():
        words[word] = _Word(word, parts, tip)
        slips |= dict.fromkeys(missed.split(), word)
    return words, slips


@cache
def _known_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of the passages, and the plain words of English."""
    own, plain = (frozenset(
        word for line in resources.files(package).joinpath(name).read_text("utf-8").splitlines()
        if not line.startswith("#") for word in line.split()
    ) for package, name in (("studybuddy_core.providers.builtin", "known_words.txt"),
                            ("studybuddy_core.knowledge", "plain_words.txt")))  # fmt: skip
    return own, plain


def _meant_in_passages(written: str) -> str:
    """The word that was meant, spelt right; "" where none is near enough, or two are as near."""
    passages, plain = _known_words()
    if written in passages or written in plain:
        return written
    slips = 0 if len(written) < 4 else 1 if len(written) < 6 else 2
    near = sorted((_near(written, word), word) for word in passages
                  if word[0] == written[0] and abs(len(word) - len(written)) <= slips)  # fmt: skip
    best = [word for far, word in near if far == near[0][0] and far <= slips]
    roots = {word.removesuffix("s") for word in best}
    return min(best, key=len) if len(roots) == 1 else ""


def _near(left: str, right: str) -> int:
    """Letters to add, drop or change to get from one word to the other."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row = row, [i]
        for j, b in enumerate(right, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def known_slips(text: str) -> list[str]:
    """Return the words of a text that are known slips, in order, each once."""
    _, slips = _words()
    return list(dict.fromkeys(word for word in re.findall(r"[a-z]+", text.lower()) if word in slips))


def _meant(written: str) -> _Word | None:
    words, slips = _words()
    if written in words:
        return words[written]
    if written in slips:
        return words[slips[written]]
    if written in _known_words()[0] or written in _known_words()[1]:
        return None  # spelt right, and another word than those of the list
    close = [
        (_near(written, word), word) for word in words if word[0] == written[0] and abs(len(word) - len(written)) <= 2
    ]
    best = min(close, default=(9, ""))
    return words[best[1]] if best[0] <= (1 if len(written) < 6 else 2) else None


def spelling_help(moment: Moment) -> str | None:
    """Spell a word in parts with a tip; None when the child asks something else."""
    if not _ABOUT_SPELLING.search(moment.words):
        return None
    asked = _ASKED.search(moment.words)
    if not asked:
        return None
    found = _meant(asked[1])
    if found is None and (word := _meant_in_passages(asked[1])):
        return f"{word.capitalize()}: {'-'.join(word)}. Say it in parts. Cover it, write it, then check."
    if found is None:
        return "That word is not in this tutor's list. Say it slowly, write each sound, then check a dictionary."
    tip = f" {found.tip}" if found.tip else ""
    return f"{found.word.capitalize()}: {found.parts}.{tip} Cover it, write it, then check."
