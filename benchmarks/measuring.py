"""Shares and areas with their intervals, and sets of rows through the checks of the app."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studybuddy_core.checks.guard_model import shipped
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import score_rows
from studybuddy_core.training.guard.corpus import read_corpus
from studybuddy_core.training.guard.examples import kept_for_measuring
from studybuddy_core.training.guard.labels import corpus_labels

STOPPED = frozenset({"redirect", "withhold", "support"})
HELD_OUT = Path(__file__).parent / "held_out"
Row = dict[str, Any]


def area(positive: Sequence[float], negative: Sequence[float]) -> str:
    """The area under the ROC curve with its 95 % bootstrap interval."""
    chance = random.Random(1)

    def once(high: Sequence[float], low: Sequence[float]) -> float:
        ranks = np.concatenate([np.asarray(high), np.asarray(low)])
        order = np.argsort(np.argsort(ranks, kind="stable"), kind="stable").astype(float)
        _, back = np.unique(ranks, return_inverse=True)
        means = np.bincount(back, weights=order) / np.bincount(back)  # ties share their mean rank
        tied = means[back][: len(high)]
        return float((tied.sum() - len(high) * (len(high) - 1) / 2) / (len(high) * len(low)))

    drawn = sorted(
        once(chance.choices(positive, k=len(positive)), chance.choices(negative, k=len(negative))) for _ in range(200)
    )
    whole = once(positive, negative)
    return f"AUC {whole:.3f} ({drawn[5]:.3f} – {drawn[194]:.3f}), n = {len(positive)} + {len(negative)}"


def public(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a public set."""
    for line in (folder / f"{name}.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
        yield json.loads(line)


def public_kept(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a public set that the guard model in use did not learn from: all, or the fifth kept for measuring."""
    learned = name in shipped().about["public"]
    return (row for row in public(folder, name) if not learned or kept_for_measuring(str(row["id"])))


def own(name: str) -> Iterator[Row]:
    """The lines of a held-out file of ours as rows; ``labels`` and ``stage`` say what they are."""
    for line in read_corpus(HELD_OUT / f"{name}.txt", corpus_labels()):
        row: Row = {"id": line.place, "label": " ".join(sorted(line.labels)) or "benign", "kind": line.kind,
                    "stage": line.stage}  # fmt: skip
        turns = [part.partition(": ") for part in line.context.split("\n") if part.startswith(("child: ", "tutor: "))]
        if turns:
            said = [{"role": "user" if who == "child" else "assistant", "content": text} for who, _, text in turns]
            row["turns"] = [*said, {"role": "user", "content": line.text}]
        else:
            row["prompt"] = line.text
        yield row


def scored(
    rows: Sequence[Row], stage: Stage, workers: int, *, policy: str = "balanced"
) -> list[tuple[Row, Mapping[str, Any]]]:
    """Each row with what the app's checks and policy make of it; stops at a row that can't be scored."""
    known = {"id", "prompt", "text", "turns", "context"}
    plain = [json.dumps({k: v for k, v in row.items() if k in known and (k != "turns" or "prompt" not in row)})
             for row in rows]  # fmt: skip
    results = score_rows(plain, stage=stage, policy=preset_policy(policy), band=AgeBand.OLDER, workers=workers)
    out = list(zip(rows, results, strict=True))
    for row, result in out:
        if "error" in result:
            raise SystemExit(f"{row['id']}: {result['error']}")
    return out


class Sets:
    """The public sets of a folder and our own lines, each row scored once however many figures are made of it."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder, self.workers = folder, workers
        self._known: dict[tuple[Stage, str], Mapping[str, Any]] = {}

    def public(self, *names: str, label: str = "") -> list[Row]:
        """Rows that the guard model did not learn from, perhaps of one label alone; none of a set that is not here."""
        return [row for name in names if (self.folder / f"{name}.jsonl").exists()
                for row in public_kept(self.folder, name) if not label or row["label"] == label]  # fmt: skip

    def own(self, *names: str, harmful: bool | None = None) -> list[Row]:
        """Our own lines that nobody trained on; the harmful or the harmless ones alone where that is given."""
        return [row for name in names for row in own(name) if harmful in (None, row["label"] != "benign")]

    def results(self, rows: Sequence[Row], stage: Stage = Stage.INPUT) -> list[Mapping[str, Any]]:
        """What the app's checks and the balanced policy make of each row."""
        new = {str(row["id"]): row for row in rows if (stage, str(row["id"])) not in self._known}
        for row, result in scored(list(new.values()), stage, self.workers):
            self._known[stage, str(row["id"])] = result
        return [self._known[stage, str(row["id"])] for row in rows]


def stopped(result: Mapping[str, Any]) -> bool:
    """Whether the child would be told something else."""
    return result["reply"] in STOPPED


def top(result: Mapping[str, Any], *prefixes: str) -> float:
    """The highest score among labels that begin so."""
    scores = (float(v) for k, v in result["signals"].items() if v is not None and k.startswith(prefixes))
    return max(scores, default=0.0)
