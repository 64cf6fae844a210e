"""A process that answers turns and does nothing else: the other end of ``turn_processes``.

It is told a turn and steps through it, one step each time it is asked, so that the queue, the order and the leases
stay in one place. It opens the database by itself and commits with a writer of its own. When the process that asks
has gone, it ends on the spot: what it had committed stands, and the lease of what it had not runs out.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from db.engine import open_database
from db.turns import Turn
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.turns import Hold
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.providers.judges.registry import judge_from
from studybuddy_core.providers.registry import provider_from
from studybuddy_core.services.asking import Asking
from studybuddy_core.services.bootstrap import App, assemble
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.first_words import hand_round_quickly
from studybuddy_core.services.turn_steps import BEGIN, CLOSE, DROP, END, FAILED, READY, STEP
from studybuddy_core.settings import Settings

logger = logging.getLogger(__name__)


class Stepper:
    """Holds the turns that are being answered here and takes each a step further when asked."""

    def __init__(self, app: App, channel: Connection) -> None:
        self._app, self._channel = app, channel
        self._answer = app.apart.inside
        self._gate = threading.Lock()
        self._turns: dict[str, Iterator[None]] = {}

    def begin(self, turn: Turn, hold: Hold | None) -> None:
        """Take up a turn and answer until there is something new to show."""
        self._app.in_force.forget(turn.school)  # what was published a moment ago holds for this turn
        self._turns[turn.id] = self._answer(turn, hold)
        self.go_on(turn.id)

    def go_on(self, turn_id: str) -> None:
        """Answer on until there is something new again, or the turn has ended; say which."""
        try:
            next(self._turns[turn_id])
            said = STEP
        except StopIteration:
            said = END
        except BaseException:
            logger.exception("turn %s broke", turn_id)
            said = FAILED
        if said != STEP:
            self._turns.pop(turn_id, None)
        with self._gate:
            self._channel.send((turn_id, said))

    def drop(self, turn_id: str) -> None:
        """Answer a turn no further."""
        steps = self._turns.pop(turn_id, None)
        close = getattr(steps, "close", None)
        if close is not None:
            close()


def _warm_up(app: App) -> None:
    """Ask a few things in memory, so that what is loaded at its first use does not keep a child waiting."""
    asking, policy = Asking(BuiltinTutor(), app.clock, app.ids), preset_policy(DEFAULT_PRESET)
    for question in ("What is 7 x 8?", "Why is the sky blue?", "How do you spell because?"):
        asking.ask(question, policy, band=AgeBand.OLDER)


def answer_turns(channel: Connection) -> None:
    """Answer what comes through ``channel`` until it is told to close."""
    settings: Settings = channel.recv()
    database = open_database(settings.database_url, create=False)
    app = assemble(settings, database, SystemClock(), system_ids(), provider_from(settings), judge_from(settings))
    _warm_up(app)
    hand_round_quickly()
    stepper = Stepper(app, channel)
    channel.send(("", READY))
    with ThreadPoolExecutor(settings.workers, "turn") as pool:
        while (told := channel.recv())[0] != CLOSE:
            what, turn_id, *given = told
            if what == BEGIN:
                pool.submit(stepper.begin, *given)
            else:
                pool.submit(stepper.drop if what == DROP else stepper.go_on, turn_id)
    database.close()


def main() -> None:
    """Serve the process that started this one, through the channel whose number it gave."""
    for sign in (signal.SIGINT, signal.SIGTERM):  # the one that asks is told as well, and says when to close
        signal.signal(sign, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s turn process: %(message)s")
    try:
        answer_turns(Connection(int(sys.argv[1])))
    except (EOFError, OSError):
        os._exit(1)  # nobody is there any more: no waiting for threads that are in the middle of something


if __name__ == "__main__":
    main()
