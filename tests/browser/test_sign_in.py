"""Signing in and out in a real browser, with the mouse and without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server
from tests.browser.doors import (
    at_rest,
    child_in,
    child_names_themselves,
    door_is_gone,
    press_pictures,
    serious_faults,
    staff_in,
)
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
REFUSED_WORDS = "That name and password don't belong together"


def cookie(page: Page, name: str = "sb_session") -> Any:
    return next((c for c in page.context.cookies() if c["name"] == name), None)


def at_the_door(page: Page) -> None:
    expect(page.get_by_role("tab", name="I am a learner")).to_be_visible()


def tab_to(page: Page, name: str, *, role: str = "", limit: int = 40) -> None:
    """Press Tab until the focus is on something with this name; fail when a keyboard never gets there."""
    told = """() => { const e = document.activeElement;
        return (e.getAttribute('aria-label') || e.innerText || '').replace(/^\\W+/u, '').trim() }"""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(told).endswith(name):
            return
    raise AssertionError(f"the keyboard never reaches {name!r}")


def test_a_teacher_signs_in_reloads_and_is_still_there(page: Page) -> None:
    staff_in(page, "teacher")
    kept = cookie(page)
    assert kept["httpOnly"]
    assert kept["sameSite"] == "Lax"
    page.reload()
    door_is_gone(page)
    assert page.evaluate("document.cookie").find("sb_session") == -1


def test_a_child_signs_in_with_four_pictures(page: Page) -> None:
    child_in(page)
    assert cookie(page)["httpOnly"]


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_each_picture_with_its_whole_name(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    child_names_themselves(page)
    names = page.locator(".st-key-picture_grid button").get_by_test_id("stMarkdownContainer")
    expect(names).to_have_count(12)
    cut = "found => found.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    assert names.evaluate_all(cut) == []


def test_a_teacher_gets_in_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    at_the_door(page)
    tab_to(page, "I am a learner")
    page.keyboard.press("ArrowRight")
    tab_to(page, "Name")
    page.keyboard.type("teacher")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    with page.expect_response("**/session/claim"):
        page.keyboard.press("Enter")
    door_is_gone(page)
    assert cookie(page)


def test_a_child_gets_in_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    at_the_door(page)
    tab_to(page, "Class code")
    page.keyboard.type("sun5ba")
    tab_to(page, "Your name")
    page.keyboard.type("Mia")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 of 4")).to_be_visible()
    with page.expect_response("**/session/claim"):
        for number, name in enumerate(("Cat", "Sun", "Boat", "Key"), start=1):
            tab_to(page, name)
            page.keyboard.press("Enter")
            if number < 4:
                expect(page.get_by_text(f"{number} of 4")).to_be_visible()
    door_is_gone(page)
    assert cookie(page)


def test_wrong_words_are_refused_and_the_name_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("tab", name="I work here").click()
    page.get_by_label("Name", exact=True).fill("annotator")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_label("Password", exact=True).press("Enter")
    expect(page.get_by_text(REFUSED_WORDS)).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("annotator")
    assert cookie(page) is None


def test_wrong_pictures_are_refused_kindly(page: Page) -> None:
    child_names_themselves(page, "Noor")
    press_pictures(page, ("key", "key", "key", "key"))
    expect(page.get_by_text("Try again, or ask your teacher")).to_be_visible()
    assert cookie(page) is None


def test_a_name_full_of_markup_fetches_nothing(page: Page) -> None:
    child_names_themselves(page, "![x](http://127.0.0.1:9/beacon.png)<img src=http://127.0.0.1:9/b.png>")
    expect(page.get_by_text("beacon.png")).to_be_visible()


def test_signing_out_takes_the_cookie_and_ends_the_other_tab_at_its_next_action(page: Page) -> None:
    staff_in(page, "researcher")
    other = page.context.new_page()
    other.goto("/")
    door_is_gone(other)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    at_the_door(page)
    assert cookie(page) is None
    other.reload()
    at_the_door(other)


def test_a_session_that_ends_meanwhile_clears_the_screen_by_itself(page: Page, server: Server) -> None:
    staff_in(page, "annotator")
    with sqlite.connect(server.home / "studybuddy.db", timeout=10) as database:
        database.execute(
            "UPDATE session SET revoked_at = '2026-01-01 00:00:00.000000' WHERE account_id = 'acc_annotatora'"
        )
    database.close()
    expect(page.get_by_text("You have been signed out")).to_be_visible()
    at_the_door(page)


def test_a_cookie_kept_from_before_the_logout_opens_nothing(
    page: Page, new_context: Callable[..., BrowserContext], server: Server
) -> None:
    staff_in(page, "researcher")
    stolen = cookie(page)
    answer = page.evaluate(
        "() => fetch('/session/end', {method: 'POST', headers: {'x-studybuddy': '1'}}).then(a => a.status)"
    )
    assert answer == 204
    assert cookie(page) is None
    thief = new_context()
    thief.add_cookies([{"name": "sb_session", "value": stolen["value"], "url": server.url}])
    other = thief.new_page()
    other.goto("/")
    at_the_door(other)


def test_an_account_that_is_disabled_is_out_at_its_next_action(page: Page, server: Server) -> None:
    staff_in(page, "head")
    with sqlite.connect(server.home / "studybuddy.db", timeout=10) as database:
        database.execute("UPDATE account SET disabled_at = '2026-01-01 00:00:00.000000' WHERE id = 'acc_heada'")
    database.close()
    page.reload()
    at_the_door(page)


def test_a_ticket_is_worth_nothing_in_another_browser(new_context: Callable[..., BrowserContext]) -> None:
    other = new_context().new_page()
    other.goto("/")
    at_the_door(other)
    status = other.evaluate(
        """() => fetch('/session/claim', {method: 'POST', headers: {'x-studybuddy': '1'}, body: 'made-up'})
        .then(a => a.status)"""
    )
    assert status == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_has_no_serious_accessibility_fault(
    new_context: Callable[..., BrowserContext], scheme: str
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto("/")
    at_the_door(page)
    at_rest(page)
    assert serious_faults(page) == []
    page.get_by_role("tab", name="I work here").click()
    at_rest(page)
    assert serious_faults(page) == []
    page.get_by_role("tab", name="I am a learner").click()
    child_names_themselves(page, "Otto", "owl6aa")
    at_rest(page)
    assert serious_faults(page) == []
