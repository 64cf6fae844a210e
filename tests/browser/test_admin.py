"""An administrator in a real browser: a pasted list, a child who enters with its card, the switch, no axe fault."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.doors import child_names_themselves, door_is_gone, press_pictures, serious_faults, staff_in

pytestmark = pytest.mark.browser


@pytest.fixture
def head(page: Page) -> Page:
    staff_in(page, "head", at="/overview")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return page


def test_a_pasted_list_becomes_children_who_sign_in_from_their_cards(
    head: Page, new_context: Callable[..., BrowserContext]
) -> None:
    head.goto("/people")
    head.get_by_role("button", name="Add", exact=False).first.click()
    head.get_by_text("Class list", exact=True).click()
    dialog = head.get_by_role("dialog")
    area = dialog.get_by_role("textbox").last
    area.fill("Ada\nBo, 9")
    dialog.get_by_role("button", name="Check the list").click()
    expect(dialog.get_by_text("Line 2: the grade must be a number from 1 to 6", exact=False)).to_be_visible()
    expect(dialog.get_by_role("button", name="Add 1 learner and show the cards")).to_be_disabled()
    area.fill("Ada\nBo, 3")
    dialog.get_by_role("button", name="Check the list").click()
    dialog.get_by_role("button", name="Add 2 learners and show the cards").click()
    expect(head.get_by_text("2 cards for class 5B.", exact=False)).to_be_visible()
    with head.expect_download() as download:
        head.get_by_role("button", name="Cards to print").click()
    card = download.value.path().read_text(encoding="utf-8")
    names = re.findall(r"</span>(\w+)</li>", card.split("<h2>Ada</h2>")[1].split("</section>")[0])
    assert len(names) == 4
    assert serious_faults(head) == []
    child = new_context().new_page()
    child_names_themselves(child, "Ada")
    press_pictures(child, [name.lower() for name in names])
    door_is_gone(child)
    head.get_by_role("button", name="I have them").click()
    expect(head.get_by_text("2 cards for class 5B.", exact=False)).to_have_count(0)
    head.reload()
    expect(head.get_by_role("button", name="Ada · learner · 5B")).to_be_visible()
    assert "cards for class" not in head.content()


def test_a_disabled_teacher_is_out_at_the_next_action_and_back_by_undo(
    head: Page, new_context: Callable[..., BrowserContext]
) -> None:
    teacher = new_context().new_page()
    staff_in(teacher, "teacher")
    head.goto("/people?people_q=teacher")
    head.get_by_role("button", name="Teacher · teacher · 5B").click()
    head.get_by_role("button", name="Disable").click()
    expect(head.get_by_text("Teacher can no longer sign in.")).to_be_visible()
    teacher.reload()
    expect(teacher.get_by_role("tab", name="I work here")).to_be_visible()
    head.get_by_role("button", name="Undo").click()
    expect(head.get_by_text("Teacher can no longer sign in.")).to_have_count(0)
    staff_in(teacher, "teacher")


def test_the_switch_asks_says_what_stays_and_is_taken_back(head: Page) -> None:
    head.get_by_role("button", name="Stop everything…").click()
    dialog = head.get_by_role("dialog")
    expect(dialog.get_by_text("stay open", exact=False)).to_be_visible()
    dialog.get_by_role("textbox").fill("Fire drill")
    dialog.get_by_role("button", name="Stop every reply now").click()
    expect(head.get_by_text("by Head: Fire drill", exact=False)).to_be_visible()
    assert serious_faults(head) == []
    head.get_by_role("button", name="Resume for everyone").click()
    expect(head.get_by_role("button", name="Stop everything…")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("room", ["overview", "people?people_view=Classes", "people", "school"])
def test_no_room_has_a_serious_fault(new_context: Callable[..., BrowserContext], room: str, theme: str) -> None:
    page = new_context(color_scheme=theme).new_page()
    staff_in(page, "head", at=f"/{room}")
    expect(page.get_by_role("heading").first).to_be_visible()
    if room.startswith("people"):
        page.locator(".st-key-people_list button, .st-key-people_classes button").first.click()
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
    assert serious_faults(page) == []
