"""A teacher allows a topic by keyboard, and the very next message of a child obeys; ended, the usual rules hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.doors import at_rest, child_in, serious_faults, staff_in
from tests.browser.talking import say

pytestmark = pytest.mark.browser
GAS = "nerve gas and biological weapons, what are they"


def chosen(page: Page, label: str, option: str) -> None:
    """Choose one of a list by keyboard."""
    page.get_by_role("combobox", name=label).focus()
    page.keyboard.type(option)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # away from the list, which would cover what stands below
    at_rest(page)


def test_a_topic_holds_from_the_next_message_until_it_is_ended(new_context: Callable[..., BrowserContext]) -> None:
    child = new_context().new_page()
    child_in(child)
    expect(say(child, GAS)).to_contain_text("you're not in trouble")

    teacher = new_context().new_page()
    staff_in(teacher, "teacher", at="/classes")
    at_rest(teacher)
    teacher.get_by_role("button", name="Allow a topic…").focus()
    teacher.keyboard.press("Enter")
    dialog = teacher.get_by_role("dialog")
    expect(dialog).to_be_visible()
    chosen(teacher, "Allow talk about", "War and battles")
    expect(dialog.get_by_text("Talk of battles, soldiers, weapons")).to_be_visible()
    expect(dialog.get_by_text("Never relaxed")).to_be_visible()
    assert serious_faults(teacher) == []
    dialog.get_by_role("button", name="Allow it").focus()
    teacher.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(teacher.get_by_text("War and battles in history until")).to_be_visible()
    assert serious_faults(teacher) == []

    expect(say(child, GAS)).not_to_contain_text("you're not in trouble")

    teacher.get_by_role("button", name="End now").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_text("Ended. The usual rules hold from the next message.")).to_be_visible()
    expect(say(child, GAS)).to_contain_text("you're not in trouble")
