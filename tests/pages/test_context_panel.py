"""Allowing a class a topic, and how the tutor speaks, as they are drawn on Classes."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.profiles import Expertise, Profile
from tests.pages.test_review_rooms import Rooms, everything, labels, rooms

__all__ = ["rooms"]


def opened(rooms: Rooms, key: str) -> AppTest:
    page = rooms.open("classes")
    return rooms.press(page, key)


def test_a_teacher_allows_a_topic_sees_it_ends_it_and_takes_that_back(rooms: Rooms) -> None:
    page = opened(rooms, "classes_context_open")
    assert "Nothing has been allowed to this class yet." in everything(page)
    page.multiselect(key="context_topics").set_value(["war"])
    page = rooms.run(page)
    told = everything(page)
    assert "Talk of battles, soldiers, weapons" in told
    assert "Never relaxed" in told
    page.date_input(key="context_until").set_value(date(2026, 12, 12))
    page.text_input(key="context_name").set_value("World War II")
    page = rooms.press(page, "go_context_allow")
    (held,) = rooms.app.adapting.live(rooms.teacher(), "cls_5Ba")
    assert held.dated.context.until.isoformat() == "2026-12-13T00:00:00+00:00", "the end of that day, as read here"
    page = rooms.run(page)
    assert "World War II until 12 December" in everything(page)
    page = rooms.press(page, f"classes_context_end_{held.dated.id}")
    assert "World War II until 12 December" not in everything(page)
    page = rooms.press(page, "classes_context_undo")
    assert "World War II until 12 December" in everything(page)
    page = rooms.press(page, "classes_context_open")
    assert "ended 9:00 by Teacher" in everything(page)


def test_a_ready_made_context_fills_in_what_it_is_made_of(rooms: Rooms) -> None:
    page = opened(rooms, "classes_context_open")
    page.selectbox(key="context_named").set_value("educational")
    page = rooms.run(page)
    assert page.multiselect(key="context_topics").value == ["technical_content", "complex_topics"]
    assert page.multiselect(key="context_stricter").value == ["age_appropriate"]


def test_what_can_not_be_set_is_told_in_the_dialog(rooms: Rooms) -> None:
    page = rooms.press(opened(rooms, "classes_context_open"), "go_context_allow")
    assert [error.value for error in page.error] == ["Choose something to allow, or something to leave out."]
    assert rooms.app.adapting.live(rooms.teacher(), "cls_5Ba") == ()


def test_a_teacher_sets_how_the_tutor_speaks_to_one_child(rooms: Rooms) -> None:
    page = opened(rooms, "classes_profile_open")
    assert page.selectbox(key="profile_for").options == ["All of 5B", "Mia", "Noor"]
    page.selectbox(key="profile_for").set_value("acc_noora")
    page = rooms.run(page)
    page.checkbox(key="profile_careful_acc_noora").set_value(True)
    page.selectbox(key="profile_domain_acc_noora").set_value("animals")
    rooms.press(page, "go_profile_save")
    held = {one.name: one.profile for one in rooms.app.adapting.of_class(rooms.teacher(), "cls_5Ba").children}
    assert held == {"Mia": Profile(), "Noor": Profile(domain="animals", conservative=True)}
    rooms.app.adapting.speak(rooms.teacher(), "cls_5Ba", Profile(AgeBand.YOUNGER, Expertise.AHEAD))
    page = opened(rooms, "classes_profile_open")
    assert "words for 6 to 8 years, one step deeper" in everything(page).replace("\\", "")


def test_a_hidden_class_shows_no_context(rooms: Rooms) -> None:
    page = rooms.press(rooms.open("classes"), "classes_hide")
    assert "Allow a topic…" not in labels(page)
