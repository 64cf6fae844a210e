"""One thread writes: all jobs that wait share one transaction, and each has a savepoint of its own.

A disk can promise durability only a few hundred or thousand times a second, and it is the wait for that
promise that costs. So while one transaction is being made durable the next jobs gather, and then
go together. A job that fails is rolled back to its own savepoint and leaves no trace on the others.
Nobody is answered before COMMIT has returned.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from db.failures import plain_error
from studybuddy_core.domain.errors import StorageError

T = TypeVar("T")
_GROUP = 64


class _GroupLost(Exception):
    """The database rolled the whole transaction back because of one job."""


@dataclass(slots=True)
class _Job:
    work: Callable[[Session], Any]
    answer: Future[Any] = field(default_factory=Future)
    value: Any = None
    error: BaseException | None = None


class Writer:
    """The thread that owns the one writing connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="studybuddy-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a transaction and return its value after COMMIT.

        ``work`` may be called a second time when a transaction it shared was lost, so it keeps its effects to
        the session it is given. Raises ``StorageError`` when nothing was kept, and what ``work`` raises.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself; use the session you were given")
        job = _Job(work)
        with self._gate:
            if self._closed:
                raise StorageError("The database is closed. Nothing was saved.")
            self._jobs.put(job)
        return job.answer.result()  # type: ignore[no-any-return]

    def close(self) -> None:
        """Finish the jobs that wait, then end the thread."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group: list[_Job] = []
            job = self._jobs.get()
            while job is not None:
                group.append(job)
                if len(group) == _GROUP:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            open_ = job is not None
            if group:
                self._answer(group)

    def _answer(self, group: list[_Job]) -> None:
        try:
            self._commit(group)
        except Exception as error:
            retry = len(group) > 1 and not _locked(error)
            if retry:
                for job in group:
                    self._answer([job])
                return
            for job in group:
                job.error = job.error or error
        for job in group:
            if job.error is None:
                job.answer.set_result(job.value)
            elif isinstance(job.error, SQLAlchemyError | UnicodeEncodeError):
                told = plain_error(job.error)
                told.__cause__ = job.error
                job.answer.set_exception(told)
            else:
                job.answer.set_exception(job.error)

    def _commit(self, group: list[_Job]) -> None:
        with self._engine.connect() as connection, connection.begin():
            for job in group:
                job.value, job.error = None, None
                self._attempt(connection, job)

    @staticmethod
    def _attempt(connection: Connection, job: _Job) -> None:
        try:
            with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
                try:
                    job.value = job.work(session)
                    session.commit()
                except BaseException as error:
                    job.error = error
                    raise
        except BaseException as error:  # the writer outlives whatever a job does
            job.error = job.error or error
            raw: Any = connection.connection.dbapi_connection
            if not getattr(raw, "in_transaction", True):  # a full disk takes savepoints and all
                raise _GroupLost from job.error


def _locked(error: BaseException) -> bool:
    return "locked" in str(error)
