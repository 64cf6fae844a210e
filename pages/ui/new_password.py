"""The first thing somebody does with a password that another person made for them: choose their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import frame, who
from pages.ui.leave import leave
from pages.ui.words import plain
from studybuddy_core.domain.errors import BadInput, NotAllowed, TooMany
from studybuddy_core.services.passwords import MIN_CHARACTERS

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App


def choose_password(app: App) -> None:
    """Draw the form; once it is done the page starts anew with the person's own pages."""
    with frame.page(width=frame.DOOR):
        st.title("Choose your own password", anchor=False)
        st.text(f"At least {MIN_CHARACTERS} characters. Three or four words are good.")
        with st.form("new_password", border=False):
            old = st.text_input("Password you were given", type="password", autocomplete="current-password")
            new = st.text_input("Your new password", type="password", autocomplete="new-password")
            again = st.text_input("Your new password once more", type="password", autocomplete="new-password")
            if st.form_submit_button("Keep it", type="primary", key="go_keep_password"):
                said = _tried(app, old or "", new or "", again or "")
                if not said:
                    st.rerun()
                st.error(plain(said), icon=":material/error:")
        if st.button("Sign out", type="tertiary", icon=":material/logout:", key="new_password_leave"):
            leave(app)


def _tried(app: App, old: str, new: str, again: str) -> str:
    """Change the password; return what to say, empty when it is done."""
    if new != again:
        return "The two new passwords differ. Type them again."
    try:
        app.accounts.change_password(who.session_token(), old=old, new=new)
    except (BadInput, NotAllowed) as error:
        return str(error)
    except TooMany as error:
        return f"Too many tries. Wait {max(1, round(error.retry_after))} seconds."
    return ""
