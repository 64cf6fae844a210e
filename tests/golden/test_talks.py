"""Frozen talks with the built-in tutor: a difference is a change in what children read, and is reviewed as such."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from studybuddy_core.domain.messages import AgeBand
from tests.unit.providers.test_builtin import Chat

TALKS = yaml.safe_load((Path(__file__).parent / "talks.yaml").read_text("utf-8"))["talks"]


@pytest.mark.parametrize("talk", TALKS, ids=[talk["title"] for talk in TALKS])
def test_the_tutor_says_what_was_reviewed(talk: dict[str, Any]) -> None:
    chat = Chat(AgeBand(talk["band"]), talk["grade"])
    for turn in talk["talk"]:
        assert chat.say(turn["child"]) == turn["tutor"]
