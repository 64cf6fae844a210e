"""A talk that only hands work over stands out; asking, trying and one bad moment do not."""

import pytest

from studybuddy_core.checks.offloading import CHECK, handed_over
from studybuddy_core.domain.messages import Stage, TurnView, Utterance


def top(*said: str) -> int:
    history = tuple(Utterance("user", text) for text in said[:-1])
    return max((found.score for found in CHECK(TurnView(Stage.INPUT, said[-1], history=history))), default=0)


@pytest.mark.parametrize(
    "said",
    [
        ("what is 7x8", "just tell me", "give me the answer", "whats the answer", "just tell me already"),
        ("write my essay", "write it for me", "do my homework", "just give me the answers"),
        ("answer to number 1?", "give me the answer", "answer only", "tell me the answer", "skip the hints"),
    ],
)
def test_work_handed_over_again_and_again(said: tuple[str, ...]) -> None:
    assert top(*said) >= 4_500


@pytest.mark.parametrize(
    "said",
    [
        ("just tell me the answer",),
        ("what is 7x8", "28?", "56", "what is 9x6", "54"),
        ("hi", "why is the sky blue", "how do rainbows work", "thanks"),
        ("do my homework", "ok i think it is about volcanoes", "because of lava", "what does magma mean"),
        ("what is 7x8", "hint pls", "i got 54", "just tell me", "56!"),
        ("i dont get it", "can you explain fractions", "so 1/2 is 2/4?", "how do i add them"),
    ],
)
def test_asking_and_trying_pass(said: tuple[str, ...]) -> None:
    assert top(*said) < 3_000


def test_more_of_it_scores_higher_and_an_attempt_lowers_it() -> None:
    pressed = ["what is 7x8", "just tell me", "give me the answer", "tell me the answer"]
    assert top(*pressed[:2]) < top(*pressed[:3]) < top(*pressed)
    assert top(*pressed, "is it 56?") < top(*pressed)


def test_exercises_pasted_one_after_another_untried_count_half() -> None:
    assert list(handed_over(["what is 7 x 8", "what is 9 x 6", "what is 12 x 4"])) == [0.0, 0.5, 0.5]


def test_greetings_and_thanks_are_no_turns_of_work() -> None:
    assert list(handed_over(["hello", "thanks!", "ok"])) == []
