"""What is in shadow, on the page Policies: what it would have changed, and publishing or withdrawing it."""

from __future__ import annotations

import pytest

from studybuddy_core.domain.labels import LABELS
from studybuddy_core.services.importing import Sources
from tests.documents import CONSTITUTION
from tests.pages.test_thresholds import House, house, opened, press, texts

__all__ = ["house"]

SOURCES = Sources(CONSTITUTION, "house_rules.yaml")


@pytest.fixture
def shadow(house: House) -> str:
    return house.shadowing.keep(house.at, SOURCES, why="From the district").id


def test_nothing_in_shadow_says_how_something_gets_there(house: House) -> None:
    assert "Nothing is in shadow." in texts(opened("policies"))


def test_it_says_what_it_would_have_decided(house: House, shadow: str) -> None:
    house.talking.clock.move(seconds=5)
    label = f"rule.shadow.{shadow}"
    rules = ("no_crime", "no_hurting", "ask_a_doctor", "money")
    nothing = dict.fromkeys([*LABELS, *(f"{label}.{name}" for name in rules)], 0)
    for hit in (10_000, 0, 0):
        house.talking.says("A knight", {**nothing, f"{label}.no_crime": hit})
    said = texts(opened("policies"))
    assert "“house_rules”, imported by Researcher" in said
    assert "1 of 3 texts since then would have been decided otherwise: 1 stopped" in said
    assert "met by 1" in said


def test_a_researcher_publishes_it_with_a_reason(house: House, shadow: str) -> None:
    app = press(opened("policies"), f"shadow_publish_{shadow}")
    assert "Say why" in app.error[0].value
    app.text_input(key=f"shadow_why_{shadow}").set_value("It did what it should")
    app = press(app, f"shadow_publish_{shadow}")
    assert "Published." in texts(app)
    assert house.publishing.live(house.at).policy.label_rule("rule.no_crime") is not None


def test_a_researcher_withdraws_it(house: House, shadow: str) -> None:
    app = opened("policies")
    app.text_input(key=f"shadow_why_{shadow}").set_value("Not for us")
    app = press(app, f"shadow_withdraw_{shadow}")
    assert "Nothing is in shadow." in texts(app)


def test_a_head_sees_it_and_can_not_publish_it(house: House, shadow: str) -> None:
    house.sits("head")
    app = opened("policies")
    assert "house_rules" in texts(app)
    assert f"shadow_publish_{shadow}" not in [button.key for button in app.button]
