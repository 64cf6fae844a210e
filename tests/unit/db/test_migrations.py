"""A database grows from nothing to the shape of today in one step that either happens or does not."""

from __future__ import annotations

import importlib.resources
import threading
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_mock_engine, text
from sqlalchemy.schema import CreateTable

from db import migrate
from db.append_only import guards, put_up_guards
from db.engine import Database, open_database
from db.tables import metadata
from studybuddy_core.domain.errors import StorageError
from tests.unit.db.rig import make_school


def test_from_empty_to_exactly_the_tables_of_today(tmp_path: Path):
    database = open_database(f"sqlite:///{tmp_path}/a b%20c.db")
    with database.writing.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_the_database_given_has_exactly_the_tables_of_today(database: Database):
    with database.writing.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing_and_keeps_the_rows(database_url: str):
    database = open_database(database_url)
    make_school(database, "sch_1").submit("Hello", "k")
    database.close()
    migrate.upgrade(database_url)
    migrate.upgrade(database_url)
    again = open_database(database_url, create=False)
    with again.read() as session:
        assert session.execute(text("SELECT count(*) FROM turn")).scalar_one() == 1
    again.close()


def test_a_migration_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.db"

    def broken(_):
        raise RuntimeError("killed half-way")

    monkeypatch.setattr(migrate, "put_up_guards", broken)
    with pytest.raises(RuntimeError, match="half-way"):
        open_database(f"sqlite:///{path}")
    raw = sqlite.connect(str(path))
    assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    raw.close()
    monkeypatch.undo()
    open_database(f"sqlite:///{path}").close()


def test_four_processes_that_start_at_once_migrate_once(tmp_path: Path):
    url, opened, faults = f"sqlite:///{tmp_path}/a.db", [], []

    def start():
        try:
            opened.append(open_database(url))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for database in opened:
        database.close()


def test_a_database_of_a_newer_version_is_refused(database_url: str):
    database = open_database(database_url)
    database.write(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    database.close()
    with pytest.raises(StorageError, match="newer StudyBuddy"):
        open_database(database_url)
    with pytest.raises(StorageError, match="another version"):
        open_database(database_url, create=False)


def test_the_migrations_are_part_of_the_package():
    files = {file.name for file in (importlib.resources.files("db") / "migrations" / "versions").iterdir()}
    assert "__init__.py" in files, "without it an installation would leave the folder out"
    assert any(name.startswith("0001_") for name in files)
    assert migrate.newest()


def test_the_tables_and_guards_can_be_written_for_postgresql():
    said: list[str] = []
    engine = create_mock_engine("postgresql+psycopg://", lambda statement, *_: said.append(str(statement)))
    statements = [str(CreateTable(table).compile(dialect=engine.dialect)) for table in metadata.sorted_tables]
    assert len(statements) == len(metadata.tables)
    assert "number BIGSERIAL" in next(s for s in statements if "CREATE TABLE scoring" in s)
    assert not any("DATETIME" in s or "BLOB" in s for s in statements)

    class Connection:
        dialect = engine.dialect
        execute = staticmethod(lambda statement: said.append(str(statement)))
        exec_driver_sql = staticmethod(said.append)

    put_up_guards(Connection())  # type: ignore[arg-type]
    assert sum("CREATE OR REPLACE TRIGGER" in s for s in said) == len(guards("postgresql"))
