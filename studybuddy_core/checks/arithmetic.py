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
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

_LABEL = "truth.arithmetic"
_DENIED_SCORE = 2_000
_ROUNDING_WORDS = ("about", "roughly", "nearly", "almost", "approximately", "around", "≈", "close to",
                   "rounded", "...", "…")  # fmt: skip
_DOUBT = ("not right", "isn't right", "not correct", "incorrect", "wrong", "not quite", "isn't true", "not true",
          "mistake", "not equal", "doesn't equal", "isn't", "let's check", "check again", "look again", "try again",
          "too big", "too small", "off by", "off from")  # fmt: skip
_SAID = ("you wrote", "you said", "you got", "you have", "your answer", "instead of", "not ", "if ", "would", "suppose",
         "is it true", "does ", "is ", "did you", "someone")  # fmt: skip


def _rounds_to(exact: Fraction, shown: Fraction, decimals: int, loosely: bool) -> bool:
    if exact == shown:
        return True
    step = Fraction(1, 10**decimals)
    endless = (exact / step).denominator != 1
    if decimals >= 1 and endless and abs(exact - shown) < step:
        return True  # rounded or cut off after the decimals shown
    return loosely and abs(exact - shown) <= max(step * 5, abs(exact) / 10)


def _sentence_rest(text: str, at: int) -> str:
    rest = text[at : at + 70]
    for i, char in enumerate(rest):
        if char == "\n" or (char in "!?" or (char == "." and not rest[i + 1 : i + 2].isdigit())):
            following = rest[i + 1 : i + 40].lower().lstrip()
            doubt = following.startswith(("that's not", "that is not", "that isn't", "not quite", "check",
                                          "look again", "let's check", "hmm", "is that right", "this is wrong",
                                          "that's wrong"))  # fmt: skip
            return rest[: i + 1] + (" wrong" if doubt else "")
    return rest


def _doubted(text: str, claim: Claim) -> bool:
    """Whether the claim is asked, denied or quoted rather than made."""
    before = text[max(0, claim.span.start - 28) : claim.span.start].lower().rpartition(".")[2].rpartition("\n")[2]
    after = _sentence_rest(text, claim.span.end).lower()
    asked = after.rstrip(" wrong").endswith("?") and "," not in after
    return asked or any(word in after for word in _DOUBT) or any(word in before for word in _SAID)


class ArithmeticCheck:
    """Says that a sum in the tutor's text is wrong."""

    spec = CheckSpec("arithmetic", "1", (_LABEL,), OUT, summary="A sum in the tutor's text is worked out again.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each wrong claim."""
        text = view.clean
        for claim in claims(text):
            before = text[max(0, claim.span.start - 12) : claim.span.end].lower()
            loosely = any(word in before or word in text[claim.span.end : claim.span.end + 14].lower()
                          for word in _ROUNDING_WORDS)  # fmt: skip
            if self.holds(claim, loosely):
                continue
            score = _DENIED_SCORE if _doubted(text, claim) else MAX_SCORE
            yield Finding(_LABEL, score, (Span(claim.span.start, claim.span.end),), "the two sides differ")

    @staticmethod
    def holds(claim: Claim, loosely: bool = False) -> bool:
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
        decimals = max(left.decimals, right.decimals)
        return _rounds_to(left.value, right.value, decimals, loosely)


CHECK = ArithmeticCheck()
