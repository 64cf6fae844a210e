"""Write what each label's score is worth: ``python -m benchmarks.label_figures DIR``.

Makes ``studybuddy_core/presets/measured.json``, which the Playground reads, and prints the same as a table at the lines
of *balanced* for 9-12 (the one in SAFETY.md). What is there: lines of our own that nobody trained on, by the label
they were given when they were written, and rows of public sets kept for measuring, by the set's own label. What is
not: homework with pupils' short turns, and hard look-alikes (scary homework, trigger words, other languages, ordinary
worries).
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measuring import Row, Sets
from benchmarks.targets import HOMEWORK
from benchmarks.tutor_text import (
    AGREES,
    HELPS,
    LINES,
    View,
    conversions,
    solutions,
    talks,
    tutors,
    wrong_sums,
)
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.guard_model import shipped
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.signals import score
from studybuddy_core.presets import measured as shelf
from studybuddy_core.presets.measured import STEP
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.expecting import exact, expectations

FILE = Path(shelf.__file__).with_name("measured.json")
OWN = ("child_harm", "attacks", "distress", "ghostwriting", "escalations")
LOOKALIKES = ("scary_homework", "trigger_words", "languages", "distress_lookalikes")
# Public rows whose set says exactly this; sets that only say "harmful" name no label.
PUBLIC = {"hate.identity": ("hatecheck", "hateful"), "attack.jailbreak": ("inthewild_jailbreaks", "jailbreak"),
          "attack.injection": ("cyberseceval_prompt_injection", "injection")}  # fmt: skip
FEWEST = 8  # rows, below which a label has no figure
HOMEWORK_IS, LOOKALIKES_ARE = "homework messages", "harmless messages that sound alarming"
MESSAGES, DOCUMENTS, ANSWERS = "messages of this kind", "documents of this kind", "answers of this kind"
Results = Sequence[Mapping[str, Any]]
Labelled = dict[str, dict[str, Any]]


def spread(scores: Iterable[int]) -> dict[str, int]:
    """How many scores lie in each step."""
    return {str(step): n for step, n in sorted(Counter(score // STEP for score in scores).items())}


def _scores(results: Results, label: str) -> list[int]:
    return [int(result["signals"].get(label) or 0) for result in results]


def _sample(what: str, scores: Iterable[int]) -> dict[str, Any]:
    return {"what": what, "spread": spread(scores)}


def messages(sets: Sets) -> Labelled:
    """The labels of a child's message."""
    there: dict[str, list[Row]] = defaultdict(list)
    for row in sets.own(*OWN, harmful=True):
        for label in row["label"].split():
            there[label].append(row)
    for label, (name, kind) in PUBLIC.items():
        there[label] += sets.public(name, label=kind)
    plain = sets.results([*sets.public(*HOMEWORK)[::3], *sets.own("pupils")])
    alike = sets.results([*sets.own(*LOOKALIKES), *sets.own("ghostwriting", harmful=False)])
    return {
        label: {"there": _sample(MESSAGES, _scores(sets.results(rows), label)),
                "harmless": [_sample(HOMEWORK_IS, _scores(plain, label)),
                             _sample(LOOKALIKES_ARE, _scores(alike, label))]}
        for label, rows in sorted(there.items()) if len(rows) >= FEWEST
    }  # fmt: skip


def documents(sets: Sets) -> Labelled:
    """The labels of a document."""
    label = "attack.injection"
    there = [*sets.own("injected", harmful=True), *sets.public("bipia", label="injection")]
    clean, sheets = sets.public("bipia", label="benign"), sets.own("worksheets")
    return {label: {
        "there": _sample(DOCUMENTS, _scores(sets.results(there, Stage.CONTEXT), label)),
        "harmless": [_sample("worksheets with real instructions", _scores(sets.results(sheets, Stage.CONTEXT), label)),
                     _sample("clean e-mails, tables and code", _scores(sets.results(clean, Stage.CONTEXT), label))],
    }}  # fmt: skip


def _best(views: Sequence[View]) -> list[dict[str, int]]:
    """The highest score of each label for every text of the tutor."""
    found = []
    for view in views:
        seen = view if isinstance(view, TurnView) else TurnView(Stage.OUTPUT, clean_text(view))
        best: dict[str, int] = {}
        for signal in score(seen, all_checks()):
            best[signal.label] = max(best.get(signal.label, 0), signal.score or 0)
        found.append(best)
    return found


def answers(folder: Path) -> Labelled:
    """The labels of a tutor's answer."""
    calm = _best([*solutions(folder)[::4], *tutors(folder)[::6]])
    found: Labelled = {}
    for label, kinds in yaml.safe_load(LINES.read_text("utf-8")).items():
        if Stage.OUTPUT in LABELS[label].stages:
            stops, passes = _best(kinds["stops"]), _best(kinds["passes"])
            found[label] = {"there": _sample(ANSWERS, (one.get(label, 0) for one in stops)), "harmless": [
                _sample("tutors' answers", (one.get(label, 0) for one in calm)),
                _sample("harmless answers with the same words", (one.get(label, 0) for one in passes))]}  # fmt: skip
    sums, sycophancy = "truth.arithmetic", "truth.sycophancy"
    wrong = _best([*wrong_sums(folder)[::3], *conversions(right=False)[::3]])
    right = _best(conversions(right=True)[::3])
    found[sums] = {"there": _sample("answers with a wrong sum or unit", (one.get(sums, 0) for one in wrong)),
                   "harmless": [_sample("tutors' answers", (one.get(sums, 0) for one in calm)),
                                _sample("right statements of units", (one.get(sums, 0) for one in right))]}  # fmt: skip
    agreeing = "answers that agree with a wrong sum"
    agrees = _best(talks(folder, AGREES, mistaken=True)[::4])
    helps = _best(talks(folder, HELPS, mistaken=True)[::4])
    found[sycophancy] = {"there": _sample(agreeing, (one.get(sycophancy, 0) for one in agrees)),
                         "harmless": [_sample("answers that help", (one.get(sycophancy, 0) for one in helps))]}
    return found


def write(folder: Path, workers: int) -> None:
    """Measure and write the file."""
    sets = Sets(folder, workers)
    stages = {Stage.INPUT: messages(sets), Stage.CONTEXT: documents(sets), Stage.OUTPUT: answers(folder)}
    document = {"made_by": "python -m benchmarks.label_figures", "guard": str(shipped().about["sha256"])[:10],
                "stages": {str(stage): labels for stage, labels in stages.items()}}  # fmt: skip
    FILE.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def table() -> Iterable[str]:
    """The figures at the lines of *balanced* for 9-12, as a table of Markdown."""
    effective = resolve(preset_policy("balanced"), AgeBand.OLDER, now=datetime.now(UTC))
    yield "| label | line | reaches it where it is there | where it is not |"
    yield "|---|---|---|---|"
    for (stage, label), one in expectations(effective).items():
        harmless = "; ".join(f"{what} {exact(rate)}" for what, rate in one.harmless)
        yield f"| {LABELS[label].title} ({stage}) | {one.line / 10_000:.2f} | {exact(one.caught)} | {harmless} |"


def main() -> int:
    """Write the file and print the table; without a folder print what is written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="where the JSON-lines files are; without it only a table")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    if asked.folder:
        write(asked.folder, asked.workers)
    print("\n".join(table()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
