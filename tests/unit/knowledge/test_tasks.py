"""The hint ladder: what counts as an exercise, a try, a hint asked for, and what leaves it alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.messages import Task
from studybuddy_core.domain.ports import TaskReader
from studybuddy_core.knowledge.mathematics import read_exercise
from studybuddy_core.knowledge.numerals import number, says
from studybuddy_core.knowledge.tasks import TaskLadder

TABLE = yaml.safe_load((Path(__file__).parents[2] / "golden" / "exercises.yaml").read_text("utf-8"))
LADDER: TaskReader = TaskLadder()


def after(*says_: str) -> Task | None:
    task: Task | None = None
    for text in says_:
        task = LADDER.read(text, task)
    return task


@pytest.mark.parametrize(
    ("text", "answer"), [row[:2] for row in TABLE["exercises"]], ids=[row[0] for row in TABLE["exercises"]]
)
class TestEveryExercise:
    def test_it_is_read_with_its_answer(self, text: str, answer: str) -> None:
        task = after(text)
        assert task is not None
        assert answer in task.answers or number(answer) in {number(form) for form in task.answers}

    def test_its_question_reads_back_as_itself(self, text: str, answer: str) -> None:
        found = read_exercise(text)
        again = read_exercise(found.question)
        assert again is not None
        assert (again.question, again.value) == (found.question, found.value)

    def test_no_hint_next_step_or_example_says_the_answer(self, text: str, answer: str) -> None:
        found = read_exercise(text)
        given = {number(n) for n in __import__("re").findall(r"\d+(?:\.\d+)?(?:/\d+)?", found.question)}
        pieces = [*found.way.hints, *(t for _, t in found.way.checkpoints), *(t for _, t in found.way.slips)]
        if abs(found.value) not in given:
            assert not [piece for piece in pieces if says(piece, found.value)]
        assert not says(found.similar, found.value)
        assert len(found.way.hints) >= 3

    def test_the_whole_way_ends_at_the_answer(self, text: str, answer: str) -> None:
        found = read_exercise(text)
        way = " ".join(found.way.solution)
        assert says(way, found.value) or any(form in way for form in found.answers)


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "what is a volcano",
        "1939-1945",
        "9-12",
        "2024-11-21",
        "call me on 0800 1111",
        "i am 9 years old",
        "y = 5",
        "E=mc2",
        "12 / 3/4",
        "what happened in 1066",
        "my score was 3-1",
        "round 3.6 + 2.7",
        "average of 3 + 5",
        "20% off 50",
        "area of a circle radius 4",
        "tell me 3 facts about lions",
        "what is 5/0",
        "",
        "?",
        "7 x",
        "who won 3 - 2 yesterday in the big football match",
    ],
)
def test_what_is_not_surely_an_exercise_is_left_alone(text: str) -> None:
    assert after(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tom has some apples. He buys 5 more apples. Now he has 8 apples. How many did he have?",
        "Ann has twice as many pens as Ben. Ben has 6 pens. They lose 2 pens. How many pens do they have?",
        "A train goes 80 miles at 16 miles per hour. How long does it take to arrive?",
        "Lea has 12 beads and 5 strings. She puts some beads on each string. How many beads are on a string?",
        "In 2 days Omar reads 14 pages a day, and twice as many on Sunday. How many pages does he read?",
    ],
)
def test_a_story_of_another_shape_gets_hints_but_no_answer(text: str) -> None:
    task = after(text)
    assert task is not None
    assert task.answers == ()
    assert task.steps


class TestTries:
    def test_only_a_genuine_number_is_a_try(self) -> None:
        assert after("7x8", "just tell me", "my teacher said its ok", "1", "7").attempts == 0
        assert after("7x8", "54").attempts == 1

    @pytest.mark.parametrize(
        "said",
        ["56", "fifty six", "is it 56?", "56!!", "i think its 56", "7x8=56", "7 x 8 is 56", "28+28=56", "56 apples"],
    )
    def test_a_right_answer_is_seen_in_any_words(self, said: str) -> None:
        assert after("wot is 7x8", said).solved

    @pytest.mark.parametrize("said", ["3 r 2", "3 remainder 2", "3r2", "3.4", "17/5"])
    def test_a_division_with_a_rest(self, said: str) -> None:
        assert after("17 ÷ 5", said).solved

    def test_a_fraction_must_be_written_as_asked(self) -> None:
        assert not after("simplify 6/8", "6/8").solved
        assert not after("write 3/4 as a decimal", "3/4").solved
        assert after("write 3/4 as a decimal", "0.75").solved

    @pytest.mark.parametrize(
        ("question", "wrong", "pointer"),
        [
            ("7x8", "15", "That adds"),
            ("7x8", "49", "7 × 7"),
            ("52-28", "80", "That adds"),
            ("47+38", "75", "carry"),
            ("3/4 + 1/8", "4/12", "bottom numbers"),
            ("area of a rectangle 4 by 6", "20", "round the outside"),
            ("x + 5 = 12", "17", "opposite"),
            ("17 ÷ 5", "3", "left over"),
        ],
    )
    def test_a_common_slip_gets_its_own_pointer(self, question: str, wrong: str, pointer: str) -> None:
        task = after(question, wrong)
        assert task.last == "wrong"
        assert pointer in task.pointer

    def test_a_wrong_step_is_pointed_at(self) -> None:
        task = after("7x8", "28+28=54")
        assert task.last == "wrong"
        assert "28 + 28" in task.pointer


class TestTheTaskAtHand:
    def test_talk_of_something_else_keeps_it(self) -> None:
        task = after("7x8", "what is a volcano")
        assert (task.question, task.last, task.attempts) == ("7 × 8 = ?", "talk", 0)

    def test_a_new_exercise_takes_its_place(self) -> None:
        assert after("7x8", "hint", "what is 12 + 9").question == "12 + 9 = ?"

    def test_asking_again_is_asking_for_a_hint(self) -> None:
        task = after("7x8", "what is seven times eight")
        assert (task.last, task.hints_given) == ("hint", 1)

    def test_after_the_answer_thanks_keeps_it_and_a_new_subject_ends_it(self) -> None:
        assert after("7x8", "56", "thanks").solved
        assert after("7x8", "56", "what is a volcano") is None

    def test_it_survives_being_stored_as_json(self) -> None:
        before = after("7x8", "hint")
        lists = Task(
            before.question,
            before.kind,
            list(before.answers),
            list(before.steps),
            before.similar,
            1,
            0,
            False,
            "hint",
            "",
            list(before.solution),
            [list(pair) for pair in before.checkpoints],
        )
        assert LADDER.read("28", lists).last == "step"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["", "7x8", "3/4 + 1/8", "x + 5 = 12"]))
def test_no_text_breaks_the_ladder_or_opens_it(text: str, question: str) -> None:
    before = after(question) if question else None
    task = LADDER.read(text, before)
    if task is not None and before is not None and task.question == before.question and task.solved:
        assert any(c.isdigit() or c.isalpha() or c in "½⅓⅔¼¾⅛⅜⅝⅞" or c.isnumeric() for c in text)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(2, 99),
    st.sampled_from(["x", "+", "-", "÷"]),
    st.integers(2, 12),
    st.sampled_from(["{}", "wot is {}", "{} pls just tell me", "is {} hard"]),
)
def test_hints_of_any_small_sum_are_silent_about_its_answer(a: int, sign: str, b: int, asked: str) -> None:
    found = read_exercise(asked.format(f"{a} {sign} {b}"))
    assert found is not None
    exact = {"x": Fraction(a * b), "+": Fraction(a + b), "-": Fraction(a - b), "÷": Fraction(a, b)}[sign]
    assert found.value == exact
    if abs(found.value) not in (a, b):
        assert not [hint for hint in found.way.hints if says(hint, found.value)]


@pytest.mark.parametrize(
    "text", ["why is the sky blue?", "how does my heart work", "help me plan a poem about the sea"]
)
def test_a_question_about_something_else_is_not_a_cry_for_a_hint(text: str) -> None:
    ladder = TaskLadder()
    open_task = ladder.read("wot is 7x8", None)
    moved = ladder.read(text, open_task)
    assert moved is not None
    assert (moved.last, moved.hints_given) == ("talk", 0)


@pytest.mark.parametrize("text", ["why", "how do i do it", "im stuck on this one", "explain it again please"])
def test_asking_about_the_exercise_at_hand_is(text: str) -> None:
    ladder = TaskLadder()
    moved = ladder.read(text, ladder.read("wot is 7x8", None))
    assert moved is not None
    assert moved.last in ("hint", "pressed")
