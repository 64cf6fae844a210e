"""One exchange with a judge's server: asked once or a few times, within one deadline, through the vendor's SDK.

The bounds on bytes and time sit below the SDK, as for the tutors. What comes back is only taken apart here;
each dialect says for itself what it accepts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.providers.bounds import Bounds, Watch, metered_client, patience
from studybuddy_core.providers.faults import Vendor, malformed, status_fault, unreachable, wire_faults
from studybuddy_core.providers.retrying import patiently
from studybuddy_core.settings import Settings

VENDOR = Vendor("The judge", "STUDYBUDDY_JUDGE_API_KEY", "STUDYBUDDY_JUDGE_MODEL", "STUDYBUDDY_JUDGE_BASE_URL")
_TRIES = 2
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, whether it came to its own end (``whole``), and what it cost."""

    text: str
    whole: bool
    usage: Usage


def no_answer(what: str) -> ProviderError:
    """The judge's words are not an answer. ``what`` is ours; what it said is never repeated."""
    return malformed(VENDOR, what)


def bounds_from(settings: Settings) -> Bounds:
    """How long a child may wait for a judge: every try together has the one timeout of the settings."""
    seconds = settings.judge_timeout_s
    return Bounds(connect_s=min(3.0, seconds), read_s=seconds, deadline_s=seconds, wire_bytes=200_000, tries=_TRIES,
                  longest_wait_s=min(2.0, seconds))  # fmt: skip


class Wire:
    """A line to one server. ``exchange`` keeps every try of one question within one deadline.

    ``errors`` is the vendor's SDK: both of them call their errors by the same names.
    """

    def __init__(self, errors: Any, bounds: Bounds, watch: Watch) -> None:
        self._errors, self._bounds, self._watch = errors, bounds, watch
        self._asking = threading.local()

    def client(self) -> httpx2.Client:
        """An HTTP client whose responses end with the question they belong to."""
        return metered_client(self._bounds, self._watch, lambda: float(self._asking.until))

    def exchange(self, once: Callable[[httpx2.Timeout], _T]) -> _T:
        """Return what ``once`` returns; raise ``ProviderError`` where it can't be had in time."""
        until = self._watch.monotonic() + self._bounds.deadline_s

        def one_try() -> _T:
            self._asking.until = until
            with wire_faults(VENDOR, begun=False):
                try:
                    return once(patience(self._bounds, until - self._watch.monotonic()))
                except self._errors.APIStatusError as fault:
                    raise status_fault(VENDOR, fault.status_code, fault.body, fault.response.headers) from None
                except self._errors.APIConnectionError as fault:
                    raise fault.__cause__ or unreachable(VENDOR) from None
                except self._errors.APIError:
                    raise no_answer("its answer can't be read") from None

        return patiently(one_try, until, self._bounds, self._watch)
