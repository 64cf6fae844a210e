"""Watching classes and making them wait: own classes only, fixed places, effective at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.engine import Database
from db.pauses import PauseKind, Pauses, reaching
from db.presences import active_minutes
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.services.classrooms import Classrooms, Length, State
from tests.people import SmallSchool
from tests.talks import Talking


@pytest.fixture
def talking(database: Database) -> Talking:
    school = SmallSchool(database)
    school.fill()
    return Talking(school)


@pytest.fixture
def rooms(talking: Talking) -> Classrooms:
    return Classrooms(talking.school.database, talking.clock, talking.ids)


def since(talking: Talking) -> object:
    return talking.clock.now() - timedelta(hours=8)


def test_cards_stand_in_alphabetical_order_with_minutes_and_state(rooms: Classrooms, talking: Talking) -> None:
    talk = talking.begin("noor")
    for _ in range(4):
        talking.says("what is 7 x 8", talk=talk)
    view = rooms.view(talking.actor("teacher"), "cls_5Ba", since=since(talking))
    assert [(card.name, card.state, card.minutes) for card in view.cards] == [
        ("Mia", State.AWAY, 0),
        ("Noor", State.HERE, 2),
    ]
    assert (view.here, view.needs_you) == (1, 0)


def test_minutes_at_work_leave_long_breaks_out(talking: Talking) -> None:
    at = talking.clock.now()
    assert active_minutes([]) == 0
    assert active_minutes([at]) == 1
    assert active_minutes([at + timedelta(minutes=m) for m in (0, 2, 4, 64)]) == 10


def test_a_teacher_watches_and_pauses_own_classes_only(rooms: Classrooms, talking: Talking) -> None:
    teacher = talking.actor("teacher")
    assert [group.name for group in rooms.classes(teacher)] == ["5B"]
    assert [group.name for group in rooms.classes(talking.actor("head"))] == ["5B", "6A"]
    for act in (
        lambda: rooms.view(teacher, "cls_6Aa", since=since(talking)),
        lambda: rooms.pause(teacher, PauseKind.CLASS, "cls_6Aa", Length.LESSON),
        lambda: rooms.pause(teacher, PauseKind.CHILD, "acc_ottoa", Length.LESSON),
        lambda: rooms.resume(teacher, PauseKind.CLASS, "cls_6Aa"),
        lambda: rooms.pause(teacher, PauseKind.SCHOOL, "sch_a", Length.LESSON),
        lambda: rooms.pause(talking.actor("head"), PauseKind.SCHOOL, "sch_a", Length.LESSON),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(("length", "minutes"), [(Length.FIVE_MINUTES, 5), (Length.LESSON, 45)])
def test_a_pause_holds_at_once_and_ends_by_itself(
    rooms: Classrooms, talking: Talking, length: Length, minutes: int
) -> None:
    teacher = talking.actor("teacher")
    rooms.pause(teacher, PauseKind.CHILD, "acc_miaa", length)

    def states() -> list[State]:
        return [card.state for card in rooms.view(teacher, "cls_5Ba", since=since(talking)).cards]

    with talking.school.database.read() as session:
        pauses = Pauses(session, talking.school.people("sch_a"))
        assert reaching(pauses.list(now=talking.clock.now()), school="sch_a", class_id="cls_5Ba", learner="acc_miaa")
    assert states() == [State.PAUSED, State.AWAY]
    talking.clock.move(minutes=minutes - 1)
    assert states() == [State.PAUSED, State.AWAY]
    talking.clock.move(minutes=1)
    assert states() == [State.AWAY, State.AWAY]


def test_a_class_waits_until_it_is_resumed(rooms: Classrooms, talking: Talking) -> None:
    teacher = talking.actor("teacher")
    rooms.pause(teacher, PauseKind.CLASS, "cls_5Ba", Length.UNTIL_RESUMED)
    talking.clock.move(days=2)
    view = rooms.view(teacher, "cls_5Ba", since=since(talking))
    assert view.pause is not None
    assert {card.state for card in view.cards} == {State.PAUSED}
    assert rooms.resume(teacher, PauseKind.CLASS, "cls_5Ba") == 1
    assert rooms.view(teacher, "cls_5Ba", since=since(talking)).pause is None


def test_what_needs_somebody_now_is_counted_and_a_secret_is_not(rooms: Classrooms, talking: Talking) -> None:
    talking.says("dont want to be", {"wellbeing.self_harm": 9_000})
    talking.says("my teacher hurts me", {"wellbeing.abuse": 9_000})
    counts = {
        login: rooms.view(talking.actor(login), "cls_5Ba", since=since(talking)).needs_you
        for login in ("teacher", "head", "lead")
    }
    assert counts == {"teacher": 1, "head": 1, "lead": 2}


def test_names_are_for_the_own_teacher(rooms: Classrooms, talking: Talking) -> None:
    cards = rooms.view(talking.actor("head"), "cls_5Ba", since=since(talking)).cards
    assert [card.name for card in cards] == ["Learner M", "Learner N"]


def test_a_lead_knows_by_name_whom_there_is_something_grave_to_do_for_and_nobody_else(
    rooms: Classrooms, talking: Talking
) -> None:
    talking.says("dont want to be here", {"wellbeing.self_harm": 9_000})

    def names(login: str) -> set[str]:
        return {card.name for card in rooms.view(talking.actor(login), "cls_5Ba", since=since(talking)).cards}

    assert names("teacher") == {"Mia", "Noor"}
    assert "Mia" in names("lead")
    assert "Noor" not in names("lead")
    assert not names("head") & {"Mia", "Noor"}
