"""What the server must be set to before it may start, and where Streamlit's own page lies.

Streamlit's options can be changed from outside (a file, the environment, a flag). Some of them would
take away what the rest of the house relies on, so they are looked at once, at the start.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from studybuddy_core.domain.errors import ConfigError

INDEX_PAGE = Path(st.__file__).parent / "static" / "index.html"
SHELL = Path(__file__).with_name("shell.py")
_MUST_BE = (
    ("server.enableCORS", True, "any website could open a child's chat through the visitor's browser"),
    ("server.enableXsrfProtection", True, "another website could post files in a visitor's name"),
    ("client.showErrorDetails", "none", "a child would be shown program errors"),
)


def check_options() -> None:
    """Raise ``ConfigError`` where a Streamlit option takes away what the pages rely on."""
    for option, wanted, why in _MUST_BE:
        if st.get_option(option) != wanted:
            raise ConfigError(f"Streamlit's option {option} must be {str(wanted).lower()}, else {why}. Set it back.")


def answering_to(host: str, public_url: str) -> tuple[str, ...]:
    """The host names this server answers to: this machine's, and the one people type.

    Listening on every address with no public URL set, any name is answered (empty result), since
    nobody has said which is ours.
    """
    ours = ["localhost", "127.0.0.1", "[::1]"]
    if public_url:
        return (*ours, urlsplit(public_url).hostname or "")
    return tuple(ours) if host in ("localhost", "127.0.0.1", "::1") else ()
