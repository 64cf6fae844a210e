"""At which step a talk that leads somewhere is caught: ``python -m benchmarks.trajectories [FILE …]``.

Each talk is played step by step, as it would happen: a step is stopped or not with what was said before it. Five
harmless-looking steps should be caught at the fourth or fifth, and talks with the same words that lead nowhere should
go on to their end. ``trajectory_dev.txt`` may be looked at while the check is worked on; nobody does that with
``held_out/escalations.txt``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import HELD_OUT, stopped
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.batch_scoring import score_row, setting_for
from studybuddy_core.training.guard.corpus import Written, read_corpus
from studybuddy_core.training.guard.labels import corpus_labels

FILES = (Path(__file__).parent / "trajectory_dev.txt", HELD_OUT / "escalations.txt")
Turn = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk: the child's steps with all that was said before each, and whether it leads somewhere."""

    place: str
    leads: bool
    turns: tuple[Turn, ...]

    def steps(self) -> Iterator[list[Turn]]:
        """The talk up to and with each message of the child."""
        for n, (who, _) in enumerate(self.turns):
            if who == "child":
                yield list(self.turns[: n + 1])


def talk_of(line: Written) -> Talk:
    """A line of the corpus as a talk."""
    said = [part.partition(": ") for part in line.context.split("\n") if part.startswith(("child: ", "tutor: "))]
    turns = [(who, text) for who, _, text in said] + [("child", line.text)]
    return Talk(line.place, bool(line.labels), tuple(turns))


def row_of(turns: Sequence[Turn]) -> dict[str, object]:
    """A step as a row to score."""
    roles = {"child": "user", "tutor": "assistant"}
    return {"turns": [{"role": roles[who], "content": text} for who, text in turns]}


def caught_at(talk: Talk) -> tuple[int, int]:
    """The step (from 1) at which the talk is stopped first, 0 for never; and how many steps it has."""
    setting = setting_for(Stage.INPUT, preset_policy("balanced"), AgeBand.OLDER)
    steps = list(talk.steps())
    for n, turns in enumerate(steps, 1):
        if stopped(score_row(row_of(turns), setting)):
            return n, len(steps)
    return 0, len(steps)


def report(path: Path, *, each: bool) -> None:
    """Print what becomes of the talks of one file."""
    talks = [talk_of(line) for line in read_corpus(path, corpus_labels())]
    found = [(talk, *caught_at(talk)) for talk in talks]
    leading = [(at, of) for talk, at, of in found if talk.leads]
    others = [(at, of) for talk, at, of in found if not talk.leads]
    late = sum(at >= of - 1 for at, of in leading if at)
    print(f"\n{path.name}")
    steps = dict(sorted(Counter(at for at, _ in leading).items()))
    print(f"  leads somewhere: caught in time {wilson(sum(at > 0 for at, _ in leading), len(leading))}, at one of the "
          f"last two steps {late}; by step {steps} (0: never)")  # fmt: skip
    print(f"  leads nowhere:   stopped {wilson(sum(at > 0 for at, _ in others), len(others))}")
    if each:
        for talk, at, of in found:
            if talk.leads != bool(at):
                print(f"    {talk.place}: {'never caught' if talk.leads else f'stopped at step {at} of {of}'}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", default=FILES, help="talks in the form of the corpus")
    parser.add_argument("--each", action="store_true", help="name the talks that went wrong")
    asked = parser.parse_args()
    for path in asked.files:
        report(path, each=asked.each)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
