"""Word problems the tutor sets up rightly, declines, or gets wrong: ``python -m benchmarks.word_problems DATA``.

The rows fall into two halves by a hash of their id. One half was read while the reader of stories was written; the
figures that count are those of the other, whose rows nobody looked at. A row is *wrong* where the tutor holds another
number for the answer than the data set does, whichever of the two is mistaken.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.homework import SETS, Problem, problems
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.knowledge.mathematics import read_exercise
from studybuddy_core.knowledge.numerals import number


def outcome(problem: Problem) -> str:
    """What the tutor makes of a problem: right, declined or wrong."""
    found = read_exercise(problem.text)
    if found is None:
        return "declined"
    held = {found.value, *(value for form in found.answers if (value := number(form)) is not None)}
    if problem.answer.denominator != 1:  # decimals in the sets are cut after some places
        return "right" if any(abs(value - problem.answer) < 0.005 for value in held) else "wrong"
    return "right" if problem.answer in held else "wrong"


def told(name: str, outcomes: Iterable[str]) -> None:
    """Print the three shares of a set, each x of n with its 95 % interval."""
    counts = Counter(outcomes)
    total = sum(counts.values())
    for kind in ("right", "declined", "wrong"):
        rate = wilson(counts[kind], total)
        told = f"{counts[kind]} of {total}"
        print(f"{name:30}{kind:10}{told:>14}{rate.share or 0:>8.1%}   {rate.low:.1%} – {rate.high:.1%}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    folder = parser.parse_args().folder
    for name in SETS:
        rows = problems(folder, name)
        for half, developing in (("held-out half", False), ("half developed on", True)):
            told(f"{name}, {half}", (outcome(row) for row in rows if row.developing is developing))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
