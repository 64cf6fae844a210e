"""Promise 1: for any chunking of the same text the child sees the same, and no blocked character ever.

A hundred thousand cases of the same kind are one command: ``python -m benchmarks.hold_back``.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.hold_back import BLOCKED, PIECES, cut_at, holds, seen

texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@given(st.lists(texts, min_size=1, max_size=3), st.lists(st.integers(0, 120), max_size=15))
@settings(max_examples=400, deadline=None)
def test_the_child_sees_the_same_however_the_stream_was_cut_and_never_a_blocked_text(
    attempts: list[str], cuts: list[int]
) -> None:
    whole = seen([[text] for text in attempts])
    for way in ([cut_at(text, cuts) for text in attempts], [list(text) for text in attempts]):
        assert seen(way) == whole
    assert not any(word in whole.own for word in BLOCKED)


def test_all_three_ways_to_step_in_are_part_of_it() -> None:
    steps = seen([["One zz two. yy there. "], ["Three xx. "]]).steps
    assert [kind for kind, *_ in steps] == ["modify", "steer", "abort"]
    assert holds(["One zz two. yy there. ", "Three xx. "], [3, 4, 5])
