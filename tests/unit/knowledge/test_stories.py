"""Story sums as teachers set them: which numbers are meant, what came and went, and when nothing is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from studybuddy_core.knowledge.mathematics import read_exercise
from studybuddy_core.knowledge.numerals import says

# Read rightly.
READ = [
    ("Lena had 12 stickers. She gave 5 stickers to Omar and stuck 3 stickers in her book. "
     "How many more stickers did she give to Omar than she stuck in her book?", 2),
    ("A shop had 30 red pens, 12 blue pens and 8 rulers. How many more red pens than blue pens did it have?", 18),
    ("A bus had 15 people. At the first stop 4 got off. At the second stop 6 got on. How many people are on the bus now?", 17),  # noqa: E501
    ("Ben had some marbles. He lost 4 marbles and now has 9 marbles. How many marbles did he have at first?", 13),
    ("There are 25 more boys than girls in a school. There are 80 boys. How many girls are there?", 55),
    ("Anna has 14 shells. Ben has 6 fewer shells than Anna. How many shells does Ben have?", 8),
    ("Anna has 14 shells. Ben has 6 more shells than Anna. How many shells do they have altogether?", 34),
    ("Max had 9 red cars and 6 blue cars. He gave 3 red cars to Leo. How many cars does he have now?", 12),
    ("A recipe needs 10 cups of flour and 4 cups of sugar. Sara put in 6 cups of flour. "
     "How many more cups of flour does she need?", 4),
    ("In the morning 12 children came to the library and in the afternoon 20 children came. 5 teachers came too. "
     "How many more children came in the afternoon than in the morning?", 8),
    ("Dan walked 3 km on Saturday and 5 km on Sunday. He rode 12 km on Monday. How many km did he walk altogether?", 8),
    ("A jar holds 30 sweets. Tom took 5 sweets and Ann took 8 sweets. How many more sweets did Ann take than Tom?", 3),
    ("Pam ate 3 plums and 4 cherries. Jim ate 5 plums. How many plums did they eat altogether?", 8),
    ("Ina had 60 photos. She put 20 photos into one album and the rest into 4 folders. How many photos are in each folder?", 10),  # noqa: E501
    ("sam has 3 apples and gets 4 more how many", 7),
]  # fmt: skip
# Hard to read: either rightly, or not at all.
HARD = [
    ("Jo picked 8 flowers. Her sister picked 5 flowers and gave 2 flowers to Jo. How many flowers does Jo have now?", 10),  # noqa: E501
    ("Jo picked 8 flowers. Her sister picked 5 flowers and gave 2 flowers to Jo. How many flowers does her sister have now?", 3),  # noqa: E501
    ("There were 14 frogs on a log and 6 frogs in the pond. 5 frogs jumped off the log. How many frogs are on the log now?", 9),  # noqa: E501
    ("There were 14 frogs on a log and 6 frogs in the pond. 5 frogs jumped from the log into the pond. "
     "How many frogs are in the pond now?", 11),
    ("Jason has 7 violet balloons and 4 red balloons. He lost 3 of the violet balloons. "
     "How many violet balloons does Jason have now?", 4),
    ("There are 25 fewer boys than girls in a school. There are 80 girls. How many children are there in all?", 135),
    ("Tom has 5 apples and 3 pears. He eats 2 apples. How many pears does he have?", 3),
    ("Two friends have 16 sweets. They share them equally and each eats 3. How many sweets does each have left?", 5),
    ("Noah has 20 stamps. He has 4 times as many as Eva. How many stamps does Eva have?", 5),
    ("Haley had 27 music files and 42 video files. She deleted 11 of the files. How many files does she have now?", 58),
    ("A train had 50 passengers. 12 got off at Leeds. How many got on at York if there are now 45 passengers?", 7),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), READ)
def test_the_numbers_that_are_meant_are_worked_with(text: str, answer: int) -> None:
    found = read_exercise(text)
    assert found is not None
    assert found.value == answer


@pytest.mark.parametrize(("text", "answer"), READ)
def test_no_hint_tells_what_it_comes_to(text: str, answer: int) -> None:
    found = read_exercise(text)
    assert found is not None
    if str(answer) not in text:
        assert not [hint for hint in found.way.hints if says(hint, Fraction(answer))]
    assert str(answer) in " ".join(found.way.solution)


@pytest.mark.parametrize(("text", "answer"), HARD)
def test_where_it_is_not_sure_it_says_nothing(text: str, answer: int) -> None:
    found = read_exercise(text)
    assert found is None or found.value == answer


def test_a_number_beside_the_story_changes_nothing() -> None:
    plain = "A shop had 30 red pens and 12 blue pens. How many more red pens than blue pens did it have?"
    beside = plain.replace("12 blue pens.", "12 blue pens. It also had 7 rulers.")
    assert read_exercise(plain).value == read_exercise(beside).value == 18  # type: ignore[union-attr]


def test_the_question_turned_round_turns_the_answer_round() -> None:
    told = "There are 6 more girls than boys in the choir. There are 20 girls."
    assert read_exercise(f"{told} How many boys are there?").value == 14  # type: ignore[union-attr]
    other = "There are 6 more girls than boys in the choir. There are 20 boys. How many girls are there?"
    assert read_exercise(other).value == 26  # type: ignore[union-attr]
