"""How the tutor speaks to a class, and to single children of it: set by a teacher, never by itself."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.ui import times
from pages.ui.frame import Here
from pages.ui.trying import told_here
from pages.ui.words import plain
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.profiles import NO_PROFILE, Expertise, Profile
from studybuddy_core.services.adapting import ClassAdaptation, HeldProfile

SAID, OPEN = "classes_context_said", "classes_dialog"
WHOLE = ""
DEPTHS = {Expertise.BEGINNING: "Small steps", Expertise.USUAL: "As usual", Expertise.AHEAD: "One step deeper"}
OWN = "own"
WORDS = {OWN: "Their own age", str(AgeBand.YOUNGER): "6 to 8 years", str(AgeBand.OLDER): "9 to 12 years"}
_SHOWN = 10


def open_dialog(which: str) -> None:
    """Keep a dialog of this page open until it is closed or done with."""
    st.session_state[OPEN] = which


def close_dialog() -> None:
    """No dialog of this page is open any more."""
    st.session_state.pop(OPEN, None)


def described(profile: Profile, domains: dict[str, str]) -> str:
    """A profile in words."""
    said = []
    if profile.band:
        said.append(f"words for {WORDS[str(profile.band)]}")
    if profile.expertise is not Expertise.USUAL:
        said.append(DEPTHS[profile.expertise].lower())
    if profile.domain:
        said.append(f"examples from {domains.get(profile.domain, profile.domain).lower()}")
    if profile.conservative:
        said.append("the youngest children's rules")
    return ", ".join(said) or "as usual"


def fields(profile: Profile, domains: dict[str, str], key: str) -> Profile:
    """Draw what can be chosen, beginning with ``profile``; return what is chosen now."""
    words = st.segmented_control("Words for", list(WORDS), default=str(profile.band or OWN), required=True,
                                 format_func=WORDS.__getitem__, key=f"profile_words_{key}")  # fmt: skip
    depth = st.segmented_control("How deep", list(DEPTHS), default=profile.expertise, required=True,
                                 format_func=DEPTHS.__getitem__, key=f"profile_depth_{key}")  # fmt: skip
    names = ["", *domains]
    domain = st.selectbox("Examples from", names, index=names.index(profile.domain) if profile.domain in names else 0,
                          format_func=lambda one: plain(domains[one]) if one else "Anywhere",
                          key=f"profile_domain_{key}")  # fmt: skip
    careful = st.checkbox("Hold to the youngest children's rules", profile.conservative, key=f"profile_careful_{key}",
                          help="Stricter only: the lines for 6 to 8 years join those that hold anyway.")  # fmt: skip
    band = None if words in (OWN, None) else AgeBand(words)
    return Profile(band, Expertise(depth or Expertise.USUAL), domain or "", bool(careful))


@st.dialog("How the tutor speaks", width="medium", on_dismiss=close_dialog)
def profile_dialog(here: Here, class_id: str, class_name: str, somebody: Callable[[], Actor]) -> None:
    """Ask for whom and how; it changes words, and can only make rules stricter."""
    domains = dict(here.app.adapting.choices(here.actor).domains)
    found = here.app.adapting.of_class(here.actor, class_id)
    st.text("You choose this; nothing about a child chooses it. It changes words, and can only make rules stricter.")
    names = {WHOLE: f"All of {class_name}", **{one.learner: one.name for one in found.children}}
    for_whom = st.selectbox("For", list(names), format_func=lambda one: plain(names[one]), key="profile_for")
    held = _held(found, for_whom or WHOLE)
    if for_whom and held.profile == NO_PROFILE:
        st.caption("This child has none of their own: the class's holds.")
    elif held.at is not None:
        when = times.moment(held.at, here.app.clock.now())
        st.caption(plain(f"Now: {described(held.profile, domains)}. Set {when} by {held.by or 'somebody'}."))
    chosen = fields(held.profile, domains, for_whom or "class")
    if st.button("Save", key="go_profile_save", type="primary", icon=":material/save:"):
        with told_here():
            here.app.adapting.speak(somebody(), class_id, chosen, learner=for_whom or "")
            st.session_state[SAID] = "Saved. The tutor speaks so from the next message."
            close_dialog()
            st.rerun()
    _history(here, class_id, class_name, domains)


def _held(found: ClassAdaptation, learner: str) -> HeldProfile:
    return next((one for one in found.children if one.learner == learner and learner), found.profile)


def _history(here: Here, class_id: str, class_name: str, domains: dict[str, str]) -> None:
    history = here.app.adapting.profile_history(here.actor, class_id)
    with st.expander("What was set before"):
        if not history:
            st.text("Nothing has been set: the tutor speaks to every child for their age.")
        for one in history[:_SHOWN]:
            when = times.moment(one.at, here.app.clock.now()) if one.at else ""
            whose = one.name or class_name
            st.text(f"{when} · {whose} · {described(one.profile, domains)} · by {one.by or 'somebody'}")
