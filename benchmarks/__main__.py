"""Print every figure: ``python -m benchmarks`` (``--data DIR`` adds what is found in the evaluation sets there)."""

from __future__ import annotations

import argparse
import subprocess
import sys

FIGURES = ("decide_many", "classroom", "served", "review_keys", "hold_back", "intervention_latency",
           "consensus_latency", "retrieval")  # fmt: skip
OVER_SETS = ("detection", "personal_data", "claims", "worked_sums")


def main() -> int:
    """Run each benchmark in a process of its own; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with evaluation sets (JSON lines)")
    asked = parser.parse_args()
    runs = [[name] for name in FIGURES] + ([[name, asked.data] for name in OVER_SETS] if asked.data else [])
    failed = 0
    for name, *rest in runs:
        print(f"\n== {name} ==", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *rest], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
