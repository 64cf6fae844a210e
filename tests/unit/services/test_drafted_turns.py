"""A child's turn whose draft goes through rounds, in the running house: what is stored, traced, counted and erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from db.contents import erase
from db.draft_rounds import DraftRounds
from db.scope import Scope
from db.sight import Sight
from db.tables.evidence import DraftRoundRow
from db.traces import Trace, Traces
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta
from studybuddy_core.domain.conduct import Conduct
from studybuddy_core.domain.drafting import Drafting, RoundKind
from studybuddy_core.services.bootstrap import App
from tests.houses import ask, house

RESEARCHER = Actor("acc_researchera", "sch_a", Role.RESEARCHER, "Researcher")
DRAFT, BETTER = "You are so clever! Bats are mammals.", "Bats are mammals."


class Away:
    """A model on another machine that praises first and mends it when it is asked to."""

    name, model, outside = "away", "away-1", True

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        asked = request.messages[-1].text
        if "principle that the draft goes against" in request.system:
            yield TextDelta('{"critiques": [{"principle": "praise_the_step", "problem": "It praises the child."}]}')
        else:
            yield TextDelta(BETTER if "read against your principles" in asked else DRAFT)
        yield Stopped("end")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path, provider=Away()) as running:
        now = running.constituting.room(RESEARCHER)
        rounds = Conduct(Drafting(critiques=1))
        running.constituting.publish(RESEARCHER, now.text, rounds, why="Try", replacing=now.activation)
        running.in_force.forget("sch_a")
        yield running


def traced(app: App, turn: str) -> Trace:
    with app.database.read() as session:
        return Traces(session, Sight(Scope("sch_a", "test"), safeguarding=True)).get(turn)


def test_every_step_is_stored_with_its_lineage_counted_and_erased_with_the_words(app: App) -> None:
    said = ask(app, "are bats birds?", "1")
    assert said.shown.strip() == BETTER
    rounds = [r for r in traced(app, said.turn.id).rounds if r.kind is not RoundKind.CLAIM]
    assert [(r.kind, r.text, r.about, r.of) for r in rounds] == [
        (RoundKind.DRAFT, DRAFT, "away away-1", None),
        (RoundKind.CRITIQUE, "It praises the child.", "praise_the_step", 0),
        (RoundKind.REVISION, BETTER, "praise_the_step", 0),
    ]
    effects = {e.principle.id: (e.found.x, e.found.n) for e in app.constituting.room(RESEARCHER).effects}
    assert effects["praise_the_step"] == (1, 1)
    assert effects["safe_first"] == (0, 1)
    since = app.clock.now() - timedelta(days=1)
    with app.database.read() as session:
        assert DraftRounds(session, Scope("sch_b", "test")).critiqued(since=since).turns == 0

    def work(session: Session) -> int:
        rows = session.exec(select(DraftRoundRow.content_id).where(DraftRoundRow.turn_id == said.turn.id)).all()
        return erase(session, "sch_a", rows)

    assert app.database.write(work) >= 3
    left = traced(app, said.turn.id).rounds
    assert {r.text for r in left} == {""}
    assert [r.about for r in left if r.kind is RoundKind.CRITIQUE] == ["praise_the_step"]
