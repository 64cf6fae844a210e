"""Minutes of talk: a nudge once, replies that pause kindly, help that stays open, and a teacher's reason on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.audit import Audits
from db.conversations import Conversations
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, NotFound
from studybuddy_core.domain.minutes import MinuteLimit, minutes_now
from studybuddy_core.domain.records import Outcome
from studybuddy_core.services.bootstrap import App
from tests.houses import MIA, NOOR, TEACHER, ask, house

START = datetime(2026, 11, 2, 8, tzinfo=UTC)

HEAD = Actor("acc_heada", "sch_a", Role.ADMINISTRATOR, "Head")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as running:
        yield running


def at(*minutes: int) -> list:
    return [START + timedelta(minutes=m) for m in minutes]


def test_the_nudge_comes_with_a_single_message_and_the_end_stays() -> None:
    limit = MinuteLimit(nudge=5, most=9)
    due = [minutes_now(at(*range(0, n + 1, 2)), limit) for n in range(0, 12, 2)]
    assert [now.nudge for now in due] == [False, False, False, True, False, False]
    assert [now.over for now in due] == [False, False, False, False, True, True]
    assert not minutes_now(at(0, 2, 4, 6, 8), limit, more=10).over


def test_a_nudge_stands_beside_an_answer_once_and_never_beside_the_first(app: App) -> None:
    app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(nudge=1))
    talk, ago = app.tutoring.room(MIA).conversation.id, app.clock.now() - timedelta(minutes=3)
    scope = Scope(MIA.school, MIA.id, own=MIA.id)
    turn = app.database.write(lambda session: Conversations(session, scope).submit(
        talk, key="1", text="wot is 7x8", ids=app.ids, audit=app.audit, at=ago)).turn.id  # fmt: skip
    first = next(f.said for f in (app.tutoring.follow(MIA, turn, after=99, wait_s=1) for _ in range(60)) if f.ended)
    second, third = ask(app, "hint", "2"), ask(app, "hint please", "3")
    assert first.outcome is second.outcome is Outcome.FINISHED
    scripts = [[s.script for s in said.segments if s.script] for said in (first, second, third)]
    assert scripts == [[], ["take_a_break"], []]
    assert any(not s.script for s in second.segments), "the answer itself is there too"


def test_when_the_minutes_are_used_replies_pause_and_help_stays_open(app: App) -> None:
    app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(most=1))
    said = ask(app, "wot is 7x8", "1")
    assert [s.script for s in said.segments] == ["time_up"]
    room = app.tutoring.room(MIA)
    assert room.hold is not None
    assert room.hold.kind == "time"
    assert app.tutoring.ask_adult(MIA, room.conversation.id, "help")


def test_a_crisis_is_answered_although_the_minutes_are_used(app: App) -> None:
    app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(most=1))
    said = ask(app, "i want to kill myself", "1")
    assert [s.script for s in said.segments] == ["support_self_harm"]


def test_more_minutes_need_a_reason_and_are_on_record(app: App) -> None:
    app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(most=1))
    with pytest.raises(BadInput, match="few words"):
        app.timing.give_more(TEACHER, MIA.id, 15, "  ")
    app.timing.give_more(TEACHER, MIA.id, 15, "finishes a story")
    assert ask(app, "wot is 7x8", "1").outcome is Outcome.FINISHED
    assert [s.script for s in ask(app, "wot is 7x8", "2", NOOR).segments] == ["time_up"]
    (given,) = app.timing.of_class(TEACHER, "cls_5Ba", (MIA.id,)).given
    assert (given.minutes, given.why, given.by) == (15, "finishes a story", TEACHER.id)
    with app.database.read() as session:
        actions = [link.action for link in Audits(session, Scope("sch_a", "test")).list()]
    assert {"minutes.limited", "minutes.given"} <= set(actions)


def test_a_class_has_its_own_limit_before_the_schools(app: App) -> None:
    app.timing.limit(HEAD, "", MinuteLimit(most=60))
    assert app.timing.of_class(TEACHER, "cls_5Ba").limit.most == 60
    app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(nudge=20, most=40))
    assert app.timing.of_class(TEACHER, "cls_5Ba").limit == MinuteLimit(20, 40)


def test_nobody_reaches_beyond_their_own(app: App) -> None:
    for act in (
        lambda: app.timing.limit(TEACHER, "", MinuteLimit(most=60)),
        lambda: app.timing.limit(TEACHER, "cls_6Aa", MinuteLimit(most=60)),
        lambda: app.timing.give_more(TEACHER, "acc_ottoa", 5, "because"),
        lambda: app.timing.give_more(TEACHER, "acc_miab", 5, "because"),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(BadInput):
        app.timing.limit(TEACHER, "cls_5Ba", MinuteLimit(nudge=50, most=40))
