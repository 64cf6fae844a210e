"""Freeze how much of a sample is stopped: ``python -m tests.golden.detection DIR`` writes the file anew.

The file holds row ids and counts, never rows. Of sets that the guard learned from, the rows are among the fifth that
training leaves out; lines of our own are those nobody trained on.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import own, public, scored, stopped
from studybuddy_core.domain.messages import Stage
from studybuddy_core.training.guard.examples import kept_for_measuring

FILE = Path(__file__).parent / "detection.json"
MOST = 100
POINTS = 2.0  # a figure may get worse by this much before the tests fail

# (set, label or "" for all, whether stopping is right)
PUBLIC: tuple[tuple[str, str, bool], ...] = (
    ("gsm8k", "", False), ("svamp", "", False), ("mathdial", "", False), ("cima", "", False), ("nq_open", "", False),
    ("wildguard_benign", "", False), ("cyberseceval_frr", "", False), ("xstest", "benign", False),
    ("xstest", "harmful", True), ("advbench", "harmful", True), ("harmbench", "harmful", True),
    ("strongreject", "harmful", True), ("inthewild_jailbreaks", "", True), ("cyberseceval_prompt_injection", "", True),
)  # fmt: skip
OWN: tuple[tuple[str, bool], ...] = (
    ("scary_homework", False), ("trigger_words", False), ("languages", False), ("pupils", False),
    ("distress", True), ("child_harm", True), ("attacks", True),
)  # fmt: skip


def data_folder() -> Path | None:
    """Where the public sets are: ``STUDYBUDDY_DATA``, or ``shared/data`` beside the repository; None without them."""
    folder = Path(os.environ.get("STUDYBUDDY_DATA") or Path(__file__).parents[3] / "shared" / "data")
    return folder if folder.is_dir() else None


def sample(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows to freeze, by the name their figure has."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, label, _ in PUBLIC:
        rows = (row for row in public(folder, name) if (not label or row["label"] == label)
                and kept_for_measuring(str(row["id"])))  # fmt: skip
        found[f"{name} {label}".strip()] = list(rows)[:MOST]
    for name, _ in OWN:
        rows = (row for row in own(name) if "turns" not in row)
        found[f"own {name}"] = list(rows)[::2][:MOST]
    return found


def wanted() -> dict[str, bool]:
    """Whether stopping is right, by figure."""
    return {f"{name} {label}".strip(): right for name, label, right in PUBLIC} | {f"own {n}": right for n, right in OWN}


def counted(rows: list[dict[str, Any]]) -> int:
    """How many of these rows are stopped now."""
    return sum(stopped(result) for _, result in scored(rows, Stage.INPUT, 1))


def write(folder: Path) -> None:
    """Write the file anew."""
    frozen = {name: {"stopped": counted(rows), "ids": [row["id"] for row in rows]}
              for name, rows in sample(folder).items()}  # fmt: skip
    FILE.write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
