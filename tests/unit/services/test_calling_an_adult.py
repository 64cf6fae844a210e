"""A child's call for a person is kept with its alert or not at all, and an appeal goes only to who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.flags import Flag, Flags
from db.ledger import DatabaseLedger
from db.scope import Scope
from db.sight import Sight
from studybuddy_core.domain.errors import StorageError
from studybuddy_core.domain.reviews import Lane
from studybuddy_core.services.bootstrap import App
from tests.houses import MIA, ask, house


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as running:
        yield running


def flags(app: App, *, lead: bool) -> list[Flag]:
    with app.database.read() as session:
        found = Flags(session, Sight(Scope("sch_a", "test"), safeguarding=lead))
        return [flag for lane in Lane for flag in found.waiting(lane)]


def test_a_call_whose_alert_was_not_kept_was_not_made_and_can_be_made_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = app.tutoring.room(MIA).conversation.id
    with monkeypatch.context() as broken:
        broken.setattr(DatabaseLedger, "_insert", lambda *_: (_ for _ in ()).throw(StorageError("The disk is full.")))
        with pytest.raises(StorageError):
            app.tutoring.ask_adult(MIA, talk, "adult-1")
    assert app.tutoring.room(MIA).turns == ()
    turn = app.tutoring.ask_adult(MIA, talk, "adult-1")
    assert app.tutoring.ask_adult(MIA, talk, "adult-1") == turn
    assert [(flag.turn, flag.labels) for flag in flags(app, lead=True)] == [(turn, ("wellbeing.asked",))]


def test_an_appeal_that_names_a_member_of_staff_is_for_the_lead_alone(app: App) -> None:
    said = ask(app, "Mr Teacher is a stupid idiot", "1")
    assert any(segment.script == "kind_words" for segment in said.segments)
    app.tutoring.appeal(MIA, said.turn.id)
    assert [flag.turn for flag in flags(app, lead=True)] == [said.turn.id]
    assert flags(app, lead=False) == []
