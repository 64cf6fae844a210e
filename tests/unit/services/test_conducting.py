"""A check of truth that is switched off stays off, and no policy published beside it stops every answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.conduct import SWITCHED_OFF
from studybuddy_core.domain.policies import Policy
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.services.bootstrap import App
from tests.houses import ask, house

RAE = Actor("acc_researchera", "sch_a", Role.RESEARCHER, "Rae", frozenset())
HEAD = Actor("acc_heada", "sch_a", Role.ADMINISTRATOR, "Head", frozenset())


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as running:
        yield running


def live(app: App) -> Policy:
    return app.publishing.live(RAE).policy


def publish(app: App, policy: Policy) -> None:
    now = app.publishing.live(RAE).activation.id
    done = app.publishing.publish(RAE, policy, why="A preset", replacing=now)
    if done.proposal is not None:
        app.publishing.approve(HEAD, done.proposal.id)


def test_a_preset_published_while_a_check_is_off_still_lets_children_read_answers(app: App) -> None:
    holding = app.conducting.holding(RAE)
    off = app.conducting.publish(RAE, replace(holding, checked=holding.checked - {"arithmetic"}), why="It is slow")
    assert off.proposal is not None, "what holds less back waits for a second person"
    app.publishing.approve(HEAD, off.proposal.id)
    publish(app, preset_policy("strict"))
    assert live(app).optional.get("truth.arithmetic") == SWITCHED_OFF
    said = ask(app, "why is the sky blue?", "1")
    assert said.shown
    assert not [segment.script for segment in said.segments if segment.script]


def test_once_the_check_is_on_again_its_score_is_needed_again(app: App) -> None:
    holding = app.conducting.holding(RAE)
    off = app.conducting.publish(RAE, replace(holding, checked=holding.checked - {"arithmetic"}), why="It is slow")
    assert off.proposal is not None
    app.publishing.approve(HEAD, off.proposal.id)
    publish(app, preset_policy("strict"))
    app.conducting.publish(RAE, holding, why="Back")
    assert "truth.arithmetic" not in live(app).optional
