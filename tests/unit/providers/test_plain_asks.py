"""What children ask plainly is met plainly: the fact first, a hint that says what is asked, a kind word."""

import pytest

from studybuddy_core.checks.ghostwriting import CHECK as GHOSTWRITING
from studybuddy_core.checks.giveaway import CHECK as GIVEAWAY
from studybuddy_core.domain.messages import Stage, Task, TurnView
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.stories.first_looks import first_looks, what_is_asked
from studybuddy_core.knowledge.tasks import TaskLadder
from tests.unit.providers.test_builtin import Chat

LIBRARY = Library()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what is the longest river in the world", "The Nile"), ("how far is the moon", "384,000 kilometres"),
        ("whats the bigest planet", "Jupiter"), ("what is the tallest mountain", "Mount Everest"),
        ("how many teeth do children have", "20 milk teeth"), ("what does your heart do", "pumps blood"),
        ("why do bees make honey", "food in winter"),
    ],
)  # fmt: skip
def test_a_fact_is_told_among_the_first_sentences(question: str, said: str) -> None:
    assert said in Chat().say(question)[:220]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("what does 'ancient' mean", "Ancient means"), ("define 'fragile'", "Fragile means"),
        ("is my sentence good: the dog runned home becuase he was happy", "Check the spelling of: becuase."),
        ("how do i find the area of a rectangle thats 6cm by 4cm", "Area is the space inside"),
    ],
)  # fmt: skip
def test_quoted_words_own_sentences_and_shapes_are_seen_for_what_they_are(asked: str, said: str) -> None:
    assert said in Chat().say(asked)


def test_a_story_is_not_passed_off_as_the_one_that_was_wished_for() -> None:
    assert Chat().say("tell me a story about a dragon").startswith("A little dragon")
    told = Chat().say("tell me a story about a dragon who is scared of the dark")
    assert told.startswith("There is one story like that here, and it goes its own way.")


def test_a_story_that_cant_be_set_up_is_met_with_its_own_question() -> None:
    hints = first_looks("a bus has 48 people. 19 get off and 7 get on. how many on the bus now?")
    assert "how many on the bus now" in hints[0]
    assert not any(answer in " ".join(hints) for answer in ("36", "29"))
    assert what_is_asked("nothing here") == ""


def test_an_answer_given_before_its_sum_is_checked() -> None:
    task = TaskLadder().read("i got 63 for 9x7 is that right", None)
    assert task is not None
    assert task.last == "right"
    wrong = TaskLadder().read("i got 62 for 9x7 is that right", None)
    assert wrong is not None
    assert wrong.last == "wrong"


@pytest.mark.parametrize("war", ["world war 2", "world war two"])
def test_the_number_of_a_war_is_no_exercise(war: str) -> None:
    assert "It asks" not in Chat().say(f"how many soldiers were killed with guns in {war}")
    assert TaskLadder().read(f"how many soldiers were killed with guns in {war}", None) is None


def test_a_large_sum_of_money_is_no_year() -> None:
    text = "Elvis wants to save $1125 this month. How much does he have to save each day in the second half?"
    assert TaskLadder().read(text, None) is not None


@pytest.mark.parametrize("asked", ["just tell me the answer to 14 x 6", "do it for me 72 - 48"])
def test_the_answer_to_a_sum_is_no_piece_of_writing(asked: str) -> None:
    assert not list(GHOSTWRITING(TurnView(Stage.INPUT, asked)))
    assert list(GHOSTWRITING(TurnView(Stage.INPUT, "write my essay about 1914 - 1918 for me")))


@pytest.mark.parametrize("reply", ["Take 60 and halve it: half of 60.", "```python\nprint(21 // 3)\n```", "The digits are 6."])  # noqa: E501
def test_a_reply_that_is_nothing_but_a_number_is_no_hint(reply: str) -> None:
    task = Task("She baked 16 pies and 14 more, in rows of 5. How many rows of 6?", "word problem", ("6", "six"))
    assert max(found.score for found in GIVEAWAY(TurnView(Stage.OUTPUT, reply, task=task))) >= 8_000
    asking = TurnView(Stage.OUTPUT, "What is half of 60?", task=task)
    assert max((found.score for found in GIVEAWAY(asking)), default=0) < 8_000


@pytest.mark.parametrize("asked", ["can you tell me a joke", "do you like minecraft", "im so stupid", "im scared of my test"])  # noqa: E501
def test_small_talk_is_met_kindly(asked: str) -> None:
    reply = Chat().say(asked)
    assert reply.endswith("?")
    assert "library" not in reply
