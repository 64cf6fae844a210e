"""Comparing two answers, as an annotator meets it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.engine import open_database
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.preferences import Preference, stored_preference
from studybuddy_core.services.labelling import Desk, Draft, Labelling, Shown
from tests.people import SmallSchool

ANN = Actor("acc_annotatora", "sch_a", Role.ANNOTATOR, "Annotator")
BEA = Actor("acc_bea", "sch_a", Role.ANNOTATOR, "Bea")
STRANGER = Actor("acc_annotatorb", "sch_b", Role.ANNOTATOR, "Stranger")


class Room:
    """A labelling service with one batch of pairs."""

    def __init__(self, school: SmallSchool, pairs: int = 8) -> None:
        self.school = school
        moments = iter(range(10_000_000))
        self.service = Labelling(school.database, school.clock, Ids(lambda: next(moments)))
        drafts = [Draft(f"Question {i}?", f"first {i}", f"second {i}") for i in range(pairs)]
        self.batch = self.service.add_batch("sch_a", "Autumn", drafts, all_checks())

    def desk(self, actor: Actor = ANN, pair: str = "") -> Desk:
        return self.service.desk(actor, self.batch, pair)

    def shown(self, actor: Actor = ANN) -> Shown:
        shown = self.desk(actor).shown
        assert shown is not None
        return shown

    def choose(self, preference: int = 1, actor: Actor = ANN, **marks: object) -> Shown:
        shown = self.shown(actor)
        self.school.clock.move(seconds=5)
        self.service.choose(actor, shown, Preference(preference), **marks)
        return shown


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    database = open_database(f"sqlite:///{tmp_path}/school.db")
    school = SmallSchool(database)
    school.fill()
    school.fill("sch_b", "Dale School")
    add_annotator(school)
    yield Room(school)
    database.close()


def add_annotator(school: SmallSchool) -> None:
    from db.accounts import Accounts, NewAccount

    new = NewAccount(BEA.id, Role.ANNOTATOR, "Bea", "Annotator 2", "bea")
    at = school.clock.now()
    school.database.write(lambda s: Accounts(s, school.people("sch_a")).create(new, at=at))


def test_a_choice_leads_to_the_next_pair(room: Room) -> None:
    first = room.choose()
    desk = room.desk()
    assert (desk.chosen, desk.total) == (1, 8)
    assert desk.shown is not None
    assert desk.shown.pair != first.pair


def test_a_choice_survives_another_process(room: Room, tmp_path: Path) -> None:
    chosen = room.choose(4, left_unsafe=True, reasons=["kinder"], note="the left one is rude")
    again = open_database(f"sqlite:///{tmp_path}/school.db")
    kept = Labelling(again, room.school.clock, Ids(lambda: 1)).recent(ANN, room.batch)[0].choice
    again.close()
    assert (kept.pair_id, kept.preference, kept.left_unsafe, kept.right_unsafe) == (chosen.pair, 4, True, False)
    assert (kept.reasons, kept.note) == (("kinder",), "the left one is rude")


@pytest.mark.parametrize("actor", [ANN, BEA])
def test_each_stored_answer_is_left_exactly_half_the_time(room: Room, actor: Actor) -> None:
    flipped = [room.choose(actor=actor).flipped for _ in range(8)]
    assert sum(flipped) == 4
    assert all(flipped[i] != flipped[i + 1] for i in range(0, 8, 2))


def test_the_side_that_was_shown_is_stored(room: Room) -> None:
    for _ in range(8):
        shown = room.choose(1)
        assert shown.left.startswith("second" if shown.flipped else "first")
    by_pair = {row.choice.pair_id: row.choice for row in room.service.recent(ANN, room.batch)}
    assert {stored_preference(c) for c in by_pair.values() if c.flipped} == {0.0}
    assert {stored_preference(c) for c in by_pair.values() if not c.flipped} == {1.0}


def test_two_annotators_meet_the_pairs_in_orders_of_their_own(room: Room) -> None:
    orders = [[room.choose(actor=actor).pair for _ in range(8)] for actor in (ANN, BEA)]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_two_annotators_never_block_each_other(room: Room) -> None:
    waiting = {actor.id: room.shown(actor) for actor in (ANN, BEA)}
    for actor in (BEA, ANN):
        room.service.choose(actor, waiting[actor.id], Preference.SAME)
    assert (room.desk(ANN).chosen, room.desk(BEA).chosen) == (1, 1)


def test_a_key_pressed_twice_counts_once(room: Room) -> None:
    shown = room.choose()
    with pytest.raises(Conflict):
        room.service.choose(ANN, shown, Preference.RIGHT)
    assert room.desk().chosen == 1


def test_both_answers_can_be_marked_unsafe(room: Room) -> None:
    room.choose(3, left_unsafe=True, right_unsafe=True)
    kept = room.service.recent(ANN, room.batch)[0].choice
    assert kept.left_unsafe
    assert kept.right_unsafe


def test_a_skipped_pair_has_no_preference_and_keeps_its_marks(room: Room) -> None:
    shown = room.shown()
    room.service.skip(ANN, shown, note="not my language", left_unsafe=True)
    desk, kept = room.desk(), room.service.recent(ANN, room.batch)[0].choice
    assert (desk.chosen, desk.skipped) == (0, 1)
    assert kept.left_unsafe
    assert stored_preference(kept) is None


def test_undo_brings_the_pair_back_on_the_same_side(room: Room) -> None:
    room.choose(2)
    second = room.choose(5)
    assert room.service.undo(ANN, room.batch) == second.pair
    assert room.shown() == second
    assert room.desk().chosen == 1


def test_undo_goes_back_step_by_step_and_stops_at_the_beginning(room: Room) -> None:
    pairs = [room.choose().pair for _ in range(3)]
    assert [room.service.undo(ANN, room.batch) for _ in range(4)] == [*reversed(pairs), ""]
    assert room.desk().chosen == 0


def test_a_reopened_pair_shows_the_same_sides_and_takes_a_new_choice(room: Room) -> None:
    first = room.choose(1)
    room.choose(1)
    again = room.desk(pair=first.pair).shown
    assert again is not None
    assert (again.left, again.right, again.earlier is not None) == (first.left, first.right, True)
    room.service.choose(ANN, again, Preference.RIGHT_CLEARLY)
    kept = {row.choice.pair_id: row.choice.preference for row in room.service.recent(ANN, room.batch)}
    assert kept[first.pair] == 5
    assert room.desk().chosen == 2


def test_undoing_a_changed_mind_lets_the_first_choice_stand_again(room: Room) -> None:
    first = room.choose(1)
    again = room.desk(pair=first.pair).shown
    assert again is not None
    room.school.clock.move(seconds=5)
    room.service.choose(ANN, again, Preference.RIGHT)
    room.service.undo(ANN, room.batch)
    assert [row.choice.preference for row in room.service.recent(ANN, room.batch)] == [1]


def test_my_last_twenty_are_the_newest_first(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/many.db")
    school = SmallSchool(database)
    school.fill()
    room = Room(school, pairs=25)
    pairs = [room.choose().pair for _ in range(25)]
    assert [row.choice.pair_id for row in room.service.recent(ANN, room.batch)] == pairs[:4:-1]
    database.close()


def test_a_batch_is_handed_in_only_when_every_pair_was_looked_at(room: Room) -> None:
    room.choose()
    with pytest.raises(Conflict, match="7 of 8"):
        room.service.hand_in(ANN, room.batch)


def test_handing_in_freezes_every_choice_of_that_annotator_alone(room: Room) -> None:
    chosen = [room.choose() for _ in range(8)]
    room.service.hand_in(ANN, room.batch)
    again = room.desk(pair=chosen[0].pair).shown
    assert again is not None
    with pytest.raises(Conflict, match="handed in"):
        room.service.choose(ANN, again, Preference.LEFT)
    with pytest.raises(Conflict, match="handed in"):
        room.service.undo(ANN, room.batch)
    room.choose(actor=BEA)
    assert room.desk(ANN).handed_in is not None
    assert room.desk(BEA).chosen == 1


def test_another_school_sees_nothing_of_it(room: Room) -> None:
    assert room.service.desks(STRANGER) == ()
    with pytest.raises(NotFound):
        room.service.desk(STRANGER, room.batch)
    with pytest.raises(NotFound):
        room.service.choose(STRANGER, room.shown(), Preference.LEFT)


def test_only_annotators_label(room: Room) -> None:
    with pytest.raises(NotAllowed):
        room.service.desks(replace(ANN, role=Role.TEACHER))


def test_an_unknown_reason_is_refused(room: Room) -> None:
    with pytest.raises(BadInput):
        room.service.choose(ANN, room.shown(), Preference.LEFT, reasons=["prettier"])


def test_names_and_personal_data_are_replaced_before_a_pair_is_kept(room: Room) -> None:
    draft = Draft("I am Mia, mail mia.b@example.org", "Hello Mia!", "Hi. Write to mia.b@example.org")
    batch = room.service.add_batch("sch_a", "Private", [draft], all_checks())
    shown = room.service.desk(ANN, batch).shown
    assert shown is not None
    text = f"{shown.prompt} {shown.left} {shown.right}"
    assert "Mia" not in text
    assert "example.org" not in text
