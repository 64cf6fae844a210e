"""What one person does and another one sees: beacons, other people's rooms, a tightened line, a paused class."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages.ui.registry import all_pages
from tests.browser.conftest import Server, start, stop
from tests.browser.demo_school import let_in
from tests.browser.doors import press
from tests.browser.talking import field, last, say

pytestmark = pytest.mark.browser
BEACON = "http://beacon.example/"
MARKUP = (
    f"![cat]({BEACON}a.png) [press]({BEACON}b) [go](javascript:alert(1)) <img src='{BEACON}c.png'> "
    f"<script>fetch('{BEACON}d')</script> I want to die"
)


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("house")
    shutil.copytree(demo_home, home, dirs_exist_ok=True)
    running = start(home)
    yield running
    stop(running)


Opens = Callable[..., Page]


@pytest.fixture
def open_as(new_context: Callable[..., BrowserContext], server: Server) -> Opens:
    """Open a page as somebody of the demo school, in a browser of their own."""

    def opens(at: str, **who: str) -> Page:
        context = new_context()
        let_in(context, server, **who)
        page = context.new_page()
        page.goto(at)
        expect(page.locator(".st-key-frame").first).to_be_visible()
        return page

    return opens


def latest_flag(server: Server) -> str:
    with sqlite.connect(server.home / "studybuddy.db", timeout=10) as database:
        return str(database.execute("SELECT id FROM flag ORDER BY at DESC LIMIT 1").fetchone()[0])


def chatting(open_as: Opens, child: str) -> Page:
    page = open_as("/chat", child=child)
    expect(field(page)).to_be_visible()
    return page


def fetches_nothing(page: Page) -> None:
    """The words are there as words: no picture, no link, no script came of them. (Requests elsewhere fail the test.)"""
    page.wait_for_load_state("networkidle")
    assert (
        page.locator(f"img[src*='beacon'], a[href*='beacon'], a[href^='javascript'], [href*='{BEACON}']").count() == 0
    )


def test_markup_in_a_childs_message_stays_words_for_everyone(open_as: Opens, server: Server) -> None:
    child = chatting(open_as, "Amira")
    say(child, MARKUP)
    expect(child.locator(".bubble.child").last).to_contain_text("![cat](")
    fetches_nothing(child)

    teacher = open_as(f"/review?flag={latest_flag(server)}", login="teacher")
    expect(teacher.get_by_role("heading", name="Self-harm")).to_be_visible()
    press(teacher, "v")
    expect(teacher.get_by_role("region", name="The talk")).to_contain_text("![cat")
    fetches_nothing(teacher)

    teacher.goto("/conversations")
    teacher.locator(".st-key-conversations_names button").click()
    teacher.get_by_role("button", name=re.compile("Amira")).first.click()
    teacher.locator(".st-key-conversations_show button").click()
    expect(teacher.get_by_test_id("stMain")).to_contain_text("![cat")
    teacher.locator(".st-key-conversations_layers button").click()
    expect(teacher.get_by_role("heading", name="What each layer did")).to_be_visible()
    fetches_nothing(teacher)


def test_a_learner_at_a_grown_ups_address_is_refused_cold_and_warm(
    demo_home: Path, tmp_path: Path, chromium: Browser
) -> None:
    shutil.copytree(demo_home, tmp_path / "home")
    running = start(tmp_path / "home")
    try:
        context = chromium.new_context(base_url=running.url)
        let_in(context, running, child="Ben")
        page = context.new_page()
        for spec in [found.spec for found in all_pages() if "learner" not in found.path.parts]:
            page.goto(f"/{spec.url}")  # the first one is the first page this server is ever asked for
            expect(page.get_by_text("This page is not for this account.")).to_be_visible()
            assert page.locator("h1").all_inner_texts() == ["Not here"]
            drawn = page.get_by_test_id("stMain")
            assert drawn.get_by_role("button").count() == drawn.get_by_role("textbox").count() == 0
        page.get_by_role("link", name="Back to my page").click()
        expect(field(page)).to_be_visible()
        context.close()
    finally:
        stop(running)


def tighten(page: Page, *, until: float) -> None:
    """Step the protect line to the next score of a stored message until it is this low."""
    stricter = page.get_by_role("button", name="Stricter").first
    line = page.get_by_text(re.compile(r"^Protect 0\.\d\d"))
    before, now = "", line.first.inner_text()
    while now != before and float(now.split()[1]) > until:
        before = now
        stricter.click()
        expect(line.first).not_to_have_text(before)
        now = line.first.inner_text()


def test_a_tightened_line_holds_from_the_childs_next_message(open_as: Opens) -> None:
    rude = "This is crap. What is 7 x 8?"
    child = chatting(open_as, "Chloe")
    expect(say(child, rude)).to_contain_text("7 groups of 8")

    researcher = open_as("/thresholds", login="researcher")
    researcher.get_by_role("button", name="Load new").click()
    expect(researcher.get_by_text("Loaded.")).to_be_visible()
    researcher.get_by_role("button", name=re.compile("^(arrow_right )?Swear words")).click()
    expect(researcher.get_by_role("heading", name="Swear words")).to_be_visible()
    tighten(researcher, until=0.36)  # what the word alone scores; the guard model may say more, by processor
    researcher.get_by_role("button", name="Publish …").click()
    dialog = researcher.get_by_role("dialog")
    dialog.get_by_label("Why (stays in the history)").fill("Mild swearing is not for this school.")
    dialog.get_by_role("button", name="Publish now").click()
    expect(researcher.get_by_text("Published. It holds from every child's next message.")).to_be_visible()

    expect(say(child, rude)).to_contain_text("Please use kind words here.")


def test_a_paused_class_waits_help_stays_open_and_resume_lets_it_go_on(open_as: Opens) -> None:
    child = chatting(open_as, "Elif")
    teacher = open_as("/classes", login="teacher")
    teacher.get_by_role("button", name="Pause the class").click()
    teacher.get_by_role("button", name="until resumed").click()
    expect(teacher.get_by_text("5B paused until resumed")).to_be_visible()

    expect(say(child, "what is 4 x 12?")).to_contain_text("Chat is paused, and your work is saved.")
    expect(child.get_by_role("button", name="Ask my teacher about this")).to_have_count(0)
    child.get_by_role("button", name="Talk to a grown-up").click()
    expect(child.get_by_text("Dana Whitlock, safeguarding lead, will see this.")).to_be_visible()
    expect(child.locator(".bubble.child")).to_have_count(2)

    teacher.get_by_role("button", name="Resume the class").click()
    expect(teacher.get_by_role("button", name="Pause the class")).to_be_visible()
    expect(say(child, "what is 6 x 12?")).to_contain_text("12")
    expect(last(child)).to_have_class("bubble tutor")


def test_a_child_reads_when_a_person_has_seen_the_call(open_as: Opens) -> None:
    child = chatting(open_as, "Finn")
    child.get_by_role("button", name="Talk to a grown-up").click()
    expect(child.get_by_text("will see this.")).to_be_visible()
    lead = open_as("/review", login="admin")
    lead.get_by_role("button", name=re.compile("Talk|asked", re.I)).first.click()
    expect(lead.get_by_role("heading", name="Asked for a grown-up")).to_be_visible()
    lead.get_by_role("button", name=re.compile("I'll talk")).first.click()
    expect(child.get_by_text(re.compile(r"saw this at \d+:\d\d"))).to_be_visible()
