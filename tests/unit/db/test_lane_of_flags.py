"""The lane a kept flag stands in."""

from __future__ import annotations

from dataclasses import replace

from db.batch_rows import lane_of
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.records import FlagDraft
from studybuddy_core.domain.reviews import Lane

WORRY = FlagDraft(Stage.INPUT, Notify.REVIEW, ("wellbeing.distress",), False, False, "input:wellbeing.distress")


def test_what_is_perhaps_a_worry_waits_for_the_digest_and_a_worry_does_not() -> None:
    assert lane_of(WORRY) is Lane.TODAY
    assert lane_of(replace(WORRY, quiet=True)) is Lane.DIGEST
