"""What children tell of themselves is heard however they put it, and school sentences that sound like it are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import score
from studybuddy_core.pipeline.redaction import redact

LINES = yaml.safe_load(Path(__file__).with_name("personal_tellings.yaml").read_text("utf-8"))
CHECKS = checks_named(["personal"])
LEAST = {"privacy.birthday": 6_000}
# Not heard: a name on no list with too little around it, and a name that signs, as names in letters for school do.
MISSED = frozenset({
    "hi this is «Jaydon» from before", "hello i am «Tamsin» and im 8",
    "signed «Poppy»", "love from «Maisie»", "me and my brother «Hamza» share a room",
})
DISCLOSES = [
    (label, line) for label, lines in LINES["discloses"].items() for line in lines if line not in MISSED
]
TWINS = [line for lines in LINES["twins"].values() for line in lines]


def plain(line: str) -> str:
    return line.replace("«", "").replace("»", "")


def scores(line: str) -> dict[str, int]:
    return {s.label: s.score or 0 for s in score(TurnView(Stage.INPUT, plain(line)), CHECKS)}


@pytest.mark.parametrize(("label", "line"), DISCLOSES)
def test_what_a_child_tells_of_itself_can_be_acted_on_and_does_not_leave(label: str, line: str) -> None:
    assert scores(line)[label] >= LEAST.get(label, 5_000)
    sent = re.sub(r"\[[A-Z]+ \d+\]", "«»", redact(plain(line), CHECKS))
    assert sent == re.sub("«[^»]*»", "«»", line)  # the rest of the sentence stays whole


@pytest.mark.parametrize("line", TWINS)
def test_a_school_sentence_that_sounds_like_it_gives_nothing_away(line: str) -> None:
    assert max(scores(line).values()) < 5_000
