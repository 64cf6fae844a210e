"""How long one million stored messages take to be decided anew: 24 labels, 24 rules.

Run with ``python -m benchmarks.decide_many``. The aim is a median under 50 ms, so that a slider answers while
it is being moved. Scores are drawn as they fall in a school: mostly zero, a few high. Beside the plain
case it times one with missing scores, which needs masks, and the move of one slider on 50,000 messages.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import AtLeast, ClassContext, Effect, Notify, Policy, Reply, Rule, resolve
from studybuddy_core.domain.redeciding import ScoreColumns, decide_many
from studybuddy_core.domain.revising import Line, Move, moved
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.replaying import Resolver, Slice, compare, tally
from studybuddy_core.services.situations import Situation

MESSAGES, COUNT, RUNS, AIM_MS = 1_000_000, 24, 21, 50.0
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def columns(labels: tuple[str, ...], messages: int, *, missing: float = 0.0, seed: int = 1) -> ScoreColumns:
    rng = np.random.default_rng(seed)
    shape = (len(labels), messages)
    scores = rng.integers(0, 10_001, shape, dtype=np.uint16)
    scores[rng.random(shape, dtype=np.float32) < 0.97] = 0
    present = np.ones(shape, bool) if not missing else rng.random(shape, dtype=np.float32) >= missing
    scores[~present] = 0
    return ScoreColumns(labels, scores, present)


def rules(labels: tuple[str, ...]) -> tuple[Rule, ...]:
    replies = (Reply.ANNOTATE, Reply.REDIRECT, Reply.WITHHOLD)
    return tuple(
        Rule(f"rule {i}", Stage.INPUT, (AtLeast(label, 5_000 + 100 * i),),
             Effect(replies[i % 3], f"script {i % 5}", Notify(i % 4)))
        for i, label in enumerate(labels)
    )  # fmt: skip


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def slider(messages: int = 50_000) -> float:
    """One move of one slider under the balanced policy: decide live and draft again, and count."""
    policy = preset_policy("balanced")
    labels = tuple(sorted(LABELS))
    times = np.arange(messages).astype("M8[m]").astype("M8[us]")
    one = Slice(Stage.INPUT, AgeBand.OLDER, columns(labels, messages), np.arange(messages).astype("S12"), times)
    places, rules = iter(range(1_000, 9_000)), Resolver()

    def once() -> object:
        draft = moved(policy, Move("harm.violence", Line.PROTECT, next(places)))
        return tally(compare([one], policy, draft, rules))

    return median_ms(once)


def slider_in_situations(messages: int = 50_000, groups: int = 40) -> float:
    """The same where classes were allowed other things at times: so many groups of rules instead of one."""
    policy, whole = preset_policy("balanced"), columns(tuple(sorted(LABELS)), messages)
    relaxable = sorted(label for label, spec in LABELS.items() if spec.relaxable)
    times, ids = np.arange(messages).astype("M8[m]").astype("M8[us]"), np.arange(messages).astype("S12")
    slices = []
    for n in range(groups):
        allowed = tuple(label for bit, label in enumerate(relaxable) if n >> bit & 1)
        keep = np.arange(messages) % groups == n
        context = ClassContext(f"week {n}", NOW, allowed)
        plain = Slice(Stage.INPUT, AgeBand.OLDER, whole, ids, times)
        slices.append(Slice(Stage.INPUT, AgeBand.OLDER, plain.some(keep), ids[keep], times[keep],
                            Situation(n % 2 == 1, (context,))))  # fmt: skip
    places, rules = iter(range(1_000, 9_000)), Resolver()

    def once() -> object:
        draft = moved(policy, Move("harm.violence", Line.PROTECT, next(places)))
        return tally(compare(slices, policy, draft, rules))

    return median_ms(once)


def measure(messages: int = MESSAGES) -> dict[str, float]:
    labels = tuple(sorted(LABELS))[:COUNT]
    effective = resolve(Policy("bench", (), rules=rules(labels)), AgeBand.OLDER, now=NOW)
    whole, holed = columns(labels, messages), columns(labels, messages, missing=0.001)
    return {
        "messages": messages, "labels": COUNT, "rules": len(effective.rules),
        "median_ms": round(median_ms(lambda: decide_many(whole, effective, Stage.INPUT)), 1),
        "with_missing_median_ms": round(median_ms(lambda: decide_many(holed, effective, Stage.INPUT), 7), 1),
        "slider_50k_median_ms": round(slider(), 1),
        "slider_50k_in_40_situations_median_ms": round(slider_in_situations(), 1),
    }  # fmt: skip


if __name__ == "__main__":
    found = measure()
    sys.stdout.write(json.dumps(found) + "\n")
    raise SystemExit(found["median_ms"] > AIM_MS)
