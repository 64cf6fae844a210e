"""A researcher tightens a line and publishes it, in a real browser; a weaker one waits for the head."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pydantic import SecretStr

from db.engine import open_database
from db.scope import Scope
from studybuddy_core.domain.policies import Policy
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.publishing import live_policy
from tests.browser.conftest import SECRET, Server, start, stop
from tests.browser.doors import press, serious_faults, staff_in
from tests.people import HandClock, SmallSchool
from tests.talks import Talking

pytestmark = pytest.mark.browser
VIOLENCE = "harm.violence"


@pytest.fixture(scope="module")
def server(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("talks")
    shutil.copytree(filled_home, home, dirs_exist_ok=True)
    database = open_database(f"sqlite:///{home / 'studybuddy.db'}")
    clock = HandClock(datetime.now(UTC) - timedelta(days=3))
    talking = Talking(SmallSchool(database, clock, Passwords(SecretStr(SECRET), staff_rounds=4, picture_rounds=4)))
    for n in range(60):
        talking.says(f"Mia and a dragon, {n}", {VIOLENCE: (0, 3_000, 4_200, 6_000, 8_000)[n % 5]})
    database.close()
    running = start(home)
    yield running
    stop(running)


def in_force(server: Server) -> Policy:
    database = open_database(server.database_url)
    with database.read() as session:
        policy = live_policy(session, Scope("sch_a", "")).policy
    database.close()
    return policy


def protect(server: Server) -> int | None:
    return in_force(server).label_rule(VIOLENCE).protect


def at_violence(page: Page) -> None:
    staff_in(page, "researcher", at="/thresholds")
    page.get_by_role("button", name="Violence").click()
    expect(page.get_by_role("heading", name="Violence")).to_be_visible()


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def open_publishing(page: Page) -> None:
    page.get_by_role("button", name="Publish …").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def say_why(page: Page, why: str, button: str) -> None:
    box = page.get_by_label("Why (stays in the history)")
    box.fill(why)
    box.blur()
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_researcher_tightens_looks_and_publishes(page: Page, server: Server) -> None:
    at_violence(page)
    slider = page.get_by_role("slider", name="Protect line")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Protect 0.40 (was 0.50)")).to_be_visible()
    expect(page.get_by_text("1 line moved")).to_be_visible()
    assert metric(page, "Held back") == "+12"
    assert protect(server) == 5_000
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_text("[NAME 1] and a dragon,")).to_be_visible()
    expect(page.get_by_text("you asked 1 time,")).to_be_visible()
    open_publishing(page)
    say_why(page, "Dragons were let through", "Publish now")
    expect(page.get_by_text("Published. It holds from every child's next message.")).to_be_visible()
    assert protect(server) == 4_000


def test_weaker_jumps_to_the_next_score_and_needs_the_head(
    new_context: Callable[..., BrowserContext], server: Server
) -> None:
    page = new_context().new_page()
    at_violence(page)
    before = protect(server)
    page.get_by_role("button", name="Weaker").first.click()
    expect(page.get_by_text("Protect is now")).to_be_visible()
    open_publishing(page)
    expect(page.get_by_text("somebody else must approve")).to_be_visible()
    say_why(page, "Too many dragons", "Propose")
    assert protect(server) == before
    page.goto("/policies")
    expect(page.get_by_text("Too many dragons")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    head = new_context().new_page()
    staff_in(head, "head", at="/policies")
    head.get_by_role("button", name="Approve").click()
    expect(head.get_by_text("Researcher, approved by Head")).to_be_visible()
    assert protect(server) != before


def test_undo_by_key(page: Page) -> None:
    at_violence(page)
    page.get_by_role("button", name="Stricter").first.click()
    expect(page.get_by_text("1 line moved")).to_be_visible()
    press(page, "z")
    expect(page.get_by_text("No line moved")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["thresholds", "policies"])
def test_the_pages_have_no_serious_fault_in_either_theme(
    new_context: Callable[..., BrowserContext], where: str, scheme: str
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    staff_in(page, "researcher", at=f"/{where}")
    expect(page.get_by_role("heading", name=where.capitalize())).to_be_visible()
    page.wait_for_timeout(1_500)
    assert serious_faults(page) == []
