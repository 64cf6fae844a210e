"""200 signed-in children on the real server: their browsers' WebSocket protocol, spoken without browsers.

Each client holds a session cookie, opens the chat page, sends messages as Streamlit's own front end does, and follows
the answer as the page's own script does. A turn's time runs from the moment a message is sent until the tutor's words
have arrived. Server and clients share this machine's cores.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.classroom import MESSAGES, Clocked, open_school
from benchmarks.processor_time import Meter
from db.classes import Classes
from db.scope import Scope
from studybuddy_core.services.demo_script import people
from studybuddy_core.services.demonstrating import SCHOOL, actor_of

ROOT = Path(__file__).resolve().parents[1]
_GROWS = re.compile(rb'"grows": ?\{"turn": ?"(trn_\w+)"')
_ANSWER = re.compile(rb'"id": ?"(trn_\w+)-(?:a|\d+)"')
PICTURES = ("cat", "sun", "boat", "key")


@dataclass
class Child:
    """One browser at the chat page: its WebSocket, and the stream of an answer while there is one."""

    token: str
    port: int
    socket: ClientConnection | None = None
    input_id: str = ""
    page: str = ""
    turns: asyncio.Queue[tuple[str, bool]] = field(default_factory=asyncio.Queue)
    listening: asyncio.Task[None] | None = None
    _known: set[str] = field(default_factory=set)

    async def open(self) -> None:
        """Load the chat page and find its input."""
        self.socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None,
            additional_headers={"Cookie": f"sb_session={self.token}"}, origin=f"http://127.0.0.1:{self.port}",
        )  # fmt: skip
        await self._send()
        while not self.input_id:
            self._note(await asyncio.wait_for(self.socket.recv(decode=False), 60))
        self.listening = asyncio.create_task(self._listen())

    async def _send(self, text: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.page_name = "" if self.page else "chat"
        state.page_script_hash = self.page
        if text:
            widget = state.widget_states.widgets.add()
            widget.id = self.input_id
            widget.chat_input_value.data = text
        assert self.socket is not None
        await self.socket.send(message.SerializeToString())

    async def _listen(self) -> None:
        assert self.socket is not None
        async for raw in self.socket:
            assert isinstance(raw, bytes)
            self._note(raw)

    def _note(self, raw: bytes) -> None:
        """Take from what the page was sent what a browser would act on."""
        drawn = [(found.decode(), False) for found in _GROWS.findall(raw)]
        drawn += [(found.decode(), True) for found in _ANSWER.findall(raw)]  # its answer was there before its page
        for turn, answered in drawn:
            if turn not in self._known:
                self._known.add(turn)
                self.turns.put_nowait((turn, answered))
        if not self.input_id:
            heard = ForwardMsg()
            heard.ParseFromString(raw)
            if heard.HasField("navigation"):
                self.page = heard.navigation.page_script_hash
            if heard.HasField("delta") and heard.delta.new_element.HasField("chat_input"):
                self.input_id = heard.delta.new_element.chat_input.id

    async def ask(self, text: str, seen: Clocked) -> None:
        """Send a message and follow its answer to the end, as the page's script does; then have the page drawn anew."""
        began = end = time.perf_counter()
        first = 0.0
        try:
            await self._send(text)
            turn, answered = await asyncio.wait_for(self.turns.get(), 60)
            if answered:
                end = time.perf_counter()
                first = end - began
            async for event in self._follow(turn):
                end = time.perf_counter()
                if not first and _ANSWER.search(event):
                    first = end - began
            await self._send()
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {error}")
        if not first:
            seen.errors.append("nothing was shown")
        seen.first.append(first)
        seen.whole.append(end - began)

    async def _follow(self, turn: str) -> AsyncIterator[bytes]:
        hearing, asking = await asyncio.open_connection("127.0.0.1", self.port)
        asking.write(
            f"GET /chat/follow?turn={turn} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-StudyBuddy: 1\r\n"
            f"Cookie: sb_session={self.token}\r\nConnection: close\r\n\r\n".encode()
        )
        try:
            status = await hearing.readline()
            if b" 200 " not in status:
                raise OSError(f"refused: {status!r}")
            while line := await asyncio.wait_for(hearing.readline(), 60):
                if line.startswith(b"data: "):
                    yield line
        finally:
            asking.close()


def prepare(home: Path, children: int) -> list[str]:
    """Fill a school and sign its children in; return their session tokens."""
    app, actors = open_school(home, children)
    admin = actor_of(next(person for person in people() if person.login == "admin"))
    tokens = []
    for actor in actors:
        app.enrolling.reset_pictures(admin, actor.id, PICTURES)
        with app.database.read() as session:
            room = Classes(session, Scope(SCHOOL, "bench")).get(min(actor.classes))
        ticket = app.accounts.sign_in_learner(class_code=room.code, name=actor.name, pictures=PICTURES, nonce="bench")
        tokens.append(app.accounts.claim(ticket, "bench").token)
    app.close()
    (home / "studybuddy.toml").write_text("# made: a server started here does not fill a demo school meanwhile\n")
    return tokens


def serve(home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the real server on a free port and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {**os.environ, "STUDYBUDDY_HOME": str(home)}
    log = (home / "server.log").open("wb")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return process, port
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not come up")


async def school_day(tokens: list[str], port: int, server: int, rate: float, seconds: float) -> None:
    """Open every page, then a lesson at ``rate`` messages a second, then everybody at once."""
    children = [Child(token, port) for token in tokens]
    began = time.perf_counter()
    for start in range(0, len(children), 20):
        await asyncio.gather(*(child.open() for child in children[start : start + 20]))
    print(f"{len(children)} chat pages opened in {time.perf_counter() - began:.1f} s")
    lesson, tasks, meter = Clocked(), [], Meter(server)
    began = time.perf_counter()
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(children[n % len(children)].ask(MESSAGES[n % len(MESSAGES)], lesson)))
    await asyncio.gather(*tasks)
    lesson.say(f"served: {len(children)} children, {rate:g} messages a second, {seconds:.0f} s", meter)
    once, meter = Clocked(), Meter(server)
    await asyncio.gather(*(child.ask(MESSAGES[n % len(MESSAGES)], once) for n, child in enumerate(children)))
    once.say(f"served: {len(children)} children at the same instant", meter)


def main(children: int = 200, rate: float = 7.0, seconds: float = 20.0) -> None:
    """Print the figures of a served school."""
    with tempfile.TemporaryDirectory() as folder:
        tokens = prepare(Path(folder), children)
        process, port = serve(Path(folder))
        try:
            asyncio.run(school_day(tokens, port, process.pid, rate, seconds))
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
