"""A laptop of 1440 × 900 at 200 % zoom: 720 × 450 are left, and what is read is still seen beside what is pressed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from pages.ui.registry import pages_for
from studybuddy_core.domain.access import Role
from tests.browser.conftest import Server, start, stop
from tests.browser.demo_school import let_in
from tests.browser.doors import at_rest, press
from tests.browser.test_axe import WHO, settled

pytestmark = pytest.mark.browser
ZOOMED = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("zoomed")
    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    running = start(home)
    yield running
    stop(running)


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], server: Server) -> Callable[[str, str], Page]:
    def at(login: str, url: str) -> Page:
        context = new_context(**ZOOMED)
        let_in(context, server, login=login)
        page = context.new_page()
        page.goto(f"/{url}")
        settled(page)
        at_rest(page)
        return page

    return at


def top_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def cut_words(bar: Locator) -> list[str]:
    """The buttons of a bar whose words don't fit into them."""
    return list(bar.evaluate("""node => [...node.querySelectorAll("button p")]
        .filter(words => words.scrollWidth > words.parentElement.clientWidth + 1).map(words => words.innerText)"""))


def test_the_bar_of_review_leaves_room_for_the_talk_and_the_reasons(opened: Callable[[str, str], Page]) -> None:
    page = opened("admin", "review")
    bar = page.locator(".st-key-review_bar")
    expect(bar.get_by_role("button", name="Pass to safeguarding")).to_be_visible()
    assert top_of(bar) >= 450 * 0.7
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_in_viewport()
    expect(page.locator(".st-key-review_talk")).to_be_in_viewport(ratio=0.6)
    expect(page.locator(".st-key-review_why h2")).to_be_in_viewport()
    press(page, "v")
    expect(page.get_by_role("button", name="Hide words")).to_be_visible()
    press(page, "n")
    expect(page.get_by_label("Note")).to_be_focused()
    expect(page.get_by_label("Note")).to_be_in_viewport(ratio=1)
    assert top_of(bar) >= 450 * 0.45, "even with a note open"


def test_the_choices_of_compare_can_be_read_and_so_can_the_answers(opened: Callable[[str, str], Page]) -> None:
    page = opened("annotator", "compare")
    bar = page.locator(".st-key-compare_bar")
    expect(bar.get_by_role("button", name="Right unsafe")).to_be_visible()
    assert cut_words(bar) == []
    assert top_of(bar) >= 450 * 0.65
    answer = page.locator("[class*='st-key-compare_left_']").first
    assert top_of(answer) < top_of(bar) - 60
    press(page, "2")
    expect(page.get_by_text("Left. Z takes it back.")).to_be_visible()


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_page_is_wider_than_the_window(
    role: Role, new_context: Callable[..., BrowserContext], server: Server
) -> None:
    context = new_context(**ZOOMED)
    let_in(context, server, **WHO[role])
    page, wide = context.new_page(), []
    for found in pages_for(role):
        page.goto(f"/{found.spec.url}")
        settled(page)
        over = page.get_by_test_id("stMain").evaluate("node => node.scrollWidth - node.clientWidth")
        wide += [f"/{found.spec.url}: {over} px"] if over > 0 else []
    assert wide == []


def test_the_keyboard_is_seen_on_the_navigation(opened: Callable[[str, str], Page], server: Server) -> None:
    page = opened("teacher", "review")
    page.set_viewport_size({"width": 1280, "height": 800})
    link = page.get_by_test_id("stTopNavLink").filter(has_text="Review")
    expect(link).to_be_visible()  # a wider window draws the navigation anew, and what had the focus is gone
    settled(page)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    expect(link).to_have_css("outline-style", "solid")
