"""Policies from the command line: looked at by anybody, published by a person the history can name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db.accounts import Accounts, NewAccount
from db.audit import AuditChain
from db.engine import open_database
from db.schools import create_school, declare_installation
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.domain.access import Role
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.in_force import activate_first
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.policy_sources import policy_document, policy_from
from studybuddy_core.settings import load_settings
from tests.documents import CONSTITUTION, line_of
from tests.unit.cli.conftest import Ran, Run

PASSWORD = "a long enough password"
Sign = Callable[..., Ran]


@pytest.fixture
def school(home: Path) -> None:
    """A school with a researcher, Rae, an annotator, Ann, and the balanced policy."""
    settings, clock, ids = load_settings({"STUDYBUDDY_HOME": str(home)}), SystemClock(), system_ids()
    database = open_database(settings.database_url)
    hashed = Passwords(settings.secret_key, staff_rounds=4).hash_words(PASSWORD)

    def work(session: Session) -> None:
        declare_installation(session, demo=True, at=clock.now())
        create_school(session, id="sch_1", name="Oak", at=clock.now(), demo=True)
        accounts = Accounts(session, Scope("sch_1", "setup"))
        for login, role in (("rae", Role.RESEARCHER), ("ann", Role.ANNOTATOR)):
            accounts.create(NewAccount(f"acc_{login}", role, login.title(), login, login, hashed), at=clock.now())

    try:
        database.write(work)
        activate_first(database, "sch_1", policy_from("balanced"), default_procedure(()), clock=clock, ids=ids,
                       audit=AuditChain(ids))  # fmt: skip
    finally:
        database.close()


@pytest.fixture
def sign(run: Run, school: None) -> Sign:
    """Run a policy command signed by Rae."""

    def command(*argv: str, login: str = "rae", password: str = PASSWORD) -> Ran:
        return run("policy", *argv, "--login", login, "--password-stdin", typed=f"{password}\n")

    return command


@pytest.mark.parametrize("name", ["strict", "balanced", "research"])
def test_every_preset_is_sound_and_can_be_shown(run: Run, name: str, home: Path) -> None:
    assert run("policy", "validate", name).code == 0
    shown = run("policy", "show", name)
    assert (shown.code, policy_from(name).id in shown.out) == (0, True)
    assert "wellbeing.self_harm" in shown.out
    assert not home.exists(), "looking needs no school and makes none"


def test_a_document_that_is_shown_can_be_used_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(run("policy", "show", "strict", "--yaml").out)
    assert policy_from(str(file)).id == policy_from("strict").id
    assert run("policy", "validate", str(file)).code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"policy: mine\nlabels:\n  harm.violense: {protect: 0.5}\n", "mine.yaml line 3"),
        (b"policy: mine\nlabels:\n  harm.violence: {protect: 7}\n", "0 to 1"),
        (b"{", "mine.yaml line"),
        (b"", "mine.yaml"),
        (b"\xff\xfe\x00", "no text file"),
        (b"x" * 1_000_001, "far too large"),
    ],
)
def test_a_broken_document_says_where_and_what_to_do(run: Run, tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)
    ran = run("policy", "validate", str(file))
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert says in ran.err


def test_a_file_that_is_not_there_names_the_presets(run: Run, tmp_path: Path) -> None:
    for source in ("nowhere.yaml", str(tmp_path)):
        assert run("policy", "validate", source).code == 2
    assert "balanced, research, strict" in run("policy", "validate", "nowhere.yaml").err


def test_a_stricter_policy_is_in_force_at_once_and_named(sign: Sign) -> None:
    ran = sign("publish", "strict", "--why", "First week")
    assert (ran.code, "In force" in ran.err) == (0, True)
    listed = sign("list").out
    for words in ("strict (in force)", "First week", "Rae"):
        assert words in listed


def test_going_back_to_something_weaker_waits_for_a_second_person(sign: Sign) -> None:
    sign("publish", "strict", "--why", "First week")
    ran = sign("rollback", "--why", "Too strict")
    assert (ran.code, "second person" in ran.err) == (0, True)
    listed = sign("list").out
    assert "strict (in force)" in listed
    assert "Waiting for a second person: balanced by Rae: Too strict" in listed


@pytest.mark.parametrize(
    ("argv", "kwargs", "says"),
    [
        (("publish", "strict", "--why", "x"), {"password": "wrong password here"}, "Check both"),
        (("publish", "strict", "--why", "x"), {"login": "nobody"}, "Check both"),
        (("publish", "strict", "--why", "x"), {"login": "ann"}, "can't do that"),
        (("publish", "strict"), {}, "Say why"),
        (("publish", "balanced", "--why", "x"), {}, "already"),
        (("rollback", "--why", "x"), {}, "nothing to go back to"),
        (("rollback", "act_nowhere", "--why", "x"), {}, "no such policy"),
    ],
)
def test_what_may_not_be_is_refused_in_words(
    sign: Sign, argv: tuple[str, ...], kwargs: dict[str, str], says: str
) -> None:
    ran = sign(*argv, **kwargs)
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert says in ran.err
    assert PASSWORD not in ran.err


@pytest.mark.usefixtures("school")
def test_nobody_publishes_without_a_name(run: Run) -> None:
    assert "--login" in run("policy", "publish", "strict", "--why", "x").err
    assert "--password-stdin" in run("policy", "publish", "strict", "--why", "x", "--login", "rae").err


def test_without_a_school_it_says_how_to_make_one(run: Run) -> None:
    ran = run("policy", "publish", "strict", "--why", "x", "--login", "rae", "--password-stdin", typed="y\n")
    assert (ran.code, "studybuddy init" in ran.err) == (2, True)


def test_the_document_survives_being_written(tmp_path: Path) -> None:
    policy = policy_from("balanced")
    file = tmp_path / "b.yaml"
    file.write_text(policy_document(policy))
    assert policy_from(str(file)) == policy


@pytest.fixture
def rules(tmp_path: Path) -> str:
    file = tmp_path / "house_rules.yaml"
    file.write_text(CONSTITUTION)
    return str(file)


def test_an_imported_document_is_in_shadow_until_it_is_published(sign: Sign, rules: str) -> None:
    ran = sign("import", rules, "--why", "From the district")
    assert (ran.code, "In shadow: house_rules" in ran.err) == (0, True)
    assert "house_rules" not in sign("list").out
    shown = sign("shadows").out
    for words in ("house_rules", "From the district", "by Rae", "0 of 0 texts", "rule no_crime: met by 0"):
        assert words in shown
    ran = sign("publish", "--shadow", "house_rules", "--why", "It did what it should")
    assert (ran.code, "In force" in ran.err) == (0, True)
    listed = sign("list").out
    assert "house_rules" in listed
    assert "It did what it should" in listed
    assert "Nothing is in shadow" in sign("shadows").err


def test_a_document_is_withdrawn_by_its_name(sign: Sign, rules: str) -> None:
    sign("import", rules, "--why", "To try it")
    ran = sign("withdraw", "house_rules", "--why", "Not for us")
    assert (ran.code, "no longer in shadow" in ran.err) == (0, True)
    ran = sign("withdraw", "house_rules", "--why", "Not for us")
    assert (ran.code, "Nothing is in shadow." in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("import", "--why", "x"), "Give a constitution"),
        (("import", "nowhere.yaml", "--why", "x"), "no file nowhere.yaml"),
        (("import", "RULES"), "Say why"),
        (("publish", "--why", "x"), "--shadow"),
        (("publish", "strict", "--shadow", "house_rules", "--why", "x"), "--shadow"),
        (("publish", "--shadow", "house_rules", "--why", "x"), "no document 'house_rules'"),
    ],
)
def test_what_can_not_be_imported_is_said(sign: Sign, rules: str, argv: tuple[str, ...], says: str) -> None:
    ran = sign(*(rules if word == "RULES" else word for word in argv))
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert says in ran.err


def test_a_pattern_re2_refuses_is_refused_when_it_is_saved(sign: Sign, rules: str) -> None:
    Path(rules).write_text(CONSTITUTION.replace("illegal|crime|hack", "(?!un)illegal"))
    ran = sign("import", rules, "--why", "x")
    assert ran.code == 2
    assert f"house_rules.yaml line {line_of(CONSTITUTION, 'trigger:')}: RE2 refuses the trigger" in ran.err
    assert "Nothing is in shadow" in sign("shadows").err
