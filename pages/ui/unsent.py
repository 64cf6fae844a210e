"""What a child has typed and what is not kept yet: put aside first, let go of last.

Between a press on Enter and the commit many things can fail: the database is locked, the page is drawn
anew, the child presses twice. So the words go aside with a key of their own before anything else runs.
They are let go only when they are kept, and the same key never makes a second message.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from studybuddy_core.domain.errors import BadInput, Conflict, StorageError

if TYPE_CHECKING:
    from pages.ui.frame import Here

_UNSENT = "chat_unsent"
_EDITED = "chat_edited"
NOT_SAVED = "That was not saved. Your words are still here."


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that wait to be kept. ``told`` says why they could not be; empty: not tried yet."""

    text: str
    key: str
    told: str = ""


def put(text: str, key: str = "") -> None:
    """Put words aside to be sent. A ``key`` that says what they answer makes two presses one message."""
    st.session_state[_UNSENT] = Unsent(text, key or uuid.uuid4().hex)


def take_typed(field: str) -> None:
    """Put aside what has just been typed into the chat field with this key."""
    if typed := st.session_state.get(field):
        put(typed)


def waits() -> bool:
    """Whether there are words that wait to be sent for the first time."""
    words: Unsent | None = st.session_state.get(_UNSENT)
    return words is not None and not words.told


def deliver(here: Here) -> None:
    """Send what waits to be sent for the first time, into today's talk."""
    waits: Unsent | None = st.session_state.get(_UNSENT)
    if waits is None or waits.told:
        return
    try:
        here.app.tutoring.send(here.actor, here.app.tutoring.today(here.actor).id, waits.text, waits.key)
    except BadInput as told:
        st.session_state[_UNSENT] = replace(waits, told=str(told))
    except (StorageError, Conflict):
        st.session_state[_UNSENT] = replace(waits, told=NOT_SAVED)
    else:
        del st.session_state[_UNSENT]


def draw() -> None:
    """Show what could not be kept, to be changed and sent again."""
    waits: Unsent | None = st.session_state.get(_UNSENT)
    if waits is None:
        return
    with st.container(border=True, key="chat_not_sent", gap="xsmall"):
        st.text(waits.told)
        words = st.text_area("Your words", waits.text, key=f"{_EDITED}_{waits.key}", height=120)
        with st.container(horizontal=True, gap="small"):
            if st.button("Send it again", key="chat_retry", icon=":material/refresh:"):
                # Changed words are another message: the first ones may have been kept after all.
                put(words or "", waits.key if words == waits.text else "")
                st.rerun()
            if st.button("Throw it away", key="chat_drop", type="tertiary"):
                del st.session_state[_UNSENT]
                st.rerun()
