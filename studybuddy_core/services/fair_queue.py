"""A queue that takes turns: one class after the other, so that a busy class can't starve a quiet one.

Jobs of one lane run in the order they came; lanes are served round robin by a fixed number of
worker threads. What is only to be gone on with (``later``) lets every new job pass, so that nobody is given more while
somebody has nothing; only after ``PATIENCE_S`` does it get every fourth place, or under a load without end it would
wait for ever. A job that raises is logged and never takes its worker down.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

Job = Callable[[], None]
PATIENCE_S = 15.0
_PASS = 3  # so many new jobs pass one that has waited longer


class FairQueue:
    """Runs jobs on ``workers`` threads, lanes in turn. ``close`` waits for what is running."""

    def __init__(self, workers: int, name: str = "turn", monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lanes: OrderedDict[str, deque[tuple[str, Job]]] = OrderedDict()
        self._later: deque[tuple[float, Job]] = deque()
        self._monotonic = monotonic
        self._passed = 0
        self._change = threading.Condition()
        self._quiet = threading.Event()
        self._quiet.set()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(max(1, workers))
        ]
        for thread in self._threads:
            thread.start()

    def put(self, lane: str, job: Job, name: str = "") -> None:
        """Add a job to the end of its lane; raises ``RuntimeError`` after ``close``."""
        with self._change:
            if self._closed:
                raise RuntimeError("closed")
            self._lanes.setdefault(lane, deque()).append((name, job))
            self._quiet.clear()
            self._change.notify()

    def later(self, job: Job) -> bool:
        """Go on with ``job`` when others have had a chance; False, and nothing is done, where none waits."""
        with self._change:
            if not (self._lanes or self._later):
                return False
            self._later.append((self._monotonic(), job))
            self._change.notify()
            return True

    def waiting(self) -> int:
        """How many new jobs wait for a worker."""
        with self._change:
            return sum(len(jobs) for jobs in self._lanes.values())

    def quiet(self, seconds: float) -> bool:
        """Wait until no new job waits for a worker, at most so long; whether that is so."""
        return self._quiet.wait(seconds)

    def ahead_of(self, lane: str, name: str) -> int:
        """How many new jobs run before the one of this name; 0 where it does not wait any more."""
        with self._change:
            place = next((n for n, (known, _) in enumerate(self._lanes.get(lane, ())) if known == name), None)
            if place is None:
                return 0
            rounds, ahead = place + 1, place
            for other, jobs in self._lanes.items():
                if other == lane:
                    rounds = place  # the lanes behind this one come after it in every round
                else:
                    ahead += min(len(jobs), rounds)
            return ahead

    def close(self, timeout: float = 20.0) -> None:
        """Take no more jobs, finish what is queued and running, at most ``timeout`` seconds."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(timeout / len(self._threads))

    def _next(self) -> Job | None:
        with self._change:
            while not (self._lanes or self._later):
                if self._closed:
                    return None
                self._change.wait()
            if self._later and (not self._lanes or self._too_long()):
                self._passed = 0
                return self._later.popleft()[1]
            self._passed += bool(self._later)
            lane, jobs = self._lanes.popitem(last=False)
            _, job = jobs.popleft()
            if jobs:
                self._lanes[lane] = jobs  # back to the end of the row
            if not self._lanes:
                self._quiet.set()
            return job

    def _too_long(self) -> bool:
        return self._passed >= _PASS and self._monotonic() - self._later[0][0] > PATIENCE_S

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception:
                logger.exception("a turn's job broke")
