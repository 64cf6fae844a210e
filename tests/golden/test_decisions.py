"""Frozen texts and policies still decide as they did; where they should not, freeze anew and have the diff read."""

import pytest

from studybuddy_core.domain.messages import Stage
from studybuddy_core.presets.seeds import preset_names, preset_policy
from tests.golden.decisions import decided, folded, frozen

FROZEN = frozen()
CASES = [(stage, text, outcome) for stage, texts in FROZEN["texts"].items() for text, outcome in texts.items()]


def test_the_seed_policies_are_the_reviewed_ones() -> None:
    assert {name: preset_policy(name).id for name in preset_names()} == FROZEN["policies"]


@pytest.mark.parametrize(("stage", "text", "outcome"), CASES)
def test_a_text_is_decided_as_reviewed(stage: str, text: str, outcome: object) -> None:
    assert folded(decided(Stage(stage), text)) == outcome
