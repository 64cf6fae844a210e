"""What the built-in tutor says in fixed words is easy to read: measured as a school grade, for each age band."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest
import yaml

from studybuddy_core.checks.reading_level import grade_of
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.guardrails.procedures import scripts
from studybuddy_core.knowledge.mathematics import read_exercise
from studybuddy_core.providers.builtin.meanings import _lists
from studybuddy_core.providers.builtin.stories import _stories
from tests.unit.providers.test_builtin import Chat

TABLE = yaml.safe_load((Path(__file__).parents[2] / "golden" / "exercises.yaml").read_text("utf-8"))["exercises"]
TALK = ("hi", "what can you do", "write my essay", "help me plan my essay", "do my homework", "im stuck", "i hate maths",  # noqa: E501
        "how do i study for a test", "how do you spell becos", "what does fragile mean", "xyzzy plugh", "are you real",
        "7x8", "just tell me", "hint", "hint", "hint", "hint", "54", "show me", "bye")  # fmt: skip


def test_hints_and_ways_are_within_a_fourth_grade() -> None:
    pieces = []
    for text, *_ in TABLE:
        way = read_exercise(text).way
        pieces += [" ".join(way.hints), " ".join(way.solution), " ".join(text for _, text in way.slips)]
    grades = [grade for piece in pieces if (grade := grade_of(piece)) is not None]
    assert len(grades) > 100
    assert median(grades) <= 2
    assert max(grades) <= 6


@pytest.mark.parametrize(("band", "most"), [(AgeBand.YOUNGER, 3.0), (AgeBand.OLDER, 4.0)])
def test_a_whole_talk_is_easy_to_read(band: AgeBand, most: float) -> None:
    chat = Chat(band, 2 if band is AgeBand.YOUNGER else 5)
    said = " ".join(chat.say(text) for text in TALK)
    grade = grade_of(said)
    assert grade is not None
    assert grade <= most


def test_stories_are_within_a_third_grade() -> None:
    for story in _stories():
        grade = grade_of(" ".join(piece.told() for piece in story.pieces.values()))
        assert grade is not None
        assert grade <= 4


def test_a_word_is_explained_in_easier_words() -> None:
    meanings, opposites = _lists()
    assert all(len(means.split()) <= 12 for means in meanings.values())
    assert not [word for word, means in meanings.items() if word in means.split()]
    assert opposites["cold"] == "hot"


def test_the_break_and_the_end_of_the_minutes_are_kind_and_short() -> None:
    for name in ("take_a_break", "time_up"):
        for text in scripts()[name].texts.values():
            assert all(len(sentence.split()) <= 12 for sentence in text.split(".") if sentence.strip())
