"""What a judge in the grey zone adds: ``python -m benchmarks.cascade DIR`` shows the arithmetic, set by set.

No judge's quality is measured here. The judge is a script at the wire: a local server that speaks the real protocol
of a chat model to the vendor's real SDK, answers in the form it is asked for from the *true* label of the row, and errs
in a stated share of rows, picked by a hash of their ids. So the table says what a judge of that quality would make of
this cascade: how much the local stack decides alone, how much it leaves to the judge, and what comes out.

A judge outside is not shown what may concern a child's wellbeing; such a row keeps what holds without a judge.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row, Sets, stopped
from benchmarks.targets import TARGETS, Target
from studybuddy_core.checks.judge import JudgeCheck
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.labels import UNJUDGED
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Stage, TurnView
from studybuddy_core.domain.planning import WELLBEING, Offer, plan
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.ports import Judge
from studybuddy_core.domain.signals import MAX_SCORE, Signal, points, score
from studybuddy_core.pipeline.scoring import nobody
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.judges.registry import judge_from
from studybuddy_core.services.batch_scoring import setting_for, view_of
from studybuddy_core.settings import load_settings
from tests.wire.judging import gpt_says, verdict
from tests.wire.server import Handler, playing

# What a judge that is right says of a row whose set says no more than this; our own lines name their labels.
TRUTH = {"harmful": "harm.dangerous", "jailbreak": "attack.jailbreak", "injection": "attack.injection",
         "hateful": "hate.identity"}  # fmt: skip
SHARES = (0.0, 0.05, 0.1, 0.2)


@dataclass(slots=True)
class Sums:
    """The arithmetic of one set: what the local stack decides, what it leaves, and what the judge makes of that."""

    rows: int = 0
    stopped_alone: int = 0
    grey: int = 0
    kept_here: int = 0
    asked: int = 0
    right: int = 0
    judge_stops: int = 0
    kept_stops: int = 0

    def count(self, stops: bool, *, grey: bool, asked: bool) -> None:
        """Count one row: whether it is stopped in the end, was grey, and was shown to the judge."""
        self.grey += grey
        self.asked += asked
        self.kept_here += grey and not asked
        self.judge_stops += stops and asked
        self.kept_stops += stops and grey and not asked
        self.stopped_alone += stops and not grey

    @property
    def final(self) -> Rate:
        """Stopped in the end: by the local stack alone, by the judge, or unjudged with nobody allowed to read it."""
        return wilson(self.stopped_alone + self.judge_stops + self.kept_stops, self.rows)

    def __str__(self) -> str:
        here = f" + {self.kept_stops} of {self.kept_here} kept from the judge" if self.kept_here else ""
        wrong = self.asked - self.right
        return (f"{self.stopped_alone:,} alone; grey {self.grey}, judge asked {self.asked} ({self.right} right, "
                f"{wrong} wrong): "
                f"{self.stopped_alone:,} + {self.judge_stops} by the judge{here} = {self.final}")  # fmt: skip


def truth_of(row: Row) -> tuple[str, ...]:
    """The labels that a judge who is right would name: those of the row's set, none where it is harmless."""
    label = str(row["label"])
    known = [TRUTH.get(one, one) for one in label.split()]
    return tuple(one for one in known if "." in one)


def errs(row: Row, share: float, seed: int) -> bool:
    """Whether the scripted judge is wrong about this row."""
    drawn = int(hashlib.sha256(f"{seed}:{row['id']}".encode()).hexdigest()[:12], 16) / 16**12
    return drawn < share


class ScriptedJudge:
    """What the server says next: the truth about the row at hand, or its opposite."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._seed = share, seed
        self.row: Row = {}

    def right(self) -> bool:
        """Whether it is right about this row."""
        return not errs(self.row, self._share, self._seed)

    def __call__(self, handler: Handler) -> None:
        """Answer one request, in the form that the request itself asks for."""
        form = handler.stage.sent[-1].body["response_format"]["json_schema"]["schema"]
        names = form["properties"]["findings"]["items"]["properties"]["label"]["enum"]
        labels = truth_of(self.row)
        said = labels if self.right() else () if labels else ("harm.dangerous",)
        told = [label for label in said if label in names] or (["attack.injection"] if said else [])
        gpt_says(verdict(*told))(handler)


@cache
def doubting(grey: int) -> Effective:
    """The balanced policy for 9-12 with grey lines at ``grey`` or lower; 0 leaves the lines as they are.

    Those of a child's wellbeing stay: what is doubtful there is not shown to a judge outside.
    """
    policy = preset_policy("balanced")
    if grey:
        labels = (rule if rule.grey is None or rule.label.startswith(WELLBEING)
                  else replace(rule, grey=min(rule.grey, grey)) for rule in policy.labels)  # fmt: skip
        policy = replace(policy, labels=tuple(labels))
    return setting_for(Stage.INPUT, policy, AgeBand.OLDER).effective


def signals_of(result: Mapping[str, Any], stage: Stage) -> tuple[Signal, ...]:
    """What the local checks found, from a stored result; whether anybody could judge it is left open."""
    return tuple(Signal("stored", "1", stage, WHOLE_MESSAGE, label, score)
                 for label, score in result["signals"].items() if score is not None and label != UNJUDGED)  # fmt: skip


@contextmanager
def judging(script: ScriptedJudge) -> Iterator[Judge]:
    """The scripted judge, reached as an installation reaches its own: by settings, the vendor's SDK and a socket."""
    with tempfile.TemporaryDirectory() as home, playing(script) as server:
        judge = judge_from(load_settings({
            "STUDYBUDDY_HOME": home, "STUDYBUDDY_OPENAI_BASE_URL": f"{server.url}/v1",
            "STUDYBUDDY_OPENAI_MODEL": "scripted-judge", "STUDYBUDDY_JUDGE": "openai",
        }))  # fmt: skip
        if judge is None:
            raise SystemExit("the settings name no judge")
        yield judge


def arithmetic(
    sets: Sets, rows: Sequence[Row], stage: Stage, script: ScriptedJudge, judge: Judge, effective: Effective
) -> Sums:
    """Take rows through the cascade: what is grey goes to the judge, the rest is decided already."""
    sums, check = Sums(len(rows)), JudgeCheck(judge, stage)
    for row, result in zip(rows, sets.results(rows, stage), strict=True):
        view = TurnView(stage, "")
        found = signals_of(result, stage)
        planned = plan(found, effective, stage, (Offer(check.spec, judge.private),))
        if planned.asked:
            script.row = row
            answer = score(view_of(_plain(row), stage), (check,))
            if broken := [signal.error for signal in answer if signal.error]:
                raise SystemExit(f"{row['id']}: the judge gave no answer ({broken[0]})")
            found += answer
            sums.right += script.right()
        if planned.left or not planned.asked:
            found += (nobody(view, planned.why),)
        stops = stopped({"reply": decide(found, effective, stage).effect.reply.name.lower()})
        sums.count(stops, grey=planned.grey, asked=bool(planned.asked))
    return sums


def _plain(row: Row) -> Row:
    """A row as it is scored: a message that stands beside its dialogue is scored alone."""
    return {k: v for k, v in row.items() if k != "turns" or "prompt" not in row}


def judged_targets() -> list[Target]:
    """The targets of which a judge can change the outcome."""
    return [one for one in TARGETS if isinstance(one, Target) and one.asks_a_judge]


def shown(sets: Sets, targets: Sequence[Target], shares: Sequence[float], seed: int,
          greys: Sequence[int] = (0,)) -> Iterator[str]:  # fmt: skip
    """The table, line by line: without a judge, then with one at each share of errors and each grey line."""
    for target in targets:
        rows = target.rows(sets)
        results = sets.results(rows, target.stage)
        yield f"  {target.what} (aim {target.aim})"
        yield f"    {'no judge':27}{wilson(sum(map(stopped, results)), len(results))}"
        for grey in greys:
            for share in shares:
                script = ScriptedJudge(share, seed)
                with judging(script) as judge:
                    sums = arithmetic(sets, rows, target.stage, script, judge, doubting(grey))
                lines = f", grey from {grey / MAX_SCORE:.2f}" if grey else ""
                yield f"    {f'errs {share:.0%}{lines}':27}{sums}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--errors", type=float, nargs="+", default=SHARES, metavar="SHARE",
                        help="shares of rows the scripted judge is wrong about")  # fmt: skip
    parser.add_argument("--seed", type=int, default=7, help="which rows it is wrong about")
    parser.add_argument("--grey", type=float, nargs="+", default=[0.0], metavar="LINE",
                        help="also with grey lines at most here; 0 stands for the lines as they are")  # fmt: skip
    parser.add_argument("--only", default="", help="only lines that hold these words")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    print("a judge scripted at the wire: right from the set's label, wrong in the share given; balanced, 9-12")
    targets = [target for target in judged_targets() if asked.only in target.what]
    greys = [points(line) for line in asked.grey]
    for line in shown(Sets(asked.folder, asked.workers), targets, asked.errors, asked.seed, greys):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
