"""The door: pictures for learners, name and password for staff.

Children come first, since they come in crowds: a class code, a name, four pictures. Nothing here says
whether a code, a name or a school exists. A wrong try costs nobody but the one who tries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import credentials, frame, who
from pages.ui.claim import claim
from pages.ui.demo_card import demo_card
from pages.ui.picture_grid import picture_grid
from pages.ui.words import plain
from studybuddy_core.domain.errors import BadInput, NotAllowed, TooMany
from studybuddy_core.services.passwords import PICTURES_CHOSEN

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

_TICKET = "door_ticket"
PROBLEM = "door_problem"
_LEARNER = "door_learner"
_CHOSEN = "door_chosen"
_WRONG_PICTURES = "That was not right. Try again, or ask your teacher."
_WRONG_WORDS = "That name and password don't belong together. Check both and try again."


def sign_in(app: App) -> None:
    """Draw the sign-in; with a ticket in hand, send the browser through the claim door instead."""
    with frame.page(width=frame.FORM if _LEARNER in st.session_state else frame.DOOR):
        if ticket := st.session_state.get(_TICKET):
            if claim(ticket):
                del st.session_state[_TICKET]
                st.session_state[PROBLEM] = "This sign-in has run out. Please sign in again."
                st.rerun()
            return
        st.title("StudyBuddy", anchor=False)
        if not who.nonce():
            st.warning("This browser refuses cookies. Allow them for this site, then reload the page.")
        learner, staff = st.tabs(["I am a learner", "I work here"])
        with learner:
            _learner_door(app)
        with staff:
            _staff_door(app)
        if app.accounts.is_demo():
            demo_card(app)


def _problem() -> None:
    if said := st.session_state.pop(PROBLEM, ""):
        st.error(plain(said), icon=":material/error:")


def _wait_words(error: TooMany) -> str:
    seconds = max(1, round(error.retry_after))
    wait = f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
    return f"Too many tries. Wait {wait}, or ask your teacher."


def _learner_door(app: App) -> None:
    begun = st.session_state.get(_LEARNER)
    if begun is None:
        with st.form("door_class", border=False):
            code = st.text_input("Class code", st.query_params.get("class", ""), max_chars=32, autocomplete="off")
            name = st.text_input("Your name", max_chars=80, autocomplete="off")
            _problem()
            if st.form_submit_button("Next", type="primary", icon=":material/arrow_forward:", key="go_next"):
                if code.strip() and name.strip():
                    st.session_state[_LEARNER] = (code.strip(), name.strip())
                    st.session_state[_CHOSEN] = ()
                else:
                    st.session_state[PROBLEM] = "Type your class code and your name."
                st.rerun()
        return
    _pictures(app, *begun)


def _pictures(app: App, code: str, name: str) -> None:
    chosen: tuple[str, ...] = st.session_state.get(_CHOSEN, ())
    st.text(f"Hello {name}. Press your {PICTURES_CHOSEN} pictures.")
    _problem()
    pressed = picture_grid(len(chosen))
    if pressed == "back":
        del st.session_state[_LEARNER]
        st.rerun()
    if pressed == "again":
        st.session_state[_CHOSEN] = ()
        st.rerun()
    if pressed:
        chosen = (*chosen, pressed)
        st.session_state[_CHOSEN] = chosen
        if len(chosen) == PICTURES_CHOSEN:
            st.session_state[_CHOSEN] = ()
            try:
                st.session_state[_TICKET] = app.accounts.sign_in_learner(
                    class_code=code, name=name, pictures=chosen, nonce=who.nonce()
                )
            except (NotAllowed, BadInput):
                st.session_state[PROBLEM] = _WRONG_PICTURES
            except TooMany as error:
                st.session_state[PROBLEM] = _wait_words(error)
        st.rerun()


def _staff_door(app: App) -> None:
    several = not app.accounts.only_school()
    with st.form("door_staff", border=False):
        school = st.text_input("School", max_chars=120, autocomplete="organization") if several else ""
        name = st.text_input("Name", max_chars=120, autocomplete="username")
        password = st.text_input("Password", type="password", autocomplete="current-password")
        if st.form_submit_button("Sign in", type="primary", icon=":material/login:", key="go_sign_in"):
            said = _staff_try(app, school or "", name or "", password or "")
            if said:
                st.error(plain(said), icon=":material/error:")
            else:
                st.rerun()


def _staff_try(app: App, school: str, name: str, password: str) -> str:
    """Try to sign a member of staff in; return what to say, empty when it worked."""
    try:
        st.session_state[_TICKET] = app.accounts.sign_in_staff(
            school=school,
            login=credentials.entered_name(name),
            password=password,
            nonce=who.nonce(),
            check=credentials.check,
        )
    except NotAllowed:
        return _WRONG_WORDS
    except BadInput as error:
        return str(error)
    except TooMany as error:
        return _wait_words(error)
    return ""
