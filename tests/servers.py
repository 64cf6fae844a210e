"""A PostgreSQL server on which tests may make databases: one is migrated, the others are copies of it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from db.engine import open_database


@dataclass
class Server:
    """Makes databases of the prefix ``name`` and throws them away."""

    address: str
    engine: Engine
    name: str
    _count: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    @contextmanager
    def at(cls, address: str) -> Iterator[Server]:
        """The server at ``address``, with an empty database of ours on it for as long as the block lasts."""
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        server = cls(address, engine, f"studybuddy_test_{os.getpid()}")
        try:
            with server.made(f"{server.name}_empty") as url:
                open_database(url).close()
                yield server
        finally:
            engine.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A copy of the empty database."""
        with self.made(f"{self.name}_{next(self._count)}", f" TEMPLATE {self.name}_empty STRATEGY file_copy") as url:
            yield url

    @contextmanager
    def made(self, name: str, how: str = "") -> Iterator[str]:
        """A database of this name, dropped at the end whoever still reads it."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}{how}")
        try:
            yield make_url(self.address).set(database=name).render_as_string(hide_password=False)
        finally:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
