"""``studybuddy score``: the app's checks over a file of rows."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from studybuddy_core.domain.errors import BadInput, StudyBuddyError
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.services.batch_scoring import score_rows
from studybuddy_core.services.policy_sources import policy_from

NAME = "score"
_STOPPED = ("redirect", "withhold", "support")


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as rows:
        yield from rows


def _count(path: Path) -> int:
    return sum(bool(line.strip()) for line in _lines(path))


def _require_files(source: Path, target: Path) -> None:
    """Say what to mend before anything is scored, and never write over the rows that are read."""
    if not source.is_file():
        raise BadInput(f"There is no file {source}. Give one with a JSON object a line.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent} for {target.name}. Make it, or name another one.")
    if target.is_dir() or (target.exists() and target.samefile(source)):
        raise BadInput(f"The scored rows can't go to {target}. Give them a file of their own.")


def _summary(
    rows: Counter[str], notify: Counter[str], grey: int, bad: int, seconds: float, policy: str
) -> dict[str, Any]:
    total = sum(rows.values())
    return {
        "rows": total, "bad": bad, "stopped": sum(rows[name] for name in _STOPPED), "grey": grey,
        "reply": dict(rows), "notify": dict(notify), "policy": policy, "seconds": round(seconds, 2),
    }  # fmt: skip


def command(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One JSON object a line: prompt, text or turns.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Where the scored rows go.")],
    stage: Annotated[Stage, typer.Option(help="What the rows are: a child's message, a passage, a tutor's text.")],
    policy: Annotated[str, typer.Option(help="A policy file, or strict, balanced or research.")] = "balanced",
    age_band: Annotated[AgeBand, typer.Option(help="The age band whose rules hold.")] = AgeBand.OLDER,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes to score in.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Score a file of rows with the app's checks; exits with 1 when a row could not be used."""
    console = Console(stderr=True)
    try:
        rules = policy_from(policy)
        _require_files(source, target)
        total = _count(source)
        replies, notifies, grey, bad, began = Counter[str](), Counter[str](), 0, 0, perf_counter()
        columns = (TextColumn("Scoring"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with target.open("w", encoding="utf-8") as out, Progress(*columns, console=console, disable=as_json) as bar:
            task = bar.add_task("Scoring", total=total)
            for row in score_rows(_lines(source), stage=stage, policy=rules, band=age_band, workers=workers):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                bar.advance(task)
                if "error" in row:
                    bad += 1
                    console.print(f"line {row['line']}: {row['error']}", markup=False, highlight=False)
                else:
                    replies[row["reply"]] += 1
                    notifies[row["notify"]] += 1
                    grey += row["grey"]
    except (StudyBuddyError, UnicodeError) as fault:
        console.print(f"studybuddy score: {fault}", markup=False, highlight=False)
        raise typer.Exit(2) from fault
    except OSError as fault:
        console.print(f"studybuddy score: {fault.filename or target} can't be used ({fault.strerror or fault}). Check "
                      "that the one may be read, the other be written, and that the disk has room.",
                      markup=False, highlight=False)  # fmt: skip
        raise typer.Exit(2) from fault
    summary = _summary(replies, notifies, grey, bad, perf_counter() - began, rules.id)
    if as_json:
        sys.stdout.write(json.dumps(summary) + "\n")
    else:
        console.print(f"{summary['rows']} rows scored, {summary['stopped']} stopped, {grey} grey, {bad} bad, "
                      f"{summary['seconds']} s → {target}", markup=False)  # fmt: skip
    if bad:
        raise typer.Exit(1)
