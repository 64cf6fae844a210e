"""Arithmetic: every sum the tutor states is worked out again, exactly.

"7 × 8 = 54", "half of 10 is 4" and "3/4 + 1/4 makes 2" must never reach a child. A claim is
two sides joined by "=", "is", "makes" …; a side is understood whole or the claim is left
alone (unknowns, place value, changes of unit). A claim that is asked ("is 7 × 8 = 54?") or
denied ("7 × 8 is not 54") is not a claim. Decimals may be rounded, and "10 ÷ 3 = 3 remainder 1" is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from operator import ge, gt, le, lt, ne

from studybuddy_core.checks.claims import Claim, claims
from studybuddy_core.checks.number_facts import number_facts
from studybuddy_core.checks.roots import NEAR
from studybuddy_core.checks.stance import doubted, loosely, sentence_after
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

_LABEL = "truth.arithmetic"
DENIED_SCORE = 2_000
_LONG = Fraction(1, 10**4)
_ORDERS = {">": gt, "<": lt, "≥": ge, "≤": le, "≠": ne}
_FAR_BACK = 300
_BINARY = re.compile(r"\b(?:binary|base[ -](?:two|2))\b", re.I)
_OTHERWISE = re.compile(
    r"\b(?:base[ -](?:\d+|three|four|five|six|seven|eight|nine|twelve|sixteen)|octal|hex(?:adecimal)?|mod(?:ulo|ular)?|"
    r"clocks?|o'?clock|roman|logic|xor)\b", re.I)  # fmt: skip
_NOT_BINARY = re.compile(r"[2-9]")


def _rounds_to(exact: Fraction, shown: Fraction, decimals: int, about: bool, short: bool = False) -> bool:
    """``short``: a fraction that two decimals write exactly, such as 3/4, has no reason to be rounded."""
    if abs(exact - shown) < NEAR:
        return True
    step = Fraction(1, 10**decimals)
    endless = (exact / step).denominator != 1 and not short
    off = abs(exact) - abs(shown)
    if decimals >= 1 and endless and exact * shown >= 0 and -step / 2 <= off < step:
        return True  # rounded or cut off after the decimals shown
    if step <= _LONG and abs(exact - shown) <= abs(shown) / 1000:
        return True  # 0.13333 × 60 = 8: what was multiplied had been rounded
    return about and abs(exact - shown) <= max(step * 5, abs(exact) / 10)


class ArithmeticCheck:
    """Says that a sum in the tutor's text is wrong."""

    spec = CheckSpec("arithmetic", "3", (_LABEL,), OUT, summary="A sum in the tutor's text is worked out again.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each wrong claim."""
        text = view.clean
        for claim in claims(text):
            if self.holds(claim, loosely(text, claim.span)) or counted_otherwise(text, claim.span):
                continue
            yield self._finding(text, claim.span, "the two sides differ")
        for span, true in number_facts(text):
            if not true and not counted_otherwise(text, span):
                yield self._finding(text, span, "it is not so of this number")

    @staticmethod
    def _finding(text: str, span: Span, why: str) -> Finding:
        score = DENIED_SCORE if doubted(text, span) else MAX_SCORE
        return Finding(_LABEL, score, (Span(span.start, span.end),), why)

    @staticmethod
    def holds(claim: Claim, about: bool = False) -> bool:
        """Say whether the claim is true, allowing for rounding and remainders."""
        left, right = claim.left, claim.right
        if claim.relation in _ORDERS:
            return bool(_ORDERS[claim.relation](left.value, right.value))
        if claim.remainder is not None:
            divided = left.division
            if divided is None:
                return True
            top, by = divided
            return right.value * by + claim.remainder == top and 0 <= claim.remainder < abs(by)
        if "%" in right.signs and "%" not in left.signs and left.value == right.value * 100:
            return True  # "100 - 60 = 40%"
        decimals = max(left.decimals, right.decimals)
        fraction = left if left.bare_fraction else right if right.bare_fraction else None
        short = fraction is not None and 100 % fraction.value.denominator == 0
        return _rounds_to(left.value, right.value, decimals, about, short)


def counted_otherwise(text: str, span: Span) -> bool:
    """Whether the claim is made in another base or on a clock, by the words before it and those of its sentence."""
    around = text[max(0, span.start - _FAR_BACK) : span.end] + sentence_after(text, span.end)
    if _OTHERWISE.search(around):
        return True
    return bool(_BINARY.search(around)) and not _NOT_BINARY.search(text[span.start : span.end])


CHECK = ArithmeticCheck()
