"""The script Streamlit runs: who is this, and which pages are theirs.

Nobody signed in sees the sign-in, at whatever address they came to, and lands there afterwards. A
signed-in person finds the pages of their role; the address of any other page answers that it is not
theirs. The default page is one that nobody links to, because a default page loses its address.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from pages.ui import frame, theme, who
from pages.ui.composition import composition
from pages.ui.errors import ROLE_KEY
from pages.ui.new_password import choose_password
from pages.ui.registry import FoundPage, all_pages
from pages.ui.sign_in import PROBLEM, sign_in
from studybuddy_core.domain.access import Actor, Role

_ACTOR_KEY = "shell_actor"
_POSITION = {Role.LEARNER: "hidden", Role.ADMINISTRATOR: "sidebar"}


def _forget_the_last_person(actor: Actor | None) -> None:
    now = actor.session or actor.id if actor else ""
    if st.session_state.get(_ACTOR_KEY, now) != now:
        st.session_state.clear()
        if actor is None:
            st.session_state[PROBLEM] = "You have been signed out. Sign in again to go on."
    st.session_state[_ACTOR_KEY] = now
    st.session_state[ROLE_KEY] = str(actor.role) if actor else "learner"


def _door(found: FoundPage, shown: Callable[[], None]) -> st.Page:
    return st.Page(shown, title="StudyBuddy", url_path=found.spec.url, visibility="hidden")


def _not_theirs() -> None:
    frame.refuse("This page is not for this account.", "Back to my page")


def _nobody_here() -> None:
    sign_in(composition.app())


def _own_password_first() -> None:
    choose_password(composition.app())


def _whatever_the_address(shown: Callable[[], None]) -> st.Page:
    doors = [_door(found, shown) for found in all_pages()]
    return st.navigation([st.Page(shown, title="StudyBuddy", default=True), *doors], position="hidden")


def _navigation(actor: Actor | None) -> st.Page:
    if actor is None:
        return _whatever_the_address(_nobody_here)
    if actor.role is not Role.LEARNER and composition.app().accounts.must_change(who.session_token()):
        return _whatever_the_address(_own_password_first)
    own = {
        found.spec.url: st.Page(
            found.path,
            title=found.spec.title,
            icon=f":material/{found.spec.icon}:",
            url_path=found.spec.url,
            visibility="hidden" if found.spec.hidden else "visible",
        )
        for found in all_pages()
        if found.spec.open_to(actor.role)
    }
    home = next(iter(own.values()), None)

    def start() -> None:
        if home is None:
            frame.refuse("There is no page for this account yet.", "Try again")
        st.switch_page(home)

    others = [_door(found, _not_theirs) for found in all_pages() if found.spec.url not in own]
    first = st.Page(start, title="StudyBuddy", url_path="start", default=True, visibility="hidden")
    return st.navigation([first, *own.values(), *others], position=_POSITION.get(actor.role, "top"))


@st.fragment(run_every=20)
def _lock_when_idle(looked_at: float) -> None:
    if time.monotonic() - looked_at < 1:
        return  # drawn with the whole page, which has just looked
    if who.actor_now(composition.app(), active=False) is None:
        st.rerun(scope="app")


def run() -> None:
    """Draw one run of the whole application."""
    # The icon comes first: without one Streamlit would fetch the page's from another company's server.
    st.set_page_config(page_icon=theme.ICON, layout="wide", initial_sidebar_state="auto")
    actor = who.actor_now(composition.app(), active=False)
    _forget_the_last_person(actor)
    chosen = _navigation(actor)
    st.set_page_config(page_title="StudyBuddy" if chosen.title == "StudyBuddy" else f"{chosen.title} · StudyBuddy")
    if actor is not None:
        _lock_when_idle(time.monotonic())
    chosen.run()


run()
