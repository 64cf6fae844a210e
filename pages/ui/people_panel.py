"""One person in the room People: who they are, and what an administrator can change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui import times
from pages.ui.frame import Here
from pages.ui.people_dialogs import CARDS, ISSUED
from pages.ui.trying import told_here
from pages.ui.words import plain
from studybuddy_core.domain.access import Role
from studybuddy_core.services.enrolling import ClassList
from studybuddy_core.services.people import LEAD_ROLES, STAFF_ROLES, Person
from studybuddy_core.services.rosters import GRADES, LONGEST_NAME

UNDO = "people_undo"
SAID = "people_said"


def panel(here: Here, person: Person, classes: Sequence[ClassList]) -> None:
    """Draw the person and what can be changed; every change is kept in the record."""
    st.header(plain(person.name), anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.badge(plain(person.role.value.capitalize()), color="gray", icon=":material/person:")
        if person.safeguarding:
            st.badge("Safeguarding lead", color="gray", icon=":material/shield_person:")
        if not person.enabled:
            st.badge("Can't sign in", color="orange", icon=":material/block:")
    st.text(_told(here, person))
    _change(here, person, classes)
    with st.container(horizontal=True, gap="small"):
        _renew(here, person)
        _let_in_or_out(here, person)


def _told(here: Here, person: Person) -> str:
    now = here.app.clock.now()
    seen = f"last here {times.moment(person.last_seen, now)}" if person.last_seen else "not here yet"
    if person.role is Role.LEARNER:
        return f"Grade {person.grade}, words for ages {person.band or 'not set'} · {seen}"
    waits = " · has to choose a password" if person.must_change else ""
    return f"Signs in as {person.login} · {seen}{waits}"


def _change(here: Here, person: Person, classes: Sequence[ClassList]) -> None:
    own = here.actor.id == person.id
    names = {c.group.id: c.group.name for c in classes}
    held = [class_id for class_id, _ in person.classes]
    learner = person.role is Role.LEARNER
    with st.form(f"people_change_{person.id}", border=True):
        name = st.text_input("Name", person.name, max_chars=LONGEST_NAME)
        chosen = held
        if learner or person.role in LEAD_ROLES:
            chosen = st.pills("Classes", list(names), selection_mode="multi", default=held,
                              format_func=lambda c: plain(names[c]))  # fmt: skip
        role, lead, grade = person.role, person.safeguarding, person.grade
        if learner:
            grade = st.selectbox("Grade", list(GRADES), index=max(0, person.grade - 1))
        else:
            role = st.selectbox("Role", STAFF_ROLES, index=STAFF_ROLES.index(person.role), disabled=own,
                                format_func=lambda r: r.value.capitalize(),
                                help="Another role ends the sessions of this person")  # fmt: skip
            lead = st.checkbox("Safeguarding lead or deputy: reads what nobody else may", person.safeguarding,
                               disabled=person.role not in LEAD_ROLES)  # fmt: skip
        if st.form_submit_button("Save", key="go_people_save", type="primary", icon=":material/save:"):
            with told_here():
                save(here, person, name=name or "", role=role, lead=lead, grade=grade, classes=chosen)
                st.session_state[SAID] = "Saved."
                st.rerun()


def save(here: Here, person: Person, *, name: str, role: Role, lead: bool, grade: int, classes: Sequence[str]) -> None:
    """Do what differs from how things are, in an order in which no step undoes another."""
    people, enrolling, actor = here.app.people, here.app.enrolling, here.actor
    held = {class_id for class_id, _ in person.classes}
    if name != person.name:
        people.rename(actor, person.id, name)
    for class_id in sorted(set(classes) - held):
        enrolling.enrol(actor, class_id, person.id)
    for class_id in sorted(held - set(classes)):
        enrolling.remove(actor, class_id, person.id)
    if person.role is Role.LEARNER:
        if grade != person.grade:
            enrolling.set_grade(actor, person.id, grade)
        return
    if lead != person.safeguarding:
        people.set_safeguarding(actor, person.id, lead)
    if role is not person.role:
        people.set_role(actor, person.id, role)


def _renew(here: Here, person: Person) -> None:
    if person.role is Role.LEARNER:
        with st.popover("New pictures…", icon=":material/grid_view:", key=f"people_renew_{person.id}"):
            st.text("The old pictures stop working at once.")
            if st.button("Give new pictures", key=f"people_pictures_{person.id}", icon=":material/casino:"):
                with told_here():
                    st.session_state[CARDS] = (here.app.enrolling.reset_pictures(here.actor, person.id),)
                    st.rerun()
    elif here.actor.id != person.id:
        with st.popover("New password…", icon=":material/key:", key=f"people_renew_{person.id}"):
            st.text("The old password stops working at once, and their sessions end.")
            if st.button("Make a new password", key=f"people_password_{person.id}", icon=":material/casino:"):
                with told_here():
                    st.session_state[ISSUED] = here.app.people.reset_password(here.actor, person.id)
                    st.rerun()


def _let_in_or_out(here: Here, person: Person) -> None:
    if not person.enabled:
        if st.button("Let in again", key=f"people_enable_{person.id}", icon=":material/login:"):
            here.app.people.enable(here.actor, person.id)
            st.session_state[SAID] = f"{person.name} can sign in again."
            st.rerun()
    elif here.actor.id != person.id and st.button(
        "Disable", key=f"people_disable_{person.id}", icon=":material/block:", help="Ends their sessions at once"
    ):
        with told_here():
            here.app.people.disable(here.actor, person.id)
            st.session_state[UNDO] = ("person", person.id, f"{person.name} can no longer sign in.")
            st.rerun()
