"""Classes: who is at work, in fixed places, and one press that makes a child or a class wait."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import streamlit as st

from pages.ui import frame, states, theme, times, who
from pages.ui.context_panel import context_buttons, context_lines
from pages.ui.minutes_panel import minutes_panel
from pages.ui.people_dialogs import CARDS, hand_over
from pages.ui.registry import PageSpec, all_pages
from pages.ui.severity import Level, badge
from pages.ui.stop_switch import stop_button, stopped_banner
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import NotAllowed, StorageError, StudyBuddyError
from studybuddy_core.services.classrooms import Card, ClassView, Length, Pause, PauseKind, State

PAGE = PageSpec(url="classes", title="Classes", icon="groups", verbs=(Verb.WATCH_CLASSES,), order=30)
here = frame.require(PAGE)

CHOSEN = "classes_chosen"
ASKING = "classes_asking"
HIDDEN = "classes_hidden"
SEEN = "classes_seen"
TROUBLE = "classes_trouble"
ICONS = {State.HERE: ":material/edit:", State.AWAY: ":material/bedtime:", State.PAUSED: ":material/pause_circle:"}


def midnight() -> datetime:
    """The beginning of the reader's day."""
    where = times.zone()
    today = here.app.clock.now().astimezone(where).date()
    return datetime.combine(today, time(), where).astimezone(UTC)


# -- what the buttons do -------------------------------------------------------------------------------


def somebody() -> Actor:
    """Who presses, asked anew."""
    actor = who.actor_now(here.app, active=True)
    if actor is None:
        raise NotAllowed("You are signed out. Sign in again.")
    return actor


def ask(target: str) -> None:
    """Ask how long a child or class should wait; asked again, no longer ask."""
    st.session_state[ASKING] = "" if st.session_state.get(ASKING) == target else target


def pause(kind: PauseKind, target: str, length: Length) -> None:
    """Make a child or class wait, from the next sentence on."""
    act(lambda: here.app.classrooms.pause(somebody(), kind, target, length))
    st.session_state[ASKING] = ""


def resume(kind: PauseKind, target: str) -> None:
    """Let a child or class go on."""
    act(lambda: here.app.classrooms.resume(somebody(), kind, target))


def act(does: Callable[[], object]) -> None:
    """Do it, and keep what went wrong as a line on the page."""
    st.session_state[TROUBLE] = ""
    try:
        does()
    except StudyBuddyError as error:
        st.session_state[TROUBLE] = f"Nothing was changed. {error}"


def hide() -> None:
    """H: hide the page, or show it again."""
    st.session_state[HIDDEN] = not st.session_state.get(HIDDEN, False)


# -- what is drawn -------------------------------------------------------------------------------------


def until(waits: Pause) -> str:
    """How long a pause lasts, in words."""
    return "until resumed" if waits.until is None else f"until {times.clock(waits.until)}"


def lengths(kind: PauseKind, target: str) -> None:
    """The three lengths of a pause, in place."""
    theme.small_buttons("classes_lengths_")
    with st.container(horizontal=True, gap="xsmall", key=f"classes_lengths_{target}"):
        for n, length in enumerate(Length):
            st.button(str(length), key=f"classes_for_{n}_{target}", on_click=pause, args=(kind, target, length))
        st.button("No", key=f"classes_no_{target}", type="tertiary", on_click=ask, args=(target,))


def card(child: Card, whole: bool) -> None:
    """One child: always in the same place, no text, no rank."""
    with st.container(border=True, height=132, gap="xsmall", key=f"classes_card_{child.learner}"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(ICONS[child.state], width="content")
            topic = f" · {child.topic}" if child.topic and child.state is not State.AWAY else ""
            st.text(f"{child.name}{topic}", width="stretch")
        if st.session_state.get(ASKING) == child.learner:
            lengths(PauseKind.CHILD, child.learner)
            return
        if child.state is State.PAUSED and child.pause is not None:
            st.text(f"Paused {until(child.pause)}")
        elif child.minutes:
            exercise = f" · {count_of(child.hints, 'hint')}, {count_of(child.tries, 'try', 'tries')}"
            away = "Away · " if child.state is State.AWAY else ""
            st.text(f"{away}{child.minutes} min{exercise if child.topic else ''}")
        else:
            st.text("Away" if child.state is State.AWAY else "Here")
        if whole:
            return
        if child.state is State.PAUSED:
            st.button(plain(f"Resume {child.name}"), key=f"classes_resume_{child.learner}", on_click=resume,
                      args=(PauseKind.CHILD, child.learner))  # fmt: skip
        else:
            st.button(plain(f"Pause {child.name}"), key=f"classes_pause_{child.learner}", type="tertiary", on_click=ask,
                      args=(child.learner,), icon=":material/pause:")  # fmt: skip


def class_row(view: ClassView, *, old: bool) -> None:
    """How the class stands, and what can be done with all of it."""
    group, waits = view.group, view.pause
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.text(f"{view.here} of {len(view.cards)} here · {times.clock(view.at, seconds=True)}")
        if waits is not None:
            badge(Level.LOGGED, f"{'School' if waits.kind is PauseKind.SCHOOL else group.name} paused {until(waits)}")
            st.caption("“Talk to a grown-up” stays open.")
        if waits is not None and waits.kind is PauseKind.CLASS:
            st.button("Resume the class", key="go_classes_resume", type="primary", on_click=resume,
                      args=(PauseKind.CLASS, group.id))  # fmt: skip
        elif waits is None and st.session_state.get(ASKING) == group.id:
            lengths(PauseKind.CLASS, group.id)
        elif waits is None:
            st.button("Pause the class", key="classes_pause_all", icon=":material/pause:", on_click=ask,
                      args=(group.id,))  # fmt: skip
    if old:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            states.stale(view.at)
            st.button("Reload", key="classes_reload")
    if st.session_state.get(TROUBLE):
        st.warning(plain(st.session_state[TROUBLE]), icon=":material/warning:")
    if view.needs_you:
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="classes_needs"):
            badge(Level.ALERT, f"{count_of(view.needs_you, 'message')} {'needs' if view.needs_you == 1 else 'need'} "
                               "you now")  # fmt: skip
            if st.button("Open", key="classes_open"):
                st.switch_page(next(str(found.path) for found in all_pages() if found.spec.url == "review"))


@st.fragment(run_every=2)
def class_now(class_id: str) -> None:
    """The class as it is now, every two seconds; where that fails, as it was, and since when."""
    now_here, old = frame.still(PAGE), False
    try:
        view = now_here.app.classrooms.view(now_here.actor, class_id, since=midnight())
        st.session_state[SEEN] = view
    except StorageError:
        view, old = st.session_state.get(SEEN), True
        if view is None or view.group.id != class_id:
            raise
    class_row(view, old=old)
    if not view.cards:
        states.empty("No children in this class yet.", "An administrator adds them under People.")
        return
    with st.grid("auto", min_column_width=250, gap="small"):
        for child in view.cards:
            card(child, view.pause is not None)


def new_pictures(class_id: str) -> None:
    """New pictures for a child who has forgotten them: a teacher's own pupils, shown once, on record.

    Outside the part that is drawn every two seconds, which would close what has just been opened. An administrator,
    who reads no names here, does it under People.
    """
    pupils = dict(here.app.enrolling.pupils(here.actor, class_id))
    with st.popover("New pictures…", icon=":material/grid_view:", key=f"classes_pictures_{class_id}",
                    disabled=not pupils):  # fmt: skip
        child = st.selectbox("Child", list(pupils), index=None, format_func=lambda one: plain(pupils[one]),
                             key=f"classes_pictures_child_{class_id}")  # fmt: skip
        st.text("The old pictures stop working at once, and the child is signed out.")
        if st.button("Give new pictures", key=f"classes_pictures_give_{class_id}", icon=":material/casino:",
                     disabled=child is None):  # fmt: skip
            with told_here():
                st.session_state[CARDS] = (here.app.enrolling.reset_pictures(somebody(), child),)
                st.rerun()


def seen_here(class_id: str) -> dict[str, str]:
    """The children of a class as this reader may name them."""
    try:
        view = here.app.classrooms.view(here.actor, class_id, since=midnight())
    except StorageError:  # the class below says how old it is
        view = st.session_state.get(SEEN)
    known = view is not None and view.group.id == class_id
    return {child.learner: child.name for child in view.cards} if known else {}


with frame.page(width=frame.WORK):
    hand_over()
    with frame.header(here, "Classes"):
        hidden = st.session_state.get(HIDDEN, False)
        st.button("Show page" if hidden else "Hide", key="classes_hide", shortcut="H", on_click=hide,
                  icon=":material/visibility_off:")  # fmt: skip
        if here.actor.role is Role.ADMINISTRATOR:
            stopped = here.app.schools.state(here.actor).stopped
            stop_button(here, stopped)
    if here.actor.role is Role.ADMINISTRATOR:
        stopped_banner(here, stopped)
    groups = here.app.classrooms.classes(here.actor)
    if hidden:
        states.empty("This page is hidden.", "Press H to show it again.")
    elif not groups:
        states.empty("No classes yet.", "An administrator gives you a class under People.")
    else:
        names = {group.id: group.name for group in groups}
        if len(groups) > 1:
            st.segmented_control("Class", list(names), format_func=names.__getitem__, key=CHOSEN, required=True,
                                 default=groups[0].id, label_visibility="collapsed")  # fmt: skip
        chosen = st.session_state.get(CHOSEN)
        shown = chosen if chosen in names else groups[0].id
        with st.container(horizontal=True, gap="small"):
            if here.actor.role is Role.TEACHER:
                new_pictures(shown)
            minutes_panel(here, shown, seen_here(shown), somebody)
            context_buttons()
        context_lines(here, shown, names[shown], somebody)
        class_now(shown)
