"""How a person gets in, in the browser: used by every browser test that needs somebody signed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

from studybuddy_core.services.passwords import PICTURES as ALL_PICTURES
from tests.people import PASSWORD, PICTURES

AXE = Path(__file__).with_name("axe.min.js")
_NAMES = {picture.id: picture.name for picture in ALL_PICTURES}


def door_is_gone(page: Page) -> None:
    """Wait until the page has loaded anew behind the sign-in."""
    expect(page.get_by_text("Opening…")).to_have_count(0)
    expect(page.locator(".st-key-frame").first).to_be_visible()
    expect(page.get_by_role("tab", name="I work here")).to_have_count(0)


def staff_in(page: Page, login: str, password: str = PASSWORD, *, at: str = "/") -> None:
    """Sign a member of staff in with mouse and keys, and wait until the door is gone."""
    page.goto(at)
    page.get_by_role("tab", name="I work here").click()
    page.get_by_label("Name", exact=True).fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    with page.expect_response("**/session/claim") as claimed:
        page.get_by_label("Password", exact=True).press("Enter")
    assert claimed.value.status == 204
    door_is_gone(page)


def child_names_themselves(page: Page, name: str = "Mia", code: str = "sun5ba", *, at: str = "/") -> None:
    """Type class code and name and go on to the pictures."""
    page.goto(at)
    page.get_by_label("Class code").fill(code)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your name").press("Enter")
    expect(page.get_by_text("0 of 4")).to_be_visible()


def press_pictures(page: Page, pictures: Sequence[str] = PICTURES) -> None:
    """Press the pictures one by one, waiting for each to count."""
    for number, picture in enumerate(pictures, start=1):
        page.get_by_role("button", name=_NAMES[picture]).click()
        if number < len(pictures):
            expect(page.get_by_text(f"{number} of 4")).to_be_visible()


def child_in(page: Page, name: str = "Mia", code: str = "sun5ba", *, at: str = "/") -> None:
    """Sign a learner in and wait until the door is gone."""
    child_names_themselves(page, name, code, at=at)
    with page.expect_response("**/session/claim") as claimed:
        press_pictures(page)
    assert claimed.value.status == 204
    door_is_gone(page)


def serious_faults(page: Page) -> list[str]:
    """Run axe-core on the page as it stands; return the serious and critical faults, one line each."""
    page.evaluate("() => Promise.all(document.getAnimations().map(moving => moving.finished.catch(() => 0)))")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['help']} at {[node['target'] for node in fault['nodes']]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def at_rest(page: Page) -> None:
    """Wait until the page's script has run and what it drew has settled."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(250)


def press(page: Page, key: str) -> None:
    """Press a shortcut, once the page listens: a key pressed while a page is drawn reaches nobody."""
    at_rest(page)
    page.keyboard.press(key)
