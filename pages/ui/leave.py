"""Signing out: the session ends in the database first, then the cookie goes and the page loads anew.

The database comes first because it is what counts: a cookie that somebody kept is worth nothing
afterwards. The browser's part is a POST to ``/session/end``; a full page load follows, since
Streamlit knows cookies only as they were when the page was opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import who
from pages.ui.password_form import ask_for_password, password_dialog
from pages.ui.words import plain
from studybuddy_core.domain.access import Actor

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

_LEAVE = st.components.v2.component(
    "studybuddy_leave",
    js="""
export default function (component) {
  fetch("/session/end", { method: "POST", headers: { "x-studybuddy": "1" }, credentials: "same-origin" })
    .finally(() => window.location.replace("/"));
}
""",
)


def leave(app: App) -> None:
    """End this browser's session for good and show the sign-in."""
    app.accounts.sign_out(who.session_token())
    st.session_state.clear()
    _LEAVE(key="leave")
    st.stop()


def sign_out_menu(actor: Actor, app: App) -> None:
    """Draw the small account menu of the adults: who you are, your password, and the way out."""
    with st.popover("Account", icon=":material/person:", width="content", type="tertiary"):
        st.text(actor.name)
        st.caption(plain(str(actor.role).capitalize() + (" · safeguarding" if actor.safeguarding else "")))
        st.button("Change my password", icon=":material/key:", key="account_password", width="stretch",
                  on_click=ask_for_password)  # fmt: skip
        if st.button("Sign out", icon=":material/logout:", key="account_sign_out", width="stretch"):
            leave(app)
    password_dialog(app)
