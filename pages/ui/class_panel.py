"""Classes in the room People: their codes, their cards, and the end of their year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.ui.frame import Here
from pages.ui.people_dialogs import CARDS
from pages.ui.people_panel import SAID, UNDO
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.services.enrolling import LONGEST_CLASS_NAME, ClassList
from studybuddy_core.services.first_passwords import shown_code
from studybuddy_core.services.rosters import GRADES


def class_line(one: ClassList) -> str:
    """A class in one line: name, code, and how many are in it."""
    if one.group.archived_at:
        return f"{one.group.name} · archived"
    code = shown_code(one.group.code)
    return f"{one.group.name} · {code} · {count_of(one.count.learners, 'learner')}, {one.count.staff:,} staff"


def class_panel(here: Here, one: ClassList, show_people: Callable[[str], None]) -> None:
    """Draw one class and what can be done with it."""
    group = one.group
    st.header(plain(group.name), anchor=False)
    if group.archived_at:
        st.text("Archived: its code leads nowhere, its talks are kept.")
        if st.button("Take out of the archive", key=f"people_restore_{group.id}", icon=":material/unarchive:"):
            here.app.enrolling.restore_class(here.actor, group.id)
            st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text("Children type this class code:")
        st.code(shown_code(group.code), language=None, width="content")
    st.text(f"Grade {group.grade} · {count_of(one.count.learners, 'learner')}, {one.count.staff:,} staff")
    with st.form(f"people_class_{group.id}", border=True):
        name = st.text_input("Name of the class", group.name, max_chars=LONGEST_CLASS_NAME)
        if st.form_submit_button("Rename", key="people_rename", icon=":material/edit:"):
            with told_here():
                here.app.enrolling.rename_class(here.actor, group.id, name or "")
                st.session_state[SAID] = "Renamed."
                st.rerun()
    with st.container(horizontal=True, gap="small"):
        st.button("Show its people", key=f"people_show_{group.id}", icon=":material/group:",
                  on_click=show_people, args=(group.id,))  # fmt: skip
        _cards(here, one)
        _new_code(here, one)
        if st.button("Archive", key=f"people_archive_{group.id}", icon=":material/archive:"):
            here.app.enrolling.archive_class(here.actor, group.id)
            st.session_state[UNDO] = ("class", group.id, f"{group.name} is archived. Its code leads nowhere now.")
            st.rerun()


def _cards(here: Here, one: ClassList) -> None:
    group = one.group
    with st.popover("New cards…", icon=":material/badge:", disabled=not one.count.learners,
                    key=f"people_cards_{group.id}"):  # fmt: skip
        st.text(f"New pictures for {count_of(one.count.learners, 'learner')}. The old ones stop working at once.")
        if st.button("Give everyone new pictures", key=f"people_class_pictures_{group.id}", icon=":material/casino:"):
            with told_here():
                st.session_state[CARDS] = here.app.enrolling.reset_class_pictures(here.actor, group.id)
                st.rerun()


def _new_code(here: Here, one: ClassList) -> None:
    group = one.group
    with st.popover("New code…", icon=":material/password:", key=f"people_code_{group.id}"):
        st.text("The old code stops working at once. Cards with it have to be handed out again.")
        if st.button("Make a new code", key=f"people_new_code_{group.id}", icon=":material/casino:"):
            with told_here():
                here.app.enrolling.new_code(here.actor, group.id)
                st.session_state[SAID] = "The class has a new code."
                st.rerun()


@st.dialog("Add a class", width="small")
def add_class(here: Here) -> None:
    """Ask for a name and a grade; the code is made."""
    name = st.text_input("Name", max_chars=LONGEST_CLASS_NAME, key="class_name", placeholder="5B")
    grade = st.selectbox("Grade", list(GRADES), key="class_grade")
    if st.button("Add the class", key="go_class_add", type="primary", icon=":material/add:"):
        with told_here():
            group = here.app.enrolling.create_class(here.actor, name=name or "", grade=grade)
            st.session_state["people_class_open"] = group.id
            st.rerun()


def find_class(classes: Sequence[ClassList], class_id: str) -> ClassList | None:
    """Return the class with this id, if it is among ``classes``."""
    return next((one for one in classes if one.group.id == class_id), None)
