"""Everybody gets their first words before anybody gets the rest, however many are answered side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from db.turns import Turn
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.first_words import FirstWordsFirst

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def turn(name: str) -> Turn:
    return Turn(name, "sch_a", f"cnv_{name}", 1, "", "", "", NOW, True, "", None, False)


@pytest.mark.parametrize("places", [1, 2])
def test_first_words_come_before_every_rest(places: int) -> None:
    said: list[tuple[str, int]] = []
    begun = threading.Event()

    def answer(turn: Turn, hold: Hold | None) -> Iterator[None]:
        begun.wait(5)  # until all of them wait for a place
        for n in range(4):
            time.sleep(0.002)
            said.append((turn.id, n))
            yield

    paced = FirstWordsFirst(places).answering(answer)
    threads = [threading.Thread(target=lambda n=n: list(paced(turn(str(n)), None))) for n in range(12)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    begun.set()
    for thread in threads:
        thread.join(10)
    first = [place for place, (_, n) in enumerate(said) if n == 0]
    assert max(first) < len(threads) + places  # while the last first words are made, the other places may go on
    assert len(said) == 48
    for thread in range(12):
        assert [n for name, n in said if name == str(thread)] == [0, 1, 2, 3]


def test_a_turn_that_breaks_gives_its_place_back_and_one_that_is_left_is_closed() -> None:
    closed = threading.Event()

    def answer(turn: Turn, hold: Hold | None) -> Iterator[None]:
        if turn.id == "breaks":
            raise OSError("broke")
        try:
            yield
            yield
        finally:
            closed.set()

    paced = FirstWordsFirst(1).answering(answer)
    with pytest.raises(OSError, match="broke"):
        list(paced(turn("breaks"), None))
    left = paced(turn("left"), None)
    next(left)
    assert len(list(paced(turn("other"), None))) == 2  # a turn between two steps holds no place
    closed.clear()
    left.close()  # type: ignore[attr-defined]
    assert closed.is_set()
