"""Things most tests need: an empty database that is made once and copied."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database, open_database


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "studybuddy.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database_url(empty_file: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated, empty database."""
    path = tmp_path / "studybuddy.db"
    shutil.copy(empty_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, empty database."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Put ``__main__`` back: a page run in a test takes its place, and a spawned process would run that page."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
