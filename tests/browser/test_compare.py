"""An annotator works through pairs by keyboard in a real browser."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.engine import open_database
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.labelling import Draft, Labelling
from tests.browser.conftest import Server, start, stop
from tests.browser.doors import serious_faults, staff_in
from tests.people import HandClock

pytestmark = pytest.mark.browser
ANN = Actor("acc_annotatora", "sch_a", Role.ANNOTATOR, "Annotator")
LONG = "Rain begins when the sun warms water and some of it rises as vapour. " * 12
MARKUP = "![x](http://127.0.0.1:9/beacon.png) <img src=http://127.0.0.1:9/b.png> :red[loud]"


def labelling(home: Path) -> tuple[Labelling, object]:
    database = open_database(f"sqlite:///{home / 'studybuddy.db'}")
    moments = iter(range(int(time.time() * 1000), int(time.time() * 1000) + 10_000_000))
    return Labelling(database, HandClock(datetime.now(UTC)), Ids(lambda: next(moments))), database


@pytest.fixture(scope="module")
def server(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("pairs")
    shutil.copytree(filled_home, home, dirs_exist_ok=True)
    service, database = labelling(home)
    drafts = [Draft(f"Question {i}: why does it rain?", f"One {i}. {LONG}", f"Two {i}. {MARKUP}") for i in range(40)]
    service.add_batch("sch_a", "Autumn", drafts, all_checks())
    database.close()
    running = start(home)
    yield running
    stop(running)


def kept(server: Server) -> list[object]:
    service, database = labelling(server.home)
    batch = service.desks(ANN)[0].batch.id
    rows = [row.choice for row in service.recent(ANN, batch)]
    database.close()
    return rows


def question(page: Page) -> str:
    return page.locator(".st-key-compare_question").get_by_text("Question ").last.inner_text()


def ready(page: Page) -> None:
    expect(page.get_by_role("button", name="Left, clearly")).to_be_visible()
    page.wait_for_timeout(300)


def press(page: Page, key: str) -> float:
    """Press a key and wait for the next pair; return how long that took, in milliseconds."""
    before = question(page)
    page.wait_for_timeout(250)
    page.evaluate(
        """(before) => { window.sbNext = new Promise((done) => {
        const begun = performance.now();
        const look = () => {
          const now = [...document.querySelectorAll('.st-key-compare_question *')]
            .flatMap((e) => e.shadowRoot ? [...e.shadowRoot.querySelectorAll('.text')] : [e])
            .map((e) => e.textContent).join(' ');
          if (now.includes('Question') && !now.includes(before)) done(performance.now() - begun);
          else requestAnimationFrame(look); };
        document.addEventListener('keydown', () => requestAnimationFrame(look), { once: true }); }); }""",
        before,
    )
    page.keyboard.press(key)
    return float(page.evaluate("() => window.sbNext"))


def test_five_pairs_by_keyboard(page: Page, server: Server) -> None:
    staff_in(page, "annotator", at="/compare")
    ready(page)
    page.keyboard.press("q")
    expect(page.get_by_text("Left marked unsafe for a child")).to_be_visible()
    times = [press(page, key) for key in ("1", "2", "3", "4", "5")]
    expect(page.get_by_text("5 of 40")).to_be_visible()
    rows = kept(server)
    assert [row.preference for row in reversed(rows)] == [1, 2, 3, 4, 5]
    assert [row.left_unsafe for row in reversed(rows)] == [True, False, False, False, False]
    page.keyboard.press("z")
    expect(page.get_by_text("4 of 40")).to_be_visible()
    assert len(kept(server)) == 4
    print(f"key to next pair, ms: {[round(t) for t in times]}, median {statistics.median(times):.0f}")
    assert statistics.median(times) < 1_000


def test_a_note_is_typed_without_firing_keys_and_left_by_keyboard(page: Page, server: Server) -> None:
    staff_in(page, "annotator", at="/compare")
    ready(page)
    before = len(kept(server))
    page.keyboard.press("n")
    box = page.get_by_label("Note", exact=True)
    expect(box).to_be_focused()
    page.keyboard.type("12345 qpz is rude")
    assert len(kept(server)) == before
    page.keyboard.press("Control+Enter")
    expect(box).not_to_be_focused()
    page.wait_for_timeout(500)
    press(page, "4")
    assert kept(server)[0].note == "12345 qpz is rude"


def test_the_last_twenty_open_again(page: Page, server: Server) -> None:
    staff_in(page, "annotator", at="/compare")
    ready(page)
    press(page, "1")
    page.keyboard.press("l")
    page.get_by_role("button", name="Open again").first.click()
    expect(page.get_by_text("Opened again. Your choice was: Left, clearly.")).to_be_visible()
    press(page, "5")
    assert kept(server)[0].preference == 5


def test_the_answers_keep_their_height_and_the_keys_their_place(page: Page) -> None:
    staff_in(page, "annotator", at="/compare")
    ready(page)
    answers = [page.locator(f"[class*='st-key-compare_{side}_par']").bounding_box() for side in ("left", "right")]
    assert len({round(answer["height"]) for answer in answers}) == 1
    assert answers[0]["height"] > 300
    assert answers[0]["y"] + answers[0]["height"] <= page.locator(".st-key-compare_bar").bounding_box()["y"]
    expect(page.get_by_role("region", name="Right answer")).to_be_visible()
    box = page.get_by_role("button", name="Same").bounding_box()
    assert box["y"] + box["height"] < 800
    press(page, "3")
    assert page.get_by_role("button", name="Same").bounding_box()["y"] == pytest.approx(box["y"], abs=2)
    expect(page.get_by_role("region", name="Right answer")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_fault_in_either_theme(new_context: object, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    staff_in(page, "annotator", at="/compare")
    ready(page)
    assert serious_faults(page) == []
