"""The answer before a try: every form of it, and nothing that stands in the question."""

from dataclasses import replace

import pytest

from studybuddy_core.checks.giveaway import CHECK
from studybuddy_core.domain.messages import Stage, Task, TurnView, Utterance

TASK = Task("What is 7 × 8?", "product", ("56", "fifty-six"))
SMALL = Task("Tom has 12 apples and gives away 5. How many are left?", "word", ("7", "seven"))
HALF = Task("What is 1/4 + 1/4?", "fraction", ("1/2", "0.5", "one half"))


def top(text: str, task: Task | None) -> int:
    return max((found.score for found in CHECK(TurnView(Stage.OUTPUT, text, task=task))), default=0)


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("The answer is 56.", TASK), ("It is fifty-six.", TASK), ("7 × 8 = 56", TASK),
        ("You get 56.0 in the end", TASK),
        ("So 112/2 it is", TASK),
        ("56", TASK), ("That leaves 7 apples.", SMALL), ("12 − 5 = 7", SMALL),
        ("The answer is seven.", SMALL), ("That makes 1/2.", HALF), ("so it is 0.5", HALF), ("You have ½ left.", HALF),
    ],
)  # fmt: skip
def test_the_answer_is_seen(text: str, task: Task) -> None:
    assert top(text, task) >= 5_000


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("What is 7 × 4? Double it.", TASK),
        ("Think of 7 groups of 8.", TASK), ("Start at 12 and count back 5.", SMALL),
        ("Step 7 is easy.", SMALL), ("Draw 4 equal parts.", HALF), ("Look at page 56.", TASK), ("", TASK),
        ("There were 156 people and 5.6 metres.", TASK),
    ],
)  # fmt: skip
def test_a_hint_passes(text: str, task: Task) -> None:
    assert top(text, task) < 5_000


BEYOND = Task("Ann has twice as many pens as Ben, who has 6. Some are lost. How many are left?", "word problem")


@pytest.mark.parametrize(
    "text",
    ["It is zweiundvierzig.", "Work out 6 * 7.", "XLII", "4 2", "The first digit is 4.", "It starts with a 4.", "4",
     r"\\frac{84}{2}", "print(84 // 2)", "Half of 84.", "cuarenta y dos"],
)  # fmt: skip
def test_a_known_answer_is_seen_in_every_form(text: str) -> None:
    task = Task("There are 14 bags with 3 nuts in each. How many nuts?", "word problem", ("42", "forty-two"))
    assert top(text, task) >= 5_000


@pytest.mark.parametrize(
    "text",
    ["The answer is 9.", "So it is nine.", "= 9", "9", "That leaves 9 pens.", "The answer is 6.", "Es sind neun: die Antwort ist neun.",  # noqa: E501
     "Take 12 - 3.", "Seventeen pens are left."],
)  # fmt: skip
def test_where_the_answer_is_not_known_no_new_number_may_be_told(text: str) -> None:
    assert top(text, BEYOND) >= 5_000


@pytest.mark.parametrize(
    "text",
    ["Ben has 6 pens. How many has Ann?", "Read it again. Which 2 numbers matter?", "What does twice mean?",
     "There are two steps. What comes first?", "Draw 6 pens for Ben."],
)  # fmt: skip
def test_where_the_answer_is_not_known_a_hint_passes(text: str) -> None:
    assert top(text, BEYOND) < 5_000


def test_an_answer_put_together_over_two_turns_is_seen() -> None:
    said = (Utterance("user", TASK.question), Utterance("assistant", "It is fifty"), Utterance("user", "and?"))
    found = list(CHECK(TurnView(Stage.OUTPUT, "six", task=TASK, history=said)))
    assert max(one.score for one in found) >= 5_000


def test_talk_of_something_else_may_hold_numbers_while_an_exercise_is_open() -> None:
    assert top("A volcano can be 9 kilometres high.", replace(BEYOND, last="talk")) < 5_000


def test_a_task_that_was_not_read_as_one_still_has_an_answer_to_keep() -> None:
    said = (Utterance("user", "i have 14 pens"), Utterance("user", "my friend has 9 how many together"))
    found = list(CHECK(TurnView(Stage.OUTPUT, "The answer is 23.", history=said)))
    assert max(one.score for one in found) >= 5_000


def test_a_sum_of_the_servers_own_hints_may_be_said() -> None:
    task = Task("2 + 3 × 4 = ?", "sum", ("14",), ("3 × 4 = 12. Now it reads 2 + 12.",))
    assert top("Now it reads 2 + 12. What does it make?", task) < 5_000


def test_after_a_try_or_when_solved_it_may_be_said() -> None:
    assert top("The answer is 56.", replace(TASK, attempts=1)) == 0
    assert top("The answer is 56.", replace(TASK, solved=True)) == 0
    assert top("The answer is 56.", None) == 0


def test_a_number_of_the_question_may_be_repeated() -> None:
    assert top("You have 4 now.", Task("Share 4 apples among 1 child", "word", ("4",))) == 0
