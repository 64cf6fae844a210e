"""A few pages at a time are drawn; one that waits makes room, and takes its place again."""

from __future__ import annotations

import threading

import pytest

from pages.ui.gate import Gate


def test_no_more_than_there_are_places_and_one_that_waits_makes_room() -> None:
    gate, most, now, lock = Gate(2), 0, 0, threading.Lock()
    answer, waits = threading.Event(), threading.Barrier(7)

    def draw() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        with lock:
            now -= 1

    def page() -> None:
        with gate.inside():
            draw()
            with gate.outside():
                waits.wait(10)  # all six wait at once, although there are two places
                answer.wait(10)
            draw()

    threads = [threading.Thread(target=page) for _ in range(6)]
    for thread in threads:
        thread.start()
    waits.wait(10)
    answer.set()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert most <= 2


def test_a_page_that_breaks_while_it_waits_leaves_its_place_as_it_was() -> None:
    gate = Gate(1)
    for _ in range(3):
        with pytest.raises(RuntimeError), gate.inside(), gate.outside():
            raise RuntimeError("the browser has gone")
    with gate.inside():
        pass
