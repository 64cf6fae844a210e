"""How a child's words become terms to search by: filler dropped, endings trimmed, small slips forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

_REMEMBERED = 50_000  # words whose stems are not worked out again
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")

FILLER = frozenset(
    """a about actually all also am an and any anyone anything are as ask at be because been but by can cant could
    did didnt do does doesnt dont during explain fact facts find for from get gets give gimme had happen happens
    has have he hello help her hey hi him his homework how i id if im in info information into is isnt it its just
    kid kids know learn learning let like made make makes many me mean means meaning more much my need of on one or
    our please pls plz question quick really say school she should so some something stuff tell than thanks that
    thats the their them then there these they thing things this those to today told too u up us use used using
    very wanna want was wat wats we were what whats when where wheres which who whos why will with work works would
    wot wots you your yours called call name u ur r gonna cause coz exactly class year grade lesson teacher
    definition define describe difference between example examples kind kinds type types way ways sort sorts look
    looks come comes go goes long big small good bad new old different important most best whens hows out
    causes caused teachers whole die dies died far away under someone somebody turn turns us around upon
    happens write written baby first maths math mathematics people telling
    """.split()  # noqa: SIM905 — a list of a hundred quoted words reads worse
)

_ENDINGS = (
    ("ational", "ate"), ("iveness", "ive"), ("ically", "ic"), ("ations", "ate"), ("ation", "ate"), ("ising", "is"),
    ("izing", "iz"), ("ness", ""), ("ment", ""), ("ying", "y"), ("ied", "y"), ("ies", "y"), ("sses", "ss"),
    ("ing", ""), ("edly", ""), ("ers", ""), ("er", ""), ("ed", ""), ("es", "e"), ("ly", ""), ("s", ""),
)  # fmt: skip

# Words that only look as if they had an ending, where cutting it would give another word (a mother is no moth).
OWN = frozenset(
    """bare bite bore brother butter cape care code copper corner cube cure date dinner dive early fate father fine
    fire flower hammer hare hate holly hope horse ladder layer letter liver mane mare mate matter mother note nurse
    paste pepper pine pipe plane planet plate rate ride ripe robe rubber rude sheet shower site slide spine state
    sumer summer supper tape tower tube tuber tune vane vote wage wine woolly""".split()  # noqa: SIM905
)

# Words that children use for one and the same thing.
_SAME = {
    "biggest": "largest", "airplane": "plane", "aeroplane": "plane", "airplanes": "plane", "aeroplanes": "plane",
    "mom": "mum", "mommy": "mum", "mummies": "mummy", "gray": "grey", "poop": "poo", "pee": "wee",
}  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """Return the word without its commonest endings: enough to meet plural, past and doing forms."""
    word = _SAME.get(word, word)
    if len(word) <= 3 or word.isdigit():
        return word
    if word in OWN or (word[-1] == "s" and word[:-1] in OWN):
        return word.removesuffix("s")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def words_of(text: str) -> list[str]:
    """Return the plain lower-case words of a text, accents and apostrophes dropped."""
    flat = text.translate(_APOSTROPHES)
    if not flat.isascii():
        flat = "".join(c for c in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(c))
    return _WORD.findall(flat.lower())


# Small words that are the question itself when two of them meet ("their or there?").
CONFUSED = (frozenset({"their", "there", "theyre"}), frozenset({"your", "youre"}), frozenset({"than", "then"}))

# Small words that count when they stand beside this one.
_COUNTS_IN = {
    "the mean": "mean", "how old": "old", "light year": "year", "new year": "new",
    "first aid": "first", "first person": "first", "a or an": "an", "an or a": "an", "a an": "an",
    "was or were": "were", "were or was": "were", "could of": "of", "would of": "of", "should of": "of",
    "a need": "need", "a want": "want", "machine learning": "learning", "long division": "long",
    "long multiplication": "long", "doing homework": "homework", "do my homework": "homework",
    "go to school": "school", "is school for": "school", "invented school": "school", "have homework": "homework",
    "is homework": "homework", "homework is": "homework", "invented homework": "homework", "get homework": "homework",
    "its or its": "its", "its and its": "its", "people die": "die", "you die": "die",
    "we die": "die",
}  # fmt: skip


_MEAN_TO = re.compile(r"\bmean(?= to (?:me|my|him|her|us|them|others|people)\b)", re.IGNORECASE)  # no average


def content_words(text: str) -> list[str]:
    """Return the words worth searching by, in order, filler left out.

    "mean" counts in "the mean" only and "old" in "how old", and words that are easily confused only where two of
    them meet.
    """
    words = words_of(_MEAN_TO.sub("unkind", text))
    kept = {word for group in CONFUSED if len(group & set(words)) > 1 for word in group}
    kept |= {word for phrase, word in _COUNTS_IN.items() if f" {phrase} " in f" {' '.join(words)} "}
    return [word for word in words if word in kept or word not in FILLER]


def terms_of(text: str) -> list[str]:
    """Return the terms (stems) worth searching by, in order, filler left out."""
    return [stem(word) for word in content_words(text)]


def _shorter(term: str, depth: int) -> set[str]:
    found = {term}
    edge = {term}
    for _ in range(depth):
        edge = {t[:i] + t[i + 1 :] for t in edge for i in range(len(t))}
        found |= edge
    return found


def _slips(length: int) -> int:
    """How many slips are forgiven in a word of this length; none in a run of letters that is no word."""
    return 0 if length < 5 or length > 24 else 1 if length < 8 else 2


def _sound(term: str) -> str:
    return term.replace("ph", "f")


@cache
def _plain() -> frozenset[str]:
    """Stems of common words: a right word the library lacks is not bent into one it has (a movie is no moai)."""
    lines = resources.files("studybuddy_core.knowledge").joinpath("plain_words.txt").read_text("utf-8").splitlines()
    return frozenset(stem(word) for line in lines if not line.startswith("#") for word in line.split())


class Speller:
    """Finds the known term a child may have meant: one slip in a word of five letters, two in one of eight.

    A common word of English is no slip, even where the library does not hold it.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._known = frozenset(terms)  # "ph" and "f" sound the same, so slips are looked for in the sound
        self._by_shorter: dict[str, list[str]] = {}
        for term in sorted({*self._known, *(word for word in _SAME if stem(word) in self._known)}):
            if len(term) >= 4 and not term.isdigit():
                for short in _shorter(_sound(term), max(1, _slips(len(term)))):
                    self._by_shorter.setdefault(short, []).append(term)

    def meant(self, word: str) -> str:
        """Return the known term nearest to ``word``, or its own stem where none is near."""
        term, slips = stem(word), _slips(len(word))
        if term in self._known or term.isdigit() or not slips or term in _plain():
            return term
        near = {known for short in _shorter(_sound(term), slips) for known in self._by_shorter.get(short, ())}
        far = ((_distance(term, known), known) for known in near if _sound(known)[0] == _sound(term)[0])
        nearest = min((pair for pair in far if pair[0] <= slips), default=(0, term))[1]
        return stem(nearest) if nearest in _SAME else nearest


def _distance(left: str, right: str) -> int:
    """Count the letters to add, drop, change or swap to get from one word to the other."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
