"""What a class is allowed for a while: the lines that hold now, the dialog that sets one, and what held before.

It stands outside the part of Classes that is drawn every two seconds, which would close what has just been opened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from pages.ui import times
from pages.ui.frame import Here
from pages.ui.profile_panel import OPEN, SAID, close_dialog, open_dialog, profile_dialog
from pages.ui.trying import told_here
from pages.ui.words import plain
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import StorageError, StudyBuddyError
from studybuddy_core.services.adapting import LONGEST, Catalogue, HeldContext
from studybuddy_core.services.context_making import LONGEST_NAME, LONGEST_WHY, WantedContext

UNDO = "classes_context_ended"
NEVER = ("Never relaxed: a child's wellbeing, sexual content and personal details. A serious message still calls an "
         "adult.")  # fmt: skip
NOTHING = "Nothing ready-made"
USUALLY = timedelta(days=14)
_HISTORY = 20

Somebody = Callable[[], Actor]


def context_buttons() -> None:
    """The buttons that open the dialogs."""
    st.button("Allow a topic…", key="classes_context_open", icon=":material/event_available:",
              on_click=open_dialog, args=("context",))  # fmt: skip
    st.button("How it speaks…", key="classes_profile_open", icon=":material/record_voice_over:",
              on_click=open_dialog, args=("profile",))  # fmt: skip


def context_lines(here: Here, class_id: str, class_name: str, somebody: Somebody) -> None:
    """The contexts that hold now, one line each, and the dialog that is open."""
    now = here.app.clock.now()
    try:
        live = here.app.adapting.live(here.actor, class_id)
    except StorageError:
        st.caption("What is allowed can't be read just now. What was set still holds.")
        live = ()
    for held in live:
        context, own = held.dated.context, held.dated.id
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"classes_live_{own}"):
            st.markdown(":material/event_available:", width="content")
            st.text(f"{context.name} until {times.last_day(context.until, now)}")
            st.button("End now", key=f"classes_context_end_{own}", type="tertiary", on_click=_end,
                      args=(here, somebody, own), help=f"Ends “{plain(context.name)}”")  # fmt: skip
    if said := st.session_state.pop(SAID, ""):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.text(said)
            if ended := st.session_state.pop(UNDO, ""):
                st.button("Undo", key="classes_context_undo", icon=":material/undo:", on_click=_put_back,
                          args=(here, somebody, ended))  # fmt: skip
    if st.session_state.get(OPEN) == "context":
        allow_dialog(here, class_id, class_name, somebody)
    elif st.session_state.get(OPEN) == "profile":
        profile_dialog(here, class_id, class_name, somebody)


def _end(here: Here, somebody: Somebody, context_id: str) -> None:
    try:
        here.app.adapting.end(somebody(), context_id)
    except StudyBuddyError as error:
        st.session_state[SAID] = f"Nothing was changed. {error}"
        return
    st.session_state[SAID], st.session_state[UNDO] = "Ended. The usual rules hold from the next message.", context_id


def _put_back(here: Here, somebody: Somebody, context_id: str) -> None:
    try:
        here.app.adapting.put_back(somebody(), context_id)
    except StudyBuddyError as error:
        st.session_state[SAID] = f"Nothing was changed. {error}"
        return
    st.session_state[SAID] = "It holds again from the next message."


def _titles(known: Catalogue, names: tuple[str, ...]) -> str:
    titles = {**{one.id: one.title for one in known.topics.values()},
              **{one.id: one.title for one in known.stricter.values()}}  # fmt: skip
    return ", ".join(titles.get(name, name) for name in names)


def _ready_made(known: Catalogue) -> None:
    """A ready-made context fills in the choices below it."""
    chosen = st.session_state.get("context_named")
    if chosen in known.contexts:
        named = known.contexts[chosen]
        st.session_state["context_topics"] = list(named.relaxed_rules)
        st.session_state["context_stricter"] = list(named.stricter_rules)


@st.dialog("Allow a topic for a while", width="medium", on_dismiss=close_dialog)
def allow_dialog(here: Here, class_id: str, class_name: str, somebody: Somebody) -> None:
    """Ask what, until when and why; say what it allows and what it never does."""
    known = here.app.adapting.choices(here.actor)
    st.text(f"For {class_name}, from the next message on. It ends by itself.")
    now, where = here.app.clock.now(), times.zone()
    today = now.astimezone(where).date()
    st.selectbox("Begin with", ["", *known.contexts], key="context_named", on_change=_ready_made, args=(known,),
                 format_func=lambda one: plain(known.contexts[one].title) if one else NOTHING)  # fmt: skip
    topics = st.multiselect("Allow talk about", list(known.topics), key="context_topics",
                            format_func=lambda one: plain(known.topics[one].title))  # fmt: skip
    for one in topics:
        st.text(f"{known.topics[one].title}: {known.topics[one].allows}")
    st.caption(NEVER)
    stricter = st.multiselect("Hold more strictly (optional)", list(known.stricter), key="context_stricter",
                              format_func=lambda one: plain(known.stricter[one].title))  # fmt: skip
    for one in stricter:
        st.text(f"{known.stricter[one].title}: {known.stricter[one].means}")
    words = st.text_input("No talk about (optional)", key="context_words", placeholder="clowns, horror film",
                          max_chars=400, help="Words with commas between them; the tutor leads to something else.",
                          autocomplete="off")  # fmt: skip
    last = st.date_input("Until the end of", today + USUALLY, min_value=today, max_value=today + LONGEST - USUALLY / 14,
                         key="context_until", format="DD/MM/YYYY")  # fmt: skip
    name = st.text_input("Called (optional)", key="context_name", max_chars=LONGEST_NAME, autocomplete="off",
                         placeholder="World War II")  # fmt: skip
    why = st.text_input("Why (optional)", key="context_why", max_chars=LONGEST_WHY, autocomplete="off")
    if st.button("Allow it", key="go_context_allow", type="primary", icon=":material/check:"):
        with told_here():
            chosen = WantedContext(times.end_of(last, where), name or "", tuple(topics), tuple(stricter), words or "",
                                   why or "")  # fmt: skip
            kept = here.app.adapting.allow(somebody(), class_id, chosen)
            until = times.last_day(kept.context.until, now)
            st.session_state[SAID] = f"{kept.context.name}: holds until {until}."
            close_dialog()
            st.rerun()
    _history(here, class_id, known)


def _history(here: Here, class_id: str, known: Catalogue) -> None:
    held = here.app.adapting.of_class(here.actor, class_id).contexts
    with st.expander(f"What held before ({len(held)})" if held else "What held before"):
        if not held:
            st.text("Nothing has been allowed to this class yet. The school's rules hold alone.")
        for one in held[:_HISTORY]:
            st.text(_line(here, one, known))
        if len(held) > _HISTORY:
            st.caption(f"The newest {_HISTORY} of {len(held)}. The record (page School) holds every one.")


def _line(here: Here, held: HeldContext, known: Catalogue) -> str:
    """One context of the past or present in a line."""
    now, dated = here.app.clock.now(), held.dated
    until = times.last_day(dated.context.until, now)
    state = f"holds until {until}" if held.live else f"until {until}"
    if dated.ended_at is not None:
        state = f"ended {times.moment(dated.ended_at, now)} by {held.ended_by or 'somebody'}"
    why = f" · {dated.why}" if dated.why else ""
    return (f"{dated.context.name} · {state} · set {times.moment(dated.at, now)} by {held.by or 'somebody'} · "
            f"{_titles(known, dated.context.made_of)}{why}")  # fmt: skip
