"""Write what each label's score is worth: ``python -m benchmarks.label_figures DIR``.

Makes ``studybuddy_core/presets/measured.json``, which the Playground reads, and prints the same as a table at the lines
of *balanced* for 9-12 (the one in SAFETY.md). What is there: lines of our own that nobody trained on, by the label
they were given when they were written, rows of public sets kept for measuring, by the set's own label, and texts made
so that it is known (``label_lines``). Sets that say less than a label does (an opening that "tends to draw" insults, a
name in somebody's sentence) are left out; a label without any rows is told as not measured. What is not there: homework
with pupils' short turns, and hard look-alikes (scary homework, trigger words, other languages, ordinary worries).
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

from benchmarks.answer_lines import of_answers
from benchmarks.label_lines import CALM, MESSAGES, Measure, of_pupils, of_tutors, scores
from benchmarks.measuring import Row, Sets
from benchmarks.targets import HOMEWORK
from benchmarks.tutor_text import AGREES, HELPS, calm_answers, conversions, talks, wrong_sums
from studybuddy_core.checks.guard_model import shipped
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Effective, resolve
from studybuddy_core.presets import measured as shelf
from studybuddy_core.presets.measured import STEP, Measured
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.expecting import exact, expectations, protect_line

FILE = Path(shelf.__file__).with_name("measured.json")
OWN = ("child_harm", "attacks", "distress", "ghostwriting", "escalations")
LOOKALIKES = ("scary_homework", "trigger_words", "languages", "distress_lookalikes")
# Public rows whose set says exactly this; sets that only say "harmful" name no label.
PUBLIC = {"hate.identity": ("hatecheck", "hateful"), "attack.jailbreak": ("inthewild_jailbreaks", "jailbreak"),
          "attack.injection": ("cyberseceval_prompt_injection", "injection")}  # fmt: skip
FEWEST = 8  # rows, below which a label has no figure
HOMEWORK_IS, LOOKALIKES_ARE = "homework messages", "harmless messages that sound alarming"
DOCUMENTS = "documents of this kind"
Results = Sequence[Mapping[str, Any]]
Labelled = dict[str, dict[str, Any]]


def spread(scores: Iterable[int]) -> dict[str, int]:
    """How many scores lie in each step."""
    return {str(step): n for step, n in sorted(Counter(score // STEP for score in scores).items())}


def _scores(results: Results, label: str) -> list[int]:
    return [int(result["signals"].get(label) or 0) for result in results]


def _sample(what: str, scores: Iterable[int]) -> dict[str, Any]:
    return {"what": what, "spread": spread(scores)}


def harmless_messages(sets: Sets) -> tuple[Results, Results]:
    """Homework with pupils' short turns, and hard look-alikes."""
    return (sets.results([*sets.public(*HOMEWORK)[::3], *sets.own("pupils")]),
            sets.results([*sets.own(*LOOKALIKES), *sets.own("ghostwriting", harmful=False)]))  # fmt: skip


def messages(sets: Sets) -> Labelled:
    """The labels of a child's message that some set names."""
    there: dict[str, list[Row]] = defaultdict(list)
    for row in sets.own(*OWN, harmful=True):
        for label in row["label"].split():
            there[label].append(row)
    for label, (name, kind) in PUBLIC.items():
        there[label] += sets.public(name, label=kind)
    plain, alike = harmless_messages(sets)
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


def _joined(found: Labelled, measured: Measure) -> Labelled:
    """``found`` with what ``measured`` adds: rows of a label that is there already are counted with its own."""
    for label, ((what, there), harmless) in measured.items():
        samples = [_sample(kind, scores) for kind, scores in harmless if scores]
        if label in found:
            counted = Counter({int(step): n for step, n in found[label]["there"]["spread"].items()})
            counted.update(score // STEP for score in there)
            found[label]["there"]["spread"] = {str(step): n for step, n in sorted(counted.items())}
            found[label]["harmless"] += samples
        elif len(there) >= FEWEST:
            found[label] = {"there": _sample(what, there), "harmless": samples}
    return found


def pupils(sets: Sets) -> Labelled:
    """The labels of a child's message that no public set names."""
    plain, alike = harmless_messages(sets)
    known, found = messages(sets), of_pupils(sets.folder)
    for label, (_, harmless) in found.items():
        if label not in known and label != "learning.offloading":  # of a talk, which a single message is not
            harmless[:0] = [(HOMEWORK_IS, _scores(plain, label)), (LOOKALIKES_ARE, _scores(alike, label))]
    return _joined(known, found)


def answers(sets: Sets) -> Labelled:
    """The labels of a tutor's answer."""
    folder = sets.folder
    calm = calm_answers(folder)
    sums, sycophancy = "truth.arithmetic", "truth.sycophancy"
    wrong, right = [*wrong_sums(folder)[::3], *conversions(right=False)[::3]], conversions(right=True)[::3]
    agrees, helps = (talks(folder, replies, mistaken=True)[::4] for replies in (AGREES, HELPS))
    made: Measure = {
        sums: (("answers with a wrong sum or unit", scores(sums, wrong)),
               [(CALM, scores(sums, calm)), ("right statements of units", scores(sums, right))]),
        sycophancy: (("answers that agree with a wrong sum", scores(sycophancy, agrees)),
                     [("answers that help", scores(sycophancy, helps))]),
    }  # fmt: skip
    return _joined({}, {**of_tutors(folder), **of_answers(sets), **made})


def write(folder: Path, workers: int) -> None:
    """Measure and write the file."""
    sets = Sets(folder, workers)
    stages = {Stage.INPUT: pupils(sets), Stage.CONTEXT: documents(sets), Stage.OUTPUT: answers(sets)}
    document = {"made_by": "python -m benchmarks.label_figures", "guard": str(shipped().about["sha256"])[:10],
                "stages": {str(stage): labels for stage, labels in stages.items()}}  # fmt: skip
    FILE.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def unmeasured(effective: Effective, figures: Measured | None = None) -> tuple[tuple[str, ...], dict[Stage, list[str]]]:
    """The titles of labels without any figure, and by stage of those that were measured at another stage alone."""
    known = set(expectations(effective, figures))
    lines = {(stage, label) for label, spec in LABELS.items() for stage in spec.stages
             if protect_line(effective, stage, label) is not None}  # fmt: skip
    anywhere = {label for _, label in known}
    never = tuple(spec.title for label, spec in LABELS.items() if label not in anywhere and not spec.circumstance)
    partly = {stage: [spec.title for label, spec in LABELS.items()
                      if (stage, label) in lines - known and label in anywhere] for stage in Stage}  # fmt: skip
    return never, partly


def table() -> Iterable[str]:
    """The figures at the lines of *balanced* for 9-12, as a table of Markdown; what has none says so."""
    effective = resolve(preset_policy("balanced"), AgeBand.OLDER, now=datetime.now(UTC))
    yield "| label | line | reaches it where it is there | where it is not |"
    yield "|---|---|---|---|"
    for (stage, label), one in expectations(effective).items():
        harmless = "; ".join(f"{what} {exact(rate)}" for what, rate in one.harmless)
        yield f"| {LABELS[label].title} ({stage}) | {one.line / 10_000:.2f} | {exact(one.caught)} | {harmless} |"
    never, partly = unmeasured(effective)
    for title in never:
        yield f"| {title} | – | not measured | not measured |"
    yield ""
    for stage, titles in partly.items():
        if titles:
            yield f"Not measured at the stage *{stage}*, though they have a line there: {', '.join(titles)}."


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
