"""Offloading: how much of a talk is work handed over without any attempt.

One "just tell me" is a bad moment; ten in a row are a habit a teacher may want to know of. Each of the child's turns
counts from 0 to 1, as ``handing_over`` reads it. The score is their sum over the number of turns, four at least, so
that a short talk proves little: 0.00 is a talk in which the child tries or asks to understand, 0.45 one that hands
over in most turns, 1.00 one that does nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.fishing import CHECK as FISHING
from studybuddy_core.checks.ghostwriting import CHECK as GHOSTWRITING
from studybuddy_core.checks.handing_over import handed_over
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_LABEL = "learning.offloading"
FEWEST_TURNS = 4


class OffloadingCheck:
    """Says how much of the talk so far hands the work over."""

    spec = CheckSpec("offloading", f"2.{FISHING.spec.version}.{GHOSTWRITING.spec.version}", (_LABEL,), IN,
                     summary="How much of a talk hands the work over without an own attempt.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the share of the child's turns that hand work over."""
        said = [said.text for said in view.history if said.role == "user"]
        shares = list(handed_over((*said, view.clean)))
        if any(shares):
            share = sum(shares) / max(len(shares), FEWEST_TURNS)
            handed = sum(share > 0 for share in shares)
            yield Finding(_LABEL, points(share), (), f"{handed} of {len(shares)} turns hand work over")


CHECK = OffloadingCheck()
