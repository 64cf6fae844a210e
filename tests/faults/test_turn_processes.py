"""Turns answered in a process of their own: the same answers, and nothing that its death could break."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from db.pauses import PauseKind, Pauses
from db.scope import Scope
from db.tables.oversight import AuditRow
from db.tables.talks import TurnRow
from studybuddy_core.domain.records import Outcome
from studybuddy_core.services import turn_processes
from studybuddy_core.services.bootstrap import App
from tests.houses import MIA, ask, house

START_S = 120


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds * 20)):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come true")


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setattr(turn_processes, "AGAIN_S", 0.1)
    with house(database_url, tmp_path) as running:
        running.apart.start(1)
        assert running.apart.wait(START_S)
        yield running


def test_a_turn_is_answered_there_survives_its_death_once_and_is_answered_again_after(app: App) -> None:
    said = ask(app, "What is 7 x 8?", "one")
    assert said.outcome is Outcome.FINISHED
    assert "8" in said.shown
    pid = app.apart.ready[0].pid
    until(lambda: app.apart.ready[0].turns == 0)  # what it stored is read here before its word that it is done

    os.kill(pid, signal.SIGSTOP)  # it has been told the turn and comes no further
    turn = app.tutoring.send(MIA, said.turn.conversation, "why is the sky blue?", "two").turn.id
    until(lambda: app.apart.ready[0].turns == 1)
    time.sleep(0.3)  # counted a moment before it is told
    os.kill(pid, signal.SIGKILL)
    until(lambda: gone(pid))
    until(lambda: turn not in app.work._mine)  # let go of: nobody holds on to its lease any more
    followed = app.tutoring.follow(MIA, turn, wait_s=0.0)
    assert not followed.ended
    assert followed.said.segments == ()

    def run_out(session: Session) -> None:
        past = app.clock.now() - timedelta(seconds=1)
        session.exec(update(TurnRow).where(col(TurnRow.id) == turn).values(lease_until=past))

    app.database.write(run_out)
    app.work.recover()
    app.work.recover()
    assert app.tutoring.follow(MIA, turn).said.outcome is Outcome.INTERRUPTED
    with app.database.read() as session:
        ends = session.exec(select(AuditRow.id).where(AuditRow.subject == turn, AuditRow.action == "turn.interrupted"))
        assert len(ends.all()) == 1
    assert ask(app, "why is the sky blue?", "three").outcome is Outcome.FINISHED  # here, until another is ready
    until(lambda: bool(app.apart.ready) and app.apart.ready[0].pid != pid, START_S)
    assert ask(app, "what is a volcano", "four").outcome is Outcome.FINISHED


def test_a_pause_stops_what_is_answered_there_and_closing_leaves_nothing_behind(app: App) -> None:
    pid = app.apart.ready[0].pid
    app.database.write(
        lambda session: Pauses(session, Scope("sch_a", "test")).pause(
            id="pau_1", kind=PauseKind.CHILD, target=MIA.id, at=app.clock.now(), audit=app.audit
        )
    )
    said = ask(app, "why is the sky blue?", "one")
    assert [segment.script for segment in said.segments] == ["paused"]
    app.work.close()
    app.apart.close()
    until(lambda: gone(pid))


ORPHAN = """
import sys, time
from tests.houses import house
from pathlib import Path
with house(sys.argv[1], Path(sys.argv[2])) as app:
    app.apart.start(1)
    app.apart.wait(120)
    print(app.apart.ready[0].pid, flush=True)
    time.sleep(600)
"""


def test_it_does_not_outlive_the_process_that_serves(database_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ORPHAN, database_url, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        pid = int(serving.stdout.readline())
        assert not gone(pid)
        serving.kill()
    until(lambda: gone(pid))
