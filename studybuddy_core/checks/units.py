"""Units: every statement about measures is worked out again ("1 km is 100 m", "half an hour is 50 minutes").

Within one system (hours and minutes, metres and kilometres) a statement must be exact, or a decimal that is
rounded where it must be. Between systems (miles and kilometres) it may be rounded as written. "About" gives both a
tenth, and what a child would round to. One centimetre may well be five kilometres on a map, and a day may last ten
hours on Jupiter: near such words a wrong statement counts little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.quantities import TEMPERATURE, Reading
from studybuddy_core.checks.stance import doubted, loosely
from studybuddy_core.checks.unit_claims import UnitClaim, unit_claims
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

_LABEL = "truth.arithmetic"
_UNSURE = 2_000
_TENTH = Fraction(1, 10)
_AROUND = 300
_A_UNIT = re.compile(
    r"\d|\b(?:an?|one|half|quarter|each|every|two|three|four|five|six|seven|eight|nine|ten|\w+ty)\b", re.I
)
_ELSEWHERE = {
    "length": re.compile(r"\b(?:map|scaled?|model|drawing|drawn|represents?|stands? for|blueprint|globe|grid)\b", re.I),
    "time": re.compile(
        r"\b(?:planets?|mars|venus|jupiter|saturn|mercury|neptune|uranus|pluto|moon|minecraft|games?|daylight|sunlight|"
        r"dogs?|school|work\w*|lessons?|shift|schedule|timetable|pretend|winter|summer|pole|orbits?)\b", re.I),
    "temperature": re.compile(
        r"\b(?:difference|change[sd]?|ris\w+|rose|drop\w*|fell|falls?|warmer|colder|hotter|cooler|increase\w*|"
        r"decrease\w*|step|size of)\b", re.I),
}  # fmt: skip


def _gap(one: Reading, other: Reading) -> Fraction:
    return max(one.low - other.high, other.low - one.high, Fraction(0))


def _cut_to_decimals(shown: Reading, exact: Reading) -> bool:
    """Whether ``shown`` is ``exact`` rounded or cut off after its decimals: 100 minutes are 1.67 hours."""
    if shown.decimals < 1:
        return False
    shift = Fraction(10**shown.decimals)
    scaled: Fraction = exact.low / shown.unit * shift
    return scaled.denominator != 1 and abs(scaled - shown.low / shown.unit * shift) < 1


def _one_system(one: Reading, other: Reading) -> bool:
    ratio = one.unit / other.unit
    return ratio.denominator == 1 or ratio.numerator == 1


def fits(one: Reading, other: Reading, about: bool) -> bool:
    """Whether two readings of the same dimensions say the same, as exactly as they claim to."""
    gap, size = _gap(one, other), max(abs(one.low), abs(one.high), abs(other.low), abs(other.high))
    if not gap:
        return True
    if one.dimensions == TEMPERATURE:
        near: bool = gap <= (4 if about else max(one.step, other.step, Fraction(6, 5)) / 2 + _TENTH)
        return near
    share = gap / size
    written_to = max(one.step, other.step) / 2
    if about and (share <= _TENTH or (gap <= written_to and share <= Fraction(1, 4))):
        return True
    if _one_system(one, other):
        return _cut_to_decimals(one, other) or _cut_to_decimals(other, one)
    return share <= Fraction(1, 200) or (gap <= written_to and share <= Fraction(1, 20))


def _pairs(claim: UnitClaim) -> list[tuple[Reading, Reading]]:
    pairs = [(a, b) for a, b in product(claim.left.readings(), claim.right.readings()) if a.dimensions == b.dimensions]
    exact = [(a, b) for a, b in pairs if a.low == a.high and b.low == b.high]
    return exact or pairs


def _a_step_of_one(claim: UnitClaim) -> bool:
    """Whether the claim speaks of steps: 1 °C is 1.8 °F."""
    return any(getattr(side, "value", 0) in (1, Fraction(9, 5), Fraction(5, 9)) for side in (claim.left, claim.right))


def holds(claim: UnitClaim, about: bool) -> bool:
    """Whether the claim is true in some reading; one that compares nothing comparable is left alone."""
    pairs = _pairs(claim)
    if not pairs:
        return True
    if claim.relation in "<>":
        bigger = ((a, b) if claim.relation == ">" else (b, a) for a, b in pairs)
        return any(a.high > b.low for a, b in bigger)
    if claim.aside and all(_one_system(a, b) for a, b in pairs):
        return True
    if pairs[0][0].dimensions == TEMPERATURE and _a_step_of_one(claim):
        return True
    return any(fits(a, b, about or claim.about) for a, b in pairs)


def _spoken_of_elsewhere(text: str, claim: UnitClaim) -> bool:
    around = text[max(0, claim.span.start - _AROUND) : claim.span.end + _AROUND]
    kinds = claim.left.kinds | claim.right.kinds
    return any(words.search(around) for kind, words in _ELSEWHERE.items() if kind in kinds)


def wrong_claims(text: str) -> Iterator[tuple[Span, bool]]:
    """Yield the place of each wrong claim about units, and whether it is made in earnest."""
    text = plain(text)
    if not _A_UNIT.search(text):
        return
    for claim in unit_claims(text):
        if not holds(claim, loosely(text, claim.span)):
            yield claim.span, not (doubted(text, claim.span) or _spoken_of_elsewhere(text, claim))


class UnitsCheck:
    """Says that a statement about units in the tutor's text is wrong."""

    spec = CheckSpec("units", "2", (_LABEL,), OUT, summary="A statement about units or money is worked out again.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each wrong claim."""
        for span, earnest in wrong_claims(view.clean):
            yield Finding(_LABEL, MAX_SCORE if earnest else _UNSURE, (span,), "the two amounts differ")


CHECK = UnitsCheck()
