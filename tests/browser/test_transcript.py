"""The transcript in a browser: what the newest data says stands there, in whatever order the starts come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pages.ui import transcript

pytestmark = pytest.mark.browser


HOUSE = "http://house.test"
PARENT = '<div id="parent"><div class="talk"></div><div class="wait"></div></div>'


def bubble(text: str, id: str = "", voice: str = "child") -> dict[str, Any]:
    piece = {"text": text, "level": "", "numbers": [], "says": "", "ends": ""}
    return {"id": id or text, "voice": voice, "masked": False, "speaker": "Mia", "beside": "", "sources": [],
            "aside": [], "pieces": [piece]}  # fmt: skip


def data(made: int, *said: str) -> dict[str, Any]:
    return {"live": True, "top": "", "bubbles": [bubble(text) for text in said], "made": made, "grows": None}


def growing(made: int, seen: int, *bubbles: dict[str, Any]) -> dict[str, Any]:
    grows = {"turn": "trn_1", "seen": seen, "waiting": "Thinking …"}
    return {"live": True, "top": "", "bubbles": list(bubbles), "made": made, "grows": grows}


def event(seen: int, *bubbles: dict[str, Any], ended: bool = False, waiting: str = "Thinking …") -> str:
    told = {"turn": "trn_1", "seen": seen, "waiting": waiting, "ended": ended, "bubbles": bubbles}
    return f"data: {json.dumps(told)}\n\n"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of one transcript; ``window.told`` is what it would tell the server."""
    page = chromium.new_page()
    page.route(f"{HOUSE}/", lambda route: route.fulfill(content_type="text/html", body=PARENT))
    page.goto(f"{HOUSE}/")
    page.add_script_tag(content=transcript.DRAW.replace("export default", "window.told = []; window.draw ="))
    yield page
    page.close()


def draw(page: Page, given: dict[str, Any]) -> None:
    page.evaluate(f"""draw({{data: {json.dumps(given)}, parentElement: document.querySelector('#parent'),
        setTriggerValue: (name, value) => told.push([name, value])}})""")


@pytest.mark.parametrize(
    ("starts", "shown"),
    [
        ([data(5, "question", "answer"), data(4, "question")], ["question", "answer"]),
        ([data(4, "question"), data(5, "question", "answer")], ["question", "answer"]),
        ([data(90_000, "before the clock was set back"), data(5, "after")], ["after"]),
    ],
)
def test_a_start_that_comes_late_changes_nothing(page: Page, starts: list[dict[str, Any]], shown: list[str]) -> None:
    for given in starts:
        draw(page, given)
    assert page.locator(".text").all_inner_texts() == shown


QUESTION, LATER = bubble("question", "trn_1-q"), bubble("later", "trn_2-q")


def answer(text: str) -> dict[str, Any]:
    return bubble(text, "trn_1-a", "tutor")


def test_an_answer_grows_in_its_place_and_is_never_taken_back(page: Page) -> None:
    events = event(1, QUESTION, answer("one.")) + event(3, QUESTION, answer("one. two."), ended=True)
    asked: list[str] = []

    def tell(route: Route) -> None:
        asked.append(route.request.headers["x-studybuddy"])
        route.fulfill(content_type="text/event-stream", body=events)

    page.route(f"{HOUSE}/chat/follow?turn=trn_1", tell)
    draw(page, growing(1, 0, bubble("before"), QUESTION, LATER))
    expect(page.locator(".text")).to_have_text(["before", "question", "one. two.", "later"])
    page.wait_for_function("told.length > 0")
    assert page.evaluate("told") == [["ended", "trn_1"]]
    draw(page, growing(2, 1, bubble("before"), QUESTION, answer("one."), LATER))  # read before the last words came
    assert page.locator(".text").all_inner_texts() == ["before", "question", "one. two.", "later"]
    draw(page, {**data(3), "bubbles": [bubble("before"), QUESTION, answer("one. two."), LATER]})
    assert page.locator(".text").all_inner_texts() == ["before", "question", "one. two.", "later"]
    assert page.locator(".wait").inner_text() == ""
    assert asked == ["1"]


def test_what_is_waited_for_is_said_beneath(page: Page) -> None:
    line = "Your message is here. 3 children are before you."
    page.route(f"{HOUSE}/chat/follow?turn=trn_1", lambda route: route.fulfill(
        content_type="text/event-stream", body=event(0, QUESTION, waiting=line)))  # fmt: skip
    draw(page, growing(1, 0, QUESTION))
    expect(page.locator(".wait")).to_have_text(line)
    assert page.locator(".talk .wait").count() == 0  # outside what a screen reader is told to read out


def test_where_the_door_stays_shut_the_page_is_drawn_anew(page: Page) -> None:
    page.route(f"{HOUSE}/chat/follow?turn=trn_1", lambda route: route.fulfill(status=503, body="{}"))
    draw(page, growing(1, 0, QUESTION))
    page.wait_for_function("told.length > 0")
    assert page.evaluate("told[0][0]") == "lost"
    assert page.locator(".text").all_inner_texts() == ["question"]


def test_a_page_that_goes_on_to_something_else_stops_listening(page: Page) -> None:
    page.route(f"{HOUSE}/chat/follow?turn=trn_1", lambda route: None)  # never answers
    with page.expect_event("requestfailed") as ended:
        draw(page, growing(1, 0, QUESTION))
        draw(page, data(2, "question"))
    assert "chat/follow" in ended.value.url
    assert page.evaluate("told") == []
