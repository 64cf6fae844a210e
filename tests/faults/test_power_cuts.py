"""The power goes: only what was synced to the disk is left, and everything acknowledged is part of it.

``kill -9`` does not show this, because the system keeps what a dead process wrote. Here a small library under
the writer copies each file at the moment it is synced; after the kill the copies take the files' place.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_database
from tests.faults.writers import reopened
from tests.unit.db.rig import make_school

CUTS = 8
@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("a power cut is simulated with a C compiler on Linux, and there is none here")
    library = tmp_path_factory.mktemp("shim") / "power_cut.so"
    source = Path(__file__).with_name("power_cut.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def cut(shim: Path, live: Path, durable: Path, how: tuple[str, ...], enough: int) -> list[str]:
    """Run a writer on ``live`` and cut the power after ``enough`` acknowledgements; ``live`` is then what is left."""
    shutil.rmtree(durable, ignore_errors=True)
    shutil.copytree(live, durable)
    env = {**os.environ, "LD_PRELOAD": str(shim), "CUT_FROM": str(live), "CUT_TO": str(durable)}
    command = [sys.executable, "-m", "tests.faults.writers", f"sqlite:///{live}/studybuddy.db", *how]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], env=env)
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(enough)]
    process.kill()
    lines += process.stdout.read().split("\n")[:-1]
    process.wait()
    for name in ("studybuddy.db", "studybuddy.db-wal", "studybuddy.db-shm"):
        (live / name).unlink(missing_ok=True)
        if (durable / name).exists() and not name.endswith("-shm"):
            shutil.copy(durable / name, live / name)
    return lines


def lost_in(shim: Path, folder: Path, empty_file: Path, *how: str) -> tuple[int, int]:
    """Cut the power ``CUTS`` times; return how many acknowledged things were lost, and how many there were."""
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    shutil.copy(empty_file, live / "studybuddy.db")
    url = f"sqlite:///{live}/studybuddy.db"
    make_school(open_database(url), "sch_1").database.close()
    rng = random.Random(3)
    said: set[str] = set()
    for n in range(CUTS):
        said.update(cut(shim, live, durable, (str(n + 1), *how), rng.randint(5, 60)))
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
    lost, said = lost_in(shim, tmp_path / "ours", empty_file)
    assert lost == 0, f"{lost} of {said} acknowledged things are gone"


@pytest.mark.slow
def test_the_simulation_would_notice_a_commit_that_does_not_wait(shim: Path, tmp_path: Path, empty_file: Path):
    lost, said = lost_in(shim, tmp_path / "careless", empty_file, "careless")
    assert lost > 0, f"with synchronous=NORMAL none of {said} was lost, so the simulation proves nothing"
