"""The first thing somebody does with a password that another person made for them: choose their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import frame
from pages.ui.leave import leave
from pages.ui.password_form import password_form

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App


def choose_password(app: App) -> None:
    """Draw the form; once it is done the page starts anew with the person's own pages."""
    with frame.page(width=frame.DOOR):
        st.title("Choose your own password", anchor=False)
        if password_form(app, "Password you were given"):
            st.rerun()
        if st.button("Sign out", type="tertiary", icon=":material/logout:", key="new_password_leave"):
            leave(app)
