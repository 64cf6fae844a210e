"""Two turns of one talk at once: the later one has the last word, and every attempt counts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.messages import Task
from studybuddy_core.domain.task_states import TaskState, after_turn

SUM = Task("7 × 8", "product", ("56",), attempts=1, hints_given=1, pointer="Count in eights.")
OTHER = Task("9 + 4", "sum", ("13",))


def tried(task: Task, times: int = 1, **more: object) -> Task:
    return replace(task, attempts=task.attempts + times, **more)


def test_one_turn_after_another_is_simply_the_next_state() -> None:
    first = after_turn(TaskState(), turn_no=1, before=None, after=SUM)
    second = after_turn(first, turn_no=2, before=SUM, after=tried(SUM))
    assert (first, second) == (TaskState(SUM, 1), TaskState(tried(SUM), 2))
    assert after_turn(second, turn_no=3, before=tried(SUM), after=None) == TaskState(None, 3)


def test_whichever_of_two_tries_ends_last_both_count_and_the_later_one_says_where_it_stands() -> None:
    second = tried(SUM, last="wrong", pointer="Nearly.")
    third = tried(SUM, last="right", solved=True, pointer="")
    for order in ((2, 3), (3, 2)):
        now = TaskState(SUM, 1)
        for turn_no in order:
            now = after_turn(now, turn_no=turn_no, before=SUM, after=second if turn_no == 2 else third)
        assert now == TaskState(replace(third, attempts=3), 3)


def test_a_turn_that_did_not_touch_the_exercise_undoes_nothing() -> None:
    moved = TaskState(tried(SUM, pointer="Nearly."), 2)
    assert after_turn(moved, turn_no=3, before=SUM, after=SUM) == moved


def test_a_new_exercise_stays_when_an_earlier_turn_ends_late_and_gives_way_to_a_later_one() -> None:
    new = TaskState(OTHER, 3)
    assert after_turn(new, turn_no=2, before=SUM, after=tried(SUM)) == new
    assert after_turn(new, turn_no=4, before=SUM, after=tried(SUM)) == TaskState(tried(SUM), 4)


@given(st.permutations([2, 3, 4, 5]), st.lists(st.integers(0, 1), min_size=4, max_size=4))
def test_no_order_of_ending_loses_an_attempt(order: list[int], tries: list[int]) -> None:
    now = TaskState(SUM, 1)
    for turn_no in order:
        after = tried(SUM, tries[turn_no - 2], pointer=f"from turn {turn_no}")
        now = after_turn(now, turn_no=turn_no, before=SUM, after=after)
    assert now.task is not None
    assert now.task.attempts == SUM.attempts + sum(tries)
    assert (now.turn_no, now.task.pointer) == (5, "from turn 5")
