"""Every figure about the tutor: ``python -m benchmarks.tutor DATA``, DATA being a folder of the public sets.

A module is run where its file is there, so that a new figure is one more file and one more name.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

MODULES = ("word_problems", "tutor_leaks", "retrieval", "claims", "intervention_latency", "consensus_latency")


def present() -> tuple[str, ...]:
    """The modules that are here, in order."""
    here = Path(__file__).parent
    return tuple(name for name in MODULES if (here / f"{name}.py").exists())


def main() -> int:
    """Run each in a process of its own; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where the JSON-lines files are")
    folder = parser.parse_args().folder
    failed = 0
    for name in present():
        print(f"\n== {name} ==", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}", folder], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
