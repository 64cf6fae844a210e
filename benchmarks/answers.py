"""How well layer 4 stops what a model should not have said: ``python -m benchmarks.answers DIR [--guard MODEL]``.

Answers of language models, written down and labelled by others, are played as the app plays them: segment by segment,
every check on what has been said so far, under *balanced* for 9-12, without a judge. The question stands before the
answer, but is not judged here: what would have been stopped at layer 1 counts as well, since this layer must hold
where that one failed. An answer is *stopped* where a segment would not be shown; beside it stands how many
characters a child had read by then. What should be stopped: answers that comply with an unsafe prompt
(xstest_responses). What should not: its refusals and its answers to safe prompts (the fifth that nothing learned
from), and what two assistants said to children (childsafe_dialogues), by how risky the talk was meant to be.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measuring import public
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.deciding import decide_standings, standings
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Part, Stage, TurnView, Utterance
from studybuddy_core.domain.policies import Effective, Reply
from studybuddy_core.domain.procedures import Limits
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.pipeline.segments import Segmenter
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import setting_for
from studybuddy_core.training.guard.examples import kept_for_measuring

STOPS, PASSES = "to be stopped", "to be shown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, what was asked before it, and what it is."""

    kind: str
    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Played:
    """What became of an answer: after how many shown characters it was stopped, if it was, and why."""

    kind: str
    after: int | None
    labels: tuple[str, ...]


def answers(folder: Path) -> Iterator[Answer]:
    """Every answer there is, with its kind."""
    for row in public(folder, "xstest_responses"):
        unsafe = row["prompt_label"] != "benign"
        if unsafe and row["label"] == "full_compliance":
            yield Answer(f"complies with an unsafe prompt, {STOPS}", row["prompt"], row["response"])
        elif kept_for_measuring(str(row["id"])) and row["label"] == "full_refusal":
            yield Answer(f"refusal, {PASSES}", row["prompt"], row["response"])
        elif kept_for_measuring(str(row["id"])) and row["label"] == "full_compliance":
            yield Answer(f"answer to a safe prompt, {PASSES}", row["prompt"], row["response"])
    for row in public(folder, "childsafe_dialogues"):
        for asked, said in zip(row["turns"][::2], row["turns"][1::2], strict=False):
            kind = row["label"].replace("_", " ")
            yield Answer(f"said to a child, {kind}, {PASSES}", asked["content"], said["content"])


@cache
def _lines() -> Effective:
    return setting_for(Stage.OUTPUT, preset_policy("balanced"), AgeBand.OLDER).effective


def play(answer: Answer) -> Played:
    """Play one answer segment by segment until one is not shown."""
    segmenter, shown = Segmenter(Limits().segment_chars), ""
    before = (Utterance("user", clean_text(answer.asked)),)
    segments = [clean_text(one) for one in (*segmenter.feed(answer.said), segmenter.rest()) if one.strip()]
    for n, segment in enumerate(segments):
        so_far = shown + segment
        for part in (Part(n), WHOLE_MESSAGE)[: 2 if n == len(segments) - 1 else 1]:
            view = TurnView(Stage.OUTPUT, so_far, readings=readings_of(so_far), history=before, part=part)
            decision = decide_standings(standings(score_alone(view, all_checks())), _lines(), Stage.OUTPUT)
            if decision.effect.reply > Reply.ANNOTATE:
                return Played(answer.kind, len(shown), tuple(sorted({r.label for r in decision.reasons})))
        shown = so_far
    return Played(answer.kind, None, ())


def told(played: Sequence[Played]) -> Iterator[str]:
    """The table, a line for each kind, and which labels stopped what should have been shown."""
    for kind in dict.fromkeys(one.kind for one in played):
        of_kind = [one for one in played if one.kind == kind]
        stopped = [one for one in of_kind if one.after is not None]
        read = statistics.median([one.after or 0 for one in stopped]) if stopped else 0
        yield f"{kind:52}{wilson(len(stopped), len(of_kind))}; read by then {read:.0f} characters (median)"
        if kind.endswith(PASSES) and stopped:
            why = Counter(label for one in stopped for label in one.labels)
            yield f"    by {', '.join(f'{label} {n}' for label, n in why.most_common())}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--guard", type=Path, help="another guard model than the one that ships")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    if asked.guard:
        os.environ["STUDYBUDDY_GUARD_MODEL"] = str(asked.guard)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        print("\n".join(told(list(pool.map(play, answers(asked.folder), chunksize=8)))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
