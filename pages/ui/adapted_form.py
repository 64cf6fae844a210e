"""Under which class context and profile the Playground tries a message: nothing is set for anybody."""

from __future__ import annotations

import streamlit as st

from pages.ui.frame import Here
from pages.ui.profile_panel import fields
from pages.ui.words import plain
from studybuddy_core.domain.profiles import NO_PROFILE
from studybuddy_core.services.trying_out import Adapted


def adapted(here: Here) -> Adapted:
    """Draw the choices, closed at first; return what is chosen."""
    known = here.app.adapting.choices(here.actor)
    titles = {name: f"{one.title} ({name})" for name, one in known.contexts.items()}
    titles |= {name: one.title for name, one in (*known.topics.items(), *known.stricter.items())}
    with st.popover("Class and child…", icon=":material/tune:", key="playground_adapted"):
        chosen = st.multiselect("Class context", list(titles), format_func=lambda one: plain(titles[one]),
                                key="playground_context")  # fmt: skip
        words = st.text_input("No talk about", key="playground_words", placeholder="clowns, horror film",
                              max_chars=400, autocomplete="off")  # fmt: skip
        profile = fields(NO_PROFILE, dict(known.domains), "playground")
    return Adapted(tuple(chosen), words or "", profile)
