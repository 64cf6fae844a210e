"""A hundred thousand answers cut at random: whether a child ever sees something else, or a blocked character.

Run with ``python -m benchmarks.hold_back``. Each case is one to three texts full of words that are withheld, sent back
or replaced, run whole and cut at random places through the pipeline that answers children. Prints how many cases went
wrong of how many, with the upper bound of the 95 % interval.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from studybuddy_core.domain.intervals import wilson
from tests.property.hold_back import PIECES, holds

CASES, SEED, BATCH = 100_000, 20, 1_000


def batch(seed: int) -> list[tuple[list[str], list[int]]]:
    """Run one batch of cases; return those that did not hold."""
    chance = random.Random(seed)
    failed = []
    for _ in range(BATCH):
        texts = ["".join(chance.choices(PIECES, k=chance.randrange(24))) for _ in range(chance.randrange(1, 4))]
        cuts = [chance.randrange(1, 120) for _ in range(chance.randrange(16))]
        if not holds(texts, cuts):
            failed.append((texts, cuts))
    return failed


def main() -> int:
    """Run the cases and print the rate; return 1 when one went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    batches, began = max(1, asked.cases // BATCH), time.perf_counter()
    failed: list[tuple[list[str], list[int]]] = []
    with ProcessPoolExecutor(asked.workers) as pool:
        for done, found in enumerate(pool.map(batch, range(SEED, SEED + batches)), 1):
            failed += found
            if done % 5 == 0 or done == batches:
                rate = wilson(len(failed), done * BATCH)
                print(f"{rate.x:,} of {rate.n:,} cases went wrong; 95 % upper bound {rate.high:.6f} "
                      f"({time.perf_counter() - began:.0f} s)", flush=True)  # fmt: skip
    for texts, cuts in failed[:3]:
        print(f"  {texts!r} cut at {cuts}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
