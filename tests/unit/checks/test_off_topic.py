"""What has nothing to do with learning is led back to it; schoolwork with the same words and small talk are not."""

from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.off_topic import CHECK
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.messages import Stage, TurnView

LINES = yaml.safe_load((Path(__file__).parent / "off_topic.yaml").read_text("utf-8"))
GOLDEN_TIME, BALANCED, STRICT = 9_500, 7_000, 5_500


def top(text: str) -> int:
    clean = clean_text(text)
    view = TurnView(Stage.INPUT, clean, readings=readings_of(clean))
    return max((found.score for found in CHECK(view)), default=0)


@pytest.mark.parametrize("text", LINES["redirects"])
def test_a_request_that_is_not_about_learning_is_led_back_yet_passes_in_golden_time(text: str) -> None:
    assert BALANCED <= top(text) < GOLDEN_TIME


@pytest.mark.parametrize("text", LINES["learning"])
def test_the_same_words_in_schoolwork_score_nothing(text: str) -> None:
    assert top(text) == 0


@pytest.mark.parametrize("text", LINES["small_talk"])
def test_small_talk_is_no_request(text: str) -> None:
    assert top(text) < STRICT
