"""How long and how large an answer from outside may be, held where the bytes come in.

A limit checked per event can be dodged: keep-alive lines, an event that never ends or an endless
error page give no event to look at. So the meter sits on the raw bytes of every response, below
the vendor's SDK, and both the clock and the count are looked at with every piece that arrives.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2

from studybuddy_core.domain.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits on one answer: seconds to connect, between two pieces, in all; bytes; and how often to try.

    ``longest_wait_s`` caps the wait before another try; a provider that asks for longer is given up.
    """

    connect_s: float = 5.0
    read_s: float = 20.0
    deadline_s: float = 45.0
    wire_bytes: int = 2_000_000
    answer_chars: int = 20_000
    tries: int = 3
    longest_wait_s: float = 8.0


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock, the sleep and the dice a provider uses; a test hands in others."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    dice: Callable[[], float] = random.random


class Meter(httpx2.SyncByteStream):
    """A response's bytes, counted and timed; stops with ``ProviderError`` when either limit is passed."""

    def __init__(self, inner: httpx2.SyncByteStream, *, until: float, bytes_left: int, watch: Watch) -> None:
        self._inner = inner
        self.until = until
        self._left = bytes_left
        self._watch = watch

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._inner:
            self._left -= len(piece)
            if self._left < 0:
                raise ProviderError("The model sent far more than an answer; it was cut off.", kind="too_long")
            if self._watch.monotonic() > self.until:
                raise ProviderError("The model took too long to answer.", kind="timeout")
            yield piece

    def close(self) -> None:
        """Close the connection underneath: the provider stops writing, and spending."""
        self._inner.close()


_HEADERS = frozenset({"host", "connection", "accept", "accept-encoding", "content-type", "content-length",
                      "user-agent", "authorization", "x-api-key", "anthropic-version"})  # fmt: skip


def metered_client(bounds: Bounds, watch: Watch, deadline: Callable[[], float] | None = None) -> httpx2.Client:
    """An HTTP client for an SDK: every response is metered, redirects are not followed, nothing is compressed.

    ``deadline`` says when the request being made must have ended; without it a response has ``deadline_s``.

    Only the headers listed here leave, whatever the SDK or the environment would add to them.
    A redirect would carry a child's words to an address nobody chose, and a compressed answer could
    unpack to a thousand times the bytes that were counted.
    """

    def strip(request: httpx2.Request) -> None:
        for name in set(request.headers) - _HEADERS:
            del request.headers[name]

    def meter(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            response.close()
            raise ProviderError("The model's answer came compressed, which was not asked for.", kind="malformed")
        if isinstance(response.stream, httpx2.SyncByteStream):
            until = deadline() if deadline is not None else watch.monotonic() + bounds.deadline_s
            response.stream = Meter(response.stream, until=until, bytes_left=bounds.wire_bytes, watch=watch)

    return httpx2.Client(
        event_hooks={"request": [strip], "response": [meter]},
        follow_redirects=False,
        timeout=patience(bounds, bounds.deadline_s),
        headers={"accept-encoding": "identity"},
        limits=httpx2.Limits(max_connections=256, max_keepalive_connections=64),
    )


def patience(bounds: Bounds, left_s: float) -> httpx2.Timeout:
    """The timeouts of one request when ``left_s`` seconds of the deadline remain."""
    read = max(min(bounds.read_s, left_s), 0.001)
    return httpx2.Timeout(read, connect=max(min(bounds.connect_s, left_s), 0.001))


def hurry(response: httpx2.Response, until: float) -> None:
    """Hold a response to the deadline of its whole request, which earlier tries have used part of."""
    if isinstance(response.stream, Meter):
        response.stream.until = min(response.stream.until, until)
