"""A timeline is small, comes back as it was kept, and says how the answer stood at any moment."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.timelines import Cut, Timeline, pack_arrivals, unpack_arrivals

steps = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 4_000)), max_size=300)


@given(steps)
def test_arrivals_come_back_to_a_tenth_of_a_millisecond(found: list[tuple[int, int]]) -> None:
    at, arrivals = 0, []
    for step, chars in found:
        at += step
        arrivals.append((at / 10, chars))
    assert unpack_arrivals(pack_arrivals(arrivals)) == tuple(arrivals)


def test_a_long_answer_takes_less_than_a_kilobyte_and_a_half() -> None:
    chance, at, arrivals = random.Random(1), 0.0, []
    for _ in range(600):  # twelve seconds at fifty tokens a second
        at += chance.gauss(20, 3)
        arrivals.append((at, chance.choice((1, 3, 4, 5, 7))))
    assert len(pack_arrivals(arrivals)) < 1_500


@pytest.mark.parametrize("garbage", [b"x", b"\x00" * 40, pack_arrivals([(1.0, 1)])[:-3] + b"!!!"])
def test_what_is_no_timeline_is_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_arrivals(garbage)


def test_it_says_what_had_arrived_and_what_was_shown() -> None:
    line = Timeline(0, 5.0, ((10.0, 4), (30.0, 6)), (Cut(0, 5, 31.0, 32.0, 33.0, 34.0), Cut(1, 5, 35.0, 36.0, 37.0)))
    assert (line.arrived(9), line.arrived(10), line.arrived(40)) == (0, 4, 10)
    assert (line.released(33.9), line.released(34), line.released(99)) == (0, 5, 5)
    assert line.ended_ms == 37.0
