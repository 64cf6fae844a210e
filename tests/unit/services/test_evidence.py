"""What an adult reads of why something was flagged does not say two things at once."""

from __future__ import annotations

from studybuddy_core.domain.deciding import Reason
from studybuddy_core.services.evidence import in_words

LABEL = "wellbeing.self_harm"
ALERT = Reason(f"{LABEL}.alert", LABEL, 9_800, 4_500, "Self-harm over the alert line")
DOUBT = Reason(f"{LABEL}.grey", LABEL, 9_800, 2_000, "Self-harm is doubtful and nobody could judge it")
PERHAPS = Reason("perhaps_self_harm", LABEL, 9_800, 500, "Perhaps a worry said sideways: the lesson goes on")
HELD = Reason("hold.care", why="A grown-up has not cleared this talk yet")


def test_what_is_well_over_the_line_is_not_called_doubtful_or_perhaps() -> None:
    assert in_words((ALERT, DOUBT, PERHAPS, HELD)) == (HELD.why,)


def test_what_is_doubtful_alone_is_said() -> None:
    assert in_words((DOUBT, PERHAPS)) == (DOUBT.why, PERHAPS.why)
