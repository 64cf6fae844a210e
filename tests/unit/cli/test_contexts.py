"""What a class is allowed, from the terminal: a teacher of the class signs for it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.engine import open_database
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.settings import load_settings
from tests.people import PASSWORD, HandClock, SmallSchool
from tests.unit.cli.conftest import Run

GAS = "nerve gas and biological weapons, what are they"


@pytest.fixture
def school(home: Path) -> None:
    settings = load_settings({"STUDYBUDDY_HOME": str(home)})
    database = open_database(settings.database_url)
    SmallSchool(database, HandClock(datetime.now(UTC)), Passwords(settings.secret_key, staff_rounds=4)).fill()
    database.close()


def test_a_teacher_allows_a_topic_reads_what_holds_and_ends_it(run: Run, school: None) -> None:
    signed = ("--login", "teacher", "--password-stdin")
    until = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
    done = run("contexts", "allow", "5B", "--until", until, "--topic", "war", "--leave-out", "clowns", *signed,
               typed=f"{PASSWORD}\n")  # fmt: skip
    assert done.code == 0, done.err
    kept = re.search(r"ctx_\w+", done.err)
    assert kept is not None
    assert "yes" in run("contexts", "list", "5B", *signed, typed=f"{PASSWORD}\n").out
    assert "Ended." in run("contexts", "end", kept[0], *signed, typed=f"{PASSWORD}\n").err
    assert "ended already" in run("contexts", "end", kept[0], *signed, typed=f"{PASSWORD}\n").err
    refused = run("contexts", "allow", "6A", "--until", until, "--topic", "war", *signed, typed=f"{PASSWORD}\n")
    assert (refused.code, "Yours are: 5B" in refused.err) == (2, True)
    unknown = run("contexts", "allow", "5B", "--until", until, "--topic", "wor", *signed, typed=f"{PASSWORD}\n")
    assert "did you mean war" in unknown.err


def test_a_question_is_asked_in_a_class_context(run: Run) -> None:
    assert "educational" in run("contexts", "topics").out
    usual, allowed = (json.loads(run("ask", GAS, "--json", *more).out) for more in ((), ("--context", "history")))
    assert usual["decisions"][0]["reply"] not in {"deliver", "annotate"}
    assert allowed["decisions"][0]["reply"] == "deliver"
    assert run("ask", "hi", "--context", "historie").code == 2
