"""What every page stands in: the check at the door, the widths, the header row.

Authorisation in the navigation alone is none: a page file can be reached in ways nobody planned. So
each page calls ``require(PAGE)`` first, which asks the database who this is and stops the script for
anyone whose role doesn't open the page. See ``pages/ui/registry.py`` for how to write a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import theme, who
from pages.ui.composition import composition
from pages.ui.errors import ROLE_KEY
from pages.ui.leave import sign_out_menu
from pages.ui.registry import PageSpec
from pages.ui.words import plain
from studybuddy_core.domain.access import Actor, Role

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

DOOR = 560
CHAT = 680
FORM = 760
WORK = 1440


@dataclass(frozen=True, slots=True)
class Here:
    """Who is at this page, and the services to ask."""

    actor: Actor
    app: App
    spec: PageSpec


def require(spec: PageSpec) -> Here:
    """Return who is here, or show a refusal and stop the script. The first statement of every page."""
    app = composition.app()
    actor = who.actor_now(app, active=True)
    if actor is None:
        refuse("Please sign in first.", "Go to sign-in")
    if not spec.open_to(actor.role):
        refuse("This page is not for this account.", "Back to my page")
    st.session_state[ROLE_KEY] = str(actor.role)
    return Here(actor, app, spec)


def still(spec: PageSpec, *, active: bool = False) -> Here:
    """Ask again inside a fragment, which reruns alone; start the whole page anew for anyone no longer allowed.

    ``active``: a person pressed something just now (a fragment's own ticking is no sign of life).
    """
    app = composition.app()
    actor = who.actor_now(app, active=active)
    if actor is None or not spec.open_to(actor.role):
        st.rerun(scope="app")
    return Here(actor, app, spec)


def refuse(sentence: str, link: str) -> NoReturn:
    """Say kindly that this is not the place, link to the right one, and stop the script."""
    with page(width=CHAT):
        st.title("Not here")
        st.text(sentence)
        # A link of our own: Streamlit opens every link in another tab, and the refusal would stay behind.
        st.html(f'<a class="sb-back" href="/">{link}</a>')
    st.stop()


@contextmanager
def page(*, width: int = WORK) -> Iterator[DeltaGenerator]:
    """Hold a page's content: centred, at most ``width`` pixels wide."""
    theme.apply()
    with st.container(horizontal_alignment="center"):
        body = st.container(width=width, key="frame")
    with body:
        yield body


def header(here: Here, title: str, state: str = "") -> DeltaGenerator:
    """Draw the title, one sentence on how things stand, and the account menu; return the place for one action."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="frame_header"):
        st.title(plain(title), width="content", anchor=False)
        if state:
            st.text(state, width="stretch")
        else:
            st.space("stretch")
        action = st.container(width="content", horizontal=True, horizontal_alignment="right")
        if here.actor.role is not Role.LEARNER:
            sign_out_menu(here.actor, here.app)
    return action
