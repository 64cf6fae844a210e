"""The Playground's tab Consensus without a browser: a panel over real protocols, its votes, what waits in Review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import who
from pages.ui.composition import composition
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.reviews import Lane
from studybuddy_core.services.bootstrap import App
from tests.houses import house
from tests.panels import CONFIG, FINE, SO_SO, claude_votes, gpt_votes
from tests.people import HandClock, SmallSchool
from tests.wire.server import playing

PLAYGROUND = Path(__file__).resolve().parents[2] / "pages" / "researcher" / "playground.py"
ADMIN = Actor("acc_administratora", "sch_a", Role.ADMINISTRATOR, "Admin")


def signed_in(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    token = SmallSchool(app.database, HandClock(datetime.now(UTC))).staff_token("researcher")
    monkeypatch.setattr(composition, "app", lambda: app)
    monkeypatch.setattr(who, "session_token", lambda: token)


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    with ExitStack() as opened:
        urls = [opened.enter_context(playing(act)).url
                for act in (claude_votes(FINE), gpt_votes(SO_SO), gpt_votes("no idea"))]  # fmt: skip
        models = {
            "claude-one": {"provider": "anthropic", "base_url": urls[0], "api_key": "k"},
            "gpt-two": {"provider": "openai", "base_url": f"{urls[1]}/v1"},
            "gem-three": {"provider": "openai", "base_url": f"{urls[2]}/v1"},
        }
        made = opened.enter_context(house(database_url, tmp_path, started=False, models=models))
        signed_in(made, monkeypatch)
        yield made


def opened_page() -> AppTest:
    page = AppTest.from_file(str(PLAYGROUND), default_timeout=120).run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    shown = [*page.text, *page.caption, *page.info, *page.error, *page.markdown]
    return "\n".join(str(element.value) for element in shown)


def test_votes_missing_votes_and_the_decision_are_shown_and_a_disagreement_waits_in_review(app: App) -> None:
    page = opened_page()
    assert "claude-one" in page.text_area(key="consensus_document").value, "a panel to begin with"
    page.text_area(key="consensus_document").set_value(CONFIG)
    page.text_area(key="consensus_prompt").set_value("Is this advice right?")
    page.text_area(key="consensus_context").set_value("Plants need light and water to grow.")
    page.button(key="go_consensus").click().run()
    assert not page.exception
    words = said(page)
    assert "2 of 3 voted · agreement 0.60" in words
    assert "It waits in Review until an adult decides." in words
    votes = page.dataframe[-2].value
    assert list(votes["vote"]) == ["voted", "voted", "no vote"]
    assert "No vote: gem-three did not answer in the form that was asked for" in words
    assert list(votes["harmful_content"]) == ["0.05", "0.45", "–"]
    waiting = [item.title for lane in Lane for item in app.reviewing.queue(ADMIN, lane)]
    assert waiting == ["Models disagree"]


def test_a_mistake_in_the_panel_is_named_with_its_line_and_nothing_is_asked(app: App) -> None:
    page = opened_page()
    page.text_area(key="consensus_document").set_value(CONFIG.replace("threshold: 0.8", "threshold: 8"))
    page.text_area(key="consensus_prompt").set_value("hello")
    page.button(key="go_consensus").click().run()
    assert "line 17" in said(page)
    assert page.button(key="go_consensus")


def test_with_no_model_set_up_it_says_what_to_do(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house(database_url, tmp_path, started=False) as bare:
        signed_in(bare, monkeypatch)
        assert "No model can be reached from here." in said(opened_page())
