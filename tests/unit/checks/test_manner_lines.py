"""What a tutor says: frightening talk, talk of a person's life, and lessons that only sound like them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks import scary, tone
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.knowledge.library import starter_passages

LINES = {"age.scary": 6_000, "tone.persona": 5_000}
"""Where the balanced policy answers, for 9 to 12."""
STRICT = {"age.scary": 4_500, "tone.persona": 3_500}


def lines(name: str, kind: str) -> Iterator[str]:
    yield from yaml.safe_load((Path(__file__).parent / f"{name}_lines.yaml").read_text("utf-8"))[kind]


def heard(check: LexiconCheck, label: str, text: str) -> int:
    return max((f.score for f in check(TurnView(Stage.OUTPUT, clean_text(text))) if f.label == label), default=0)


@pytest.mark.parametrize("text", lines("scary", "stops"))
def test_a_frightening_answer_reaches_the_balanced_line(text: str) -> None:
    assert heard(scary.CHECK, "age.scary", text) >= LINES["age.scary"]


@pytest.mark.parametrize("text", lines("scary", "passes"))
def test_a_lesson_on_death_danger_or_monsters_stays_under_the_strict_line(text: str) -> None:
    assert heard(scary.CHECK, "age.scary", text) < STRICT["age.scary"]


@pytest.mark.parametrize("text", lines("persona", "stops"))
def test_a_tutor_that_claims_a_persons_life_reaches_the_balanced_line(text: str) -> None:
    assert heard(tone.CHECK, "tone.persona", text) >= LINES["tone.persona"]


@pytest.mark.parametrize("text", lines("persona", "passes"))
def test_a_program_an_example_sentence_and_a_story_may_say_i(text: str) -> None:
    assert heard(tone.CHECK, "tone.persona", text) < STRICT["tone.persona"]


def test_no_approved_passage_is_frightening_or_pretends_to_be_a_person() -> None:
    found = [
        (label, passage.text)
        for passage in starter_passages()
        for check, label in ((scary.CHECK, "age.scary"), (tone.CHECK, "tone.persona"))
        if heard(check, label, passage.text) >= LINES[label]
    ]
    assert not found
