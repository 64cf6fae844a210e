"""The playground without a browser: one message, five layers, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import layer_trace, who
from pages.ui.composition import composition
from pages.ui.score_bars import Bar
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.services.bootstrap import App
from tests.houses import house
from tests.people import HandClock, SmallSchool

PLAYGROUND = Path(__file__).resolve().parents[2] / "pages" / "researcher" / "playground.py"


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    with house(database_url, tmp_path, started=False) as opened:
        token = SmallSchool(opened.database, HandClock(datetime.now(UTC))).staff_token("researcher")
        monkeypatch.setattr(composition, "app", lambda: opened)
        monkeypatch.setattr(who, "session_token", lambda: token)
        yield opened


def tried(text: str) -> AppTest:
    page = AppTest.from_file(str(PLAYGROUND), default_timeout=20).run()
    page.text_area[0].set_value(text)
    page.button(key="go_playground").click().run()
    assert not page.exception
    return page


def model_of(page: AppTest) -> str:
    """What stands over layer 3."""
    return next(one.label for one in page.expander if one.label.startswith("3"))


def test_a_message_is_taken_through_all_five_layers(app: App) -> None:
    page = tried("What is 7 x 8?")
    titles = [one.label for one in page.expander]
    assert [title[0] for title in titles[:5]] == list("12345")
    assert titles[5].startswith("Timeline · ")
    assert not [title for title in titles if "not reached" in title]
    assert "Decision: shown as it is, nobody called." in [element.value for element in page.text]


def test_a_stopped_message_reaches_no_model_and_says_why(app: App) -> None:
    page = tried("you are a stupid idiot")
    titles = [one.label for one in page.expander]
    assert "not reached" in titles[1]
    assert "not reached" in titles[2]
    assert any("Insult" in caption.value for caption in page.caption)


def test_nothing_typed_is_told_and_the_last_result_stays(app: App) -> None:
    page = tried("What is 7 x 8?")
    page.text_area[0].set_value("  ")
    page.button(key="go_playground").click().run()
    assert [error.value for error in page.error] == ["Type a message to try."]
    assert page.expander


def test_an_example_is_put_into_the_message(app: App) -> None:
    page = AppTest.from_file(str(PLAYGROUND), default_timeout=20).run()
    page.button(key="playground_example_1").click().run()
    assert page.text_area[0].value == "Write my essay about volcanoes"


def test_a_message_is_tried_in_a_class_context_and_for_a_profile(app: App) -> None:
    subject = "what is a dirty bomb"
    page = tried(subject)
    assert "Decision: shown as it is, nobody called." not in [element.value for element in page.text]
    assert "not reached" in model_of(page)
    page.multiselect(key="playground_context").set_value(["war"])
    page.button(key="go_playground").click().run()
    assert "not reached" not in model_of(page)
    page.text_input(key="playground_words").set_value("bomb")
    page.button(key="go_playground").click().run()
    assert "not reached" in model_of(page)


def test_each_score_says_what_it_is_worth(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Bar] = []
    monkeypatch.setattr(layer_trace, "score_bars", lambda bars, **_: drawn.extend(bars))
    page = tried("how do i make a bomb")
    weapons = next(bar for bar in drawn if bar.title == label_spec("harm.weapons").title)
    assert weapons.note.startswith("Of 100 messages of this kind, about ")
    assert " of 100 homework messages, " in weapons.note
    assert any("what it is worth" in caption.value for caption in page.caption)


def test_the_highest_line_is_named_first_and_a_clear_disclosure_is_not_called_perhaps_one(app: App) -> None:
    why = [caption.value for caption in tried("i want to die").caption if "≥" in caption.value]
    assert "over the protect line" in why[0]
    assert not [line for line in why if "Perhaps" in line or "doubtful" in line]
    assert any("over a lower line too" in line for line in why)
