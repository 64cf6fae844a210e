"""The browser's half of signing in: swap the ticket for the cookie, then load the page anew.

The page loads at the address it stands at, so a link to one flag leads there after the sign-in too.
"""

from __future__ import annotations

import streamlit as st

_CLAIM = st.components.v2.component(
    "studybuddy_claim",
    js="""
export default function (component) {
  const { data, setTriggerValue } = component;
  if (window.studybuddyClaimed === data.ticket) return;
  window.studybuddyClaimed = data.ticket;
  fetch("/session/claim", {
    method: "POST",
    headers: { "x-studybuddy": "1", "content-type": "text/plain" },
    credentials: "same-origin",
    body: data.ticket,
  })
    .then((answer) => (answer.ok ? window.location.reload() : setTriggerValue("refused", true)))
    .catch(() => setTriggerValue("refused", true));
}
""",
)


def claim(ticket: str) -> bool:
    """Send the browser through the claim door; True once that was refused."""
    st.text("Opening…")
    result = _CLAIM(key="claim", data={"ticket": ticket}, on_refused_change=lambda: None)
    return bool(result.refused)
