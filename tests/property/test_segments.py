"""Whatever way a provider chunks a text, the child sees the same segments, and nothing is lost."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.pipeline.segments import Segmenter

texts = st.text(alphabet=st.sampled_from(list("ab .!?\n\"'’)…é7.")), max_size=200) | st.text(max_size=80)


def segments(chunks: list[str], limit: int) -> list[str]:
    segmenter = Segmenter(limit)
    done = [segment for chunk in chunks for segment in segmenter.feed(chunk)]
    return [*done, segmenter.rest()]


@given(texts, st.lists(st.integers(0, 200), max_size=20), st.integers(20, 60))
@settings(max_examples=500)
def test_boundaries_depend_on_the_text_alone(text: str, cuts: list[int], limit: int) -> None:
    edges = sorted({0, len(text), *(c for c in cuts if c < len(text))})
    chunks = [text[a:b] for a, b in itertools.pairwise(edges)]
    assert segments(chunks, limit) == segments(list(text), limit) == segments([text], limit)


@given(texts, st.integers(20, 60))
def test_nothing_is_lost_and_no_segment_is_longer_than_a_limit_and_its_white_space(text: str, limit: int) -> None:
    found = segments([text], limit)
    assert "".join(found) == text
    assert all(len(segment.strip()) <= limit for segment in found)


def test_sentences_are_segments_and_numbers_are_not_cut() -> None:
    assert segments(["Half is 3.5. “Try it!” Now you."], 280) == ["Half is 3.5. ", "“Try it!” ", "Now you."]


def test_a_long_run_is_cut_at_a_word() -> None:
    assert segments(["one two three four five six seven"], 20)[0] == "one two three four "
