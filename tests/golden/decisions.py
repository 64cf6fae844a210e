"""Freeze what the seed policies decide: ``python -m tests.golden.decisions`` writes the file anew.

A diff in ``decisions.yaml`` is a change of policy or of a check that somebody reviews, never noise. The guard model's
scores differ by some hundredths between processors, so on a kernel other than the one that the file names, a text whose
score lies beside a line may be decided either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.messages import AgeBand, Stage, Task, TurnView
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.signals import MAX_SCORE, Signal
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.presets.seeds import preset_names, preset_policy
from studybuddy_core.services.batch_scoring import every_check
from tests.golden.kernels import this_kernel

FILE = Path(__file__).parent / "decisions.yaml"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TASK = Task("What is 7 × 8?", "product", ("56", "fifty-six"), ("What is 7 × 4?",))
BETWEEN_PROCESSORS = 600  # points by which the guard's score of one text differs with the kernel that reads it


def decided(stage: Stage, text: str) -> dict[str, str]:
    """What each seed policy and band makes of ``text``: "reply script notify"."""
    return decided_by(scored(stage, text), stage)


def scored(stage: Stage, text: str) -> tuple[Signal, ...]:
    """What every check says of ``text``."""
    clean = clean_text(text)
    view = TurnView(stage, clean, readings=readings_of(clean) if stage is Stage.INPUT else (), task=TASK)
    return score_alone(view, every_check())


def moved(signals: Iterable[Signal], points: int) -> tuple[Signal, ...]:
    """The same signals with what the guard model found moved by ``points``."""
    return tuple(replace(s, score=min(MAX_SCORE, max(0, s.score + points))) if s.score and s.check.startswith("guard")
                 else s for s in signals)  # fmt: skip


def decided_by(signals: Iterable[Signal], stage: Stage) -> dict[str, str]:
    """What each seed policy and band makes of ``signals``."""
    signals, out = tuple(signals), {}
    for name in preset_names():
        for band in AgeBand:
            effect = decide(signals, resolve(preset_policy(name), band, now=NOW), stage).effect
            out[f"{name} {band}"] = f"{effect.reply.name} {effect.script or '-'} {effect.notify.name}".lower()
    return out


def unfolded(outcome: str | dict[str, str]) -> dict[str, str]:
    """The outcome for every policy and band."""
    if isinstance(outcome, dict):
        return outcome
    return {f"{name} {band}": outcome for name in preset_names() for band in AgeBand}


def folded(outcome: dict[str, str]) -> str | dict[str, str]:
    """One line where all agree, else one per policy and band."""
    return next(iter(outcome.values())) if len(set(outcome.values())) == 1 else outcome


def frozen() -> dict[str, Any]:
    """The file as it stands."""
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def fresh(before: dict[str, Any]) -> dict[str, Any]:
    """The same texts decided now."""
    return {
        "kernel": this_kernel(),
        "policies": {name: preset_policy(name).id for name in preset_names()},
        "texts": {
            stage: {text: folded(decided(Stage(stage), text)) for text in texts}
            for stage, texts in before["texts"].items()
        },
    }


if __name__ == "__main__":
    FILE.write_text(yaml.safe_dump(fresh(frozen()), sort_keys=False, allow_unicode=True, width=200), "utf-8")
