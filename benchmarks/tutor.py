"""Every figure about the tutor: ``python -m benchmarks.tutor DATA``, DATA being a folder of the public sets.

A module is run where its file is there, so that a new figure is one more file and one more name.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

WITH_SETS = frozenset({"word_problems", "tutor_leaks", "claims"})
SMALL: dict[str, tuple[str, ...]] = {
    "word_problems": (), "tutor_leaks": ("--rows", "5", "--told", "5"), "retrieval": ("--passages", "5000"),
    "grounding": ("--questions", "60"), "claims": (), "canaries": ("--documents", "30"),
    "hold_back": ("--cases", "2000"), "intervention_latency": ("--turns", "5"), "consensus_latency": ("--runs", "5"),
}  # fmt: skip
"""Every figure by its module, in order, and what makes it small: for a look, not for a document."""


def present() -> tuple[str, ...]:
    """The modules that are here, in order."""
    here = Path(__file__).parent
    return tuple(name for name in SMALL if (here / f"{name}.py").exists())


def main() -> int:
    """Run each in a process of its own; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where the JSON-lines files are")
    parser.add_argument("--small", action="store_true", help="a few of everything, to see that it runs")
    parser.add_argument("--only", choices=present(), help="one figure alone")
    given = parser.parse_args()
    failed = 0
    for name in [given.only] if given.only else present():
        print(f"\n== {name} ==", flush=True)
        sets = (given.folder,) if name in WITH_SETS else ()
        size = SMALL[name] if given.small else ()
        command = [sys.executable, "-m", f"benchmarks.{name}", *sets, *size]
        failed |= subprocess.run(command, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
