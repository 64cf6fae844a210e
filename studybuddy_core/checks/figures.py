"""The numbers and dates of a statement, exact, with what they count: "6,650 kilometres", "1809", "the 16th"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.measures import UNITS_OF
from studybuddy_core.checks.statement_words import base
from studybuddy_core.checks.sums import NUMBER_WORDS

_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_IN_ORDER = (  # noqa: SIM905
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINALS = {word: n for n, word in enumerate(_IN_ORDER, 1)}
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?P<about>\b(?:about|nearly|almost|around|roughly|over|more than|up to)\s+)?"
    rf"(?:(?P<ordinal>\d+)(?:st|nd|rd|th)\b|(?P<named>\b(?:{'|'.join(_ORDINALS)})\b)"
    rf"|(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<word>\b(?:{_WORDS})(?:-(?:{_WORDS}))?\b))"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?(?P<per>\s?%)?(?:\s+(?P<after>[A-Za-z]+))?", re.I)  # fmt: skip
_NOT_COUNTED = frozenset(
    "of in and to the was is are or at by from on with when a after before until he she it they who which".split()  # noqa: SIM905
)
_BEFORE_YEARS = frozenset(
    """in since until from by of between and after before around about january february march april may june july
    august september october november december""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value, what kind it is (``year``, ``ordinal``, a unit, or the noun it counts), and its words."""

    value: Fraction
    kind: str
    about: bool
    words: frozenset[str]

    def differs(self, other: Figure) -> bool:
        """Whether both can't be right: apart by more than a tenth where one is rough, else at all."""
        if self.kind != other.kind:
            return False
        if self.about or other.about:
            return abs(self.value - other.value) > max(self.value, other.value) / 5
        return self.value != other.value


def _kind(found: re.Match[str], value: Fraction) -> str:
    after = (found["after"] or "").lower()
    if found["ordinal"] or found["named"]:
        return "ordinal"
    if found["per"] or after in ("percent", "per"):
        return "percent"
    if after in UNITS_OF and after not in _NOT_COUNTED:
        return str(UNITS_OF[after][0])
    plain = found["digits"] and "," not in found["digits"] and not found["scale"] and value.denominator == 1
    counts = after and after not in _NOT_COUNTED
    before = found.string[: found.start()].split()[-1:]
    dated = bool(before) and before[0].lower() in _BEFORE_YEARS
    if plain and 1000 <= value <= 2100 and (not counts or dated or after in ("bc", "ad", "bce", "ce")):
        return "year"
    return base(after) if counts else "number"


def figures(text: str) -> Iterator[Figure]:
    """Yield the numbers of ``text`` in order; "one" and "first" alone count nothing."""
    for found in _FIGURE.finditer(text):
        named = (found["named"] or "").lower()
        word = (found["word"] or "").lower()
        if word in ("one", "zero") or (named in ("first", "second") and not found["after"]):
            continue
        if found["ordinal"]:
            value = Fraction(int(found["ordinal"]))
        elif named:
            value = Fraction(_ORDINALS[named])
        elif found["digits"]:
            value = Fraction(found["digits"].replace(",", ""))
        else:
            value = Fraction(sum(NUMBER_WORDS[part] for part in word.split("-")))
        value *= _SCALES.get((found["scale"] or "").lower(), 1)
        kind = _kind(found, value)
        after = (found["after"] or "").lower()
        spent = {base(part) for part in re.split(r"[\s-]+", f"{word} {named} {found['scale'] or ''}") if part}
        if kind not in ("number", "year", "ordinal", base(after)):
            spent.add(base(after))
        yield Figure(value, kind, bool(found["about"]), frozenset(spent))

