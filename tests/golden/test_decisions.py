"""Frozen texts and policies still decide as they did; where they should not, freeze anew and have the diff read."""

import pytest

from studybuddy_core.domain.messages import Stage
from studybuddy_core.presets.seeds import preset_names, preset_policy
from tests.golden.decisions import BETWEEN_PROCESSORS, decided_by, frozen, moved, scored, unfolded
from tests.golden.kernels import this_kernel

FROZEN = frozen()
MOVES = (0,) if FROZEN["kernel"] == this_kernel() else (0, -BETWEEN_PROCESSORS, BETWEEN_PROCESSORS)
CASES = [(stage, text, outcome) for stage, texts in FROZEN["texts"].items() for text, outcome in texts.items()]


def test_the_seed_policies_are_the_reviewed_ones() -> None:
    assert {name: preset_policy(name).id for name in preset_names()} == FROZEN["policies"]


@pytest.mark.parametrize(("stage", "text", "outcome"), CASES)
def test_a_text_is_decided_as_reviewed(stage: str, text: str, outcome: str | dict[str, str]) -> None:
    signals = scored(Stage(stage), text)
    here = [decided_by(moved(signals, points), Stage(stage)) for points in MOVES]
    strays = {who: (was, [one[who] for one in here]) for who, was in unfolded(outcome).items()
              if was not in {one[who] for one in here}}  # fmt: skip
    assert not strays
