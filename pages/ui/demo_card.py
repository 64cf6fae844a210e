"""What a visitor of the demo school needs: how to sign in as whom, and how far it has been filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from studybuddy_core.domain.access import Role
from studybuddy_core.services.demo_script import document, people

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App

_TICK_S = 1


def demo_card(app: App) -> None:
    """Draw the card; while the school is being filled it shows how far that has come."""
    with st.container(border=True, gap="xsmall"):
        st.text("This is a demo school. Nobody in it is real.")
        _progress(app)
        st.text(f"Grown-ups: choose “I work here”, password “{document('people')['password']}”.")
        st.code("\n".join(_staff()), language=None)
        st.text(f"Learners: press the pictures {', '.join(document('people')['pictures'])}.")
        classes = document("people")["classes"]
        st.code("\n".join(f"{c['code']}  {', '.join(c['learners'][:4])} …" for c in classes), language=None)


def _staff() -> list[str]:
    """One line a person: the name to sign in with, then what they do."""
    staff = [person for person in people() if person.role is not Role.LEARNER]
    wide = max(len(person.login) for person in staff)
    lines = []
    for person in staff:
        whose = f" of {', '.join(person.classes)}" if person.classes else ""
        lead = ", safeguarding lead" if person.safeguarding else ""
        lines.append(f"{person.login:<{wide}}  {person.role}{whose}{lead}")
    return lines


def _progress(app: App) -> None:
    if app.filling.running:
        _ticking(app)


@st.fragment(run_every=_TICK_S)
def _ticking(app: App) -> None:
    filling = app.filling
    if not filling.running:
        st.text("The demo school is ready.")
        return
    share = filling.done / max(1, filling.total)
    so_far = f"{filling.done} of {filling.total} talks"
    st.progress(share, text=f"Filling the demo school: {so_far}. You can sign in already.")
