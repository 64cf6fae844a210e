"""A child at the chat page: send, wait for the answer, read what stands there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def field(page: Page) -> Locator:
    """Where a child types."""
    return page.get_by_test_id("stChatInputTextArea")


def bubbles(page: Page) -> Locator:
    """What was said, in order."""
    return page.locator(".st-key-chat_talk .bubble, .bubble").filter(visible=True)


def last(page: Page) -> Locator:
    """The latest bubble."""
    return bubbles(page).last


def answered(page: Page) -> None:
    """Wait until nothing is being answered any more."""
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def say(page: Page, text: str) -> Locator:
    """Send a message with the keyboard and wait for its whole answer; return the last bubble."""
    said = page.locator(".bubble.child").filter(has_text=text[:40])
    before = said.count()
    field(page).fill(text)
    field(page).press("Enter")
    expect(said).to_have_count(before + 1)
    expect(last(page)).not_to_have_class("bubble child")
    answered(page)
    return last(page)
