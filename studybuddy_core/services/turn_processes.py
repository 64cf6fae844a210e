"""Turns are answered in processes of their own, so that drawing pages and answering children use a core each.

One Python process uses one core at a time. Here the queue, the leases and the bells stay with the pages, and a turn
is stepped through in another process: ``answer`` looks to its caller as if it happened here. Where no such process
stands (not started yet, or just died) the turn is answered here, as it is everywhere in tests. When one dies, the
turns in it are let go of; their leases run out, and they are closed as interrupted, once.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from multiprocessing.connection import Connection
from pathlib import Path

from db.turns import Turn
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services.turn_steps import BEGIN, CLOSE, DROP, END, GO_ON, READY, STEP
from studybuddy_core.services.turn_work import Answer
from studybuddy_core.settings import Settings

logger = logging.getLogger(__name__)

MODULE = "studybuddy_core.services.turn_process"
CLOSE_S = 20.0
AGAIN_S = 2.0  # so long after one died the next is started
MOST = 4
_ROOT = Path(__file__).resolve().parents[2]


def processes_for(settings: Settings) -> int:
    """How many processes answer turns: as set, else one for every two cores, at most four."""
    if settings.processes is not None:
        return settings.processes
    return min(MOST, (os.cpu_count() or 1) // 2) if os.name == "posix" else 0


class NeverTold(StudyBuddyError):
    """The process was gone before it heard of the turn: nothing of it was begun there."""


class TurnProcess:
    """One process that answers turns; started at once, ready a few seconds later."""

    def __init__(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", MODULE, str(theirs.fileno())], pass_fds=(theirs.fileno(),), cwd=_ROOT,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._channel = Connection(ours.detach())
        self._gate = threading.Lock()
        self._asked: dict[str, Future[str]] = {}
        self.ready = threading.Event()
        self.over = threading.Event()
        self.turns = 0
        self._channel.send(settings)
        threading.Thread(target=self._listen, name="turn-process", daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def answer(self, turn: Turn, hold: Hold | None) -> Iterator[None]:
        """Step through a turn over there.

        Raises ``NeverTold`` where it did not come to that, ``StudyBuddyError`` where the process broke or died.
        """
        self.turns += 1
        said = ""
        try:
            said = self._ask(turn.id, (BEGIN, turn.id, turn, hold))
            while said == STEP:
                yield
                said = self._ask(turn.id, (GO_ON, turn.id))
        finally:
            self.turns -= 1
            if said == STEP and not self.over.is_set():
                self._tell((DROP, turn.id))
        if said != END:
            raise StudyBuddyError(f"Turn {turn.id} broke in the process that answered it.")

    def close(self) -> None:
        """Let it finish what it is at, then end it."""
        self._tell((CLOSE,))
        try:
            self._process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, turn_id: str, told: tuple[object, ...]) -> str:
        answer: Future[str] = Future()
        with self._gate:
            if self.over.is_set():
                raise NeverTold("The process that answers turns has ended.")
            self._asked[turn_id] = answer
        if not self._tell(told):
            raise NeverTold("The process that answers turns has ended.")
        return answer.result()

    def _tell(self, told: tuple[object, ...]) -> bool:
        try:
            with self._gate:
                self._channel.send(told)
        except OSError:
            logger.warning("the process that answers turns is not there any more")
            return False
        return True

    def _listen(self) -> None:
        try:
            while True:
                turn_id, said = self._channel.recv()
                if said == READY:
                    self.ready.set()
                    continue
                with self._gate:
                    answer = self._asked.pop(turn_id, None)
                if answer is not None:
                    answer.set_result(said)
        except (EOFError, OSError):
            pass
        self.ready.clear()
        with self._gate:
            self.over.set()
            left, self._asked = list(self._asked.values()), {}
        for answer in left:
            answer.set_exception(StudyBuddyError("The process that answered this turn has ended."))
        self._process.wait()


class TurnProcesses:
    """All of them, looked after: one that dies is followed by another."""

    def __init__(self, settings: Settings, inside: Answer) -> None:
        """``inside`` answers in this process: where none was started, and until one is ready."""
        self._settings, self.inside = settings, inside
        self._all: list[TurnProcess] = []
        self._closing = threading.Event()
        self._gate = threading.Lock()

    def start(self, count: int) -> None:
        """Start ``count`` processes and see to it that there are always as many."""
        for place in range(count):
            self._all.append(TurnProcess(self._settings))
            threading.Thread(target=self._look_after, args=(place,), name="turn-processes", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until every one of them can answer; False where that takes longer."""
        return all(one.ready.wait(seconds) for one in self._all)

    @property
    def ready(self) -> tuple[TurnProcess, ...]:
        """Those that can answer."""
        return tuple(one for one in self._all if one.ready.is_set())

    def answer(self, turn: Turn, hold: Hold | None) -> Iterator[None]:
        """Answer a turn in the process with the least to do, or here."""
        apart = min(self.ready, key=lambda one: one.turns, default=None)
        return self.inside(turn, hold) if apart is None else self._apart(apart, turn, hold)

    def _apart(self, process: TurnProcess, turn: Turn, hold: Hold | None) -> Iterator[None]:
        begun = False
        try:
            for step in process.answer(turn, hold):
                begun = True
                yield step
        except NeverTold:
            if begun:  # something was shown: what comes after it can only come from there
                raise
            yield from self.inside(turn, hold)

    def close(self) -> None:
        """End them all; they finish what they are at."""
        with self._gate:
            self._closing.set()
        for one in self._all:
            one.close()

    def _look_after(self, place: int) -> None:
        while True:
            self._all[place].over.wait()
            if self._closing.wait(AGAIN_S):
                return
            with self._gate:
                if self._closing.is_set():
                    return
                logger.error("a process that answers turns has died; another is started")
                self._all[place] = TurnProcess(self._settings)
