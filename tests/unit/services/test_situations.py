"""A replay asks what held for each message's class and child at the time, as the turn itself did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db.contexts import Contexts
from db.engine import Database
from db.profiles import Profiles
from db.scope import Scope
from studybuddy_core.domain.deciding import decide_standings
from studybuddy_core.domain.labels import HOW_TO
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import ClassContext, resolve
from studybuddy_core.domain.profiles import Profile
from studybuddy_core.domain.redeciding import effect_at
from studybuddy_core.services.replaying import Resolver
from studybuddy_core.services.traffic import TrafficRoom
from tests.people import SmallSchool
from tests.talks import Talking
from tests.unit.services.test_tuning import VIOLENCE, Room

SCOPE = Scope("sch_a", "acc_teachera")


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    school = SmallSchool(database)
    school.fill()
    return Room(Talking(school))


def allow(room: Room, class_name: str = "5B", days: float = 3, **more: object) -> str:
    """Let a class talk of violence for a while, as its teacher would."""
    room.talking.clock.move(seconds=5)
    now, new = room.talking.clock.now(), room.talking.ids("ctx")
    context = ClassContext("war week", now + timedelta(days=days), (VIOLENCE,), made_of=("war",), **more)  # type: ignore[arg-type]
    room.school.database.write(
        lambda session: Contexts(session, SCOPE).add(id=new, class_id=f"cls_{class_name}a", context=context, why="",
                                                     at=now)
    )  # fmt: skip
    return new


def end(room: Room, context: str) -> None:
    room.talking.clock.move(seconds=5)
    now = room.talking.clock.now()
    room.school.database.write(lambda session: Contexts(session, SCOPE).end(context, at=now))


def careful(room: Room, on: bool, learner: str = "") -> None:
    room.talking.clock.move(seconds=5)
    now, new = room.talking.clock.now(), room.talking.ids("prf")
    room.school.database.write(
        lambda session: Profiles(session, SCOPE).set(id=new, class_id="cls_5Ba", learner=learner,
                                                     profile=Profile(conservative=on), at=now)
    )  # fmt: skip


def said(room: Room, score: int, how_to: int = 0, **more: object) -> str:
    """A child says something of this score; returns the turn."""
    return room.talking.says("a knight hits a dragon", {VIOLENCE: score, HOW_TO: how_to}, **more)[1]  # type: ignore[arg-type]


def let_through(room: Room) -> int:
    room.move(6_500)
    return room.tuning.focus(room.me, VIOLENCE).tally.let_through


def test_what_a_class_was_allowed_is_not_let_through_by_a_draft_that_allows_it_too(room: Room) -> None:
    said(room, 6_000)
    context = allow(room)
    said(room, 6_000)
    said(room, 6_000, child="noor", class_name="6A")
    end(room, context)
    said(room, 6_000)
    assert let_through(room) == 3, "the one in war week was answered then too"


def test_a_context_that_ran_out_by_itself_holds_no_longer_in_a_replay(room: Room) -> None:
    allow(room, days=0.001)
    said(room, 6_000)
    room.talking.clock.move(seconds=300)
    said(room, 6_000)
    assert let_through(room) == 1


def test_who_asked_how_it_is_done_met_the_line_as_it_is_without_a_context(room: Room) -> None:
    allow(room)
    said(room, 6_000, how_to=9_000)
    said(room, 6_000)
    assert let_through(room) == 1


def test_a_message_from_before_anything_read_how_to_counts_by_the_lines_as_they_are(room: Room) -> None:
    allow(room)
    room.says(6_000)
    assert let_through(room) == 1, "no harm is relaxed where nothing reads who asks how it is done"


def test_a_careful_profile_is_replayed_with_the_younger_rules_while_it_held(room: Room) -> None:
    said(room, 4_500)
    careful(room, on=True)
    said(room, 4_500)
    careful(room, on=False)
    said(room, 4_500)
    careful(room, on=True, learner="acc_miaa")
    said(room, 4_500)
    said(room, 4_500, child="otto")
    room.move(4_000, band=AgeBand.YOUNGER)
    assert room.tuning.focus(room.me, VIOLENCE).tally.blocked == 2


def test_what_is_replayed_is_what_deciding_each_message_by_itself_says(room: Room) -> None:
    for score in (0, 4_999, 5_000, 8_400, 8_600):
        allow(room, days=0.002)
        said(room, score)
        said(room, score, child="noor", class_name="6A")
        said(room, score, how_to=9_900)
    traffic = TrafficRoom(room.school.database, room.talking.clock, room.talking.ids).of(Scope("sch_a", room.me.id))
    slices, rules = traffic.of(Stage.INPUT), Resolver()
    assert sum(map(len, slices)) == 15
    contexts = {bool(one.situation.contexts) for one in slices}
    assert contexts == {True, False}
    for one in slices:
        effective = rules.of(room.talking.policy, one)
        replayed = one.decided(effective)
        now = room.talking.clock.now()
        by_hand = resolve(room.talking.policy, one.band, one.situation.contexts, now=now)
        assert by_hand.id == effective.id
        for i in range(len(one)):
            assert effect_at(replayed, i) == decide_standings(one.standings(i), by_hand, one.stage).effect


def test_contexts_that_say_the_same_are_one_group_whoever_named_them(room: Room) -> None:
    allow(room)
    said(room, 6_000)
    allow(room, class_name="6A", told="Another sentence.")
    said(room, 6_000, child="noor", class_name="6A")
    traffic = TrafficRoom(room.school.database, room.talking.clock, room.talking.ids).of(Scope("sch_a", room.me.id))
    (one,) = traffic.of(Stage.INPUT)
    assert len(one) == 2
