"""A child has pressed "Talk to a grown-up": who sees it and when, what helps now, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import times

if TYPE_CHECKING:
    from pages.ui.frame import Here
    from studybuddy_core.services.tutoring import Room

SOMEBODY = "A grown-up at your school"


def asked_card(here: Here, room: Room) -> None:
    """Draw the card while it matters: until it has been seen, and as long as nothing else was said since."""
    asked = room.asked
    if asked is None:
        return
    last = bool(room.turns) and room.turns[-1].turn.id == asked.turn
    if asked.mistaken:
        if last:
            st.text("That is fine. You can ask at any time.")
        return
    if asked.seen_at is not None and not last:
        return
    who = room.contact or SOMEBODY
    with st.container(border=True, gap="xsmall", key="chat_asked"):
        with st.container(horizontal=True, gap="xsmall"):
            st.markdown(":material/check_circle:" if asked.seen_at else ":material/support:", width="content")
            st.text(_seen(who, times.clock(asked.seen_at)) if asked.seen_at else _will_see(who), width="stretch")
        if room.hours and asked.seen_at is None:
            st.text(f"When: {room.hours}")
        if room.helplines:
            st.text(f"Do you need help now? {room.helplines}")
        if st.button("I pressed this by mistake", key="chat_mistake", type="tertiary"):
            here.app.tutoring.not_meant(here.actor, asked.turn)
            st.rerun()


def _will_see(who: str) -> str:
    return f"{who}{',' if ',' in who else ''} will see this."


def _seen(who: str, at: str) -> str:
    return f"{who}{',' if ',' in who else ''} saw this at {at}."
