"""Whether a further round may begin from an artefact, so that what is measured after it is still true."""

from __future__ import annotations

import json
from pathlib import Path

from studybuddy_core.domain.errors import BadInput


def begun_from(start: Path | None, seed: int, without: frozenset[str]) -> str:
    """Return the hash of the artefact to go on from, "" for none.

    Raises ``BadInput`` where there is no artefact; where it was fit with another seed, since its lines would then be
    drawn on texts that it has learned; and where it has learned a set that is to be left out.
    """
    if start is None:
        return ""
    about = start / "guard.json"
    if not about.is_file() or not (start / "guard.onnx").is_file():
        raise BadInput(f"There is no guard model in {start}. Name the folder that an earlier training wrote.")
    told = json.loads(about.read_text("utf-8"))
    if told["seed"] != seed:
        raise BadInput(f"The model in {start} was fit with seed {told['seed']}; with another, its lines would be drawn "
                       f"on texts it has learned. Use --seed {told['seed']}.")  # fmt: skip
    if learned := sorted(without - set(told["left_out"])):
        raise BadInput(f"The model in {start} has learned {', '.join(learned)}. To leave a set out, begin from one "
                       "that never saw it, or without --start-from.")  # fmt: skip
    return str(told["sha256"])
