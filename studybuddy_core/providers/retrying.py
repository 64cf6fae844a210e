"""Trying again, but only while nothing of the answer has been seen.

Once the first piece of text is out, a second try would give a child two beginnings, so from there
on a fault ends the answer. Before that, a busy or unreachable provider is tried again after the wait
it asks for, never beyond the request's one deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import chain
from typing import TypeVar

import tenacity

from studybuddy_core.domain.chat import ChatEvent, Stopped, TextDelta
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.providers.bounds import Bounds, Watch

PASSING = frozenset({"rate_limited", "unavailable", "cut"})
_FIRST_WAIT_S = 0.5

Opened = Generator[ChatEvent, None, None]
_T = TypeVar("_T")


def _passing(fault: BaseException) -> bool:
    return isinstance(fault, ProviderError) and fault.kind in PASSING


def _wait(state: tenacity.RetryCallState, bounds: Bounds, watch: Watch) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.retry_after if isinstance(fault, ProviderError) else None
    if asked is not None:
        return asked
    grown: float = _FIRST_WAIT_S * 2 ** (state.attempt_number - 1)
    return min(grown, bounds.longest_wait_s) * (0.5 + watch.dice() / 2)


def patiently(once: Callable[[], _T], until: float, bounds: Bounds, watch: Watch) -> _T:
    """Return what the first try that succeeds returns; none begins after ``until``. Raises the last try's fault."""

    def hopeless(state: tenacity.RetryCallState) -> bool:
        wait = _wait(state, bounds, watch)
        late = watch.monotonic() + wait >= until
        return state.attempt_number >= bounds.tries or wait > bounds.longest_wait_s or late

    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_passing),
        stop=hopeless,
        wait=lambda state: _wait(state, bounds, watch),
        sleep=watch.sleep,
        reraise=True,
    )
    return tries(once)


def answer(open_try: Callable[[float], Opened], bounds: Bounds, watch: Watch) -> Iterator[ChatEvent]:
    """Yield the events of the first try that brings text; ``open_try`` takes the moment by which all must end.

    Raises ``ProviderError``: the last try's fault, or ``too_long`` when the answer passes its bound.
    """
    until = watch.monotonic() + bounds.deadline_s

    def begin() -> tuple[list[ChatEvent], Opened]:
        events = open_try(until)
        head: list[ChatEvent] = []
        for event in events:
            head.append(event)
            if isinstance(event, (TextDelta, Stopped)):
                break
        return head, events

    head, events = patiently(begin, until, bounds, watch)
    said = 0
    with closing(events):
        for event in chain(head, events):
            if isinstance(event, TextDelta):
                said += len(event.text)
                if said > bounds.answer_chars:
                    raise ProviderError("The model's answer is far too long; it was cut off.", kind="too_long")
            yield event
