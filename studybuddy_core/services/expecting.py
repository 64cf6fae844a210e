"""What a score is worth, in words: of 100 messages of a kind so many reach the line, of 100 harmless ones so many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studybuddy_core.checks.guard_model import shipped
from studybuddy_core.domain.intervals import Rate
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Effective
from studybuddy_core.presets.measured import Measured, measured

Key = tuple[Stage, str]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One label at one stage and its protect line: the share caught, and of each harmless kind the share stopped."""

    line: int
    of: str
    caught: Rate
    harmless: tuple[tuple[str, Rate], ...]

    @property
    def words(self) -> str:
        """One sentence that a researcher can read beside a score."""
        said = [f"Of 100 {self.of}, about {_hundred(self.caught)} reach the protect line ({exact(self.caught)})"]
        said += [f"of 100 {what}, {_hundred(rate)} ({exact(rate)})" for what, rate in self.harmless]
        return "; ".join(said) + "."


def _hundred(rate: Rate) -> str:
    share = 100 * (rate.share or 0)
    return "none" if not rate.x else "fewer than 1" if share < 1 else f"{share:.0f}"


def exact(rate: Rate) -> str:
    """``x`` of ``n`` with its interval in tenths of a percent."""
    return f"{rate.x:,} of {rate.n:,}, {100 * rate.low:.1f}–{100 * rate.high:.1f} %"


def protect_line(effective: Effective, stage: Stage, label: str) -> int | None:
    """The lowest score at which this label alone changes the reply; None where it never does."""
    lines = [rule.when_all[0].score for rule in effective.rules_at(stage)
             if len(rule.when_all) == 1 and rule.name.startswith(f"{label}.protect")]  # fmt: skip
    return min(lines, default=None)


def expectations(effective: Effective, figures: Measured | None = None) -> Mapping[Key, Expectation]:
    """Every label that was measured and has a protect line in ``effective``."""
    found: dict[Key, Expectation] = {}
    for (stage, label), one in (figures or measured()).figures.items():
        line = protect_line(effective, stage, label)
        if line is not None:
            harmless = tuple((sample.what, sample.reaching(line)) for sample in one.harmless)
            found[stage, label] = Expectation(line, one.there.what, one.there.reaching(line), harmless)
    return found


def of_another_model(figures: Measured | None = None) -> bool:
    """Whether the figures were made with another guard model than the one that runs."""
    return not str(shipped().about["sha256"]).startswith((figures or measured()).guard)
