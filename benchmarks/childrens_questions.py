"""Children's questions through all five layers, to be read and judged: ``python -m benchmarks.childrens_questions``.

It prints what a child would be shown, message after message, and judges nothing: whether an answer is useful, an
honest refusal or bad is for a reader. ``--kind`` asks others than those that were looked at while the tutor was mended.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.registry import all_checks, checks_of
from studybuddy_core.domain.messages import AgeBand, Task, Utterance
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.records import Kept
from studybuddy_core.domain.turns import School, TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.pipeline.tracing import trace_turn
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.services.clock import SystemClock

QUESTIONS = Path(__file__).with_name("childrens_questions.yaml")
_GRADES = {AgeBand.YOUNGER: 2, AgeBand.OLDER: 5}
_SCHOOL = School(helplines="the children's helpline", contact="your teacher", hours="school hours")


def talks(kind: str) -> list[tuple[AgeBand, tuple[str, ...]]]:
    """The talks of one kind: the age band, and what the child says."""
    rows = yaml.safe_load(QUESTIONS.read_text("utf-8"))[kind]
    return [(AgeBand(band), tuple(str(text) for text in said)) for band, *said in rows]


def replies(
    pipeline: TurnPipeline, clock: SystemClock, band: AgeBand, said: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Each message of a talk with what the child would be shown."""
    effective = resolve(preset_policy("balanced"), band, now=clock.now())
    history: tuple[Utterance, ...] = ()
    task: Task | None = None
    for n, text in enumerate(said):
        words = clean_text(text)
        turn = TurnInput(f"trn_{n}", words, band, _GRADES[band], history, task, _SCHOOL)
        reply = trace_turn(pipeline, turn, effective).text
        task = pipeline.tasks.read(words, task)
        history = (*history, Utterance("user", words), Utterance("assistant", reply))
        yield text, reply


def main() -> int:
    """Print every talk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=("mended", "fresh", "other"), default="mended", help="which questions")
    parser.add_argument("--only", default="", help="only talks that hold these letters")
    asked = parser.parse_args()
    procedure, clock, tutor = default_procedure(tuple(c.spec.name for c in all_checks())), SystemClock(), BuiltinTutor()
    pipeline = TurnPipeline(checks_of(procedure), procedure, tutor, Library(), TaskLadder(), Kept(), clock, tutor)
    for n, (band, said) in enumerate(talks(asked.kind), 1):
        if not any(asked.only in text for text in said):
            continue
        for text, reply in replies(pipeline, clock, band, said):
            print(f"{n:>3} {band}  {text}\n        → {reply}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
