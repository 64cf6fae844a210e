"""How long a panel of three takes against its slowest model alone.

Run with ``python -m benchmarks.consensus_latency``. Three servers on this machine speak the vendors' real protocols to
their real SDKs and answer after 120, 180 and 250 ms. Measured is the deliberation as the app runs it (redaction, three
requests at once, strict reading, counting) against the slowest vote of the same run. The aim is that it takes at most
20 ms longer in 95 of 100 runs. Beside it stand the slowest model asked alone, and the processor time of the thread
that deliberates, which says the same on a machine that has other work to do.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack

from benchmarks.classroom import quantiles
from studybuddy_core.domain.consensus import Verdict
from studybuddy_core.providers.models import line_for
from studybuddy_core.providers.validators import ask, read_vote
from studybuddy_core.services.clock import SystemClock
from studybuddy_core.services.panels import Case, Panels, read_panel, surroundings_alone
from studybuddy_core.settings import load_settings
from tests.panels import CONFIG, FINE, claude_votes, gpt_votes
from tests.wire.server import Act, Handler, playing

RUNS, AIM_MS = 60, 20.0
THINKS_S = (0.12, 0.18, 0.25)
CASE = Case("Is this advice right?", "Drink a lot of water when it is hot.")


def after(seconds: float, act: Act) -> Act:
    """The act, after so long."""

    def later(handler: Handler) -> None:
        time.sleep(seconds)
        act(handler)

    return later


def main() -> int:
    """Print the figures; return 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    panel, clock = read_panel(CONFIG).panel, SystemClock()
    with tempfile.TemporaryDirectory() as home, ExitStack() as opened:
        acts = (claude_votes(FINE), gpt_votes(FINE), gpt_votes(FINE))
        urls = [opened.enter_context(playing(after(s, act))).url for s, act in zip(THINKS_S, acts, strict=True)]
        places = {
            "claude-one": {"provider": "anthropic", "base_url": urls[0], "api_key": "k"},
            "gpt-two": {"provider": "openai", "base_url": f"{urls[1]}/v1"},
            "gem-three": {"provider": "openai", "base_url": f"{urls[2]}/v1"},
        }
        settings = load_settings({"STUDYBUDDY_HOME": home, "STUDYBUDDY_MODELS": json.dumps(places)})
        panels, around = Panels(settings, clock), surroundings_alone()
        slowest = line_for("gem-three", settings, deadline_s=panel.deadline_s)
        alone, whole, slowest_vote, own = [], [], [], []
        for n in range(asked.runs + 3):
            began = time.perf_counter()
            read_vote(ask(slowest, panel.criteria, CASE.prompt, CASE.context), panel.criteria)
            middle, busy = time.perf_counter(), time.thread_time()
            found = panels.deliberate(panel, CASE, around)
            ended, worked = time.perf_counter(), (time.thread_time() - busy) * 1000
            assert found.consensus.verdict is Verdict.ACCEPTED
            if n >= 3:  # the first ones load SDKs, checks and connections
                alone.append((middle - began) * 1000)
                whole.append((ended - middle) * 1000)
                own.append(worked)
                slowest_vote.append(max(ballot.ms for ballot in found.ballots))
    added = [w - s for w, s in zip(whole, slowest_vote, strict=True)]
    for name, values in (("slowest model alone", alone), ("slowest vote of a panel", slowest_vote),
                         ("panel of three", whole), ("added", added), ("processor time of its own", own)):  # fmt: skip
        p50, p95, top = quantiles(values)
        print(f"  {name:26} p50 {p50:7.1f}  p95 {p95:7.1f}  max {top:7.1f} ms")
    p95 = quantiles(added)[1]
    print(f"{len(added)} runs. aim: at most {AIM_MS:.0f} ms more than the slowest model; p95 is {p95:.1f} ms")
    return int(p95 > AIM_MS)


if __name__ == "__main__":
    sys.exit(main())
