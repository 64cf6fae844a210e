"""The disk misbehaves: a clear message each, nothing half-written, nothing lost that was acknowledged."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import text

from db import sqlite as house
from db.engine import Database, open_database
from studybuddy_core.domain.errors import ConfigError, StorageError
from tests.unit.db.rig import SchoolRig, make_school, segment_batch


def pragma(database: Database, words: str):
    """Set or ask something of the writing connection, outside a transaction."""
    connection = database.writing.raw_connection()
    try:
        return connection.driver_connection.execute(f"PRAGMA {words}").fetchone()
    finally:
        connection.close()


def path_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


@pytest.fixture
def impatient(database_url: str):
    """A database that waits 300 ms for a lock instead of five seconds."""
    opened = open_database(database_url, busy_ms=300)
    yield opened
    opened.close()


def test_a_database_held_by_another_program_says_so_in_time_and_loses_nothing(impatient: Database, database_url: str):
    rig = make_school(impatient, "sch_1")
    rig.submit("Before", "k1")
    other = sqlite.connect(str(path_of(database_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StorageError, match=r"holding the database.*Try again"):
        rig.submit("While it is held", "k2")
    assert time.monotonic() - began < 2.0
    with ThreadPoolExecutor(10) as pool:
        waiting = [pool.submit(rig.submit, "Many", f"many-{n}") for n in range(10)]
        assert all(isinstance(job.exception(), StorageError) for job in waiting)
    with impatient.read() as session:
        assert session.execute(text("SELECT count(*) FROM turn")).scalar_one() == 1, "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    assert rig.submit("While it is held", "k2").turn.turn_no == 2
    assert rig.verify().sound


def test_a_lock_that_is_soon_let_go_is_waited_for(database_url: str):
    database = open_database(database_url, busy_ms=5000)
    rig = make_school(database, "sch_1")
    other = sqlite.connect(str(path_of(database_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(rig.submit, "Hello", "k")
        time.sleep(0.3)
        assert not job.done()
        other.execute("ROLLBACK")
        assert job.result(timeout=5).turn.turn_no == 1
    other.close()
    database.close()


def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(database: Database):
    rig = make_school(database, "sch_1")
    turn = rig.submit("Before", "k").turn

    pragma(database, f"max_page_count={pragma(database, 'page_count')[0]}")
    refused = []
    for n in range(400):
        try:
            rig.submit("x" * 3000, f"k{n}")
        except StorageError as error:
            refused.append(str(error))
    kept = 400 - len(refused)
    assert refused
    assert {said for said in refused if "disk is full" not in said} == set()
    with pytest.raises(StorageError, match="full"):
        rig.ledger.append(segment_batch(turn.id, 0, "y" * 50_000))
    pragma(database, "max_page_count=1000000")
    rig.ledger.append(segment_batch(turn.id, 0, "y" * 50_000))
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM turn")).scalar_one() == kept + 1
        assert session.execute(text("SELECT count(*) FROM segment")).scalar_one() == 1
        assert session.execute(text("PRAGMA quick_check")).scalar_one() == "ok"
    assert rig.verify().sound


def test_one_bad_job_does_not_take_the_others_with_it(database: Database):
    rig = make_school(database, "sch_1")

    def job(n: int):
        if n % 4 == 0:
            return database.write(lambda s: s.execute(text("INSERT INTO school (id) VALUES ('broken')")))
        return rig.submit("Hello", f"k{n}")

    with ThreadPoolExecutor(16) as pool:
        jobs = [pool.submit(job, n) for n in range(64)]
        outcomes = [j.exception() for j in jobs]
    assert all((outcome is None) == (n % 4 != 0) for n, outcome in enumerate(outcomes))
    assert all(isinstance(o, StorageError) for o in outcomes if o is not None)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM turn")).scalar_one() == 48
        assert session.execute(text("SELECT count(*) FROM school")).scalar_one() == 1


def test_a_database_that_became_read_only_says_so(database: Database):
    rig = make_school(database, "sch_1")
    pragma(database, "query_only=ON")
    with pytest.raises(StorageError, match=r"can't be written.*writable"):
        rig.submit("Hello", "k")
    pragma(database, "query_only=OFF")
    assert rig.submit("Hello", "k").turn.turn_no == 1


def test_a_read_only_file_is_refused_at_the_start(database_url: str):
    path = path_of(database_url)
    path.chmod(0o444)
    script = (
        "import os, sys\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from db import migrate\n"
        "from db.engine import open_database\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: open_database(sys.argv[1])\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    for folder in path.parents:
        if str(folder).startswith("/tmp") and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    root = str(Path(__file__).parents[2])
    run = subprocess.run([sys.executable, "-c", script, database_url, root], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("StorageError"), run.stdout
    assert "studybuddy.db can't be written" in run.stdout
    assert "chmod" in run.stdout


@pytest.mark.parametrize("kind", ["garbage", "header", "pages", "cut short"])
def test_a_damaged_file_is_refused_and_left_as_it_is(database: Database, database_url: str, tmp_path: Path, kind: str):
    rig = make_school(database, "sch_1")
    for n in range(50):
        rig.submit("words " * 50, f"k{n}")
    database.close()
    path = tmp_path / "damaged.db"
    shutil.copy(path_of(database_url), path)
    data = bytearray(path.read_bytes())
    if kind == "garbage":
        data = bytearray(b"this is a text file, not a database" * 100)
    elif kind == "header":
        data[:16] = b"\x00" * 16
    elif kind == "pages":
        for start in range(4096, len(data), 4096):
            data[start : start + 64] = b"\xff" * 64
    else:
        data = data[: len(data) // 2]
    path.write_bytes(bytes(data))
    with pytest.raises(StorageError, match="damaged") as refused:
        open_database(f"sqlite:///{path}")
    assert str(path) in str(refused.value)
    assert "backup" in str(refused.value)
    assert path.read_bytes() == bytes(data), "a damaged file is evidence; it is not touched"


def test_a_flipped_byte_never_becomes_a_wrong_word(
    database: Database, database_url: str, tmp_path: Path
):
    """Not every flipped bit breaks the structure of a file; a changed word then breaks its seal in the chain."""
    rig = make_school(database, "sch_1")
    for n in range(30):
        turn = rig.submit(f"question {n} " + "abc " * 20, f"k{n}").turn
        rig.ledger.append(segment_batch(turn.id, 0, f"answer {n} " + "def " * 20))
    with database.read() as session:
        truth = session.execute(text("SELECT id, text FROM content ORDER BY id")).all()
    database.close()
    sound = path_of(database_url).read_bytes()
    rng, path = random.Random(11), tmp_path / "flipped.db"
    for _ in range(60):
        data = bytearray(sound)
        data[rng.randrange(4096, len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
        for side in (".db-wal", ".db-shm"):
            path.with_suffix(side).unlink(missing_ok=True)
        try:
            damaged = open_database(f"sqlite:///{path}")
        except StorageError:
            continue
        try:
            other = SchoolRig(damaged, rig.school, rig.clock, rig.ids, rig.audit, rig.ledger)
            with damaged.read() as session:
                same = session.execute(text("SELECT id, text FROM content ORDER BY id")).all() == truth
            assert same or not other.verify().sound
        except StorageError:
            pass
        finally:
            damaged.close()


def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path):
    with pytest.raises(StorageError, match="studybuddy init"):
        open_database(f"sqlite:///{tmp_path}/none.db", create=False)
    with pytest.raises(ConfigError, match="must be a file"):
        open_database("sqlite://")
    with pytest.raises(ConfigError, match="can't be used"):
        open_database("mysql://somewhere/x")
    with pytest.raises(ConfigError, match=r"3\.40\.1 can damage"):
        house.require_sound_library((3, 40, 1))
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StorageError, match="folder"):
        open_database(f"sqlite:///{file}/below/studybuddy.db")


def test_after_closing_nothing_is_taken(database: Database):
    rig = make_school(database, "sch_1")
    database.close()
    with pytest.raises(StorageError, match="closed"):
        rig.submit("Hello", "k")


def test_a_write_inside_a_write_is_refused_instead_of_hanging(database: Database):
    with pytest.raises(RuntimeError, match="inside a write"):
        database.write(lambda _: database.write(lambda _: None))


def test_every_commit_waits_for_the_disk(database: Database):
    found = [pragma(database, name)[0] for name in ("synchronous", "journal_mode", "foreign_keys")]
    assert found == [2, "wal", 1]
    with database.read() as session, pytest.raises(Exception, match="readonly"):
        session.execute(text("DELETE FROM school"))


def test_a_job_that_tries_to_leave_does_not_take_the_writer_with_it(database: Database):
    def leave(_):
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        database.write(leave)
    assert make_school(database, "sch_1").submit("Hello", "k").turn.turn_no == 1
