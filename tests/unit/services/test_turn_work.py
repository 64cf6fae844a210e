"""Each turn is worked on once, with what held when it was sent; whoever beats for the workers keeps beating."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from db.conversations import Conversations
from db.engine import Database
from db.flags import Flag, Flags
from db.scope import Scope
from db.sight import Sight
from db.tables.talks import TurnRow
from db.turns import Turn, Turns, as_turn
from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta
from studybuddy_core.domain.records import Outcome
from studybuddy_core.domain.reviews import Lane
from studybuddy_core.domain.turns import Hold
from studybuddy_core.services import turn_work
from studybuddy_core.services.bootstrap import App, Ledgers
from studybuddy_core.services.review_items import title_of
from studybuddy_core.services.turn_work import TurnWork
from tests.houses import MIA, house

SLOW_DOWN = Hold("rate", "slow_down")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path, started=False) as running:
        yield running


def sent(app: App, key: str, *, minutes_ago: float = 0) -> Turn:
    """A message that is kept, with nobody at work on it yet."""
    talk, at = app.tutoring.room(MIA).conversation.id, app.clock.now() - timedelta(minutes=minutes_ago)
    scope = Scope("sch_a", MIA.id, own=MIA.id)
    return app.database.write(
        lambda s: Conversations(s, scope).submit(talk, key=key, text="what is a noun", ids=app.ids, audit=app.audit,
                                                 at=at)
    ).turn  # fmt: skip


def until(true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come true")


def waiting_flags(app: App) -> list[Flag]:
    with app.database.read() as session:
        flags = Flags(session, Sight(Scope("sch_a", "test"), safeguarding=True))
        return [flag for lane in Lane for flag in flags.waiting(lane)]


class Notes:
    """Answers nothing, but notes each turn it was given; holds the first one until ``go``."""

    def __init__(self) -> None:
        self.go, self.began = threading.Event(), threading.Event()
        self.answered: list[tuple[str, Hold | None]] = []

    def __call__(self, turn: Turn, hold: Hold | None) -> Iterator[None]:
        self.answered.append((turn.id, hold))
        self.began.set()
        self.go.wait(10)
        yield


def ledgers(app: App) -> Ledgers:
    return Ledgers(app.database, app.clock, app.ids, app.audit)


def worker(app: App, notes: Notes, workers: int = 1) -> TurnWork:
    return TurnWork(app.database, app.clock, app.audit, notes, ledgers(app), owner="this", workers=workers)


@pytest.mark.parametrize(("parks", "order"), [(True, "a1 b1 c1 a2 b2 c2"), (False, "a1 a2 b1 b2 c1 c2")])
def test_everybody_gets_their_first_words_before_anybody_gets_all(app: App, parks: bool, order: str) -> None:
    turns = {sent(app, name).id: name for name in "abc"}
    said: list[str] = []
    go, done = threading.Event(), threading.Event()

    def answer(turn: Turn, hold: Hold | None) -> Iterator[None]:
        go.wait(10)
        for n in (1, 2):
            said.append(f"{turns[turn.id]}{n}")
            yield
        if len(said) == 6:
            done.set()

    work = TurnWork(app.database, app.clock, app.audit, answer, ledgers(app), owner="this", workers=1, parks=parks)
    with app.database.read() as session:
        waiting = [as_turn(row) for row in session.exec(select(TurnRow).order_by(col(TurnRow.turn_no)))]
    for turn in waiting:
        work.put(turn, "5B")
    go.set()
    assert done.wait(5)
    work.close()
    assert " ".join(said) == order


def test_two_workers_of_one_process_never_hold_the_same_turn(app: App) -> None:
    turn, now = sent(app, "1"), app.clock.now()

    def take() -> bool:
        return app.database.write(lambda s: Turns(s).take(turn.id, owner="this", now=now, until=now + turn_work.LEASE))

    assert take()
    assert not take()


def test_a_turn_that_waits_long_keeps_its_hold_and_is_answered_once(app: App) -> None:
    notes = Notes()
    work = worker(app, notes)
    first, second = sent(app, "1", minutes_ago=2), sent(app, "2", minutes_ago=1)
    work.put(first, "5B")
    assert notes.began.wait(5)
    work.put(second, "5B", SLOW_DOWN)
    for _ in range(3):
        work.recover()
    notes.go.set()
    until(lambda: len(notes.answered) > 1)
    work.close()
    assert notes.answered == [(first.id, None), (second.id, SLOW_DOWN)]


class Slow:
    """A model that waits to be let go on, and counts how often it was asked."""

    name, model, outside = "slow", "slow-1", False

    def __init__(self) -> None:
        self.go, self.asked = threading.Event(), 0

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        self.asked += 1
        self.go.wait(1)
        yield TextDelta("A noun is a naming word.")
        yield Stopped("end")


def test_looking_after_waiting_turns_twice_asks_the_model_once(database_url: str, tmp_path: Path) -> None:
    model = Slow()
    with house(database_url, tmp_path, provider=model, started=False) as app:
        sent(app, "1", minutes_ago=1)
        app.work.recover()
        app.work.recover()
        until(lambda: app.tutoring.room(MIA).turns[-1].outcome is not None)
        assert (app.tutoring.room(MIA).turns[-1].outcome, model.asked) == (Outcome.FINISHED, 1)


class Shaky:
    """The database, which now and then breaks in a way that nobody thought of."""

    def __init__(self, database: Database) -> None:
        self.database, self.breaks = database, 0

    @contextmanager
    def read(self) -> Iterator[Session]:
        if self.breaks:
            self.breaks -= 1
            raise OSError("too many open files")
        with self.database.read() as session:
            yield session

    def write(self, work: Callable[[Session], object]) -> object:
        return self.database.write(work)


def test_the_heart_beats_on_whatever_breaks(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_work, "BEAT_S", 0.02)
    monkeypatch.setattr(turn_work, "LEASE", timedelta(seconds=0.3))
    notes, shaky = Notes(), Shaky(app.database)
    work = TurnWork(shaky, app.clock, app.audit, notes, ledgers(app), owner="this", workers=1)  # type: ignore[arg-type]
    work.start()
    turn = sent(app, "1")
    work.put(turn, "5B")
    assert notes.began.wait(5)
    shaky.breaks = 2
    until(lambda: shaky.breaks == 0)
    time.sleep(0.5)
    with app.database.read() as session:
        stored = as_turn(session.exec(select(TurnRow).where(TurnRow.id == turn.id)).one())
    assert stored.lease_until is not None
    assert stored.lease_until > app.clock.now()
    notes.go.set()
    work.close()


def test_an_adult_hears_of_a_message_that_nobody_read_before_its_worker_died(app: App) -> None:
    turn, past = sent(app, "1", minutes_ago=5), app.clock.now() - timedelta(minutes=4)
    app.database.write(lambda s: Turns(s).take(turn.id, owner="dead", now=past, until=past + turn_work.LEASE))
    app.work.recover()
    app.work.recover()
    assert app.tutoring.room(MIA).turns[-1].outcome is Outcome.INTERRUPTED
    assert [(flag.turn, title_of(flag)) for flag in waiting_flags(app)] == [(turn.id, "Could not be checked")]


def test_an_answer_keeps_its_lease_while_the_app_closes(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_work, "BEAT_S", 0.02)
    monkeypatch.setattr(turn_work, "LEASE", timedelta(seconds=0.3))
    notes, turn = Notes(), sent(app, "1")
    work = worker(app, notes)
    work.start()
    work.put(turn, "5B")
    assert notes.began.wait(5)
    closing = threading.Thread(target=work.close)
    closing.start()
    time.sleep(0.6)
    with app.database.read() as session:
        assert Turns(session).stale(now=app.clock.now(), lease=turn_work.LEASE) == ()
    notes.go.set()
    closing.join(5)
    assert not closing.is_alive()


def test_two_tries_that_are_answered_at_once_both_count(app: App) -> None:
    talk, scope = app.tutoring.room(MIA).conversation.id, Scope("sch_a", MIA.id, own=MIA.id)

    def kept(text: str) -> Turn:
        return app.database.write(
            lambda s: Conversations(s, scope).submit(talk, key=text, text=text, ids=app.ids, audit=app.audit,
                                                     at=app.clock.now())
        ).turn  # fmt: skip

    def tries() -> int:
        with app.database.read() as session:
            task = Conversations(session, scope).get(talk).task
        assert task is not None
        return task.attempts

    for _ in app.answering.answer(kept("what is 7 x 8"), None):
        pass
    assert tries() == 0
    slow, quick = app.answering.answer(kept("is it 54"), None), app.answering.answer(kept("is it 58"), None)
    next(slow)
    for _ in quick:
        pass
    assert tries() == 1
    for _ in slow:
        pass
    assert tries() == 2


def test_a_clock_set_back_strands_nobody(app: App) -> None:
    """A minute ago it was an hour later here: one message was being answered, another was waiting."""
    then = app.clock.now() + timedelta(hours=1)
    held, waiting = sent(app, "1", minutes_ago=-60), sent(app, "2", minutes_ago=-60)
    app.database.write(lambda s: Turns(s).take(held.id, owner="dead", now=then, until=then + turn_work.LEASE))
    app.work.recover()
    until(lambda: all(said.outcome is not None for said in app.tutoring.room(MIA).turns))
    ended = {said.turn.id: said.outcome for said in app.tutoring.room(MIA).turns}
    assert ended == {held.id: Outcome.INTERRUPTED, waiting.id: Outcome.FINISHED}


def test_a_turn_let_go_while_its_renewal_waits_is_held_no_longer(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    turn, write = sent(app, "one"), app.database.write
    taken_until = app.clock.now() + timedelta(seconds=3)
    app.database.write(
        lambda s: Turns(s).take(turn.id, owner=app.work._owner, now=app.clock.now(), until=taken_until)
    )
    app.work._mine.add(turn.id)

    def after_letting_go(job: Callable[[Session], object]) -> object:
        app.work._let_go(turn)
        return write(job)

    monkeypatch.setattr(app.database, "write", after_letting_go)
    app.work._renew()
    with app.database.read() as session:
        assert as_turn(session.exec(select(TurnRow).where(col(TurnRow.id) == turn.id)).one()).lease_until == taken_until
