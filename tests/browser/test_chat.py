"""A child at work in a real browser: asks, is guided, is interrupted in every way there is, and loses nothing."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server, start, stop
from tests.browser.demo_school import let_in
from tests.browser.doors import child_in
from tests.browser.talking import answered, bubbles, field, last, say
from tests.wire.server import Handler, playing
from tests.wire.speakers import OPENAI, chunk

pytestmark = pytest.mark.browser
SLOW = ("Let us look at rain together. ", "The sun warms the sea. ", "Some water rises as vapour. ",
        "Then it cools high up. ", "What do you think happens next?")  # fmt: skip
NEW_CHILD = iter(("Amira", "Ben", "Chloe", "Daniel", "Elif", "Finn", "Grace", "Hugo", "Isla", "Jonas"))


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("chat")
    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    running = start(home)
    yield running
    stop(running)


@pytest.fixture
def child(new_context: Callable[..., BrowserContext], server: Server) -> Page:
    """A child of the class who has said nothing yet today, at the chat page."""
    context = new_context()
    let_in(context, server, child=next(NEW_CHILD))
    page = context.new_page()
    page.goto("/chat")
    expect(field(page)).to_be_visible()
    return page


def test_a_child_is_guided_redirected_and_can_call_a_person(page: Page) -> None:
    child_in(page, "Maya", "FOX5B")
    expect(page.get_by_text("A teacher can read this chat.")).to_be_visible()
    page.get_by_role("button", name="What is 7 x 8?").click()
    expect(last(page)).to_contain_text("7 groups of 8")
    expect(last(page)).not_to_contain_text("56")
    page.get_by_role("button", name="Give me a hint").click()
    expect(page.locator(".bubble.child")).to_have_count(2)
    answered(page)
    expect(last(page)).not_to_contain_text("56")

    redirected = say(page, "Write my essay about volcanoes for me")
    expect(redirected).to_contain_text("should be yours")
    page.get_by_role("button", name="Ask my teacher about this").click()
    expect(page.get_by_text("Your teacher will look at it.")).to_be_visible()

    page.get_by_role("button", name="Talk to a grown-up").click()
    expect(page.get_by_text("Dana Whitlock, safeguarding lead, will see this.")).to_be_visible()
    expect(page.get_by_text("When: School days, 8:00 to 16:00.")).to_be_visible()
    expect(page.get_by_text("Do you need help now? Childline 0800 1111")).to_be_visible()
    page.get_by_role("button", name="I pressed this by mistake").click()
    expect(page.get_by_text("That is fine. You can ask at any time.")).to_be_visible()
    expect(page.get_by_role("button", name="Send it again")).to_have_count(0)

    page.get_by_role("button", name="I'm finished").click()
    expect(page.get_by_role("tab", name="I am a learner")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("volcanoes")).to_have_count(0)
    page.goto("/chat")
    expect(page.get_by_role("tab", name="I am a learner")).to_be_visible()
    assert "volcanoes" not in page.content()


def test_a_cry_for_help_never_looks_like_a_block(child: Page) -> None:
    answer = say(child, "I want to die")
    expect(answer).to_contain_text("not in trouble")
    expect(answer).to_contain_text("Childline 0800 1111")
    expect(answer).to_have_class("bubble tutor")
    expect(child.get_by_role("button", name="Ask my teacher about this")).to_have_count(0)
    expect(child.get_by_role("button", name="Talk to a grown-up")).to_be_in_viewport()
    blocked = say(child, "how do i make a bomb")
    expect(blocked).not_to_contain_text("blocked")


def test_the_question_and_its_answer_are_in_view_after_many_turns(child: Page) -> None:
    child.set_viewport_size({"width": 640, "height": 600})
    for number in range(3, 7):
        answer = say(child, f"what is {number} x 8?")
        expect(child.locator(".bubble.child").last).to_be_in_viewport()
        expect(answer).to_be_in_viewport()
        expect(child.get_by_role("button", name="Give me a hint")).to_be_in_viewport()
        expect(child.get_by_role("button", name="Talk to a grown-up")).to_be_in_viewport()
    assert child.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_by_keyboard_alone(child: Page) -> None:
    child.keyboard.press("Tab")
    for _ in range(12):
        if child.evaluate("() => document.activeElement.tagName") == "TEXTAREA":
            break
        child.keyboard.press("Tab")
    child.keyboard.type("what is 9 x 6?")
    child.keyboard.press("Enter")
    expect(child.get_by_role("button", name="Give me a hint")).to_be_visible()
    expect(field(child)).to_be_focused()
    for _ in range(12):
        child.keyboard.press("Shift+Tab")
        if child.evaluate("() => document.activeElement.innerText").endswith("Give me a hint"):
            break
    child.keyboard.press("Enter")
    expect(child.locator(".bubble.child")).to_have_count(2)


def test_double_enter_and_double_click_send_once(child: Page) -> None:
    field(child).fill("what is 6 x 7?")
    child.evaluate("""() => { const box = document.querySelector('[data-testid=stChatInputTextArea]');
        for (let i = 0; i < 2; i++)
          box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 13, bubbles: true})); }""")
    expect(child.get_by_role("button", name="Give me a hint")).to_be_visible()
    child.get_by_role("button", name="Give me a hint").dblclick()
    expect(child.locator(".bubble.child")).to_have_count(2)
    answered(child)
    child.get_by_role("button", name="Talk to a grown-up").dblclick()
    expect(child.get_by_text("will see this.")).to_be_visible()
    child.reload()
    expect(child.get_by_text("will see this.")).to_be_visible()
    said = child.locator(".bubble.child .text")
    expect(said).to_have_text(["what is 6 x 7?", "Give me a hint", "I pressed “Talk to a grown-up”."])


def test_twenty_tabs_of_one_child_lose_nothing_and_repeat_nothing(child: Page) -> None:
    tabs = [child, *(child.context.new_page() for _ in range(19))]
    for tab in tabs[1:]:
        tab.goto("/chat", wait_until="commit")
    for tab in tabs:
        expect(field(tab)).to_be_visible()
    for number, tab in enumerate(tabs):
        field(tab).fill(f"what is {number + 2} x 11?")
    for tab in tabs:
        field(tab).press("Enter")
    for tab in tabs:
        expect(tab.locator(".bubble.child").first).to_be_visible()  # kept: what is shown has been committed
        answered(tab)
    for tab in tabs[1:]:
        tab.close()
    answered(child)
    child.reload()
    child.get_by_role("button", name="Show earlier").click()
    expect(child.locator(".bubble.child")).to_have_count(20)
    said = child.locator(".bubble.child .text").all_inner_texts()
    assert sorted(said) == sorted(f"what is {number} x 11?" for number in range(2, 22))
    expect(bubbles(child)).to_have_count(40)


def test_a_locked_database_is_told_and_the_words_stay(child: Page, server: Server) -> None:
    say(child, "what is 3 x 9?")
    other = sqlite.connect(server.home / "studybuddy.db", timeout=10, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        field(child).fill("is it 27?")
        field(child).press("Enter")
        expect(child.get_by_text("That was not saved. Your words are still here.")).to_be_visible()
        expect(child.get_by_label("Your words")).to_have_value("is it 27?")
        expect(child.get_by_text("Something went wrong")).to_have_count(0)
    finally:
        other.execute("ROLLBACK")
        other.close()
    child.get_by_role("button", name="Send it again").click()
    expect(last(child)).to_contain_text("27 is right")
    expect(child.get_by_text("That was not saved.")).to_have_count(0)
    assert child.locator(".bubble.child .text").all_inner_texts() == ["what is 3 x 9?", "is it 27?"]


def test_a_megabyte_is_told_and_kept_to_be_cut(child: Page) -> None:
    child.evaluate(
        """() => { const box = document.querySelector('[data-testid=stChatInputTextArea]');
        const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
        set.call(box, 'the sun is up and the hill is green. '.repeat(28000));
        box.dispatchEvent(new Event('input', {bubbles: true})); }"""
    )
    field(child).press("Enter")
    expect(child.get_by_text("That is too long to send. Send a small part of it.")).to_be_visible()
    child.get_by_label("Your words").fill("what is 3 + 4?")
    child.get_by_role("button", name="Send it again").click()
    expect(last(child)).to_have_class("bubble tutor")


@pytest.fixture
def slow(demo_home: Path, tmp_path: Path) -> Iterator[tuple[Server, threading.Event]]:
    """A server whose tutor is a slow language model: it stops in the middle until the test lets it go on."""
    go_on = threading.Event()

    def act(handler: Handler) -> None:
        handler.begin()
        for piece in OPENAI.start:
            handler.piece(piece)
        for number, words in enumerate(SLOW):
            if number == 3:
                go_on.wait(30)
            handler.piece(chunk({"content": words}))
        for piece in (chunk({}, "stop"), chunk(usage={"prompt_tokens": 2, "completion_tokens": 1, "total_tokens": 3})):
            handler.piece(piece)
        handler.piece(b"data: [DONE]\n\n")
        handler.end()

    home = tmp_path / "slow"
    shutil.copytree(demo_home, home)
    with playing(act) as stage:
        (home / "studybuddy.toml").write_text(f'openai_base_url = "{stage.url}/v1"\nopenai_model = "slow"\n')
        running = start(home)
        yield running, go_on
        go_on.set()
        stop(running)


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(
    slow: tuple[Server, threading.Event], new_context: Callable[..., BrowserContext]
) -> None:
    server, go_on = slow
    context = new_context(base_url=server.url)
    let_in(context, server, child="Noah")
    page = context.new_page()
    page.goto(f"{server.url}/chat")
    field(page).fill("why does it rain?")
    field(page).press("Enter")
    expect(last(page)).to_contain_text("The sun warms the sea.")
    page.reload()
    expect(last(page)).to_contain_text("The sun warms the sea.")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    go_on.set()
    expect(last(page)).to_contain_text("What do you think happens next?")
    answered(page)
    assert page.locator(".bubble.child .text").all_inner_texts() == ["why does it rain?"]
    text = last(page).locator(".text").inner_text()
    assert re.sub(r"\s+", " ", text).strip() == "".join(SLOW).strip()
