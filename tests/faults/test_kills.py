"""``kill -9`` at random moments: whatever a client was told is kept is there afterwards.

The list of what was acknowledged lives in this process, not in the one that is killed.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import text

from db.conversations import Conversations
from db.engine import open_database
from tests.faults.writers import reopened, write_until_killed
from tests.unit.db.rig import make_school

KILLS = 30


def write_into(pipe: Connection, url: str, seed: int) -> None:
    """Run in the process that will be killed."""
    write_until_killed(url, seed, lambda line: pipe.send_bytes(line.encode()))


def acknowledged_before_kill(url: str, seed: int, enough: int, delay: float) -> list[str]:
    """Run a writer, kill it some time after ``enough`` acknowledgements, and return what it had acknowledged."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.writers", "db.migrate"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=write_into, args=(theirs, url, seed), daemon=True)
    process.start()
    theirs.close()
    lines: list[str] = []
    try:
        while len(lines) < enough:
            lines.append(ours.recv_bytes().decode())
        time.sleep(delay)
        process.kill()
        while True:
            lines.append(ours.recv_bytes().decode())
    except (EOFError, OSError):  # a last line that was cut off was not yet said
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
    return lines


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(database_url: str):
    make_school(open_database(database_url), "sch_1").database.close()
    rng = random.Random(7)
    said: list[str] = []
    for kill in range(KILLS):
        said += acknowledged_before_kill(database_url, kill + 1, rng.randint(1, 40), rng.uniform(0, 0.03))

    rig = reopened(database_url, 999)
    with rig.database.read() as session:
        kept = {f"message {key}" for key in session.execute(text("SELECT idempotency_key FROM turn")).scalars()}
        kept |= {f"shown {name}" for name in session.execute(text("SELECT id FROM segment")).scalars()}
        kept |= {f"alert {name}" for name in session.execute(
            text("SELECT flag.turn_id FROM flag JOIN alert ON alert.flag_id = flag.id "
                 "JOIN review_event ON review_event.flag_id = flag.id")).scalars()}  # fmt: skip
        lost = set(said) - kept
        assert not lost, f"{len(lost)} of {len(said)} acknowledged things are gone"
        texts = dict(session.execute(text(
            "SELECT turn.idempotency_key, content.text FROM turn JOIN message ON message.id = turn.question_id "
            "JOIN content ON content.id = message.content_id")).all())  # fmt: skip
        assert all(texts[key] == f"words of {key}" for key in texts)
        assert session.execute(text("SELECT count(*) FROM turn")).scalar_one() == len(texts)
        talks = Conversations(session, rig.scope)
        for start in range(0, len(texts), 200):
            for said_turn in talks.transcript(rig.talk, after=start, limit=200):
                assert said_turn.turn.open == (said_turn.outcome is None)
    verdict = rig.verify()
    assert verdict.sound, verdict.problem
    rig.database.close()
