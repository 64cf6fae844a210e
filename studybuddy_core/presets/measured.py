"""What each label's score is worth: how much of what it looks for reaches a line, and how much of the harmless does.

``measured.json`` is written by ``python -m benchmarks.label_figures DIR`` and ships with the program. For each label
and stage it holds how the scores of rows with a known truth are spread, in steps of 0.01, so that the share that
reaches *any* line can be read from it, not only the one that was in force when it was made. It names the guard model
it was made with: figures of another model are figures all the same, but not of what runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.messages import Stage

STEP = 100  # scores in one step


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one kind: what they are, and how many have a score in each step (``spread[97]``: 0.97 up to 0.98)."""

    what: str
    spread: Mapping[int, int]

    def reaching(self, line: int) -> Rate:
        """How many reach ``line`` (0–10000); a line within a step counts from the next step on."""
        least = -(-line // STEP)
        return wilson(sum(n for step, n in self.spread.items() if step >= least), sum(self.spread.values()))


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label at one stage: rows in which it is there, and kinds of rows in which it is not."""

    there: Sample
    harmless: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures, and the guard model (the first ten digits of its hash) they were made with."""

    guard: str
    made_by: str
    figures: Mapping[tuple[Stage, str], LabelFigures]


def _sample(raw: Mapping[str, Any]) -> Sample:
    return Sample(str(raw["what"]), {int(step): int(n) for step, n in raw["spread"].items()})


@cache
def measured() -> Measured:
    """Read the figures that ship; raise ``ConfigError`` where they can't be read."""
    try:
        raw = json.loads(resources.files(__package__).joinpath("measured.json").read_text("utf-8"))
        found = {
            (Stage(stage), label): LabelFigures(_sample(one["there"]), tuple(map(_sample, one["harmless"])))
            for stage, labels in raw["stages"].items() for label, one in labels.items()
        }  # fmt: skip
        return Measured(str(raw["guard"]), str(raw["made_by"]), found)
    except (OSError, KeyError, ValueError, TypeError) as fault:
        raise ConfigError("The measured figures can't be read (presets/measured.json): install again.") from fault
