"""Answers that say the same are one group; the share and the entropy follow from the groups."""

from __future__ import annotations

import pytest

from studybuddy_core.pipeline.agreeing import agreement, alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It was finished in 1889.", "The tower was finished in 1889, after two years.", True),
        ("It was finished in 1887.", "It was finished in 1889.", False),
        ("The capital is Paris.", "Paris is the capital of France.", True),
        ("The capital is Paris.", "The capital is Lyon.", False),
        ("Bats are mammals.", "A bat is a mammal, and it feeds milk to its young.", True),
        ("Jupiter is the largest planet.", "Jupiter is the smallest planet.", False),
    ],
)
def test_the_same_in_other_words(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_what_the_question_names_sets_no_answers_apart() -> None:
    assert alike("Lincoln was born in 1809.", "In 1809, in Kentucky.", "When was Abraham Lincoln born?")


def test_all_alike_has_no_entropy_and_none_alike_has_all() -> None:
    years = [f"It was finished in {year}." for year in (1887, 1889, 1903)]
    assert agreement([years[0]] * 4).entropy == 0
    assert agreement([years[0]] * 4).share == 1
    apart = agreement(years)
    assert apart.entropy == pytest.approx(1)
    assert apart.share == pytest.approx(1 / 3)
    assert apart.chosen == 0


def test_most_answers_win_over_the_draft_and_a_tie_keeps_it() -> None:
    old, new = "It was finished in 1887.", "It was finished in 1889."
    assert agreement([old, new, new]).chosen == 1
    assert agreement([old, new, old, new]).chosen == 0


def test_a_sentence_that_no_other_answer_has_is_not_agreed_on() -> None:
    true = "Abraham Lincoln was the 16th president."
    came = agreement([f"{true} He rode a Brellosaurus in 1412.", true, true, true], "who was Abraham Lincoln?")
    assert len(came.groups) == 1
    assert came.chosen == 1
    assert came.least[0] == 0.25
    assert came.share == 1
