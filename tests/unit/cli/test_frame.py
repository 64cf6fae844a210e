"""One error frame: words for people, an incident for our faults, never a traceback."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from studybuddy_core.cli.frame import framed
from studybuddy_core.cli.main import build_app
from studybuddy_core.domain.errors import PolicyError
from tests.unit.cli.conftest import Run


def test_every_command_is_listed_with_a_sentence(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for name in ("serve", "init"):
        assert name in ran.out


def test_every_command_has_a_first_sentence_a_person_can_read() -> None:
    for command in build_app().registered_commands:
        words = (command.callback.__doc__ or "").strip() if command.callback else ""
        assert words.partition("\n")[0].endswith("."), command.name


def test_help_answers_at_once_because_nothing_heavy_is_loaded() -> None:
    code = ("import sys; from studybuddy_core.cli.main import build_app; build_app();"
            "heavy = {'sqlalchemy', 'streamlit', 'anthropic', 'openai', 'sympy', 'pandas'} & set(sys.modules);"
            "assert not heavy, heavy")  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_command_is_refused(run: Run) -> None:
    assert run("sreve").code == 2


def test_an_error_on_purpose_is_words_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise PolicyError("This policy can't be used.", ("a.yaml line 3: [red]what[/red] — mend",))

    assert framed(refuse, lambda: "inc_1") == 2
    said = capsys.readouterr()
    assert "a.yaml line 3: [red]what[/red] — mend" in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_fault_of_ours_is_a_number_and_a_private_log(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def break_down() -> None:
        raise KeyError("the secret of the child")

    assert framed(break_down, lambda: "inc_7") == 70
    said = capsys.readouterr()
    assert "inc_7" in said.err
    assert "secret of the child" not in said.err
    log = home / "incidents.log"
    assert "secret of the child" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_setting_that_cannot_be_used_is_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYBUDDY_PORT", "many")
    ran = run("serve")
    assert (ran.code, "STUDYBUDDY_PORT" in ran.err, "Traceback" in ran.err) == (2, True, False)
