"""The switch that stops every reply in the school: never one click, never a key, always with what stays open."""

from __future__ import annotations

import streamlit as st

from pages.ui import times
from pages.ui.frame import Here
from pages.ui.trying import told_here
from pages.ui.words import plain
from studybuddy_core.services.schools import STAYS_OPEN, Stopped


@st.dialog("Stop the tutor for the whole school?", width="medium")
def ask_to_stop(here: Here) -> None:
    """Say what will happen, ask why, and only then stop."""
    st.text("No child gets an answer from the next sentence on, until somebody resumes.")
    for line in STAYS_OPEN:
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(":material/check:", width="content")
            st.text(line)
    why = st.text_input("Why? Colleagues will read this.", max_chars=200, key="stop_why")
    with st.container(horizontal=True, gap="small"):
        if st.button("Stop every reply now", key="go_stop_now", type="primary", icon=":material/stop_circle:"):
            with told_here():
                here.app.schools.stop(here.actor, why or "")
                st.rerun()
        if st.button("Leave it running", key="stop_leave"):
            st.rerun()


def stop_button(here: Here, stopped: Stopped | None) -> None:
    """Draw the way to the switch while the tutor runs."""
    if stopped is None and st.button("Stop everything…", key="stop_ask", icon=":material/stop_circle:"):
        ask_to_stop(here)


def stopped_banner(here: Here, stopped: Stopped | None) -> None:
    """Say who stopped the tutor and why, and offer to resume."""
    if stopped is None:
        return
    at = times.moment(stopped.pause.at, here.app.clock.now())
    who = f" by {stopped.by}" if stopped.by else ""
    with st.container(border=True, key="stop_banner", gap="xsmall"):
        st.badge("The tutor is stopped", icon=":material/stop_circle:", color="orange")
        st.text(f"Stopped {at}{who}: {stopped.pause.why}")
        st.caption(plain(STAYS_OPEN[2]))
        if st.button("Resume for everyone", key="stop_resume", icon=":material/play_arrow:"):
            here.app.schools.resume(here.actor)
            st.rerun(scope="app")
