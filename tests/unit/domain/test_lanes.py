"""How soon a flag wants an adult."""

from __future__ import annotations

import pytest

from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import Lane, lane_for


@pytest.mark.parametrize(
    ("notify", "labels", "more", "lane"),
    [
        (Notify.REVIEW, ("wellbeing.self_harm",), {"crisis": True}, Lane.NOW),
        (Notify.ALERT, ("harm.weapons",), {}, Lane.NOW),
        (Notify.REVIEW, ("toxicity.insult",), {}, Lane.TODAY),
        (Notify.REVIEW, ("attack.injection", "learning.ghostwriting"), {}, Lane.DIGEST),
        (Notify.REVIEW, ("attack.injection", "harm.violence"), {}, Lane.TODAY),
        (Notify.REVIEW, ("attack.injection",), {"asked": True}, Lane.TODAY),
        (Notify.REVIEW, (), {}, Lane.TODAY),
        (Notify.REVIEW, ("wellbeing.self_harm",), {"quiet": True}, Lane.DIGEST),
    ],
)
def test_what_calls_an_adult_is_for_now_and_only_what_harms_nobody_waits(
    notify: Notify, labels: tuple[str, ...], more: dict[str, bool], lane: Lane
) -> None:
    assert lane_for(notify, labels, **more) is lane
