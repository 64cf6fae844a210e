"""Clock times, coins and Roman numerals: read as children write them, tried in any form, told too early by nobody."""

from __future__ import annotations

import pytest

from studybuddy_core.checks.giveaway import CHECK as GIVEAWAY
from studybuddy_core.domain.messages import Stage, Task, TurnView
from studybuddy_core.knowledge.exercises.clock import clock_times, time_forms
from studybuddy_core.knowledge.exercises.roman import roman, worth_of
from studybuddy_core.knowledge.mathematics import read_exercise
from tests.unit.providers.test_builtin import Chat


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("half past 9", 570), ("quarter to seven", 405), ("10:45", 645), ("20 past 3", 200), ("5 to 8", 475),
     ("4 o'clock", 240), ("3pm", 900), ("12.30 am", 30), ("noon", 720), ("18:05", 1085)],
)  # fmt: skip
def test_times_as_children_write_them(written: str, minutes: int) -> None:
    assert [time.minutes for time in clock_times(written)] == [minutes]


@pytest.mark.parametrize("said", ["12:30", "half past 12", "is it 12.30?", "its half past twelve", "12:30 pm"])
def test_a_time_is_right_in_any_form(said: str) -> None:
    chat = Chat()
    chat.say("what time is it 3 hours after half past 9")
    assert "is right" in chat.say(said)


def test_a_wrong_time_gets_a_place_to_look_again() -> None:
    chat = Chat()
    chat.say("the train leaves at 10:45 and takes 50 mins when does it get there")
    assert "time line" in chat.say("11:95 because 45 + 50 = 95")
    assert "11:35" not in chat.say("hint")


@pytest.mark.parametrize("said", ["1 hour 45 minutes", "105", "105 minutes", "its 1 hour and 45 mins"])
def test_how_long_may_be_said_in_hours_and_minutes(said: str) -> None:
    chat = Chat()
    chat.say("how long is it from 9:20 to 11:05")
    chat.say(said)
    assert chat.task.solved


@pytest.mark.parametrize("told", ["It gets there at 11:35.", "So the answer is 25 to 12!"])
def test_the_output_check_reads_a_time_told_too_early(told: str) -> None:
    found = read_exercise("the train leaves at 10:45 and takes 50 mins when does it get there")
    assert found is not None
    task = Task(found.question, found.kind, found.answers, found.way.hints)
    assert max((f.score for f in GIVEAWAY(TurnView(Stage.OUTPUT, told, task=task))), default=0) >= 8_000


def test_every_form_of_a_time_is_kept() -> None:
    assert {"7:45", "07:45", "19:45"} & set(time_forms(465)) == {"7:45", "07:45"}
    assert "quarter to 8" in time_forms(465)


@pytest.mark.parametrize(
    "text",
    ["Dad's bag weighed 11 pounds. Together they weighed 30 pounds. How much did mine weigh?",
     "Fred had 5 dollars and Jan had 3 dollars. Fred washed cars. How much money does Fred have now?",
     "i bought 3 pounds of sugar and 2 pounds of salt how much is that"],
)  # fmt: skip
def test_pounds_that_are_no_coins_are_left_alone(text: str) -> None:
    found = read_exercise(text)
    assert found is None or found.kind != "money"


@pytest.mark.parametrize("said", ["65p", "65", "£0.65", "i got 65 pence"])
def test_change_is_right_in_any_form(said: str) -> None:
    chat = Chat()
    chat.say("a pen costs 35p i pay with £1 what change do i get")
    chat.say(said)
    assert chat.task.solved


@pytest.mark.parametrize(("n", "letters"), [(4, "IV"), (49, "XLIX"), (1999, "MCMXCIX"), (2026, "MMXXVI")])
def test_roman_numerals_both_ways(n: int, letters: str) -> None:
    assert roman(n) == letters
    assert worth_of(letters) == n
    assert worth_of(letters * 2) != 2 * n


def test_a_numeral_that_is_none_is_no_right_answer() -> None:
    chat = Chat()
    chat.say("write 49 in roman numerals")
    chat.say("IL")
    assert not chat.task.solved
    chat.say("xlix")
    assert chat.task.solved


def test_a_list_of_sums_is_taken_one_by_one() -> None:
    chat = Chat()
    first = chat.say("5 sums 4+3 8-2 5+5 9-4 6+1 do them")
    assert "4" in first
    assert "7" not in first
    assert "7 is right" in chat.say("7")


@pytest.mark.parametrize("text", ["who was henry VIII", "what is a median", "it is 2:35 now", "what are roman numerals"])  # noqa: E501
def test_what_asks_for_nothing_is_no_exercise(text: str) -> None:
    assert read_exercise(text) is None


@pytest.mark.parametrize(
    "told", ["school goes from 9 to 3. i go home 30 minutes later. when is that",
             "the shop is open from 10 to 4, tom comes 2 hours after that, what time is it"],
)  # fmt: skip
def test_from_nine_to_three_is_no_time_of_day(told: str) -> None:
    assert read_exercise(told) is None


def test_a_time_that_begins_with_minutes_may_stand_behind_from() -> None:
    found = read_exercise("how long is it from 10 to 3 to 20 past 4")
    assert found is not None
    assert found.value == 90


def test_who_counts_an_hour_as_a_hundred_minutes_hears_of_it() -> None:
    chat = Chat()
    chat.say("how long is it from 9:20 to 11:05")
    assert "60 minutes, not 100" in chat.say("185")


def test_a_number_of_very_many_digits_breaks_nothing() -> None:
    digits = "1234567890" * 4
    assert read_exercise(f"round {digits}.123 to 1 decimal place") is None
    assert Chat().say(f"round 0.{digits} to 2 decimal places")
