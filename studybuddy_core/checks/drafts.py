"""Drafts: what the rounds before an answer found, as scores: whether a model's answers differ, and what failed.

A model that says 1887 once and 1889 four times is sure of neither in a way that a single answer never shows
(self-consistency, Wang et al. 2022; entropy over groups of the same meaning, Farquhar et al. 2024). A round that was to
verify an answer and broke has verified nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding

INCONSISTENT, UNVERIFIED = "truth.inconsistent", "truth.unverified"


class DraftsCheck:
    """Says how far a model's own answers differ, and that a round of checking failed."""

    spec = CheckSpec("drafts", "1", (INCONSISTENT, UNVERIFIED), OUT,
                     summary="What the rounds of drafting before an answer found.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield one minus the share of samples that agree, and the full score where a round failed."""
        drafted = view.drafted
        if drafted is None:
            return
        if drafted.agreement is not None:
            note = "" if drafted.entropy is None else f"entropy {drafted.entropy / MAX_SCORE:.2f}"
            yield Finding(INCONSISTENT, MAX_SCORE - drafted.agreement, note=note)
        if drafted.failed:
            yield Finding(UNVERIFIED, MAX_SCORE, note=", ".join(drafted.failed))


CHECK = DraftsCheck()
