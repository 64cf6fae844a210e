"""The administrator's rooms as they are drawn: what an administrator reads, presses and can take back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from db.engine import Database
from pages.ui import who
from pages.ui.composition import composition
from pages.ui.people_panel import save
from pages.ui.registry import PAGES
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import Conflict
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.enrolling import Enrolling
from studybuddy_core.services.monitoring import Monitoring
from studybuddy_core.services.people import People
from studybuddy_core.services.schools import SchoolSetup
from tests.people import SmallSchool
from tests.talks import Talking


class Rooms:
    """A small school with talks, and an administrator at the browser."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.school = SmallSchool(database)
        self.school.fill()
        self.talking = Talking(self.school)
        clock, ids, passwords = self.school.clock, self.talking.ids, self.school.passwords
        self.app = SimpleNamespace(
            accounts=self.school.accounts,
            clock=clock,
            people=People(database, clock, ids, passwords),
            enrolling=Enrolling(database, clock, ids, passwords),
            schools=SchoolSetup(database, clock, ids),
            auditing=Auditing(database, clock, ids, audit_key(SecretStr("a key for tests"))),
            monitoring=Monitoring(database, clock, ids),
        )
        self.monkeypatch = monkeypatch
        monkeypatch.setattr(composition, "app", lambda: self.app)
        self.sign_in("lead")

    def sign_in(self, login: str) -> Actor:
        token = self.school.staff_token(login)
        self.monkeypatch.setattr(who, "session_token", lambda: token)
        self.actor = self.school.accounts.actor_of(token)
        return self.actor

    def open(self, name: str, **state: object) -> AppTest:
        page = AppTest.from_file(str(PAGES / "admin" / f"{name}.py"), default_timeout=20)
        for key, value in state.items():
            page.session_state[key] = value
        page.run()
        assert not page.exception
        return page


@pytest.fixture
def rooms(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    return Rooms(database, monkeypatch)


def shown(page: AppTest) -> str:
    kinds = (page.title, page.header, page.text, page.caption, page.metric, page.error, page.success, page.markdown)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_a_quiet_overview_proves_its_zeros(rooms: Rooms) -> None:
    rooms.talking.says("what is 7 x 8")
    page = rooms.open("overview")
    assert metrics(page)["Crises open"] == "0"
    assert "1 of 1 message checked today; last test alert 9:00" in shown(page).replace("\\", "")
    assert "Every alert has been seen." in shown(page)


def test_an_alert_is_seen_and_gone_while_its_flag_stays(rooms: Rooms) -> None:
    rooms.talking.says("i want to die", {"wellbeing.self_harm": 9_500})
    page = rooms.open("overview")
    assert "1 crisis open, 1 alert not seen." in shown(page)
    seen = [button for button in page.button if button.label == "I have seen it"]
    page = seen[0].click().run()
    assert not page.exception
    assert "Every alert has been seen." in shown(page)
    assert metrics(page)["Crises open"] == "1"


def test_a_head_who_is_no_lead_reads_nothing_of_what_is_for_the_lead(rooms: Rooms) -> None:
    rooms.talking.says("my uncle hurts me", {"wellbeing.abuse": 9_500})
    assert metrics(rooms.open("overview"))["Crises open"] == "1"
    rooms.sign_in("head")
    page = rooms.open("overview")
    assert (metrics(page)["Crises open"], metrics(page)["Flags waiting"]) == ("0", "0")
    assert "Nothing needs you now." in shown(page)


def test_the_stop_is_told_on_the_overview_and_ends_there(rooms: Rooms) -> None:
    rooms.app.schools.stop(rooms.actor, "Fire drill <b>now</b>")
    page = rooms.open("overview")
    assert "by Lead: Fire drill <b>now</b>" in shown(page)
    page.button(key="stop_resume").click().run()
    assert rooms.app.schools.state(rooms.actor).stopped is None


def test_stopping_asks_first(rooms: Rooms) -> None:
    page = rooms.open("school")
    page = page.button(key="stop_ask").click().run()
    assert not page.exception
    assert rooms.app.schools.state(rooms.actor).stopped is None
    assert "Crisis words, helplines" in shown(page)


def test_care_is_saved_and_a_test_alert_confirmed(rooms: Rooms) -> None:
    page = rooms.open("school")
    page.text_input[0].set_value("Ms Reed")
    page.text_area[0].set_value("0800 1111")
    page.text_input[1].set_value("8 to 16")
    page = page.button(key="go_school_save").click().run()
    page = page.button(key="school_test_send").click().run()
    page = page.button(key="school_test_confirm").click().run()
    assert not page.exception
    assert all(step.done for step in rooms.app.schools.state(rooms.actor).steps)


def test_a_helpline_without_a_number_is_told_in_place(rooms: Rooms) -> None:
    page = rooms.open("school")
    page.text_area[0].set_value("ask somebody")
    page = page.button(key="go_school_save").click().run()
    assert "telephone number" in page.error[0].value


def test_the_record_is_verified_with_numbers(rooms: Rooms) -> None:
    page = rooms.open("school").button(key="school_verify").click().run()
    assert "links hold" in page.success[0].value
    page = page.button(key="school_copy").click().run()
    assert not page.exception


def test_people_are_found_and_opened(rooms: Rooms) -> None:
    page = rooms.open("people")
    page = page.text_input(key="people_q").set_value("mi").run()
    rows = [button.label for button in page.button if button.key.startswith("people_row_")]
    assert rows == ["Mia · learner · 5B"]
    page = page.button(key="people_row_acc_miaa").click().run()
    assert page.header[0].value == "Mia"
    assert "Grade 5, words for ages 9-12" in shown(page)


def test_a_long_list_is_turned_page_by_page(rooms: Rooms) -> None:
    names = "\n".join(f"Child {chr(97 + n // 5)}{chr(97 + n % 5)}" for n in range(25))
    rooms.app.enrolling.add_learners(rooms.actor, "cls_6Aa", names)

    def rows(page: AppTest) -> list[str]:
        return [button.key for button in page.button if button.key.startswith("people_row_")]

    page = rooms.open("people", people_class="cls_6Aa")
    first = rows(page)
    page = page.pagination[0].set_value(2).run()
    assert len(first) == 20
    assert len(rows(page)) == 7
    assert not set(first) & set(rows(page))
    page = page.text_input(key="people_q").set_value("child").run()
    assert "1 to 20 of 25 people" in shown(page)


def test_disabling_can_be_undone_from_the_page(rooms: Rooms) -> None:
    token = rooms.school.staff_token("teacher")
    page = rooms.open("people", people_open="acc_teachera")
    page = page.button(key="people_disable_acc_teachera").click().run()
    assert "Teacher can no longer sign in." in shown(page)
    assert rooms.school.accounts.actor_of(token) is None
    page = page.button(key="people_undo_now").click().run()
    assert rooms.school.staff_token("teacher")
    assert "can no longer" not in shown(page)


def test_a_first_password_is_shown_once(rooms: Rooms) -> None:
    page = rooms.open("people", people_open="acc_teachera")
    page = page.button(key="people_password_acc_teachera").click().run()
    (code,) = [element.value for element in page.code]
    assert len(code.split("-")) == 3
    page = page.run()
    assert code not in shown(page)
    assert not page.code


def test_new_pictures_are_shown_once_with_a_card(rooms: Rooms) -> None:
    page = rooms.open("people", people_open="acc_miaa")
    page = page.button(key="people_pictures_acc_miaa").click().run()
    assert any(text.startswith("Mia: ") for text in (element.value for element in page.text))
    page = page.run()
    assert not any(text.startswith("Mia: ") for text in (element.value for element in page.text))


def test_oneself_has_no_way_to_disable_or_demote(rooms: Rooms) -> None:
    page = rooms.open("people", people_open=rooms.actor.id)
    assert not [button for button in page.button if button.key == f"people_disable_{rooms.actor.id}"]
    (role,) = [box for box in page.selectbox if box.label == "Role" and box.key != "people_role"]
    assert role.disabled


def test_somebody_of_elsewhere_in_the_address_is_not_here(rooms: Rooms) -> None:
    page = rooms.open("people", people_open="acc_teacherb", people_class="cls_5Bb")
    assert "This person is not here." in shown(page)


def test_a_class_shows_its_code_and_comes_back_from_the_archive(rooms: Rooms) -> None:
    page = rooms.open("people", people_view="Classes", people_class_open="cls_5Ba")
    assert page.code[0].value == "SUN5BA"
    page = page.button(key="people_archive_cls_5Ba").click().run()
    assert "5B is archived" in shown(page)
    page = page.button(key="people_undo_now").click().run()
    assert rooms.school.learner_token()


def test_a_name_that_is_markdown_stays_text(rooms: Rooms) -> None:
    rooms.app.people.rename(rooms.actor, "acc_miaa", "Mia ![x](http://e.example/p)")
    page = rooms.open("people", people_open="acc_miaa")
    labels = [button.label for button in page.button] + [header.value for header in page.header]
    assert not [label for label in labels if "![x]" in label]


def test_saving_changes_only_what_differs(rooms: Rooms) -> None:
    here = SimpleNamespace(app=rooms.app, actor=rooms.actor)
    person = rooms.app.people.get(rooms.actor, "acc_miaa")
    save(here, person, name="Mia", role=Role.LEARNER, lead=False, grade=2, classes=["cls_6Aa"])
    after = rooms.app.people.get(rooms.actor, "acc_miaa")
    assert (after.grade, after.classes) == (2, (("cls_6Aa", "6A"),))
    teacher = rooms.app.people.get(rooms.actor, "acc_teachera")
    save(here, teacher, name="Tess", role=Role.ADMINISTRATOR, lead=True, grade=0, classes=["cls_5Ba"])
    after = rooms.app.people.get(rooms.actor, "acc_teachera")
    assert (after.name, after.role, after.safeguarding) == ("Tess", Role.ADMINISTRATOR, True)
    with pytest.raises(Conflict):
        save(here, rooms.app.people.get(rooms.actor, rooms.actor.id), name="Lead", role=Role.TEACHER, lead=True,
             grade=0, classes=[])  # fmt: skip
