"""Pasted class lists: what is understood, and what each line is told."""

import pytest

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.services.rosters import NewLearner, read_roster


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mia\nNoor", [NewLearner("Mia", 4), NewLearner("Noor", 4)]),
        ("name,grade\nMia,3", [NewLearner("Mia", 3)]),
        ("\ufeffName\n\n  Mia   K  \r\n", [NewLearner("Mia K", 4)]),
        ("Mia;2\nNoor;grade 5", [NewLearner("Mia", 2), NewLearner("Noor", 5)]),
        ("Mia\t6", [NewLearner("Mia", 6)]),
        ('"Mia, K",2', [NewLearner("Mia, K", 2)]),
        ("Zoë\nØystein\n李小龍", [NewLearner("Zoë", 4), NewLearner("Øystein", 4), NewLearner("李小龍", 4)]),
    ],
)
def test_a_list_as_people_paste_it_is_understood(text: str, expected: list[NewLearner]) -> None:
    roster = read_roster(text, grade=4)
    assert roster.ready
    assert list(roster.learners) == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("123", "at least one letter"),
        ("Mia,9", "number from 1 to 6"),
        ("Mia,²", "number from 1 to 6"),
        ("=HYPERLINK(0)", "can't begin with"),
        ("Mi\u202ea", "hidden characters"),
        ("Mi\x00a", "hidden characters"),
        ("M" * 81, "80 characters"),
        ("Mia,3,5B,Smith", "one child a line"),
        ("noor", "already"),
        (",", "at least one letter"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_number(line: str, said: str) -> None:
    roster = read_roster(f"Otto\n\n{line}", grade=4, taken=["Noor"])
    assert not roster.ready
    assert len(roster.problems) == 1
    assert roster.problems[0].number == 3
    assert roster.problems[0].problem.startswith("Line 3: ")
    assert said in roster.problems[0].problem


def test_two_lines_for_one_child_are_told_apart() -> None:
    roster = read_roster("Mia K\nmia  k", grade=4)
    assert [line.number for line in roster.problems] == [2]
    assert "line 1" in roster.problems[0].problem


def test_a_list_longer_than_a_class_is_refused() -> None:
    with pytest.raises(BadInput, match="at most 200"):
        read_roster("\n".join(f"Child {'a' * (n + 1)}" for n in range(201)), grade=4)


def test_an_empty_list_is_not_ready() -> None:
    assert not read_roster("\n \n", grade=4).ready


def test_the_first_three_grades_are_the_younger_band() -> None:
    assert [NewLearner("A", grade).band for grade in (1, 3, 4, 6)] == [
        AgeBand.YOUNGER,
        AgeBand.YOUNGER,
        AgeBand.OLDER,
        AgeBand.OLDER,
    ]
