"""The power goes: only what was synced to the disk is left, and everything acknowledged is part of it.

``kill -9`` does not show this, because the system keeps what a dead process wrote. Here a small library under
the writer copies each file at the moment it is synced; after the kill the copies take the files' place.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_database
from tests.faults.test_kills import WRITER, reopened
from tests.unit.db.rig import make_school

CUTS = 8
CARELESS = WRITER.replace(
    "lock = threading.Lock()",
    "raw = rig.database.writing.raw_connection()\n"
    "raw.driver_connection.execute('PRAGMA synchronous=NORMAL')\n"
    "raw.close()\n"
    "lock = threading.Lock()",
)


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("a power cut is simulated with a C compiler on Linux, and there is none here")
    library = tmp_path_factory.mktemp("shim") / "power_cut.so"
    source = Path(__file__).with_name("power_cut.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def cut(shim: Path, live: Path, durable: Path, program: str, seed: int, delay: float) -> list[str]:
    """Run a writer on ``live``, cut the power after ``delay`` seconds; ``live`` is then what the disk still holds."""
    shutil.rmtree(durable, ignore_errors=True)
    shutil.copytree(live, durable)
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root), "LD_PRELOAD": str(shim)}
    env |= {"CUT_FROM": str(live), "CUT_TO": str(durable)}
    process = subprocess.Popen([sys.executable, "-c", program, f"sqlite:///{live}/studybuddy.db", str(seed)],
                               stdout=subprocess.PIPE, text=True, cwd=root, env=env)  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    threading.Timer(delay, lambda: os.kill(process.pid, signal.SIGKILL)).start()
    lines = process.stdout.read().split("\n")[:-1]
    process.wait()
    for name in ("studybuddy.db", "studybuddy.db-wal", "studybuddy.db-shm"):
        (live / name).unlink(missing_ok=True)
        if (durable / name).exists() and not name.endswith("-shm"):
            shutil.copy(durable / name, live / name)
    return lines


def lost_in(shim: Path, folder: Path, empty_file: Path, program: str) -> tuple[int, int]:
    """Cut the power ``CUTS`` times; return how many acknowledged things were lost, and how many there were."""
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    shutil.copy(empty_file, live / "studybuddy.db")
    url = f"sqlite:///{live}/studybuddy.db"
    make_school(open_database(url), "sch_1").database.close()
    rng = random.Random(3)
    said: set[str] = set()
    for n in range(CUTS):
        said.update(cut(shim, live, durable, program, n + 1, rng.uniform(0.1, 0.3)))
    rig = reopened(url, 999)
    with rig.database.read() as session:
        kept = {f"message {key}" for key in session.execute(text("SELECT idempotency_key FROM turn")).scalars()}
        kept |= {f"shown {name}" for name in session.execute(text("SELECT id FROM segment")).scalars()}
        kept |= {f"alert {name}" for name in session.execute(
            text("SELECT flag.turn_id FROM flag JOIN alert ON alert.flag_id = flag.id")).scalars()}  # fmt: skip
    verdict = rig.verify()
    rig.database.close()
    assert verdict.sound, verdict.problem
    return len(said - kept), len(said)


@pytest.mark.slow
def test_a_power_cut_loses_nothing_that_was_acknowledged(shim: Path, tmp_path: Path, empty_file: Path):
    lost, said = lost_in(shim, tmp_path / "ours", empty_file, WRITER)
    assert said > CUTS * 3
    assert lost == 0, f"{lost} of {said} acknowledged things are gone"


@pytest.mark.slow
def test_the_simulation_would_notice_a_commit_that_does_not_wait(shim: Path, tmp_path: Path, empty_file: Path):
    lost, said = lost_in(shim, tmp_path / "careless", empty_file, CARELESS)
    assert lost > 0, f"with synchronous=NORMAL none of {said} was lost, so the simulation proves nothing"
