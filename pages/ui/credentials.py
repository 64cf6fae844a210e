"""streamlit-authenticator's credential code, and only that, behind one door.

Of the pinned library the staff form uses the validator and the password check. Its cookie is readable
by scripts, can't be revoked and outlives a logout, and its lockout counts in memory, so sessions and
throttling are our own (``studybuddy_core/services/accounts.py``) and ``Authenticate`` is never built.
"""

from __future__ import annotations

from streamlit_authenticator.utilities import Hasher, Validator

from studybuddy_core.domain.errors import BadInput

LONGEST_NAME = 120
_VALIDATOR = Validator()


def entered_name(name: str) -> str:
    """Return the name as it was typed into the staff form, trimmed; refuse one that can't be a name."""
    trimmed = name.strip()
    if not _VALIDATOR.validate_length(trimmed, 1, LONGEST_NAME):
        raise BadInput("Type your name, as your school gave it to you.")
    return trimmed


def check(password: str, hashed: str) -> bool:
    """Whether the password is the one that was hashed; anything that is no hash is a no."""
    return Hasher.is_hash(hashed) and bool(Hasher.check_pw(password, hashed))
