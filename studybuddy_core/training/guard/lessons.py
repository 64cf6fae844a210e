"""What each of several fits is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studybuddy_core.training.guard.corpus import HARD_CASES, corpus_files
from studybuddy_core.training.guard.examples import UNKNOWN, Example
from studybuddy_core.training.guard.planting import clean_twins, planted
from studybuddy_core.training.guard.surrounding import surrounded

PLAIN = 2  # the fit that is shown the plain things alone: the second, the fourth, …


def with_pages(examples: Sequence[Example], seed: int) -> list[Example]:
    """The examples and what is made from them, after the split, so that no page or sentence is on both sides."""
    return [*examples, *clean_twins(examples), *planted(examples, seed), *surrounded(examples, seed)]


def lessons_of(learn: Sequence[Example], corpus: Path, seed: int, fits: int) -> dict[int, list[Example]]:
    """What each fit is shown, by its seed: the second neither hard messages nor made-up talks, the first everything.

    Hard messages and made-up talks sharpen the borders and cost what is plain; the mean of both kinds keeps most of
    both. Documents are hard for everyone: a line of them says nothing about messages, and costs those nothing.
    """
    hard = {path.name for path in corpus_files(corpus / HARD_CASES)}
    plain = [e for e in learn if e.id.partition(" line ")[0] not in hard or e.families["document"] != UNKNOWN]
    return {
        seed + n: [*plain, *clean_twins(plain), *planted(plain, seed + n)] if _is_plain(n)
        else with_pages(learn, seed + n)
        for n in range(fits)
    }  # fmt: skip


def shares_of(fits: int) -> list[float]:
    """What each fit counts in the mean: both kinds together the same, the fits of a kind the same among themselves."""
    kinds = [_is_plain(n) for n in range(fits)]
    return [1 / len(set(kinds)) / kinds.count(kind) for kind in kinds]


def _is_plain(n: int) -> bool:
    return (n + 1) % PLAIN == 0
