"""Founding a school from the command line: all of it or nothing, and no secret where others can read it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from db.engine import open_database
from studybuddy_core.domain.access import Role
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.settings import load_settings
from tests.unit.cli.conftest import Ran, Run

PASSWORD = "correct horse battery"


def found(run: Run, *more: str, password: str = PASSWORD) -> Ran:
    return run("init", "--school", "Oak School", "--admin", "Ms Head", "--login", "head", "--password-stdin", *more,
               typed=f"{password}\n")  # fmt: skip


def test_a_school_is_founded_and_its_administrator_can_sign_in(run: Run, home: Path) -> None:
    ran = found(run, "--contact", "Ms Lead 555", "--helplines", "111", "--hours", "8–16")
    assert ran.code == 0
    assert "studybuddy serve" in ran.err
    settings = load_settings({"STUDYBUDDY_HOME": str(home)})
    assert not settings.demo
    database = open_database(settings.database_url, create=False)
    try:
        accounts = Accounts(database, Passwords(settings.secret_key, staff_rounds=4), SystemClock(), system_ids())
        ticket = accounts.sign_in_staff(login="head", password=PASSWORD, nonce="n")
        actor = accounts.actor_of(accounts.claim(ticket, "n").token)
        school = accounts.only_school()
    finally:
        database.close()
    assert actor is not None
    assert (actor.role, actor.safeguarding, actor.name) == (Role.ADMINISTRATOR, True, "Ms Head")
    assert school is not None
    assert (school.name, school.contact, school.helplines, school.hours) == ("Oak School", "Ms Lead 555", "111", "8–16")
    assert not school.ready, "chat waits for a test alert"


def test_what_is_written_is_for_its_owner_alone(run: Run, home: Path) -> None:
    ran = found(run)
    for name in ("keys.toml", "studybuddy.toml", "studybuddy.db"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    written = (home / "keys.toml").read_text() + (home / "studybuddy.toml").read_text() + ran.out + ran.err
    assert PASSWORD not in written
    assert load_settings({"STUDYBUDDY_HOME": str(home)}).secret_key.get_secret_value() not in ran.out + ran.err


def test_a_second_founding_changes_nothing(run: Run, home: Path) -> None:
    found(run)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    ran = found(run)
    assert (ran.code, "already holds a school" in ran.err) == (2, True)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_a_home_of_the_demo_is_left_alone(run: Run, home: Path) -> None:
    open_database(load_settings({"STUDYBUDDY_HOME": str(home)}).database_url).close()
    ran = found(run)
    assert (ran.code, "STUDYBUDDY_HOME" in ran.err) == (2, True)
    assert not (home / "studybuddy.toml").exists()


@pytest.mark.parametrize(
    ("more", "password", "says"),
    [
        ((), "short", "10 characters"),
        ((), "x" * 80, "72 bytes"),
        (("--school", " "), PASSWORD, "school needs a name"),
        (("--login", "h€ad"), PASSWORD, "login"),
        (("--public-url", 'https://a"b'), PASSWORD, "public_url"),
    ],
)
def test_a_founding_that_fails_leaves_an_empty_home(
    run: Run, home: Path, more: tuple[str, ...], password: str, says: str
) -> None:
    ran = found(run, *more, password=password)
    assert (ran.code, says in ran.err) == (2, True)
    assert not home.exists() or list(home.iterdir()) == []
    assert found(run).code == 0, "the next try works"


def test_with_nobody_there_it_asks_nothing_and_names_the_option(run: Run, home: Path) -> None:
    ran = run("init", "--school", "Oak School", typed=f"{PASSWORD}\n")
    assert (ran.code, "--admin" in ran.err) == (2, True)
    ran = run("init", "--school", "Oak", "--admin", "Ms Head", "--login", "head", typed="")
    assert (ran.code, "--password-stdin" in ran.err) == (2, True)
    assert not home.exists()


def test_a_proxys_address_is_kept(run: Run, home: Path) -> None:
    found(run, "--public-url", "https://tutor.oak.example")
    settings = load_settings({"STUDYBUDDY_HOME": str(home)})
    assert (settings.public_url, settings.secure_cookies) == ("https://tutor.oak.example", True)
