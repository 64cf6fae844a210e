"""One thread writes: all jobs that wait share one transaction.

A disk can promise durability only a few hundred or thousand times a second, and it is the wait for that
promise that costs. So while one transaction is being made durable the next jobs gather, and then
go together. Where one of them fails the whole is rolled back and each is done again by itself: a failure leaves no
trace on the others, and the many that go well do not each pay for a savepoint. Nobody is answered before COMMIT has
returned.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from db.failures import plain_error
from studybuddy_core.domain.errors import StorageError

T = TypeVar("T")
_GROUP = 64


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
        except BaseException as error:  # the writer outlives whatever a job does
            if len(group) > 1 and not _locked(error):
                for job in group:
                    self._answer([job])
                return
            for job in group:
                job.error = error
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
                with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
                    job.value = job.work(session)
                    session.commit()  # writes out what the session still holds; the transaction is ended here alone


def _locked(error: BaseException) -> bool:
    return isinstance(error, SQLAlchemyError) and "locked" in str(error)
