"""axe-core on every page of every role, in light and dark: no serious or critical fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.registry import pages_for
from studybuddy_core.domain.access import Role
from tests.browser.conftest import Server, start, stop
from tests.browser.demo_school import let_in
from tests.browser.doors import serious_faults

pytestmark = pytest.mark.browser
WHO = {
    Role.LEARNER: {"child": "Ada", "code": "OWL2A"},
    Role.TEACHER: {"login": "teacher"},
    Role.ANNOTATOR: {"login": "annotator"},
    Role.RESEARCHER: {"login": "researcher"},
    Role.ADMINISTRATOR: {"login": "admin"},
}
PALE, DARK = "rgb(255, 255, 255)", "rgb(18, 21, 27)"


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("axe")
    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    running = start(home)
    yield running
    stop(running)


def settled(page: Page) -> None:
    """Wait until the page has been drawn: its title stands and nothing is running any more."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_page_of_this_role_has_a_serious_fault(
    role: Role, new_context: Callable[..., BrowserContext], server: Server
) -> None:
    context = new_context(color_scheme="light")
    let_in(context, server, **WHO[role])
    page = context.new_page()
    faults = []
    for found in pages_for(role):
        page.emulate_media(color_scheme="light")
        page.goto(f"/{found.spec.url}")
        settled(page)
        for scheme, background in (("light", PALE), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            expect(page.get_by_test_id("stApp")).to_have_css("background-color", background)
            faults += [f"/{found.spec.url} {scheme}: {fault}" for fault in serious_faults(page)]
    assert faults == []
