"""The room People, as an administrator and the people concerned notice it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.audit import Audits
from db.engine import Database
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.people import People
from tests.people import NONCE, PASSWORD, SmallSchool


class TwoSchools:
    """Two schools in one database, and the room People."""

    def __init__(self, database: Database) -> None:
        self.school = SmallSchool(database)
        self.school.fill("sch_a", "Hill School")
        self.school.fill("sch_b", "Lake School")
        self.database = database
        self.people = People(database, self.school.clock, Ids(lambda: 1), self.school.passwords)
        self.head = self.actor("head")

    def actor(self, login: str, school: str = "sch_a") -> Actor:
        found = self.school.accounts.actor_of(self.school.staff_token(login, school))
        assert found is not None
        return found

    def who(self, token: str) -> Actor | None:
        return self.school.accounts.actor_of(token)

    def done(self) -> list[tuple[str, str]]:
        with self.database.read() as session:
            links = Audits(session, self.school.people("sch_a")).list()
        return [(link.action, link.subject) for link in reversed(links) if not link.action.startswith("session.")]


@pytest.fixture
def here(database: Database) -> Iterator[TwoSchools]:
    return TwoSchools(database)


def second_head(here: TwoSchools) -> str:
    return here.people.add_staff(here.head, name="Deputy", login="deputy", role=Role.ADMINISTRATOR).account


def test_a_new_teacher_signs_in_with_the_password_shown_once_and_must_choose_another(here: TwoSchools) -> None:
    issued = here.people.add_staff(
        here.head, name=" Ada  Byron ", login="Ada.B", role=Role.TEACHER, class_ids=["cls_5Ba"]
    )
    ticket = here.school.accounts.sign_in_staff(school="sch_a", login="ada.b", password=issued.password, nonce=NONCE)
    token = here.school.accounts.claim(ticket, NONCE).token
    actor = here.who(token)
    assert actor is not None
    assert (actor.name, actor.role, actor.classes) == ("Ada Byron", Role.TEACHER, frozenset({"cls_5Ba"}))
    assert here.school.accounts.must_change(token)
    assert issued.password not in repr(issued)


def test_a_person_is_found_by_any_part_of_name_or_login_by_role_and_class(here: TwoSchools) -> None:
    def names(**wanted: object) -> list[str]:
        return [p.name for p in here.people.find(here.head, **wanted).people]

    assert names(text="mi") == ["Mia"]
    assert names(text="TEACH") == ["Teacher"]
    assert names(role=Role.LEARNER) == ["Mia", "Noor", "Otto"]
    assert names(class_id="cls_5Ba") == ["Mia", "Noor", "Teacher"]
    assert names(text="100%") == []
    assert names(text="_") == []


def test_a_long_list_comes_in_pages(here: TwoSchools) -> None:
    first = here.people.find(here.head, limit=3)
    second = here.people.find(here.head, limit=3, offset=3)
    assert first.total == second.total == 7
    assert len({p.id for p in (*first.people, *second.people)}) == 6


def test_nobody_of_another_school_is_found_or_touched(here: TwoSchools) -> None:
    assert all(p.id.endswith("a") for p in here.people.find(here.head).people)
    assert here.people.find(here.head, class_id="cls_5Bb").people == ()
    touches = [
        lambda: here.people.get(here.head, "acc_teacherb"),
        lambda: here.people.disable(here.head, "acc_teacherb"),
        lambda: here.people.enable(here.head, "acc_teacherb"),
        lambda: here.people.rename(here.head, "acc_teacherb", "Nobody"),
        lambda: here.people.reset_password(here.head, "acc_teacherb"),
        lambda: here.people.set_role(here.head, "acc_teacherb", Role.ADMINISTRATOR),
        lambda: here.people.set_safeguarding(here.head, "acc_teacherb", True),
    ]
    for touch in touches:
        with pytest.raises(NotFound):
            touch()
    assert here.actor("teacher", "sch_b").role is Role.TEACHER


def test_a_foreign_class_keeps_the_whole_person_out(here: TwoSchools) -> None:
    with pytest.raises(NotFound):
        here.people.add_staff(here.head, name="Ada", login="ada", role=Role.TEACHER, class_ids=["cls_5Ba", "cls_5Bb"])
    assert here.people.find(here.head, text="ada").total == 0


@pytest.mark.parametrize("login", ["teacher", "annotator", "researcher"])
def test_only_an_administrator_comes_in(here: TwoSchools, login: str) -> None:
    with pytest.raises(NotAllowed):
        here.people.find(here.actor(login))
    with pytest.raises(NotAllowed):
        here.people.set_role(here.actor(login), "acc_heada", Role.TEACHER)


def test_a_disabled_person_is_out_at_once_and_can_be_let_in_again(here: TwoSchools) -> None:
    token = here.school.staff_token("teacher")
    here.people.disable(here.head, "acc_teachera")
    assert here.who(token) is None
    with pytest.raises(NotAllowed):
        here.school.staff_token("teacher")
    here.people.enable(here.head, "acc_teachera")
    assert here.who(here.school.staff_token("teacher")) is not None
    assert here.who(token) is None
    assert here.done()[-2:] == [("account.disabled", "acc_teachera"), ("account.enabled", "acc_teachera")]


def test_the_last_administrator_and_oneself_are_protected(here: TwoSchools) -> None:
    with pytest.raises(Conflict, match="your own"):
        here.people.disable(here.head, here.head.id)
    with pytest.raises(Conflict, match="your own"):
        here.people.set_role(here.head, here.head.id, Role.TEACHER)
    with pytest.raises(Conflict, match="your own"):
        here.people.reset_password(here.head, here.head.id)
    deputy = second_head(here)
    here.people.disable(here.head, deputy)
    here.people.enable(here.head, deputy)
    here.people.set_role(here.head, deputy, Role.TEACHER)
    stale = Actor(deputy, "sch_a", Role.ADMINISTRATOR, "Deputy")
    with pytest.raises(Conflict, match="last administrator"):
        here.people.disable(stale, here.head.id)
    with pytest.raises(Conflict, match="last administrator"):
        here.people.set_role(stale, here.head.id, Role.TEACHER)


def test_the_last_safeguarding_lead_stays_until_another_is_named(here: TwoSchools) -> None:
    deputy = second_head(here)
    here.people.set_safeguarding(here.head, deputy, True)
    for removal in (
        lambda: here.people.disable(here.head, deputy),
        lambda: here.people.set_safeguarding(here.head, deputy, False),
        lambda: here.people.set_role(here.head, deputy, Role.ANNOTATOR),
    ):
        with pytest.raises(Conflict, match="last safeguarding lead"):
            removal()
    here.people.set_safeguarding(here.head, "acc_teachera", True)
    here.people.set_role(here.head, deputy, Role.ANNOTATOR)
    assert not here.people.get(here.head, deputy).safeguarding


def test_nobody_makes_themselves_a_lead_past_the_one_there_is(here: TwoSchools) -> None:
    here.people.set_safeguarding(here.head, "acc_teachera", True)
    with pytest.raises(Conflict, match="Somebody else"):
        here.people.set_safeguarding(here.head, here.head.id, True)


def test_a_lone_head_may_be_the_first_lead(here: TwoSchools) -> None:
    here.people.set_safeguarding(here.head, here.head.id, True)
    assert here.people.get(here.head, here.head.id).safeguarding


def test_another_role_holds_from_the_next_action(here: TwoSchools) -> None:
    token = here.school.staff_token("teacher")
    here.people.set_role(here.head, "acc_teachera", Role.ANNOTATOR)
    assert here.who(token) is None
    assert here.actor("teacher").role is Role.ANNOTATOR
    assert ("role.changed", "acc_teachera") in here.done()


def test_a_new_password_ends_the_old_one_and_forgives_the_guesses(here: TwoSchools) -> None:
    token = here.school.staff_token("teacher")
    for _ in range(5):
        with pytest.raises(NotAllowed):
            here.school.accounts.sign_in_staff(school="sch_a", login="teacher", password="wrong words", nonce=NONCE)
    issued = here.people.reset_password(here.head, "acc_teachera")
    assert here.who(token) is None
    assert issued.password != PASSWORD
    assert here.school.accounts.sign_in_staff(
        school="sch_a", login="teacher", password=issued.password, nonce=NONCE
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        here.school.staff_token("teacher")


def test_learners_have_no_words_and_no_staff_role(here: TwoSchools) -> None:
    with pytest.raises(BadInput):
        here.people.reset_password(here.head, "acc_miaa")
    with pytest.raises(BadInput):
        here.people.set_role(here.head, "acc_miaa", Role.TEACHER)
    with pytest.raises(BadInput):
        here.people.set_role(here.head, "acc_teachera", Role.LEARNER)
    with pytest.raises(BadInput):
        here.people.add_staff(here.head, name="Kid", login="kid", role=Role.LEARNER)
    with pytest.raises(BadInput, match="safeguarding"):
        here.people.add_staff(here.head, name="Ann", login="ann", role=Role.ANNOTATOR, safeguarding=True)


def test_a_taken_login_is_refused_with_a_sentence(here: TwoSchools) -> None:
    with pytest.raises(Conflict, match="is taken"):
        here.people.add_staff(here.head, name="Second", login=" TEACHER ", role=Role.TEACHER)


@pytest.mark.parametrize("name", ["", "   ", "42", "=1+1", "A\u202eB", "x" * 81])
def test_a_name_that_is_none_is_refused(here: TwoSchools, name: str) -> None:
    with pytest.raises(BadInput):
        here.people.rename(here.head, "acc_miaa", name)


def test_a_renamed_child_types_the_new_name(here: TwoSchools) -> None:
    here.people.rename(here.head, "acc_miaa", "Amelia")
    assert here.who(here.school.learner_token("amelia")) is not None
    with pytest.raises(Conflict, match="already"):
        here.people.rename(here.head, "acc_miaa", "NOOR")


def test_the_audit_names_who_did_it_and_holds(here: TwoSchools) -> None:
    here.people.disable(here.head, "acc_teachera")
    with here.database.read() as session:
        audits = Audits(session, here.school.people("sch_a"))
        last, verdict = audits.list()[0], audits.verify()
    assert (last.actor, last.action) == (here.head.id, "account.disabled")
    assert verdict.sound
