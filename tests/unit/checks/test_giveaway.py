"""The answer before a try: every form of it, and nothing that stands in the question."""

from dataclasses import replace

import pytest

from studybuddy_core.checks.giveaway import CHECK
from studybuddy_core.domain.messages import Stage, Task, TurnView

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


def test_after_a_try_or_when_solved_it_may_be_said() -> None:
    assert top("The answer is 56.", replace(TASK, attempts=1)) == 0
    assert top("The answer is 56.", replace(TASK, solved=True)) == 0
    assert top("The answer is 56.", None) == 0


def test_a_number_of_the_question_may_be_repeated() -> None:
    assert top("You have 4 now.", Task("Share 4 apples among 1 child", "word", ("4",))) == 0
