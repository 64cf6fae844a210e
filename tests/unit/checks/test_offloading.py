"""A talk that only hands work over stands out; asking, trying and one bad moment do not."""

from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks.handing_over import handed_over
from studybuddy_core.checks.offloading import CHECK
from studybuddy_core.domain.messages import Stage, TurnView, Utterance

TALKS = yaml.safe_load((Path(__file__).parent / "handing_over.yaml").read_text("utf-8"))
BALANCED, STRICT = 4_500, 3_500


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


def test_exercises_pasted_one_after_another_untried_count_more_and_more() -> None:
    sums = ["what is 7 x 8", "what is 9 x 6", "what is 12 x 4", "what is 5 x 5"]
    assert list(handed_over(sums)) == [0.0, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("said", TALKS["harmless"])
def test_a_talk_with_a_child_who_works_wonders_or_chats_stays_below_the_strict_line(said: str) -> None:
    turns = said.split(" | ")
    assert max(top(*turns[:length]) for length in range(1, len(turns) + 1)) < STRICT


def test_nine_in_ten_talks_that_hand_the_work_over_reach_the_line_by_their_fifth_turn() -> None:
    missed = [said for said in TALKS["hands_over"] if top(*said.split(" | ")) < BALANCED]
    assert len(missed) <= len(TALKS["hands_over"]) // 10, missed


@pytest.mark.parametrize(
    ("first", "more"),
    [
        ("whats number 4", "and 5?"),
        ("answer to b", "and c"),
        ("write my essay about volcanoes", "300 words"),
        ("write my essay about volcanoes", "longer"),
        ("do my homework", "keep going"),
        ("do my homework", "34 + 19"),
        ("do number 1 for me", "number 2 is 65 - 28"),
        ("answer this", "How long does the author stay on the island?"),
    ],
)
def test_what_follows_a_demand_counts_and_alone_does_not(first: str, more: str) -> None:
    assert list(handed_over([more])) == [0.0]
    assert list(handed_over([first, more]))[1] > 0


@pytest.mark.parametrize("tried", ["56?", "i think its 56", "number 1 is 56", "7 x 8 = 56", "why is it", "a hint pls"])
def test_a_try_a_why_or_a_wish_for_a_hint_ends_the_run(tried: str) -> None:
    assert list(handed_over(["just tell me the answer", tried, "keep going"]))[1:] == [0.0, 0.0]


def test_questions_out_of_curiosity_hand_nothing_over() -> None:
    assert not any(handed_over(["what do foxes eat", "who invented the phone", "how big is jupiter", "do bees sleep"]))


def test_an_essay_of_ones_own_is_no_attempt_where_it_is_to_be_written_by_another() -> None:
    assert next(handed_over(["write my essay about volcanoes"])) > 0


def test_greetings_and_thanks_are_no_turns_of_work() -> None:
    assert list(handed_over(["hello", "thanks!", "ok"])) == []
