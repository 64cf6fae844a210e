"""The first request ever to a fresh server, for a page that is not for whoever asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pages.ui.registry import all_pages
from tests.browser.conftest import Server, start, stop
from tests.browser.doors import child_in

pytestmark = pytest.mark.browser
ADDRESSES = [found.spec.url for found in all_pages()]


@pytest.fixture(params=[False, True], ids=["streamlit", "uvicorn"])
def cold(request: pytest.FixtureRequest, filled_home: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has asked for a page yet."""
    shutil.copytree(filled_home, tmp_path / "home")
    running = start(tmp_path / "home", uvicorn=request.param)
    yield running
    stop(running)


def test_an_anonymous_browser_meets_the_sign_in_at_every_address(cold: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    for address in [*reversed(ADDRESSES), ""]:
        page.goto(f"{cold.url}/{address}")
        expect(page.get_by_role("tab", name="I am a learner")).to_be_visible()
        expect(page.locator("h1")).to_have_text("StudyBuddy")
        assert page.url == f"{cold.url}/{address}"
    context.close()


def test_a_child_who_types_a_grown_ups_address_is_told_kindly(cold: Server, chromium: Browser) -> None:
    context = chromium.new_context(base_url=cold.url)
    page = context.new_page()
    child_in(page)
    for found in all_pages():
        if "learner" in found.path.parts:
            continue
        page.goto(f"/{found.spec.url}")
        expect(page.get_by_text("This page is not for this account.")).to_be_visible()
        expect(page.locator("h1")).to_have_text("Not here")
    context.close()
