"""Classes and class lists, as an administrator, a teacher and a child notice them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.engine import Database
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.class_cards import CARD_COLUMNS, Card, card_rows, cards_as_page
from studybuddy_core.services.enrolling import Enrolling
from studybuddy_core.services.people import People
from tests.people import NONCE, PICTURES, SmallSchool


class Hill:
    """Two schools, and the lists of the first."""

    def __init__(self, database: Database) -> None:
        self.school = SmallSchool(database)
        self.school.fill("sch_a", "Hill School")
        self.school.fill("sch_b", "Lake School")
        ids = Ids(lambda: 1)
        self.enrolling = Enrolling(database, self.school.clock, ids, self.school.passwords)
        self.people = People(database, self.school.clock, ids, self.school.passwords)
        self.head = self.actor("head")
        self.teacher = self.actor("teacher")

    def actor(self, login: str) -> Actor:
        found = self.school.accounts.actor_of(self.school.staff_token(login))
        assert found is not None
        return found

    def learners(self, class_id: str) -> list[str]:
        found = self.people.find(self.head, class_id=class_id, role=Role.LEARNER)
        return [person.name for person in found.people]

    def enters(self, card: Card) -> bool:
        try:
            return bool(
                self.school.accounts.sign_in_learner(
                    class_code=card.code, name=card.name, pictures=card.pictures, nonce=NONCE
                )
            )
        except NotAllowed:
            return False


@pytest.fixture
def hill(database: Database) -> Iterator[Hill]:
    return Hill(database)


def test_a_whole_list_comes_in_with_cards_that_work(hill: Hill) -> None:
    cards = hill.enrolling.add_learners(hill.head, "cls_5Ba", "name,grade\nAda\nBo,2\nCleo")
    assert [card.name for card in cards] == ["Ada", "Bo", "Cleo"]
    assert all(hill.enters(card) for card in cards)
    assert hill.learners("cls_5Ba") == ["Ada", "Bo", "Cleo", "Mia", "Noor"]
    assert "pictures" not in repr(cards)


def test_a_list_with_one_bad_line_adds_nobody(hill: Hill) -> None:
    with pytest.raises(BadInput, match=r"Nobody was added\. Line 2: .*already"):
        hill.enrolling.add_learners(hill.head, "cls_5Ba", "Ada\nMIA\nCleo")
    assert hill.learners("cls_5Ba") == ["Mia", "Noor"]


def test_a_preview_adds_nobody(hill: Hill) -> None:
    roster = hill.enrolling.preview(hill.head, "cls_5Ba", "Ada\nBo,9")
    assert [line.problem != "" for line in roster.lines] == [False, True]
    assert hill.learners("cls_5Ba") == ["Mia", "Noor"]


def test_a_name_taken_meanwhile_keeps_the_whole_list_out(hill: Hill, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = hill.enrolling.preview(hill.head, "cls_5Ba", "Ada\nBo")
    hill.enrolling.add_learner(hill.head, "cls_5Ba", name="Bo", grade=5)
    monkeypatch.setattr(Enrolling, "preview", lambda *_: stale)
    with pytest.raises(Conflict):
        hill.enrolling.add_learners(hill.head, "cls_5Ba", "Ada\nBo")
    assert hill.learners("cls_5Ba") == ["Bo", "Mia", "Noor"]


def test_a_child_may_choose_the_pictures(hill: Hill) -> None:
    card = hill.enrolling.add_learner(hill.head, "cls_5Ba", name="Ada", grade=2, pictures=PICTURES)
    assert card.pictures == PICTURES
    assert hill.enters(card)
    with pytest.raises(BadInput):
        hill.enrolling.add_learner(hill.head, "cls_5Ba", name="Bo", grade=2, pictures=("cat", "dragon", "sun", "sun"))


def test_a_teacher_gives_own_pupils_new_pictures_and_nobody_else(hill: Hill) -> None:
    before = hill.school.learner_token("Mia")
    card = hill.enrolling.reset_pictures(hill.teacher, "acc_miaa")
    assert hill.school.accounts.actor_of(before) is None
    assert hill.enters(card)
    for other in ("acc_ottoa", "acc_miab", "acc_teachera", "acc_heada"):
        with pytest.raises(NotFound):
            hill.enrolling.reset_pictures(hill.teacher, other)
    for class_id in ("cls_6Aa", "cls_5Bb"):
        with pytest.raises(NotFound):
            hill.enrolling.reset_class_pictures(hill.teacher, class_id)


def test_new_pictures_open_a_door_that_guessing_had_shut(hill: Hill) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowed):
            hill.school.accounts.sign_in_learner(class_code="sun5ba", name="Mia", pictures=PICTURES[::-1], nonce=NONCE)
    assert hill.enters(hill.enrolling.reset_pictures(hill.teacher, "acc_miaa"))


def test_a_class_gets_fresh_cards_and_the_old_pictures_are_gone(hill: Hill) -> None:
    cards = hill.enrolling.reset_class_pictures(hill.teacher, "cls_5Ba")
    assert [card.name for card in cards] == ["Mia", "Noor"]
    assert all(hill.enters(card) for card in cards)


@pytest.mark.parametrize("login", ["teacher", "annotator", "researcher"])
def test_lists_are_for_administrators(hill: Hill, login: str) -> None:
    actor = hill.actor(login)
    for attempt in (
        lambda: hill.enrolling.add_learners(actor, "cls_5Ba", "Ada"),
        lambda: hill.enrolling.new_code(actor, "cls_5Ba"),
        lambda: hill.enrolling.classes(actor),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_another_schools_class_is_not_there(hill: Hill) -> None:
    for attempt in (
        lambda: hill.enrolling.add_learners(hill.head, "cls_5Bb", "Ada"),
        lambda: hill.enrolling.rename_class(hill.head, "cls_5Bb", "5C"),
        lambda: hill.enrolling.new_code(hill.head, "cls_5Bb"),
        lambda: hill.enrolling.archive_class(hill.head, "cls_5Bb"),
        lambda: hill.enrolling.restore_class(hill.head, "cls_5Bb"),
        lambda: hill.enrolling.enrol(hill.head, "cls_5Bb", "acc_miaa"),
        lambda: hill.enrolling.enrol(hill.head, "cls_5Ba", "acc_miab"),
        lambda: hill.enrolling.remove(hill.head, "cls_5Bb", "acc_miab"),
        lambda: hill.enrolling.reset_pictures(hill.head, "acc_miab"),
        lambda: hill.enrolling.set_grade(hill.head, "acc_miab", 2),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_new_code_takes_the_place_of_the_old(hill: Hill) -> None:
    group = hill.enrolling.new_code(hill.head, "cls_5Ba")
    with pytest.raises(NotAllowed):
        hill.school.learner_token("Mia", "sun5ba")
    assert hill.school.learner_token("Mia", group.code)


def test_a_new_class_is_filled_and_put_away_and_taken_back(hill: Hill) -> None:
    group = hill.enrolling.create_class(hill.head, name=" 2  C ", grade=2)
    card = hill.enrolling.add_learner(hill.head, group.id, name="Ada", grade=2)
    assert (group.name, hill.enters(card)) == ("2 C", True)
    hill.enrolling.archive_class(hill.head, group.id)
    assert not hill.enters(card)
    with pytest.raises(Conflict, match="archived"):
        hill.enrolling.add_learner(hill.head, group.id, name="Bo", grade=2)
    with pytest.raises(Conflict, match="archived"):
        hill.enrolling.create_class(hill.head, name="2 C", grade=2)
    hill.enrolling.restore_class(hill.head, group.id)
    assert hill.enters(card)
    counts = {c.group.name: c.count.learners for c in hill.enrolling.classes(hill.head)}
    assert counts == {"2 C": 1, "5B": 2, "6A": 1}


def test_a_child_moves_but_is_never_without_a_class(hill: Hill) -> None:
    with pytest.raises(Conflict, match="needs a class"):
        hill.enrolling.remove(hill.head, "cls_5Ba", "acc_miaa")
    hill.enrolling.enrol(hill.head, "cls_6Aa", "acc_miaa")
    hill.enrolling.remove(hill.head, "cls_5Ba", "acc_miaa")
    assert hill.learners("cls_6Aa") == ["Mia", "Otto"]
    with pytest.raises(BadInput, match="no class"):
        hill.enrolling.enrol(hill.head, "cls_6Aa", "acc_annotatora")


def test_cards_carry_names_as_text_only() -> None:
    page = cards_as_page([Card("acc_1", "<img src=x> & Co", "5B", "OTTER482", PICTURES)])
    assert "<img" not in page
    assert "&lt;img src=x&gt; &amp; Co" in page
    assert "OTTER 482" in page


def test_cards_make_rows_in_the_order_of_their_columns() -> None:
    (row,) = card_rows([Card("acc_1", "Ada", "5B", "OTTER482", PICTURES)])
    assert tuple(row) == CARD_COLUMNS
    assert list(row.values()) == ["5B", "OTTER 482", "Ada", "Cat", "Sun", "Boat", "Key"]
