"""The demo from the command line: made, gone on with, made anew, and never where a real school lives."""

from __future__ import annotations

from pathlib import Path

from db.engine import open_database
from db.schools import is_demo
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.demo_script import document
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.settings import load_settings
from tests.unit.cli.conftest import Run


def test_a_demo_is_made_and_its_people_can_sign_in(run: Run, home: Path) -> None:
    ran = run("demo", "--talks", "2")
    assert ran.code == 0
    for words in ("teacher", "researcher", document("people")["password"], "class code"):
        assert words in ran.out
    settings = load_settings({"STUDYBUDDY_HOME": str(home)})
    database = open_database(settings.database_url, create=False)
    try:
        with database.read() as session:
            assert is_demo(session)
        accounts = Accounts(database, Passwords(settings.secret_key, staff_rounds=4), SystemClock(), system_ids())
        assert accounts.sign_in_staff(login="teacher", password=document("people")["password"], nonce="n")
    finally:
        database.close()


def test_it_can_be_gone_on_with_and_made_anew(run: Run, home: Path) -> None:
    run("demo", "--talks", "1")
    assert run("demo", "--talks", "1").code == 0
    key = (home / "keys.toml").read_bytes()
    ran = run("demo", "--reset", "--talks", "1")
    assert (ran.code, "The old demo is gone" in ran.err) == (0, True)
    assert (home / "keys.toml").read_bytes() == key


def test_a_real_school_is_never_touched(run: Run, home: Path) -> None:
    founded = run("init", "--school", "Oak School", "--admin", "Ms Head", "--login", "head", "--password-stdin",
                  typed="correct horse battery\n")  # fmt: skip
    assert founded.code == 0
    before = (home / "studybuddy.db").read_bytes()
    for argv in (("demo",), ("demo", "--reset")):
        ran = run(*argv)
        assert (ran.code, "real school" in ran.err) == (2, True)
    assert (home / "studybuddy.db").read_bytes() == before
