"""Changing one's own password: the form, and the dialog that the account menu opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import who
from pages.ui.words import plain
from studybuddy_core.domain.errors import BadInput, NotAllowed, StorageError, TooMany
from studybuddy_core.services.passwords import MIN_CHARACTERS

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

_OPEN, _DONE = "account_password_open", "account_password_done"


def password_form(app: App, held: str) -> bool:
    """Draw the form; ``held`` is what the password so far is called. True once it has been changed."""
    st.text(f"At least {MIN_CHARACTERS} characters. Three or four words are good.")
    with st.form("new_password", border=False):
        old = st.text_input(held, type="password", autocomplete="current-password")
        new = st.text_input("Your new password", type="password", autocomplete="new-password")
        again = st.text_input("Your new password once more", type="password", autocomplete="new-password")
        if st.form_submit_button("Keep it", type="primary", key="go_keep_password"):
            said = _tried(app, old or "", new or "", again or "")
            if not said:
                return True
            st.error(plain(said), icon=":material/error:")
    return False


def _tried(app: App, old: str, new: str, again: str) -> str:
    """Change the password; return what to say, empty when it is done."""
    if new != again:
        return "The two new passwords differ. Type them again."
    try:
        app.accounts.change_password(who.session_token(), old=old, new=new)
    except (BadInput, NotAllowed, StorageError) as error:
        return str(error)
    except TooMany as error:
        return f"Too many tries. Wait {max(1, round(error.retry_after))} seconds."
    return ""


# -- from the account menu -----------------------------------------------------------------------------


def ask_for_password() -> None:
    """Open the dialog. It stays open while the page behind it is drawn anew, or half a password would be lost."""
    st.session_state[_OPEN] = True
    st.session_state.pop(_DONE, None)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def password_dialog(app: App) -> None:
    """Draw the dialog where it has been opened."""
    if st.session_state.get(_OPEN):
        _dialog(app)


@st.dialog("Change my password", width="small", on_dismiss=_close)
def _dialog(app: App) -> None:
    if not st.session_state.get(_DONE):
        if not password_form(app, "Your password now"):
            return
        st.session_state[_DONE] = True
        st.rerun()
    st.text("Your new password holds from now on. You are signed out everywhere else.")
    if st.button("Close", key="account_password_close", type="primary", icon=":material/done:"):
        _close()
        st.rerun()
