"""Everything that can go wrong, as one small tree.

Each front door (page, command line, gateway) catches ``StudyBuddyError`` in one
place, so a message here is written for the person who will read it: it says what
is wrong and what to do.
"""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb


class StudyBuddyError(Exception):
    """The root of every error that StudyBuddy raises on purpose."""


class ConfigError(StudyBuddyError):
    """A setting, a file or the installation is not usable as it is."""


class PolicyError(StudyBuddyError):
    """A policy or procedure document is not valid; ``problems`` lists each place and its mend."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message if not problems else message + "\n" + "\n".join(problems))
        self.problems = problems


class ProviderError(StudyBuddyError):
    """A language model did not answer properly.

    ``kind`` is one of ``rate_limited``, ``unavailable``, ``timeout``, ``cut``,
    ``malformed``, ``refused_key``, ``too_long``, ``unknown``; ``retry_after`` is in seconds.
    """

    def __init__(self, message: str, *, kind: str = "unknown", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after


class StorageError(StudyBuddyError):
    """The database could not keep what it was given; nothing was half-written."""


class NotAllowed(StudyBuddyError):
    """The person may not do that; ``why`` is for the log, the message for the person."""

    def __init__(self, message: str = "You can't do that with this account.", *, why: str = "") -> None:
        super().__init__(message)
        self.why = why


class NotFound(StudyBuddyError):
    """There is no such thing, or not for this person: the two are never told apart."""


class Conflict(StudyBuddyError):
    """Somebody else was faster; the message says what stands now."""


class BadInput(StudyBuddyError):
    """What was sent can't be used; the message says what to change."""


class TooMany(StudyBuddyError):
    """Too many tries; ``retry_after`` seconds from now another one is answered."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def what_broke(fault: BaseException) -> str:
    """Say what broke and where. Only our own errors are quoted: a foreign one may repeat what a child wrote."""
    if isinstance(fault, StudyBuddyError):
        return f"{type(fault).__name__}: {fault}"[:300]
    frames = extract_tb(fault.__traceback__)
    return type(fault).__name__ + (f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "")
