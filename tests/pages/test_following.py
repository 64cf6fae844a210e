"""The door through which a page hears an answer: the child's own, only what was released, only while signed in."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from db.sessions import Sessions
from db.turns import Turn
from pages.ui import following
from studybuddy_core.domain.turns import Hold
from studybuddy_core.gateway import following as door
from studybuddy_core.gateway.following import FOLLOW_PATH, follow_route
from studybuddy_core.services.accounts import hashed
from studybuddy_core.services.bootstrap import App, ensure_policies
from tests.houses import MIA, ask, house
from tests.people import HandClock, SmallSchool


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def school(app: App) -> SmallSchool:
    return SmallSchool(app.database, HandClock(datetime.now(UTC)))


def served(app: App) -> Starlette:
    tell = lambda actor, followed: following.told(  # noqa: E731
        actor.name, app.answering.sources_of(actor.school), followed
    )
    return Starlette(routes=[follow_route(lambda: app.accounts, lambda: app.tutoring, tell, following.waiting_words)])


class Heard:
    """What a browser hears: the status, and the events as they come. ``at_event`` is called with each."""

    def __init__(self, at_event: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
        self.status = 0
        self.kind = ""
        self.events: list[dict[str, Any]] = []
        self._at_event = at_event

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.kind = dict(message["headers"])[b"content-type"].decode()
        elif self.kind.startswith("text/event-stream") and message.get("body"):
            event = json.loads(message["body"].decode().removeprefix("data: "))
            self.events.append(event)
            await asyncio.to_thread(self._at_event, event)


def follow(app: App, turn: str, token: str, heard: Heard | None = None, **headers: str) -> Heard:
    """Ask the door as the page's script does, and listen to the end."""
    heard = heard or Heard()
    given = {"host": "localhost", "cookie": f"sb_session={token}", "x-studybuddy": "1"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "method": "GET", "path": FOLLOW_PATH, "raw_path": FOLLOW_PATH.encode(), "scheme": "http",
        "query_string": f"turn={turn}".encode(), "root_path": "", "server": ("localhost", 80), "http_version": "1.1",
        "headers": [(k.encode(), v.encode()) for k, v in given.items()],
        "client": ("127.0.0.1", 5), "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def run() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        await asyncio.wait_for(served(app)(scope, receive, heard.send), 60)  # type: ignore[arg-type]

    asyncio.run(run())
    return heard


def waiting(app: App, monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[str, Callable[[], None]]:
    """A message that nobody answers until the second value is called."""
    kept: list[Callable[[], None]] = []
    real = app.work.put

    def put(turn: Turn, lane: str, hold: Hold | None = None) -> None:
        kept.append(partial(real, turn, lane, hold))

    monkeypatch.setattr(app.work, "put", put)
    turn = app.tutoring.send(MIA, app.tutoring.room(MIA).conversation.id, text, "one").turn.id
    return turn, kept[0]


def test_an_answer_is_told_as_it_grows_and_nothing_shown_is_taken_back(
    app: App, school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn, answer = waiting(app, monkeypatch, "why is the sky blue?")
    begun = threading.Event()

    def at(event: dict[str, Any]) -> None:
        if not begun.is_set():
            begun.set()
            answer()

    heard = follow(app, turn, school.learner_token(), Heard(at))
    assert (heard.status, heard.kind) == (200, "text/event-stream; charset=utf-8")
    assert [bubble["id"] for bubble in heard.events[0]["bubbles"]] == [f"{turn}-q"]
    assert heard.events[0]["waiting"] == "Thinking …"
    words = ["".join(p["text"] for b in event["bubbles"][1:] for p in b["pieces"]) for event in heard.events]
    assert all(later.startswith(sooner) for sooner, later in itertools.pairwise(words))
    assert [event["ended"] for event in heard.events] == [False] * (len(heard.events) - 1) + [True]
    assert words[-1] == app.tutoring.follow(MIA, turn).said.shown
    assert [event["seen"] for event in heard.events] == sorted({event["seen"] for event in heard.events})


def test_a_turn_that_has_ended_is_told_at_once(app: App, school: SmallSchool) -> None:
    said = ask(app, "what is 7 x 8?", "one")
    heard = follow(app, said.turn.id, school.learner_token())
    assert [event["ended"] for event in heard.events] == [True]


def test_who_waits_is_told_how_many_come_first(
    app: App, school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn, answer = waiting(app, monkeypatch, "why is the sky blue?")
    ahead = iter((3, 3, 2, 1, 0, 0, 0))
    monkeypatch.setattr(door, "LOOK_AGAIN_S", 0.05)
    monkeypatch.setattr(app.tutoring, "_ahead", lambda *_: next(ahead, 0))

    def at(event: dict[str, Any]) -> None:
        if event["waiting"] == "Thinking …" and not event.get("seen"):
            answer()

    heard = follow(app, turn, school.learner_token(), Heard(at))
    told = list(dict.fromkeys(event["waiting"] for event in heard.events))
    assert told[0] == "Your message is here. 3 children are before you."
    assert told[-2:] == ["Your message is here. One child is before you.", "Thinking …"]


def test_nobody_else_hears_it(app: App, school: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, _ = waiting(app, monkeypatch, "why is the sky blue?")
    mia = school.learner_token()
    assert follow(app, turn, school.learner_token("Noor")).status == 404
    assert follow(app, turn, school.staff_token("teacher")).status == 403
    school.fill("sch_b", "Dale School")
    ensure_policies(app)
    assert follow(app, turn, school.learner_token(code="sun5bb")).status == 404
    assert follow(app, "trn_nothing", mia).status == 404
    assert follow(app, turn, "").status == 401
    assert follow(app, turn, "made-up").status == 401
    assert follow(app, turn, mia, x_studybuddy="0").status == 403
    assert follow(app, turn, mia, sec_fetch_site="cross-site").status == 403


def test_whoever_signs_out_hears_no_more(app: App, school: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, answer = waiting(app, monkeypatch, "why is the sky blue?")
    token = school.learner_token()

    def at(event: dict[str, Any]) -> None:
        app.database.write(lambda session: Sessions(session).revoke(hashed(token), at=app.clock.now()))
        answer()

    heard = follow(app, turn, token, Heard(at))
    assert [len(event["bubbles"]) for event in heard.events] == [1]


def test_whoever_leaves_is_called_no_more(app: App, school: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, answer = waiting(app, monkeypatch, "why is the sky blue?")

    def gone(event: dict[str, Any]) -> None:
        raise OSError("the browser has gone")

    with pytest.raises((OSError, ExceptionGroup)):
        follow(app, turn, school.learner_token(), Heard(gone))
    answer()
    assert app.tutoring.follow(MIA, turn, wait_s=5).said.turn.id == turn
    for _ in range(100):
        if app.tutoring.follow(MIA, turn, after=99, wait_s=0.1).ended:
            return
    raise AssertionError("the answer did not end")
