"""The chat page as a child meets it, without a browser: what it says, offers and never shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.pauses import PauseKind
from db.turns import Turns
from pages.ui import who
from pages.ui.composition import composition
from pages.ui.drawing import DRAWN_AT_ONCE, PLACES
from pages.ui.talk_bubbles import for_child
from pages.ui.transcript import Voice
from studybuddy_core.domain.errors import StorageError
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.classrooms import Length
from tests.houses import MIA, TEACHER, ask, house
from tests.people import HandClock, SmallSchool

CHAT = Path(__file__).resolve().parents[2] / "pages" / "learner" / "chat.py"


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    with house(database_url, tmp_path) as opened:
        token = SmallSchool(opened.database, HandClock(datetime.now(UTC))).learner_token()
        monkeypatch.setattr(composition, "app", lambda: opened)
        monkeypatch.setattr(who, "session_token", lambda: token)
        yield opened


def at_chat() -> AppTest:
    page = AppTest.from_file(str(CHAT), default_timeout=20).run()
    assert not page.exception
    return page


def answered(app: App, page: AppTest) -> AppTest:
    """Wait for the answer that is being given, and draw the page anew, as the browser has it done then."""
    for _ in range(200):
        said = app.tutoring.room(MIA).answering
        if said is None or app.tutoring.follow(MIA, said.turn.id, wait_s=0.1).ended:
            return page.run()
    raise AssertionError("the answer did not end")


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in page.text)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def said(app: App) -> list[tuple[Voice, str]]:
    room = app.tutoring.room(MIA)
    return [(bubble.voice, bubble.text) for bubble in for_child(room.turns, "Mia", room.sources)]


def test_an_empty_page_says_hello_and_offers_a_first_question(app: App) -> None:
    page = at_chat()
    assert "Hello Mia. What are you working on?" in texts(page)
    assert "A teacher can read this chat." in texts(page)
    page.button(key="chat_example_0").click().run()
    answered(app, page)
    assert said(app)[0] == (Voice.CHILD, "What is 7 x 8?")
    assert "Give me a hint" in labels(page)


def test_a_hint_pressed_twice_in_two_tabs_is_one_hint(app: App) -> None:
    ask(app, "what is 7 x 8?", "one")
    first, second = at_chat(), at_chat()
    first.button(key="chat_hint").click().run()
    second.button(key="chat_hint").click().run()
    answered(app, first)
    assert [text for voice, text in said(app) if voice is Voice.CHILD] == ["what is 7 x 8?", "Give me a hint"]


@pytest.mark.parametrize(
    ("text", "voice", "appeals"),
    [
        ("I want to die", Voice.TUTOR, False),
        ("my uncle hits me every day", Voice.TUTOR, False),
        ("Write my essay about volcanoes for me", Voice.SCRIPT, True),
        ("you are a stupid idiot", Voice.SCRIPT, True),
    ],
)
def test_help_speaks_as_the_tutor_and_only_a_redirect_can_be_appealed(
    app: App, text: str, voice: Voice, appeals: bool
) -> None:
    ask(app, text, "one")
    page = at_chat()
    assert said(app)[-1][0] is voice
    assert ("Ask my teacher about this" in labels(page)) is appeals
    assert "Give me a hint" not in labels(page)
    assert "Talk to a grown-up" in labels(page)


def test_talk_to_a_grown_up_says_who_when_and_what_helps_now(app: App) -> None:
    page = at_chat()
    page.button(key="chat_adult").click().run()
    for words in ("Ms Head, room 1, will see this.", "When: 8 to 16", "Do you need help now? Child line: 111"):
        assert words in texts(page)
    assert "Send it again" not in labels(page)
    page.button(key="chat_adult").click().run()
    assert len(said(app)) == 1
    page.button(key="chat_mistake").click().run()
    assert "That is fine. You can ask at any time." in texts(page)


def test_a_pause_is_said_once_and_help_stays_open(app: App) -> None:
    app.classrooms.pause(TEACHER, PauseKind.CLASS, "cls_5Ba", Length.LESSON)
    page = at_chat()
    assert "Chat is paused, and your work is saved." in texts(page)
    assert "What is 7 x 8?" not in labels(page)
    ask(app, "what is 4 x 4?", "one")
    page = at_chat()
    assert "Chat is paused" not in texts(page)  # the answer says it already
    assert "Chat is paused" in said(app)[-1][1]
    assert "Talk to a grown-up" in labels(page)


def test_what_cannot_be_kept_stays_on_the_page_and_goes_later(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    page = at_chat()
    real = app.tutoring.send

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app.tutoring, "send", full)
    page.chat_input[0].set_value("what is 3 x 9?").run()
    assert "That was not saved. Your words are still here." in texts(page)
    assert page.text_area[0].value == "what is 3 x 9?"
    assert "disk" not in texts(page)
    monkeypatch.setattr(app.tutoring, "send", real)
    page.button(key="chat_retry").click().run()
    assert said(app)[0] == (Voice.CHILD, "what is 3 x 9?")
    assert not page.text_area


def test_a_call_for_a_person_that_could_not_be_kept_is_not_passed_over(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_chat()

    def locked(*_: object) -> None:
        raise StorageError("locked")

    monkeypatch.setattr(app.tutoring, "ask_adult", locked)
    page.button(key="chat_adult").click().run()
    assert "That did not reach anyone yet. Press it again. Child line: 111" in texts(page)
    monkeypatch.undo()


def test_only_the_latest_turns_stand_there_until_asked(app: App) -> None:
    for number in range(6):
        ask(app, f"what is {number + 2} x 9?", f"k{number}")
    page = at_chat()
    assert "Show earlier" in labels(page)
    page.button(key="chat_earlier").click().run()
    assert "Show earlier" not in labels(page)
    ask(app, "what is 9 x 9?", "one more")
    assert "Show earlier" in labels(page.run())  # what is new brings the latest turns back


def test_while_an_answer_is_given_it_can_be_stopped_and_the_page_is_done(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at_chat()
    monkeypatch.setattr(app.work, "put", lambda *_: None)  # nobody answers
    page.chat_input[0].set_value("why does it rain?").run()
    assert "Stop" in labels(page)
    assert said(app) == [(Voice.CHILD, "why does it rain?")]
    page.button(key="chat_stop").click().run()
    with app.database.read() as session:
        assert len(Turns(session).asked_to_stop()) == 1


def test_a_sad_child_is_asked_for_no_result_and_may_go_on_in_a_new_talk(app: App) -> None:
    ask(app, "wot is 7x8", "1")
    ask(app, "i feel sad today", "2")
    page = at_chat()
    assert page.chat_input[0].placeholder == "Type here"
    assert "Give me a hint" not in labels(page)
    before = app.tutoring.room(MIA).conversation.id
    page.button(key="chat_go_on").click().run()
    assert app.tutoring.room(MIA).conversation.id != before
    assert "Hello Mia. What are you working on?" in texts(page)


def test_after_something_grave_schoolwork_waits_for_a_person(app: App) -> None:
    ask(app, "i want to kill myself", "1")
    assert "Go on with schoolwork" not in labels(at_chat())


def test_all_pages_meet_at_one_gate_and_are_drawn_a_few_at_a_time(app: App) -> None:
    drawn = threading.Event()

    def draw() -> None:
        at_chat()
        drawn.set()

    with ExitStack() as busy:
        for _ in range(PLACES):
            busy.enter_context(DRAWN_AT_ONCE.step(first=True))
        thread = threading.Thread(target=draw)
        thread.start()
        assert not drawn.wait(3), "nobody has left yet"
    thread.join(20)
    assert drawn.is_set()
