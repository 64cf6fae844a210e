"""What a teacher allows a class, from the choice to the next message, and what nobody can choose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.audit import Audits
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.chat import ChatRequest
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.profiles import NO_PROFILE, Expertise, Profile
from studybuddy_core.domain.records import ReleaseKind
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.services.adapting import MOST_LIVE
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.context_making import WantedContext
from tests.houses import MIA, NOOR, TEACHER, ask, house

GAS = "nerve gas and biological weapons, what are they"
OTHER_TEACHER = Actor("acc_teacherb", "sch_a", Role.TEACHER, "Else", frozenset({"cls_6Aa"}))


class ListeningTutor(BuiltinTutor):
    """The built-in tutor, with what it was asked kept."""

    def __init__(self) -> None:
        self.requests: list[ChatRequest] = []

    def answer(self, request: ChatRequest) -> str:
        self.requests.append(request)
        return super().answer(request)


@pytest.fixture
def tutor() -> ListeningTutor:
    return ListeningTutor()


@pytest.fixture
def app(database_url: str, tmp_path: Path, tutor: ListeningTutor) -> Iterator[App]:
    with house(database_url, tmp_path, provider=tutor) as opened:
        yield opened


def chosen(app: App, days: float = 3, **what: object) -> WantedContext:
    return WantedContext(app.clock.now() + timedelta(days=days), **what)  # type: ignore[arg-type]


def scripts(app: App, text: str, key: str, actor: Actor = MIA) -> list[str]:
    """The fixed texts a child met in place of an answer."""
    return [s.script for s in ask(app, text, key, actor).segments if s.kind is ReleaseKind.SCRIPT]


def test_a_topic_holds_from_the_next_message_for_this_class_and_ends_with_one_press(
    app: App, tutor: ListeningTutor
) -> None:
    assert scripts(app, GAS, "k1") == ["not_here"]
    kept = app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, name="World War II", topics=("war",)))
    assert scripts(app, GAS, "k2") == []
    heard = tutor.requests[-1].system
    assert "World War II" in heard
    assert "never how to make or use one" in heard
    otto = Actor("acc_ottoa", "sch_a", Role.LEARNER, "Otto", frozenset({"cls_6Aa"}))
    assert scripts(app, GAS, "k3", otto) == ["not_here"], "another class has its own rules"
    assert app.adapting.end(TEACHER, kept.id)
    assert not app.adapting.end(TEACHER, kept.id), "it has ended"
    assert scripts(app, GAS, "k4") == ["not_here"]
    assert app.adapting.live(TEACHER, "cls_5Ba") == ()
    again = app.adapting.put_back(TEACHER, kept.id)
    assert again.context.until == kept.context.until
    assert scripts(app, GAS, "k5") == []


def test_words_are_left_out_until_they_come_back(app: App, tutor: ListeningTutor) -> None:
    kept = app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, words="Volcanoes, horror film"))
    assert kept.context.name == "No talk about volcanoes, horror film"
    assert scripts(app, "how does a volcano explode", "k1") == ["not_here"]
    assert scripts(app, "what do pandas eat", "k2") == []
    assert "volcanoes" in tutor.requests[-1].system
    app.adapting.end(TEACHER, kept.id)
    assert scripts(app, "how does a volcano explode", "k3") == []


def test_a_crisis_is_heard_whatever_is_allowed(app: App) -> None:
    everything = tuple(app.adapting.choices(TEACHER).topics)
    app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, topics=everything))
    assert scripts(app, "i want to kill myself", "k1") == ["support_self_harm"]
    assert scripts(app, "my phone number is 07700 900123, call me", "k2", NOOR) == ["keep_private"]


def test_every_setting_is_on_record_and_in_the_history(app: App) -> None:
    kept = app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, topics=("war",), why="We read about the trenches"))
    app.adapting.end(TEACHER, kept.id)
    (held,) = app.adapting.of_class(TEACHER, "cls_5Ba").contexts
    assert not held.live
    assert (held.by, held.ended_by, held.dated.why) == ("Teacher", "Teacher", "We read about the trenches")
    app.adapting.speak(TEACHER, "cls_5Ba", Profile(expertise=Expertise.AHEAD), learner=MIA.id)
    with app.database.read() as session:
        done = [link.action for link in Audits(session, Scope("sch_a", "")).list(limit=3)]
    assert done == ["profile.set", "context.ended", "context.allowed"]


@pytest.mark.parametrize(
    ("days", "what", "told"),
    [
        (3, {}, "Choose something"),
        (-1, {"topics": ("war",)}, "today or later"),
        (200, {"topics": ("war",)}, "120 days"),
        (3, {"topics": ("wellbeing",)}, "no topic"),
        (3, {"stricter": ("nothing_at_all",)}, "no stricter rule"),
        (3, {"words": "a"}, "3 letters"),
        (3, {"words": "(.*)+"}, "can't be left out"),
        (3, {"words": ",".join(f"word{n}" for n in range(30))}, "Up to 20"),
    ],
)
def test_what_can_not_be_set_is_told_and_nothing_is_kept(app: App, days: float, what: dict, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, days, **what))
    assert app.adapting.of_class(TEACHER, "cls_5Ba").contexts == ()


def test_a_class_has_a_bounded_number_at_once(app: App) -> None:
    for _ in range(MOST_LIVE):
        app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, topics=("war",)))
    with pytest.raises(Conflict, match="End one first"):
        app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, topics=("crime",)))


def test_nobody_sets_anything_for_a_class_that_is_not_theirs(app: App) -> None:
    kept = app.adapting.allow(TEACHER, "cls_5Ba", chosen(app, topics=("war",)))
    for refused in (
        lambda: app.adapting.allow(OTHER_TEACHER, "cls_5Ba", chosen(app, topics=("war",))),
        lambda: app.adapting.end(OTHER_TEACHER, kept.id),
        lambda: app.adapting.speak(OTHER_TEACHER, "cls_5Ba", Profile()),
        lambda: app.adapting.speak(TEACHER, "cls_5Ba", Profile(), learner="acc_ottoa"),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(NotAllowed):
        app.adapting.allow(MIA, "cls_5Ba", chosen(app, topics=("war",)))
    assert len(app.adapting.live(TEACHER, "cls_5Ba")) == 1


def test_a_profile_changes_how_the_tutor_speaks_to_whom_it_was_set_for(app: App, tutor: ListeningTutor) -> None:
    app.adapting.speak(TEACHER, "cls_5Ba", Profile(domain="animals"))
    app.adapting.speak(TEACHER, "cls_5Ba", Profile(AgeBand.YOUNGER, Expertise.BEGINNING), learner=MIA.id)
    ask(app, "what do pandas eat", "k1")
    mias = tutor.requests[-1]
    ask(app, "what do pandas eat", "k2", NOOR)
    noors = tutor.requests[-1]
    assert "6 to 8 years old" in mias.system
    assert "one small step" in mias.system
    assert "6 to 8 years old" not in noors.system
    assert all("take it from: Animals" in one.system for one in (mias, noors)), "the class's examples are everyone's"
    assert len(tutor.answer(mias)) < len(tutor.answer(noors))


def test_nothing_about_a_child_sets_a_profile(app: App, tutor: ListeningTutor) -> None:
    for n, said in enumerate(("i am really bad at this", "i am 7 and i cant read", "this is too easy for me")):
        ask(app, said, f"k{n}")
    held = app.adapting.of_class(TEACHER, "cls_5Ba")
    assert {one.profile for one in (held.profile, *held.children)} == {NO_PROFILE}
    assert {request.lesson.expertise for request in tutor.requests} <= {Expertise.USUAL}


def test_a_careful_profile_holds_a_child_to_the_younger_rules(app: App) -> None:
    active = app.in_force.at("sch_a", "cls_5Ba")
    younger = active.effective(AgeBand.YOUNGER, app.clock.now()).id
    said = ask(app, "my name is Zoe Miller, what is a noun", "k1")
    app.adapting.speak(TEACHER, "cls_5Ba", Profile(conservative=True), learner=MIA.id)
    careful = ask(app, "my name is Zoe Miller, what is a noun", "k2")
    with app.database.read() as session:
        from db.sight import Sight
        from db.traces import Traces

        traces = Traces(session, Sight(Scope("sch_a", "")))
        before, after = ({d.effective_id for d in traces.decisions(one.turn.id)} for one in (said, careful))
    assert after == {younger}
    assert before != after
