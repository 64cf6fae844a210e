"""Only a demo that nobody has open can be thrown away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.discarding import discard_demo
from db.engine import Database, open_database
from db.schools import declare_installation
from studybuddy_core.domain.errors import ConfigError, Conflict

NOW = datetime(2026, 11, 20, tzinfo=UTC)
pytestmark = pytest.mark.file_database


def declared(url: str, *, demo: bool) -> Database:
    database = open_database(url)
    database.write(lambda session: declare_installation(session, demo=demo, at=NOW))
    return database


def test_a_demo_goes_with_all_its_files(database_url: str, tmp_path: Path) -> None:
    declared(database_url, demo=True).close()
    assert discard_demo(database_url)
    assert not list(tmp_path.glob("studybuddy.db*"))
    assert not discard_demo(database_url), "there is nothing left"


def test_a_real_school_stays(database_url: str, tmp_path: Path) -> None:
    declared(database_url, demo=False).close()
    with pytest.raises(Conflict, match="never reset"):
        discard_demo(database_url)
    assert (tmp_path / "studybuddy.db").exists()


def test_a_demo_in_use_stays(database_url: str, tmp_path: Path) -> None:
    database = declared(database_url, demo=True)
    try:
        with database.read() as session:
            session.connection()
            with pytest.raises(Conflict, match="Stop the server"):
                discard_demo(database_url)
        assert (tmp_path / "studybuddy.db").exists()
    finally:
        database.close()


def test_a_damaged_demo_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "studybuddy.db").write_bytes(b"no database" * 500)
    assert discard_demo(f"sqlite:///{tmp_path}/studybuddy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["studybuddy.db.damaged"]


def test_a_database_on_a_server_is_not_ours_to_delete() -> None:
    with pytest.raises(ConfigError):
        discard_demo("postgresql://host/db")
