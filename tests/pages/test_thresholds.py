"""The Thresholds page without a browser: a line moves, the numbers follow, and publishing asks why."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Slider, Toggle

from db.engine import Database
from pages.ui import who
from pages.ui.composition import composition
from pages.ui.registry import PAGES
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.revising import Line, Move
from studybuddy_core.services.publishing import Publishing
from studybuddy_core.services.shadowing import Shadowing
from studybuddy_core.services.tuning import Tuning
from tests.people import SmallSchool
from tests.talks import Talking

VIOLENCE = "harm.violence"


class House:
    """The services behind the page, and who sits in front of it."""

    def __init__(self, talking: Talking) -> None:
        self.talking = talking
        self.at = talking.actor("researcher")
        database, clock, ids = talking.school.database, talking.clock, talking.ids
        self.tuning = Tuning(database, clock, ids, all_checks)
        self.publishing = Publishing(database, clock, ids)
        self.shadowing = Shadowing(database, clock, ids, self.publishing)
        accounts = SimpleNamespace(actor_of=lambda _token, active=True: self.at)
        self.app = SimpleNamespace(accounts=accounts, clock=clock, tuning=self.tuning, publishing=self.publishing,
                                   shadowing=self.shadowing)  # fmt: skip

    def sits(self, login: str) -> Actor:
        self.at = self.talking.actor(login)
        return self.at


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> House:
    school = SmallSchool(database)
    school.fill()
    made = House(Talking(school))
    monkeypatch.setattr(who, "session_token", lambda: "a token")
    monkeypatch.setattr(composition, "app", lambda: made.app)
    return made


def opened(page: str = "thresholds") -> AppTest:
    app = AppTest.from_file(str(PAGES / "researcher" / f"{page}.py"), default_timeout=30).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return " | ".join(element.value for kind in (app.text, app.caption, app.info, app.warning) for element in kind)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def line(app: AppTest, name: str) -> Slider:
    return next(slider for slider in app.slider if slider.label == f"{name} line")


def on_off(app: AppTest, name: str) -> Toggle:
    return next(toggle for toggle in app.toggle if toggle.label.startswith(name))


def on_violence(house: House) -> AppTest:
    return press(opened(), "thresholds_label_harm_violence")


def test_a_school_where_nothing_was_said_says_so(house: House) -> None:
    assert "Nothing was said yet at this school" in texts(opened())


def test_a_slider_moves_the_draft_and_the_numbers_follow(house: House) -> None:
    for score in (3_000, 4_000, 6_000):
        house.talking.says("a dragon", {VIOLENCE: score})
    app = on_violence(house)
    assert metrics(app)["Held back"] == "0"
    app = line(app, "Protect").set_value(0.35).run()
    assert metrics(app)["Held back"] == "+1"
    assert "Violence 0.40 over protect 0.35" in texts(app)
    app = press(app, "thresholds_undo")
    assert metrics(app)["Held back"] == "0"


def test_stricter_steps_to_the_next_score_that_matters(house: House) -> None:
    house.talking.says("a dragon", {VIOLENCE: 4_200})
    app = press(on_violence(house), "thresholds_protect_stricter")
    assert "Protect is now 0.42." in texts(app)
    app = press(app, "thresholds_protect_stricter")
    assert "changes no decision on any stored message" in texts(app)


def test_a_line_can_be_never_and_back(house: House) -> None:
    house.talking.says("a dragon", {VIOLENCE: 6_000})
    app = on_off(on_violence(house), "Protect").set_value(False).run()
    assert metrics(app)["Let through"] == "+1"
    app = on_off(app, "Protect").set_value(True).run()
    assert line(app, "Protect").value == 1.0


def test_a_label_can_be_doubted_from_a_line_on_that_never_passes_the_protect_line(house: House) -> None:
    house.talking.says("a dragon", {VIOLENCE: 4_000})
    app = on_off(on_violence(house), "Grey").set_value(True).run()
    assert line(app, "Grey").value == 0.5
    app = line(app, "Grey").set_value(0.3).run()
    assert "Unknown, since a score is missing: 1" in texts(app), "whether a judge was there then was not kept"
    app = line(app, "Protect").set_value(0.2).run()
    assert line(app, "Grey").value == 0.2
    assert not app.error


def test_what_no_judge_can_be_asked_about_has_no_such_line(house: House) -> None:
    app = press(opened(), "thresholds_label_privacy_staff")
    assert [toggle.label.split()[0] for toggle in app.toggle] == ["Protect", "Alert"]


def test_an_unsound_draft_can_not_be_published_and_says_why(house: House) -> None:
    app = press(opened(), "thresholds_label_wellbeing_self_harm")
    app = line(app, "Alert").set_value(0.9).run()
    assert "Self\\-harm would show a crisis script before an adult hears" in app.error[0].value
    assert app.button(key="go_publish").disabled


def test_words_come_only_when_asked_for_and_redacted(house: House) -> None:
    house.talking.says("Mia hits a dragon", {VIOLENCE: 4_000})
    house.tuning.move(house.at, Move(VIOLENCE, Line.PROTECT, 3_000))
    app = opened()
    message = next(b.key for b in app.button if b.key and b.key.startswith("thresholds_show_"))
    assert "you asked 0 times" in texts(app)
    assert "you asked 1 time," in texts(press(app, message))


def test_publishing_stricter_asks_why_and_holds_at_once(house: House) -> None:
    house.talking.says("a dragon", {VIOLENCE: 4_000})
    house.tuning.move(house.at, Move(VIOLENCE, Line.PROTECT, 3_000))
    app = press(opened(), "go_publish")
    assert "it holds at once" in texts(app)
    app = press(app, "go_publish_now")
    assert "Say why" in app.error[0].value
    app.text_area(key="thresholds_why").set_value("Dragons")
    app = press(app, "go_publish_now")
    assert "Published. It holds from every child's next message." in texts(app)
    assert house.publishing.live(house.at).policy.label_rule(VIOLENCE).protect == 3_000
    assert house.tuning.room(house.at).changes == ()


def test_publishing_weaker_only_proposes(house: House) -> None:
    house.tuning.move(house.at, Move(VIOLENCE, Line.PROTECT, 6_000))
    app = press(opened(), "go_publish")
    assert "somebody else must approve" in texts(app)
    app.text_area(key="thresholds_why").set_value("Too many dragons")
    app = press(app, "go_publish_now")
    assert "Proposed." in texts(app)
    assert house.publishing.live(house.at).policy.label_rule(VIOLENCE).protect == 5_000


def propose(house: House) -> str:
    live = house.publishing.live(house.at)
    house.tuning.move(house.at, Move(VIOLENCE, Line.PROTECT, 6_000))
    done = house.publishing.publish(house.at, house.tuning.room(house.at).policy, why="Too many dragons",
                                    replacing=live.activation.id)  # fmt: skip
    return done.proposal.id


def test_the_proposer_sees_no_way_to_approve(house: House) -> None:
    proposal = propose(house)
    app = opened("policies")
    assert f"go_approve_{proposal}" not in [b.key for b in app.button]
    assert "Too many dragons" in texts(app)


def test_a_head_approves_and_the_history_names_both(house: House) -> None:
    proposal = propose(house)
    house.sits("head")
    app = press(opened("policies"), f"go_approve_{proposal}")
    assert house.publishing.live(house.at).policy.label_rule(VIOLENCE).protect == 6_000
    assert "Researcher, approved by Head" in texts(app)
    assert [b.key for b in app.button if (b.key or "").startswith("policies_back")] == []


def test_a_refusal_needs_a_reason(house: House) -> None:
    proposal = propose(house)
    house.sits("head")
    app = press(opened("policies"), f"policies_refuse_{proposal}")
    assert "Say why" in app.error[0].value
    app.text_input(key=f"policies_why_{proposal}").set_value("Too soon")
    app = press(app, f"policies_refuse_{proposal}")
    assert "Nothing waits for a second person." in texts(app)


def test_a_researcher_goes_back_to_a_stricter_policy_at_once(house: House) -> None:
    proposal = propose(house)
    house.publishing.approve(house.sits("head"), proposal)
    house.sits("researcher")
    app = opened("policies")
    back = next(b.key for b in app.button if (b.key or "").startswith("policies_back_"))
    app = press(app, back)
    app.text_area(key="policies_back_why").set_value("It was better")
    press(app, "go_back_now")
    assert house.publishing.live(house.at).policy.label_rule(VIOLENCE).protect == 5_000
