"""The dialogs of the room People: adding, and handing over what is shown once.

A password or a set of pictures is put into the state by whoever made it, taken out by the dialog that shows
it, and gone when that dialog closes. There is no way back to it but a new one.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui import export
from pages.ui.frame import Here
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Role
from studybuddy_core.services.class_cards import CARD_COLUMNS, Card, card_rows, cards_as_page, shown_pictures
from studybuddy_core.services.enrolling import ClassList
from studybuddy_core.services.passwords import PICTURES, PICTURES_CHOSEN
from studybuddy_core.services.people import LEAD_ROLES, STAFF_ROLES, Issued
from studybuddy_core.services.rosters import GRADES, LONGEST_NAME, Roster

ISSUED = "people_issued"
CARDS = "people_cards"
_PICTURE_NAMES = {picture.id: f"{picture.symbol} {picture.name}" for picture in PICTURES}
_LINES_SHOWN = 12
_SAMPLE = "Mia K\nNoor, 4\nOtto"


def hand_over() -> None:
    """Open the dialog with what was just made, if anything was."""
    if (issued := st.session_state.pop(ISSUED, None)) is not None:
        show_password(issued)
    elif (cards := st.session_state.pop(CARDS, None)) is not None:
        show_cards(cards)


@st.dialog("First password", width="medium")
def show_password(issued: Issued) -> None:
    """Show a first password, this once."""
    st.text(f"{issued.name} signs in with these, and chooses a new password first thing.")
    st.text(f"Name: {issued.login}")
    st.code(issued.password, language=None)
    st.caption("This is shown once. Write it down or hand it over now.")
    if st.button("I have handed it over", key="go_people_handed", type="primary", icon=":material/done:"):
        st.rerun()


@st.dialog("Sign-in cards", width="medium")
def show_cards(cards: Sequence[Card]) -> None:
    """Show new pictures, this once, to print or to copy."""
    st.text(f"{count_of(len(cards), 'card')} for class {cards[0].class_name}. The pictures are shown this once.")
    with st.container(horizontal=True, gap="small"):
        st.download_button("Cards to print", cards_as_page(cards), "sign-in-cards.html", "text/html",
                           key="people_cards_page", icon=":material/print:", on_click="ignore")  # fmt: skip
        st.download_button("As a table (CSV)", export.as_csv(card_rows(cards), CARD_COLUMNS), "sign-in-cards.csv",
                           "text/csv", key="people_cards_csv", icon=":material/table:",
                           on_click="ignore")  # fmt: skip
        if st.button("I have them", key="go_people_cards", type="primary", icon=":material/done:"):
            st.rerun()
    with st.container(border=True, gap="xsmall"):
        for card in cards:
            st.text(f"{card.name}: {shown_pictures(card.pictures)}")


@st.dialog("Add a member of staff", width="medium")
def add_staff(here: Here, classes: Sequence[ClassList]) -> None:
    """Ask for name, login, role, classes and duty."""
    names = {c.group.id: c.group.name for c in classes}
    name = st.text_input("Name", max_chars=LONGEST_NAME, key="staff_name", autocomplete="off")
    login = st.text_input("Login", max_chars=60, key="staff_login", autocomplete="off",
                          help="What they type to sign in")  # fmt: skip
    role = st.selectbox("Role", STAFF_ROLES, format_func=lambda r: r.value.capitalize(), key="staff_role")
    taught: list[str] = []
    if role is Role.TEACHER and names:
        taught = st.pills("Classes", list(names), selection_mode="multi", format_func=lambda c: plain(names[c]),
                          key="staff_classes")  # fmt: skip
    lead = st.checkbox("Safeguarding lead or deputy: reads what nobody else may", key="staff_lead",
                       disabled=role not in LEAD_ROLES)  # fmt: skip
    if st.button("Add and show the first password", key="go_staff_add", type="primary", icon=":material/person_add:"):
        with told_here():
            st.session_state[ISSUED] = here.app.people.add_staff(
                here.actor, name=name or "", login=login or "", role=role,
                class_ids=taught, safeguarding=lead and role in LEAD_ROLES,
            )  # fmt: skip
            st.rerun()


@st.dialog("Add a learner", width="medium")
def add_learner(here: Here, classes: Sequence[ClassList]) -> None:
    """Ask for name, class, grade, and pictures chosen or drawn."""
    by_id = {c.group.id: c.group for c in classes}
    class_id = st.selectbox("Class", list(by_id), format_func=lambda c: plain(by_id[c].name), key="learner_class")
    name = st.text_input("Name, as the child types it", max_chars=LONGEST_NAME, key="learner_name", autocomplete="off")
    grade = st.selectbox("Grade", list(GRADES), index=by_id[class_id].grade - 1, key=f"learner_grade_{class_id}",
                         help="Grades 1 to 3 get the words for ages 6 to 8")  # fmt: skip
    chosen: list[str] = []
    if st.checkbox("The child chooses the pictures", key="learner_choose"):
        st.caption(f"{PICTURES_CHOSEN} pictures in the order they are pressed")
        for n, column in enumerate(st.columns(PICTURES_CHOSEN, gap="small"), 1):
            picked = column.selectbox(f"Picture {n}", list(_PICTURE_NAMES), index=None, key=f"learner_picture_{n}",
                                      format_func=lambda p: _PICTURE_NAMES[p])  # fmt: skip
            chosen += [picked] if picked else []
        if len(chosen) < PICTURES_CHOSEN:
            st.caption(f"{len(chosen)} of {PICTURES_CHOSEN} chosen")
            return
    if st.button("Add and show the card", key="go_learner_add", type="primary", icon=":material/person_add:"):
        with told_here():
            card = here.app.enrolling.add_learner(here.actor, class_id, name=name or "", grade=grade, pictures=chosen)
            st.session_state[CARDS] = (card,)
            st.rerun()


@st.dialog("Add a class list", width="medium")
def add_list(here: Here, classes: Sequence[ClassList]) -> None:
    """Take a pasted list, show how each line is understood, and add all of it or nothing."""
    by_id = {c.group.id: c.group for c in classes}
    class_id = st.selectbox("Class", list(by_id), format_func=lambda c: plain(by_id[c].name), key="list_class")
    text = st.text_area("One child a line: the name, and after a comma the grade if it differs", key="list_text",
                        height=180, placeholder=_SAMPLE, max_chars=20_000)  # fmt: skip
    st.button("Check the list", key="list_check", icon=":material/fact_check:")
    if not (text or "").strip():
        return
    with told_here():
        roster = here.app.enrolling.preview(here.actor, class_id, text)
        _preview(roster)
        label = f"Add {count_of(len(roster.learners), 'learner')} and show the cards"
        if st.button(label, key="go_list_add", type="primary", icon=":material/group_add:", disabled=not roster.ready):
            st.session_state[CARDS] = here.app.enrolling.add_learners(here.actor, class_id, text)
            st.rerun()


def _preview(roster: Roster) -> None:
    total = len(roster.lines)
    if roster.problems:
        wrong = count_of(len(roster.problems), "line")
        st.text(f"{wrong} of {total:,} can't be used yet. Nobody is added until all can.")
    else:
        st.text(f"{total:,} of {total:,} lines can be used. Nobody is added yet.")
    with st.container(border=True, gap="xsmall"):
        for line in roster.problems[:_LINES_SHOWN]:
            st.error(plain(f"{line.problem} ({line.text})"), icon=":material/error:")
        for one in roster.learners[:_LINES_SHOWN]:
            st.text(f"{one.name}, grade {one.grade}")
    left = max(0, len(roster.problems) - _LINES_SHOWN) + max(0, len(roster.learners) - _LINES_SHOWN)
    if left:
        st.caption(f"{count_of(left, 'more line')}, read in the same way.")
