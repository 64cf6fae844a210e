"""Arithmetic: every sum the tutor states is worked out again, exactly.

"7 × 8 = 54", "half of 10 is 4" and "3/4 + 1/4 makes 2" must never reach a child. A claim is
two sides joined by "=", "is", "makes" …; a side is understood whole or the claim is left
alone (unknowns, place value, changes of unit). A claim that is asked ("is 7 × 8 = 54?") or
denied ("7 × 8 is not 54") is not a claim. Decimals may be rounded, and "10 ÷ 3 = 3 remainder 1" is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from studybuddy_core.checks.claims import Claim, claims
from studybuddy_core.checks.stance import doubted, loosely
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

_LABEL = "truth.arithmetic"
DENIED_SCORE = 2_000


def _rounds_to(exact: Fraction, shown: Fraction, decimals: int, about: bool) -> bool:
    if exact == shown:
        return True
    step = Fraction(1, 10**decimals)
    endless = (exact / step).denominator != 1
    if decimals >= 1 and endless and abs(exact - shown) < step:
        return True  # rounded or cut off after the decimals shown
    return about and abs(exact - shown) <= max(step * 5, abs(exact) / 10)


class ArithmeticCheck:
    """Says that a sum in the tutor's text is wrong."""

    spec = CheckSpec("arithmetic", "2", (_LABEL,), OUT, summary="A sum in the tutor's text is worked out again.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each wrong claim."""
        text = view.clean
        for claim in claims(text):
            if self.holds(claim, loosely(text, claim.span)):
                continue
            score = DENIED_SCORE if doubted(text, claim.span) else MAX_SCORE
            yield Finding(_LABEL, score, (Span(claim.span.start, claim.span.end),), "the two sides differ")

    @staticmethod
    def holds(claim: Claim, about: bool = False) -> bool:
        """Say whether the claim is true, allowing for rounding and remainders."""
        left, right = claim.left, claim.right
        if claim.relation == ">":
            return left.value > right.value
        if claim.relation == "<":
            return left.value < right.value
        if claim.remainder is not None:
            divided = left.division
            if divided is None:
                return True
            top, by = divided
            return right.value * by + claim.remainder == top and 0 <= claim.remainder < abs(by)
        if "%" in right.signs and "%" not in left.signs and left.value == right.value * 100:
            return True  # "100 - 60 = 40%"
        decimals = max(left.decimals, right.decimals)
        return _rounds_to(left.value, right.value, decimals, about)


CHECK = ArithmeticCheck()
