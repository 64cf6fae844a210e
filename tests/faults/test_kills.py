"""``kill -9`` at random moments: whatever a client was told is kept is there afterwards.

The list of what was acknowledged lives in this process, not in the one that is killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.conversations import Conversations
from db.engine import open_database
from tests.unit.db.rig import START, AuditChain, DatabaseLedger, Ids, SchoolRig, TestClock, make_school

KILLS = 30

WRITER = """
import sys, threading
from tests.faults.test_kills import reopened
from tests.unit.db.rig import everything, segment_batch
rig = reopened(sys.argv[1], int(sys.argv[2]))
lock = threading.Lock()

def tell(line):
    with lock:
        sys.stdout.write(line + "\\n")
        sys.stdout.flush()

def work(n):
    for i in range(100000):
        key = f"{sys.argv[2]}-{n}-{i}"
        turn = rig.submit("words of " + key, key).turn
        tell("message " + key)
        if i % 3 == 0:
            allow = rig.ledger.append(everything(turn.id))
            tell(f"alert {turn.id}")
        else:
            allow = rig.ledger.append(segment_batch(turn.id, 0, "answer to " + key))
        tell(f"shown {allow.release_id}")

tell("ready")
for n in range(4):
    threading.Thread(target=work, args=(n,), daemon=True).start()
threading.Event().wait()
"""


def reopened(url: str, seed: int) -> SchoolRig:
    """The school of a database that exists already."""
    clock, rng = TestClock(), random.Random(seed)
    ids = Ids(lambda: int(START.timestamp() * 1000), rng.getrandbits)
    audit = AuditChain(ids)
    database = open_database(url)
    return SchoolRig(database, "sch_1", clock, ids, audit, DatabaseLedger(database, "sch_1", clock, ids, audit))


def acknowledged_before_kill(url: str, seed: int, delay: float) -> list[str]:
    """Run a writer, kill it after ``delay`` seconds of work, and return what it had acknowledged."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", WRITER, url, str(seed)], stdout=subprocess.PIPE, text=True,
                               cwd=root, env={**os.environ, "PYTHONPATH": str(root)})  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    threading.Timer(delay, lambda: os.kill(process.pid, signal.SIGKILL)).start()
    lines = process.stdout.read().split("\n")
    assert process.wait() == -signal.SIGKILL
    return lines[:-1]  # a last line without its end was not yet said


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(database_url: str):
    make_school(open_database(database_url), "sch_1").database.close()
    rng = random.Random(7)
    said: list[str] = []
    for kill in range(KILLS):
        said += acknowledged_before_kill(database_url, kill + 1, rng.uniform(0.02, 0.25))
    assert len(said) > KILLS * 3, "the writers got nothing done, so nothing was tried"

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
        for said_turn in Conversations(session, rig.scope).transcript(rig.talk, limit=10_000):
            assert said_turn.turn.open == (said_turn.outcome is None)
    verdict = rig.verify()
    assert verdict.sound, verdict.problem
    rig.database.close()
