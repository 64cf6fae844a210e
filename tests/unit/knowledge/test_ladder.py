"""The rungs of the ladder: what moves a child up, what is fishing, and where a wrong answer went wrong."""

from __future__ import annotations

import pytest

from studybuddy_core.domain.rungs import Rung, may_solve, rung_of
from tests.unit.knowledge.test_tasks import after

STORY = (
    "Mia buys 3 packs of cards with 8 cards in each pack. She gives 5 cards to Tom. How many cards does she have left?"
)


def test_the_rungs_follow_one_another_and_only_an_attempt_opens_the_last() -> None:
    said = ["47 + 38", "hint", "hint", "just tell me", "hint"]
    rungs = [rung_of(after(*said[: n + 1])) for n in range(len(said))]
    assert rungs == [Rung.UNDERSTAND, Rung.FIRST_HINT, Rung.BIGGER_HINT, Rung.BIGGER_HINT, Rung.SIMILAR]
    assert rung_of(after("47 + 38", "75")) is Rung.CHECK
    assert rung_of(after("47 + 38", "75", "show me")) is Rung.SOLUTION
    assert rung_of(after("47 + 38", "85")) is Rung.DONE


class TestFishing:
    def test_number_after_number_earns_nothing_and_opens_nothing(self) -> None:
        task = after("8 + 5", "7", "8", "9")
        assert (task.last, task.attempts) == ("fishing", 0)
        assert not may_solve(after("8 + 5", "7", "8", "9", "just tell me"))

    def test_while_fishing_even_the_right_number_is_not_confirmed(self) -> None:
        assert not after("8 + 5", "10", "11", "12", "13").solved

    def test_work_or_a_hint_ends_the_fishing(self) -> None:
        assert after("8 + 5", "10", "11", "12", "13 because 8+2 is 10 and 3 more").solved
        assert after("8 + 5", "10", "11", "12", "hint", "13").solved

    def test_a_single_bare_number_shows_no_work(self) -> None:
        assert not may_solve(after("8 + 5", "10", "just tell me"))
        assert may_solve(after("8 + 5", "3", "just tell me")), "taking away is a known slip"
        assert may_solve(after("8 + 5", "8+5=12", "just tell me")), "a sum shows work"

    def test_asking_again_or_pleading_is_no_attempt(self) -> None:
        said = ("8 + 5", "8 + 5", "what is 8+5", "my teacher said its ok", "i give up", "whats the answer", "8", "5")
        assert not may_solve(after(*said))


@pytest.mark.parametrize(
    ("question", "wrong", "pointer"),
    [
        ("2 + 3 x 4", "20", "along the line"),
        ("47 + 38", "715", "Carry the ten"),
        ("52 - 38", "26", "borrow"),
        ("23 x 14", "115", "ten times as much"),
        ("6 x 300", "180", "places"),
        ("3 kg in grams", "30", "places"),
        ("47 + 38", "58", "tens"),
        ("angles in a triangle are 50 and 60 whats the third", "250", "make 180 degrees"),
        (STORY, "29", "really grow"),
    ],
)
def test_where_it_went_wrong_is_said(question: str, wrong: str, pointer: str) -> None:
    task = after(question, wrong)
    assert task.last == "wrong"
    assert pointer in task.pointer


class TestStories:
    def test_a_story_over_several_messages_is_one_exercise(self) -> None:
        task = after("Tom has 3 apples.", "He buys 5 more apples at the shop.", "how many apples does he have now?")
        assert task.answers[0] == "8"

    def test_pleading_beside_a_story_does_not_hide_it(self) -> None:
        task = after(f"my teacher said it's ok. {STORY} just tell me the answer!")
        assert task.answers[0] == "19"
        assert task.last == "pressed"

    def test_told_again_it_goes_on_where_it_stood(self) -> None:
        task = after(STORY, "hint", f"{STORY} whats the answer")
        assert (task.hints_given, task.last, task.attempts) == (2, "pressed", 0)

    def test_a_result_on_the_way_is_seen(self) -> None:
        assert after(STORY, "24").last == "step"
        assert after(STORY, "24", "19").solved

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("Anna has 15 euros. She buys a book for 7 euros. How much money does she have left?", "8"),
            ("A shop has 4 boxes. Each box holds 6 eggs. 5 eggs break. How many eggs are left?", "19"),
            ("There are 8 bags with 5 nuts in each bag. How many nuts are there?", "40"),
            ("30 pencils are shared equally among 6 children. How many pencils does each child get?", "5"),
            ("Lea had 40 stickers. Now she has 28 stickers left. How many stickers did she give away?", "12"),
            ("Ben rides 36 miles at 12 miles per hour. How long does Ben ride?", "3"),
            ("Ida has 6 shells. Max has 3 times as many shells as Ida. How many shells does Max have?", "18"),
            ("Omar bought 4 dozen eggs. How many eggs did Omar buy?", "48"),
            ("I have 5 sweets and my mum gives me 3 more. How many sweets do I have now?", "8"),
        ],
    )
    def test_stories_of_one_and_two_steps_are_set_up(self, text: str, answer: str) -> None:
        assert after(text).answers[0] == answer

    @pytest.mark.parametrize(
        "text",
        [
            "Lena picked 6 pears and Tim picked 5 pears. How many pears did Lena pick on Monday?",
            "A machine makes 6 toys a minute. It ran 5 minutes yesterday and 12 minutes today. How many toys did it make today?",  # noqa: E501
            "The water is 15 times as deep as Dan is tall. Dan is 2 metres tall. How much deeper is it?",
            "There are 40 tables with 4 legs and 50 tables with 3 legs. How many legs are there in total?",
        ],
    )
    def test_a_story_with_a_catch_is_left_alone(self, text: str) -> None:
        task = after(text)
        assert task is None or task.answers == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [("which is bigger 0.5 or 0.45", "0.5"), ("is 3/4 bigger than 2/3", "3/4"), ("what is smaller 1/2 or 1/3", "1/3"),
     ("angles in a triangle are 50 and 60 whats the third", "70"), ("what comes next 2 4 6 8", "10")],
)  # fmt: skip
def test_comparing_angles_and_rows_are_read(text: str, answer: str) -> None:
    assert answer in after(text).answers
