"""A small server on loopback that plays one scripted act a request, in the real wire format.

It speaks HTTP/1.1 with chunked bodies, so that an answer cut in the middle looks to the client exactly as it does
when a provider's machine dies.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Sent:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Stage:
    """What the acts and the test share."""

    acts: list[Act]
    sent: list[Sent] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""


Act = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stage: Stage
    sent: Sent

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        stage = self.stage
        self.sent = Sent(self.path, {k.lower(): v for k, v in self.headers.items()}, raw)
        stage.sent.append(self.sent)
        act = stage.acts.pop(0) if len(stage.acts) > 1 else stage.acts[0]
        try:
            act(self)
        except (BrokenPipeError, ConnectionResetError):
            stage.hung_up.set()
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass

    def begin(self, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def piece(self, data: bytes) -> None:
        if data:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def drop(self) -> None:
        """Let the line go dead without the closing chunk."""
        self.wfile.flush()
        self.close_connection = True


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is what many of these tests are about."""


@contextmanager
def playing(*acts: Act) -> Iterator[Stage]:
    """Serve the acts in order (the last one again and again) until the block ends."""
    stage = Stage(list(acts))
    handler = type("Playing", (Handler,), {"stage": stage})
    server = _Quiet(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stage.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stage
    finally:
        stage.closing.set()
        server.shutdown()
        server.server_close()


def streams(pieces: Iterable[bytes], headers: dict[str, str] | None = None) -> Act:
    """An answer, whole."""

    def act(handler: Handler) -> None:
        handler.begin(headers)
        for piece in pieces:
            handler.piece(piece)
        handler.end()

    return act


def cuts(pieces: Iterable[bytes]) -> Act:
    """The beginning of an answer; then the line is dead."""

    def act(handler: Handler) -> None:
        handler.begin()
        for piece in pieces:
            handler.piece(piece)
        handler.drop()

    return act


def goes_on(pieces: Iterable[bytes], again: bytes, every_s: float = 0.0) -> Act:
    """The beginning of an answer, then one piece without end."""

    def act(handler: Handler) -> None:
        handler.begin()
        for piece in pieces:
            handler.piece(piece)
        while not handler.stage.closing.wait(every_s):
            handler.piece(again)

    return act


def stalls(pieces: Iterable[bytes]) -> Act:
    """The beginning of an answer, then silence on an open line."""

    def act(handler: Handler) -> None:
        handler.begin()
        for piece in pieces:
            handler.piece(piece)
        handler.stage.closing.wait(20)
        handler.drop()

    return act


def says(status: int, body: Any, headers: dict[str, str] | None = None) -> Act:
    """An error page."""

    def act(handler: Handler) -> None:
        data = json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return act
