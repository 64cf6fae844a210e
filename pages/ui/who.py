"""Who sits at this browser: the session cookie, read afresh at every run.

``st.context.cookies`` is what the browser sent when the page was opened, so signing in and out are
always full page loads. The cookie only names a session; the account, its role and classes come from
the database each time, and a closed account is out at its next action.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studybuddy_core.domain.access import Actor

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

SESSION_COOKIE = "sb_session"
NONCE_COOKIE = "sb_before"


def session_token() -> str:
    """The opaque token that the browser brought, or an empty text."""
    return st.context.cookies.get(SESSION_COOKIE, "")


def nonce() -> str:
    """What ties a sign-in to this browser before there is a session, or an empty text."""
    return st.context.cookies.get(NONCE_COOKIE, "")


def actor_now(app: App, *, active: bool) -> Actor | None:
    """Who is signed in here at this moment; ``active`` also notes that a person did something."""
    token = session_token()
    return app.accounts.actor_of(token, active=active) if token else None
