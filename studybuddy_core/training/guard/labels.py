"""Which labels the corpus may name."""

from __future__ import annotations

from studybuddy_core.checks.guard_heads import HEADS


def corpus_labels() -> frozenset[str]:
    """The labels of the guard's heads."""
    return frozenset(label for head in HEADS for label in head.labels)
