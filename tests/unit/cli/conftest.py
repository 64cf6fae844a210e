"""Runs commands as a person would, in a home of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from studybuddy_core.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit code, its results and its words for people."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder that commands use."""
    folder = tmp_path / "home"
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "STUDYBUDDY_OPENAI_BASE_URL", "STUDYBUDDY_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STUDYBUDDY_HOME", str(folder))
    monkeypatch.setenv("COLUMNS", "120")
    return folder


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``studybuddy …`` with ``typed`` on standard input."""

    def command(*argv: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        capsys.readouterr()
        code = main(argv)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command
