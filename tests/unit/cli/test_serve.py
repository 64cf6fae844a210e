"""Serving: everything that can go wrong is said before the server starts, and then the command becomes it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studybuddy_core.cli.serve import project_root
from tests.unit.cli.conftest import Run


class BecameError(BaseException):
    """The command would have turned into this process."""

    def __init__(self, argv: list[str], env: dict[str, str]) -> None:
        self.argv, self.env, self.cwd = argv, env, Path.cwd()


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = Path.cwd()

    def execve(_path: str, argv: list[str], env: dict[str, str]) -> Any:
        raise BecameError(argv, env)

    monkeypatch.setattr(os, "execve", execve)
    yield
    os.chdir(before)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.usefixtures("became")
def test_it_becomes_streamlit_on_loopback_with_the_same_home(
    run: Run, home: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BecameError) as server:
        run("serve", "--port", str(port))
    assert server.value.argv == [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1",
                                 "--server.port", str(port), "--server.headless", "true"]  # fmt: skip
    assert server.value.cwd == project_root()
    assert server.value.env["STUDYBUDDY_HOME"] == str(home)
    assert server.value.env["STUDYBUDDY_PORT"] == str(port)
    assert "PATH" in server.value.env
    assert (home / "studybuddy.db").exists(), "the database is there before the server is"
    said = capsys.readouterr().err
    assert f"http://127.0.0.1:{port}" in said
    assert "Demo school" in said


@pytest.mark.usefixtures("became")
def test_the_whole_network_is_only_served_when_asked_and_says_what_it_needs(
    run: Run, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BecameError) as server:
        run("serve", "--host", "0.0.0.0", "--port", str(port))
    assert server.value.env["STUDYBUDDY_HOST"] == "0.0.0.0"
    assert "HTTPS" in capsys.readouterr().err


@pytest.mark.usefixtures("became")
def test_a_taken_port_is_said_with_another_one(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        ran = run("serve", "--port", str(number))
    assert ran.code == 2
    assert f"--port {number % 65535 + 1}" in ran.err


@pytest.mark.usefixtures("became")
def test_a_damaged_database_is_said_and_left_as_it_is(run: Run, home: Path, port: int) -> None:
    home.mkdir(parents=True)
    (home / "studybuddy.db").write_bytes(b"this is no database at all" * 100)
    before = (home / "studybuddy.db").read_bytes()
    ran = run("serve", "--port", str(port))
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert (home / "studybuddy.db").read_bytes() == before


@pytest.mark.usefixtures("became")
@pytest.mark.parametrize("number", ["0", "70000", "many"])
def test_a_port_that_is_none_is_refused(run: Run, number: str) -> None:
    assert run("serve", "--port", number).code == 2
