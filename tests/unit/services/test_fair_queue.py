"""A class that sends a hundred messages at once does not make another class wait for all of them."""

import threading
import time

from studybuddy_core.services.fair_queue import PATIENCE_S, FairQueue


def test_a_quiet_class_is_served_between_the_jobs_of_a_busy_one() -> None:
    order: list[str] = []
    gate = threading.Event()
    queue = FairQueue(1)
    queue.put("first", gate.wait)
    for n in range(50):
        queue.put("busy", lambda n=n: order.append(f"busy {n}"))
    queue.put("quiet", lambda: order.append("quiet"), "mine")
    assert queue.ahead_of("quiet", "mine") <= 4
    gate.set()
    queue.close()
    assert order.index("quiet") <= 2
    assert [job for job in order if job != "quiet"] == [f"busy {n}" for n in range(50)]


def test_a_job_that_breaks_takes_nobody_with_it() -> None:
    done = threading.Event()
    queue = FairQueue(1)
    queue.put("a", lambda: 1 / 0)
    queue.put("a", done.set)
    assert done.wait(2)
    queue.close()


def test_nobody_is_given_more_while_somebody_has_nothing() -> None:
    order: list[str] = []
    queue = FairQueue(1)
    assert not queue.later(lambda: order.append("never"))
    gate = threading.Event()
    queue.put("a", gate.wait)
    for n in range(40):
        queue.put(f"class {n % 3}", lambda n=n: order.append(f"new {n}"))
    assert queue.later(lambda: order.append("goes on"))
    gate.set()
    queue.close()
    assert order.index("goes on") == 40


def test_what_goes_on_does_not_wait_for_ever() -> None:
    order: list[str] = []
    now = [0.0]
    queue = FairQueue(1, monotonic=lambda: now[0])
    gate = threading.Event()
    queue.put("a", gate.wait)
    until_taken(queue)
    for n in range(8):
        queue.put("a", lambda n=n: order.append(f"new {n}"))
    for n in range(2):
        assert queue.later(lambda n=n: order.append(f"goes on {n}"))
    now[0] = PATIENCE_S + 1
    gate.set()
    queue.close()
    assert [place for place, job in enumerate(order) if job.startswith("goes on")] == [3, 7]
    assert [job for job in order if job.startswith("new")] == [f"new {n}" for n in range(8)]


def test_each_who_waits_is_told_exactly_how_many_come_first() -> None:
    queue, gate, order = FairQueue(1), threading.Event(), []
    queue.put("z", gate.wait)
    until_taken(queue)
    lanes = {"a": 3, "b": 1, "c": 2}
    names = [(lane, f"{lane}{n}") for lane, many in lanes.items() for n in range(many)]
    for lane, name in names:
        queue.put(lane, lambda name=name: order.append(name), name)
    told = {name: queue.ahead_of(lane, name) for lane, name in names}
    gate.set()
    queue.close()
    assert told == {name: order.index(name) for _, name in names}
    assert queue.ahead_of("a", "a0") == 0


def test_it_is_quiet_once_every_new_job_has_been_begun() -> None:
    queue, gate = FairQueue(1), threading.Event()
    assert queue.quiet(0)
    queue.put("a", gate.wait)
    until_taken(queue)
    assert queue.quiet(0)
    queue.put("a", lambda: None)
    assert not queue.quiet(0.01)
    gate.set()
    assert queue.quiet(5)
    queue.close()


def until_taken(queue: FairQueue) -> None:
    for _ in range(1_000):
        if not queue.waiting():
            return
        time.sleep(0.01)
    raise AssertionError("nobody took the job")
