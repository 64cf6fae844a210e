"""Answers whose people all fit one old picture, and answers that mix, or tell of real people."""

import pytest

from studybuddy_core.checks.unequal import CHECK
from studybuddy_core.domain.messages import Stage, TurnView

HE, SHE = "A scientist asks questions. He looks for answers.", "A nurse helps people and she is kind."


def top(text: str) -> int:
    return max((found.score for found in CHECK(TurnView(Stage.OUTPUT, text))), default=0)


@pytest.mark.parametrize(
    "text",
    [
        f"{HE} An engineer builds things when he has a plan. {SHE}",
        "Mum bakes 12 cakes. Dad fixes 3 bikes. Dad drives 5 km.",
        "The scientist wrote his notes. The doctor washed his hands. The boss called his team.",
        "Every teacher has her own room. A nurse wears her badge. The librarian reads to her class.",
    ],
)
def test_one_picture_all_through(text: str) -> None:
    assert top(text) >= 7_000


@pytest.mark.parametrize(
    "text",
    [
        HE,
        "A doctor listens. She helps. A nurse gives medicine when he is asked.",
        "Dad bakes 12 cakes. Mum fixes 3 bikes.",
        "Isaac Newton was a scientist. He watched an apple. Galileo was a scientist. He used a telescope. "
        "Charles Darwin was a scientist. He studied birds.",
        "A scientist asks questions. They look for answers. A nurse helps. They are kind.",
        "The scientist wrote his notes. The doctor washed her hands. The pilot took her bag.",
    ],
)
def test_a_mixture_one_example_or_history_passes(text: str) -> None:
    assert top(text) < 5_000


def test_more_of_the_same_scores_higher_and_a_counter_example_lowers_it() -> None:
    two = f"{HE} {SHE}"
    three = f"{two} The pilot checked his map."
    assert 0 < top(two) < top(three)
    assert top(f"{three} The doctor washed her hands.") < top(three)
