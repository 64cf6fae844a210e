"""A school at work: own overhead of a turn, 200 children through a lesson, and 200 at the same instant.

The tutor is the built-in one, so what is measured is StudyBuddy itself: storing, scoring, deciding,
committing, releasing. Everything goes through the services and a database file on disk, as in the app.
Clients and the app share this machine's cores. Wall times suffer where others use the machine; the processor time
beside them (the app with its clients, then each process that answers turns) does not.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processor_time import Meter
from db.accounts import Accounts, NewAccount
from db.classes import Classes
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.services.bootstrap import App, build
from studybuddy_core.services.demonstrating import SCHOOL, found_demo
from studybuddy_core.services.first_words import hand_round_quickly
from studybuddy_core.services.turn_processes import processes_for
from studybuddy_core.settings import load_settings

MESSAGES = (
    "wot is 7x8", "give me a hint", "why is the sky blue?", "56", "what is a volcano", "how do you spell becuase",
    "3/4 + 1/8", "what do pandas eat", "help me plan a poem about the sea", "what is the water cycle",
)  # fmt: skip


@dataclass
class Clocked:
    """What the children saw: seconds to the first and the last word, and what went wrong."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def say(self, title: str, meter: Meter) -> None:
        """Print the figures."""
        print(f"{title}: n={len(self.whole)}, errors {len(self.errors)}")
        for name, values in (("first words", self.first), ("whole turn", self.whole)):
            p50, p95, top = quantiles([1000 * v for v in values])
            print(f"  {name:12} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   max {top:7.1f} ms")
        print(f"  {meter.say(max(1, len(self.whole)))}")
        for error in self.errors[:3]:
            print(f"  {error}")


def quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and maximum."""
    if len(values) < 2:
        return (values[0],) * 3 if values else (0.0, 0.0, 0.0)
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18], max(values)


def open_school(home: Path, children: int, classes: int = 8) -> tuple[App, list[Actor]]:
    """A running demo school with ``children`` signed-in learners in several classes."""
    app = build(load_settings({"STUDYBUDDY_HOME": str(home)}))
    found_demo(app)
    app.start()
    at = app.clock.now()

    def write(session: Session) -> None:
        scope = Scope(SCHOOL, "bench")
        accounts, rooms = Accounts(session, scope), Classes(session, scope)
        for c in range(classes):
            rooms.create(id=f"cls_bench{c}", name=f"Bench {c}", code=f"BENCH{c}", grade=5, at=at)
        for n in range(children):
            account, room = f"acc_bench{n}", f"cls_bench{n % classes}"
            accounts.create(NewAccount(account, Role.LEARNER, f"Child {n}", f"Child {n}", band=AgeBand.OLDER, grade=5),
                            at=at)  # fmt: skip
            rooms.enrol(room, account, at=at)

    app.database.write(write)
    return app, [
        Actor(f"acc_bench{n}", SCHOOL, Role.LEARNER, f"Child {n}", frozenset({f"cls_bench{n % classes}"}))
        for n in range(children)
    ]


def turn(app: App, actor: Actor, room: str, text: str, key: str, seen: Clocked) -> None:
    """Send one message and follow it to its end, as the chat page does."""
    began = time.perf_counter()
    first = 0.0
    try:
        said = app.tutoring.send(actor, room, text, key)
        after = -1
        while True:
            followed = app.tutoring.follow(actor, said.turn.id, after=after, wait_s=5.0)
            for segment in followed.said.segments:
                after = segment.n
                first = first or time.perf_counter() - began
            if followed.ended:
                break
        if not first:
            seen.errors.append(f"nothing shown: {followed.said.outcome} {followed.said.why}")
    except Exception as error:
        seen.errors.append(f"{type(error).__name__}: {error}")
    seen.first.append(first)
    seen.whole.append(time.perf_counter() - began)


def all_at_once(jobs: Sequence[Callable[[], None]]) -> None:
    """Run jobs on a thread each, begun together."""
    gate = threading.Barrier(len(jobs))

    def one(job: Callable[[], None]) -> None:
        gate.wait()
        job()

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lesson(app: App, actors: Sequence[Actor], rooms: Sequence[str], rate: float, seconds: float) -> Clocked:
    """Messages at ``rate`` a second for ``seconds``, each child in turn."""
    seen, threads = Clocked(), []
    began = time.perf_counter()
    for n in range(int(rate * seconds)):
        wait = began + n / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        who = n % len(actors)
        args = (app, actors[who], rooms[who], MESSAGES[n % len(MESSAGES)], f"lesson-{n}", seen)
        threads.append(threading.Thread(target=turn, args=args))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return seen


def main(children: int = 200, seconds: float = 20.0) -> None:
    """Print the figures of a school at work."""
    hand_round_quickly()  # as the server does
    with tempfile.TemporaryDirectory() as folder:
        app, actors = open_school(Path(folder), children)
        app.apart.start(processes_for(app.settings))
        app.apart.wait(60)
        rooms = [app.tutoring.room(actor).conversation.id for actor in actors]
        alone, meter = Clocked(), Meter(os.getpid())
        for n in range(60):
            turn(app, actors[n % 20], rooms[n % 20], MESSAGES[n % len(MESSAGES)], f"alone-{n}", alone)
        alone.say("one child at a time", meter)
        meter = Meter(os.getpid())
        seen = lesson(app, actors, rooms, 7.0, seconds)
        seen.say(f"{children} children, 7 messages a second, {seconds:.0f} s", meter)
        together, meter = Clocked(), Meter(os.getpid())
        all_at_once([
            lambda n=n: turn(app, actors[n], rooms[n], MESSAGES[n % len(MESSAGES)], "at once", together)  # type: ignore[misc]
            for n in range(children)
        ])  # fmt: skip
        together.say(f"{children} children at the same instant", meter)
        app.close()


if __name__ == "__main__":
    main()
