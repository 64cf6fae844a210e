"""The one place where the pages turn an error into words.

``app.py`` gives ``show`` to ``st.App(on_script_error=…)``, so it hears of everything that goes wrong in
a page, a fragment or a callback. A child reads one kind sentence. An adult reads what is wrong and
what to do, and where that is not known an incident number that stands beside the full error in the log.
"""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from pages.ui.words import plain
from studybuddy_core.domain.errors import (
    BadInput,
    ConfigError,
    Conflict,
    NotAllowed,
    NotFound,
    StorageError,
    StudyBuddyError,
    TooMany,
)

log = logging.getLogger("studybuddy.pages")
ROLE_KEY = "shell_role"
_CHILD = "Something went wrong here, and it was not you. Your work is saved. Try again, or ask your teacher."
_CHILD_WAIT = "That was a lot at once. Wait a little, then try again."
_EXPECTED = (BadInput, Conflict, NotAllowed, NotFound, TooMany)


def words_for(error: Exception, *, child: bool, incident: str) -> str:
    """Say what happened to the person who sees it; ``incident`` is named only where it helps."""
    if child:
        return _CHILD_WAIT if isinstance(error, TooMany) else _CHILD
    if isinstance(error, _EXPECTED):
        return str(error)
    if isinstance(error, StorageError):
        return f"Not saved: {error} Nothing was half-written. Incident {incident}."
    if isinstance(error, ConfigError):
        return f"StudyBuddy is not set up properly: {error} Incident {incident}."
    if isinstance(error, StudyBuddyError):
        return f"{error} Incident {incident}."
    return f"Something failed here; what was saved before is safe. Try again, or report incident {incident}."


def show(error: Exception) -> bool:
    """Draw the error for whoever is signed in and log it; True tells Streamlit that nothing more is needed."""
    incident = secrets.token_hex(3).upper()
    if not isinstance(error, _EXPECTED):
        log.error("incident %s", incident, exc_info=error)
    child = st.session_state.get(ROLE_KEY, "learner") == "learner"
    st.error(plain(words_for(error, child=child, incident=incident)), icon=":material/error:")
    return True
