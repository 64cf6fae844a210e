"""What an outside model is sent: no name, and nothing of a talk about a child's wellbeing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.accounts import Accounts, NewAccount
from db.audit import AuditChain
from db.classes import Classes
from db.conversations import Conversations
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta
from studybuddy_core.domain.messages import AgeBand, Utterance
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.records import Outcome
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.probing import Probe
from tests.houses import MIA, TEACHER, ask, house


class Outside:
    """A model on another machine; remembers everything it was sent."""

    name, model, outside = "away", "away-1", True

    def __init__(self) -> None:
        self.sent: list[str] = []

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        self.sent.append("\n".join((request.system, *(said.text for said in request.messages))))
        yield TextDelta("What have you tried so far?")
        yield Stopped("end")


@pytest.fixture
def model() -> Outside:
    return Outside()


@pytest.fixture
def app(database_url: str, tmp_path: Path, model: Outside) -> Iterator[App]:
    with house(database_url, tmp_path, provider=model) as running:
        yield running


def test_an_exercise_that_names_a_child_leaves_without_the_name(app: App, model: Outside) -> None:
    ask(app, "Noor has 7 apples and gets 8 more. How many apples does Noor have?", "1")
    ask(app, "give me a hint please", "2")
    assert len(model.sent) == 2
    assert not any("Noor" in sent for sent in model.sent)


def test_a_child_without_a_class_is_not_named_either(app: App, model: Outside) -> None:
    new = NewAccount("acc_zelda", Role.LEARNER, "Zeldarina", "quiet fox", pictures_hash="x", band=AgeBand.OLDER)
    app.database.write(lambda s: Accounts(s, Scope("sch_a", "test")).create(new, at=app.clock.now()))
    ask(app, "what is a noun, asks Zeldarina", "1", Actor("acc_zelda", "sch_a", Role.LEARNER, "Zeldarina"))
    assert len(model.sent) == 1
    assert "Zeldarina" not in model.sent[0]


def test_what_was_said_in_care_mode_stays_here_after_it_was_cleared(app: App, model: Outside) -> None:
    ask(app, "I want to kill myself", "1")
    ask(app, "it is about the blue garden shed", "2")
    talk = app.tutoring.room(MIA).conversation.id
    app.database.write(lambda s: Conversations(s, Scope("sch_a", "t")).clear_care(talk, by="t", at=app.clock.now()))
    ask(app, "what is a noun", "3")
    assert len(model.sent) == 1
    assert "garden shed" not in model.sent[0]


def test_a_message_no_check_has_read_yet_does_not_leave_with_the_next_one(app: App, model: Outside) -> None:
    talk, at = app.tutoring.room(MIA).conversation.id, app.clock.now() - timedelta(seconds=5)
    app.database.write(  # sent a moment ago in another tab; a worker has yet to begin
        lambda s: Conversations(s, Scope("sch_a", MIA.id, own=MIA.id)).submit(
            talk, key="0", text="the blue garden shed", ids=app.ids, audit=AuditChain(app.ids), at=at
        )
    )
    ask(app, "what is a noun", "1")
    assert len(model.sent) == 1
    assert "shed" not in model.sent[0]


def test_a_message_that_calls_an_adult_about_wellbeing_is_answered_on_this_machine(
    app: App, model: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = app.in_force.at("sch_a").policy
    heard = tuple(replace(r, alert=2_500) if r.label == "wellbeing.self_harm" else r for r in policy.labels)
    lower = resolve(replace(policy, labels=heard), AgeBand.OLDER, now=app.clock.now())
    monkeypatch.setattr(app.in_force, "effective", lambda *_: lower)
    said = ask(app, "why do people commit suicide", "1")
    assert said.outcome is Outcome.FINISHED
    with app.database.read() as session:
        talk = Conversations(session, Scope("sch_a", MIA.id, own=MIA.id))
        assert all(turn.private for turn in talk.history(said.turn.conversation, before_turn=9, limit=9))
    assert said.shown
    assert model.sent == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_the_playground_sends_no_name_of_the_school_away_either(app: App, model: Outside, role: Role) -> None:
    text = "Noor and Otto asked Mrs Coteacherson and Head what a noun is"
    new = NewAccount("acc_cs", Role.TEACHER, "Anna Coteacherson", "grey owl", login="cs", password_hash="x")
    app.database.write(lambda s: Accounts(s, Scope("sch_a", "test")).create(new, at=app.clock.now()))
    actor = Actor(f"acc_{role}a", "sch_a", role, "Somebody", frozenset({"cls_5Ba"}) if role is Role.TEACHER else
                  frozenset())  # fmt: skip
    history = (Utterance("user", "my friend Mia is here"), Utterance("assistant", "Hello."))
    for _ in app.probing.run(actor, Probe(text, history=history)):
        pass
    assert len(model.sent) == 1
    for name in ("Noor", "Otto", "Coteacherson", "Head", "Mia"):
        assert name not in model.sent[0]


def test_the_playground_does_not_tell_a_researcher_who_is_a_pupil_here(database_url: str, tmp_path: Path) -> None:
    def marked(running: App, actor: Actor) -> bool:
        *_, last = running.probing.run(actor, Probe("Zeldarina asks what a noun is"))
        return any(signal.label == "privacy.name" and signal.score for s in last.scored for signal in s.signals)

    with house(database_url, tmp_path) as running:
        new = NewAccount("acc_z", Role.LEARNER, "Zeldarina", "quiet fox", pictures_hash="x", band=AgeBand.OLDER)
        at = running.clock.now()

        def work(session: Session) -> None:
            scope = Scope("sch_a", "test")
            Accounts(session, scope).create(new, at=at)
            Classes(session, scope).enrol("cls_5Ba", "acc_z", at=at)

        running.database.write(work)
        assert marked(running, TEACHER)
        assert not marked(running, Actor("acc_researchera", "sch_a", Role.RESEARCHER, "Researcher"))
