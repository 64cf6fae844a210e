"""Things most tests need: an empty database that is made once and copied.

It is a file, unless STUDYBUDDY_TEST_DATABASE names a PostgreSQL server on which tests may make databases
("postgresql://user@host/postgres"): then every test that asks for a database gets one of its own there.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database, open_database
from tests.servers import Server

SERVER = os.environ.get("STUDYBUDDY_TEST_DATABASE", "")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "studybuddy.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Server | None]:
    """The PostgreSQL server the tests were given, with a migrated, empty database to copy; None for files."""
    if not SERVER:
        yield None
        return
    with Server.at(SERVER) as found:
        yield found


@pytest.fixture
def database_url(request: pytest.FixtureRequest, server: Server | None, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated, empty database."""
    if server is None:
        path = tmp_path / "studybuddy.db"
        shutil.copy(request.getfixturevalue("empty_file"), path)
        yield f"sqlite:///{path}"
        return
    with server.fresh() as url:
        yield url


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of tests that look into the file itself."""
    config.addinivalue_line("markers", "file_database: is about the database as a file")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a server there is no file to look into."""
    if SERVER:
        for item in items:
            if item.get_closest_marker("file_database"):
                item.add_marker(pytest.mark.skip(reason="about the database as a file"))


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
