"""People: who is in the school, what they may do, and what they sign in with."""

import streamlit as st

from pages.ui import address, frame
from pages.ui.class_panel import add_class, class_line, class_panel, find_class
from pages.ui.people_dialogs import add_learner, add_list, add_staff, hand_over
from pages.ui.people_panel import SAID, UNDO, panel
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Role, Verb
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.services.enrolling import ClassList
from studybuddy_core.services.people import PeoplePage, Person

PAGE = PageSpec(url="people", title="People", icon="group", verbs=(Verb.MANAGE_PEOPLE,), order=10)
here = frame.require(PAGE)

PER_PAGE = 20
FILTERS = ("people_q", "people_role", "people_class")
VIEWS = ("People", "Classes")
ROLES = {"": "All roles"} | {role.value: role.value.capitalize() for role in Role}
ICONS = {
    Role.LEARNER: "child_care",
    Role.TEACHER: "school",
    Role.ANNOTATOR: "rule",
    Role.RESEARCHER: "tune",
    Role.ADMINISTRATOR: "admin_panel_settings",
}


def show_people(class_id: str) -> None:
    """Switch to the people of one class."""
    st.session_state["people_view"] = VIEWS[0]
    st.session_state["people_class"] = class_id
    st.session_state["people_role"] = ""


def open_person(account_id: str) -> None:
    """Show this person beside the list."""
    st.session_state["people_open"] = account_id


def open_class(class_id: str) -> None:
    """Show this class beside the list."""
    st.session_state["people_class_open"] = class_id


def notices() -> None:
    """Say what was just done, with the way back where there is one."""
    if said := st.session_state.pop(SAID, ""):
        st.success(plain(said), icon=":material/check:")
    if undo := st.session_state.get(UNDO):
        kind, which, told = undo
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="people_undo_bar"):
            st.text(told, width="stretch")
            if st.button("Undo", key="people_undo_now", icon=":material/undo:", type="tertiary"):
                back = here.app.people.enable if kind == "person" else here.app.enrolling.restore_class
                back(here.actor, which)
                del st.session_state[UNDO]
                st.rerun()
            if st.button("Fine", key="people_undo_away", icon=":material/done:", type="tertiary"):
                del st.session_state[UNDO]
                st.rerun()


def adding(classes: tuple[ClassList, ...]) -> None:
    """The ways to add somebody or a class."""
    ways = {"Member of staff": add_staff, "Learner": add_learner, "Class list": add_list}
    if not classes:
        del ways["Learner"], ways["Class list"]
    chosen = st.menu_button("Add", [*ways, "Class"], key="people_add", icon=":material/add:")
    if chosen == "Class":
        add_class(here)
    elif chosen:
        ways[chosen](here, classes)


def filters(names: dict[str, str]) -> tuple[str, str, str]:
    """Search, role and class; they stay in the address."""
    address.bring_back(FILTERS)
    for key, allowed in (("people_role", ROLES), ("people_class", names)):
        if st.session_state.get(key, "") not in allowed:  # a class that was archived since
            st.session_state[key] = ""
    search, role, group = st.columns([4, 3, 3], gap="small")
    text = search.text_input("Search", key="people_q", bind="query-params", icon=":material/search:",
                             placeholder="Name or login")  # fmt: skip
    chosen = role.selectbox("Role", list(ROLES), key="people_role", bind="query-params",
                            format_func=lambda r: ROLES[r])  # fmt: skip
    class_id = group.selectbox("Class", list(names), key="people_class", bind="query-params",
                               format_func=lambda c: plain(names[c]))  # fmt: skip
    address.keep(FILTERS)
    return text or "", chosen or "", class_id or ""


def row(person: Person, *, opened: bool) -> None:
    """One person in the list: a button that opens them."""
    told = [person.name, person.role.value]
    told += [", ".join(name for _, name in person.classes)] if person.classes else []
    told += ["safeguarding"] if person.safeguarding else []
    told += [] if person.enabled else ["can't sign in"]
    st.button(plain(" · ".join(told)), key=f"people_row_{person.id}", width="stretch",
              icon=f":material/{ICONS[person.role]}:", type="secondary" if opened else "tertiary",
              on_click=open_person, args=(person.id,))  # fmt: skip


def page_key(text: str, role: str, class_id: str) -> str:
    """The key of the page number: another search begins at its own first page."""
    return f"people_page_{text}_{role}_{class_id}"


def found(text: str, role: str, class_id: str) -> PeoplePage:
    """The page of people to show."""
    at = st.session_state.get(page_key(text, role, class_id), 1) - 1
    return here.app.people.find(here.actor, text=text, role=Role(role) if role else None, class_id=class_id,
                                offset=at * PER_PAGE, limit=PER_PAGE)  # fmt: skip


def beside(classes: tuple[ClassList, ...]) -> None:
    """The person who was opened."""
    account_id = st.session_state.get("people_open", "")
    if not account_id:
        empty("Choose somebody to see or change them.")
        return
    try:
        person = here.app.people.get(here.actor, account_id)
    except NotFound:
        empty("This person is not here.")
        return
    panel(here, person, classes)


def people(classes: tuple[ClassList, ...]) -> None:
    """The list of people, and one of them."""
    names = {"": "All classes"} | {c.group.id: c.group.name for c in classes}
    left, right = st.columns([5, 4], gap="medium")
    with left:
        text, role, class_id = filters(names)
        page = found(text, role, class_id)
        key = page_key(text, role, class_id)
        first = (st.session_state.get(key, 1) - 1) * PER_PAGE
        if page.people:
            st.caption(f"{first + 1:,} to {first + len(page.people):,} of {count_of(page.total, 'person', 'people')}")
        else:
            empty("Nobody fits.", "Try another name, role or class.")
        with st.container(gap=None, key="people_list"):
            for person in page.people:
                row(person, opened=person.id == st.session_state.get("people_open"))
        if page.total > PER_PAGE:
            st.pagination(-(-page.total // PER_PAGE), key=key)
    with right:
        beside(classes)


def all_classes() -> None:
    """The list of classes, and one of them."""
    left, right = st.columns([5, 4], gap="medium")
    with left:
        archived = st.toggle("Archived ones too", key="people_archived")
        classes = here.app.enrolling.classes(here.actor, archived=archived)
        if not classes:
            empty("There is no class yet.", "Add one, then paste its list.")
        opened = find_class(classes, st.session_state.get("people_class_open", ""))
        with st.container(gap=None, key="people_classes"):
            for one in classes:
                st.button(plain(class_line(one)), key=f"people_class_row_{one.group.id}", width="stretch",
                          icon=":material/groups:", type="secondary" if one == opened else "tertiary",
                          on_click=open_class, args=(one.group.id,))  # fmt: skip
    with right:
        if opened is None:
            empty("Choose a class to see its code and cards.")
        else:
            class_panel(here, opened, show_people)


LEFT = """<style>
.st-key-people_list button>div,.st-key-people_classes button>div{justify-content:flex-start}
</style>"""

with frame.page(width=frame.WORK):
    st.html(LEFT)
    classes = here.app.enrolling.classes(here.actor)
    learners = here.app.people.find(here.actor, role=Role.LEARNER, disabled=False, limit=1).total
    told = f"{count_of(learners, 'learner')} in {count_of(len(classes), 'class', 'classes')}"
    with frame.header(here, "People", told):
        adding(classes)
    notices()
    st.segmented_control("Show", VIEWS, default=VIEWS[0], key="people_view", bind="query-params", required=True,
                         label_visibility="collapsed")  # fmt: skip
    if st.session_state["people_view"] == VIEWS[1]:
        all_classes()
    else:
        people(classes)
    hand_over()
