"""How much personal data is found, and what it costs: ``python -m benchmarks.personal_data DIR`` prints three tables.

DIR holds ``presidio_synth_pii.jsonl`` (sentences with marked personal data) and homework sets. What counts as found
is what redaction would replace before a call to an outside model, whatever its score. A place found counts when it
overlaps a marked one by at least half of either; characters are counted beside it, so that one long stretch over
everything would show. Rows are in half A, which was looked at while the recognisers were written, or half B, which
was only measured, by the hash of their id. The sentences are made from templates, and the halves share all but one of
them: half B tells how well other names and numbers are found in the same sentences, not in other sentences.

The second table is the other side: homework is full of invented names. A finding that stops a message or reaches
0.5 is a false alarm. What is only replaced on its way to an outside model is put back into the answer, but a model
can't reason about it, so replacing anything but a name costs more. Sets marked * were looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time
from typing import Any

from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.messages import AgeBand, Span, Stage, TurnView
from studybuddy_core.domain.signals import score
from studybuddy_core.pipeline.redaction import marked
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import score_row, setting_for, view_of

SET = "presidio_synth_pii"
# Each set, and whether it was looked at while the recognisers were written.
HOMEWORK = (("gsm8k", True), ("svamp", True), ("mathdial", True), ("nq_open", True),
            ("mawps", False), ("cima", False), ("openbookqa", False))  # fmt: skip
STOPPED = frozenset({"redirect", "withhold", "support"})
Row = dict[str, Any]
CHECKS = checks_named(["personal"])


def rows_of(path: Path) -> list[Row]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").rstrip("\n").split("\n")]


def half_of(row_id: str) -> str:
    """``A`` or ``B``, by the hash of the row's id."""
    return "AB"[hashlib.sha256(row_id.encode()).digest()[0] & 1]


def as_sent(text: str) -> TurnView:
    """A text as redaction looks at it."""
    return TurnView(Stage.INPUT, text, readings=readings_of(text))


def found_in(text: str) -> list[Span]:
    """The places that redaction would replace."""
    return [span for span, _ in marked(score(as_sent(text), CHECKS))]


def meet(one: Span, other: Span) -> bool:
    """Whether two places overlap by at least half of either."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= min(one.end - one.start, other.end - other.start)


@dataclass
class Count:
    """What was found of one group of rows, in places and in characters."""

    rows: int = 0
    told: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    right: list[bool] = field(default_factory=list)
    chars: list[int] = field(default_factory=lambda: [0, 0, 0])  # in both, found, marked

    def add(self, row: Row, found: Sequence[Span]) -> None:
        """Count one row."""
        self.rows += 1
        gold = [Span(s["start"], s["end"]) for s in row.get("spans", ())]
        for span, mark in zip(gold, row.get("spans", ()), strict=True):
            self.told[mark["type"]].append(any(meet(span, other) for other in found))
        self.right += [any(meet(span, other) for other in gold) for span in found]
        there, seen = ({i for span in spans for i in range(*span)} for spans in (gold, found))
        for n, size in enumerate((len(there & seen), len(seen), len(there))):
            self.chars[n] += size


def shown(rate: Rate) -> str:
    """A share with x of n and its interval, in one decimal."""
    if not rate.n:
        return "0 of 0"
    return f"{rate.x} of {rate.n} = {rate.x / rate.n:.1%} ({rate.low:.1%} – {rate.high:.1%})"


def of(hits: Iterable[bool]) -> Rate:
    """The share of True."""
    known = list(hits)
    return wilson(sum(known), len(known))


def table(name: str, count: Count) -> None:
    """Print one group."""
    both, found, there = count.chars
    print(f"\n{SET}, {name}: {count.rows} rows")
    print(f"  {'recall':22}{shown(of(hit for hits in count.told.values() for hit in hits))}")
    print(f"  {'precision':22}{shown(of(count.right))}")
    print(f"  {'characters':22}recall {both / max(there, 1):.1%}, precision {both / max(found, 1):.1%}")
    for kind, hits in sorted(count.told.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"    {kind:20}{shown(of(hits))}")


def spans(folder: Path, halves: str) -> None:
    """Print the first table."""
    rows = rows_of(folder / f"{SET}.jsonl")
    counts: dict[str, Count] = defaultdict(Count)
    for row in rows:
        if (half := half_of(row["id"])) in halves:
            counts[half].add(row, found_in(row["text"]))
    for half, count in sorted(counts.items()):
        table(f"half {half}", count)


def homework(folder: Path) -> list[str]:
    """Print the second table; return the texts."""
    setting, texts = setting_for(Stage.INPUT, preset_policy("balanced"), AgeBand.OLDER), []
    print(f"\nhomework under {setting.policy_id} (balanced, 9-12)")
    heads = ("stopped for privacy", "a finding >= 0.5", "replaced: names alone", "replaced: more")
    print(f"  {'set':12}{''.join(f'{head:36}' for head in heads)}".rstrip())
    for name, seen in HOMEWORK:
        path = folder / f"{name}.jsonl"
        if not path.exists():
            print(f"  {name:12}(not in {folder})")
            continue
        stopped, strong, named, more = [], [], [], []
        for row in rows_of(path):
            result = score_row(row, setting)
            private = {label: s or 0 for label, s in result["signals"].items() if label.startswith("privacy.")}
            reasons = {reason["label"] or "" for reason in result["reasons"]}
            stopped.append(result["reply"] in STOPPED and any(label.startswith("privacy.") for label in reasons))
            strong.append(any(s >= 5_000 for s in private.values()))
            texts.append(view_of(row, Stage.INPUT).clean)
            kinds = {kind for _, kind in marked(score(as_sent(texts[-1]), CHECKS))}
            named.append(kinds == {"name"})
            more.append(bool(kinds - {"name"}))
        cells = (f"{shown(of(hits)):36}" for hits in (stopped, strong, named, more))
        print(f"  {name + '*' * seen:12}{''.join(cells)}".rstrip(), flush=True)
    return texts


def speed(texts: Sequence[str]) -> None:
    """Print how long the check takes on messages of 35 to 45 words, in processor time (others may be at work)."""
    about_forty = [text for text in texts if 35 <= len(text.split()) <= 45][:400]
    for text in about_forty[:20]:
        found_in(text)
    took = []
    for text in about_forty:
        view = as_sent(text)  # a turn has its readings before any check runs
        began = thread_time()
        score(view, CHECKS)
        took.append((thread_time() - began) * 1_000)
    if len(took) > 1:
        p95 = statistics.quantiles(took, n=20)[-1]
        took_ms = f"p50 {statistics.median(took):.2f} ms, p95 {p95:.2f} ms of the processor"
        print(f"\nthe check on {len(took)} messages of about 40 words: {took_ms}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--half", choices=("A", "B"), help="one half alone: A while writing")
    asked = parser.parse_args()
    spans(asked.folder, asked.half or "AB")
    speed(homework(asked.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
