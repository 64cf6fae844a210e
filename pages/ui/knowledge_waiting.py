"""The lane of passages that wait for a person: what was found and where, and the two answers to it."""

from __future__ import annotations

import streamlit as st

from pages.ui import frame
from pages.ui.marking import Mark
from pages.ui.severity import Level, badge
from pages.ui.transcript import Bubble, Voice, transcript
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.services.curating import Found, Quarantined

SHOWN = 5
SAID, UNDO = "knowledge_said", "knowledge_undo"
_LINES = {
    "protect": "clearly", "alert": "clearly", "grey": "perhaps", "hidden": "in text that nobody sees, in this document",
}  # fmt: skip


def reason(found: Found) -> str:
    """What was found, in words: "Instruction smuggling, clearly"."""
    return f"{label_spec(found.label).title}, {_LINES.get(found.line, found.line)}"


def marks_of(one: Quarantined) -> tuple[Mark, ...]:
    """Where it was found, as marks on the text."""
    return tuple(
        Mark(found.begin, found.end, Level.LOGGED if found.line == "grey" else Level.REVIEW, number,
             label_spec(found.label).title)
        for number, found in enumerate(one.found, start=1) if found.end > found.begin
    )  # fmt: skip


def waiting_lane(here: frame.Here, waiting: tuple[Quarantined, ...]) -> None:
    """Draw what waits, the oldest first."""
    st.header(f"Waiting for you · {len(waiting)}", anchor=False)
    st.caption("The tutor reads none of these yet. Let on the shelf what is honest teaching; keep off what speaks to a "
               "computer or sends children somewhere.")  # fmt: skip
    for one in waiting[:SHOWN]:
        _card(here, one)
    if len(waiting) > SHOWN:
        st.caption(f"{count_of(len(waiting) - SHOWN, 'more passage')} after these.")


def _card(here: frame.Here, one: Quarantined) -> None:
    with st.container(border=True, gap="small", key=f"knowledge_waiting_{one.id}"):
        place = f"page {one.page}" if one.page else ""
        st.text(" · ".join(part for part in (one.words.title, one.source, place) if part))
        with st.container(horizontal=True, gap="xsmall"):
            for found in one.found:
                badge(Level.LOGGED if found.line == "grey" else Level.REVIEW, reason(found))
        transcript([Bubble(Voice.NOTE, "Passage", one.words.text, marks=marks_of(one))], key=f"knowledge_text_{one.id}")
        with st.container(horizontal=True, gap="small"):
            if st.button("Keep off the shelf", key=f"knowledge_refuse_{one.id}", icon=":material/block:"):
                with told_here():
                    here.app.curating.refuse(here.actor, one.id)
                    decided(one.id, f"Kept off the shelf: {one.words.title}.")
            if st.button("Let on the shelf", key=f"knowledge_approve_{one.id}", icon=":material/check:"):
                with told_here():
                    here.app.curating.approve(here.actor, one.id)
                    decided(one.id, f"On the shelf: {one.words.title}. It is still checked each time it is used.")


def decided(quarantine_id: str, said: str) -> None:
    """Say what was done, offer to take it back, and draw anew."""
    st.session_state[SAID], st.session_state[UNDO] = said, ("undecide", quarantine_id)
    st.rerun()


def undo_bar(here: frame.Here) -> None:
    """What was done last, and the way back."""
    said, undo = st.session_state.get(SAID, ""), st.session_state.get(UNDO)
    if not said:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="knowledge_undo_bar"):
        st.success(plain(said), icon=":material/check:")
        if undo and st.button("Undo", key="knowledge_take_back", shortcut="Z", type="tertiary", icon=":material/undo:"):
            with told_here():
                getattr(here.app.curating, undo[0])(here.actor, undo[1])
                st.session_state[SAID], st.session_state[UNDO] = "Taken back.", None
                st.rerun()
