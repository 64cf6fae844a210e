"""What becomes a flag, and how loud it is."""

from __future__ import annotations

from studybuddy_core.domain.deciding import Decision, Reason
from studybuddy_core.domain.messages import Extent, Stage
from studybuddy_core.domain.policies import Effect, Notify, Reply
from studybuddy_core.pipeline.flagging import flag_for

PERHAPS = Reason("perhaps_self_harm", "wellbeing.self_harm", 700, 500)


def decision(effect: Effect, *reasons: Reason) -> Decision:
    return Decision(Stage.INPUT, Extent.WHOLE, effect, reasons, (), "eff")


def test_what_is_perhaps_a_worry_is_read_later_and_is_no_crisis() -> None:
    flag = flag_for(decision(Effect(notify=Notify.REVIEW), PERHAPS))
    assert flag is not None
    assert (flag.quiet, flag.crisis, flag.cause) == (True, False, "input:perhaps:wellbeing.self_harm")


def test_a_line_of_its_own_or_a_support_text_is_never_quiet() -> None:
    alert = Reason("wellbeing.self_harm.alert", "wellbeing.self_harm", 4_700, 4_500)
    for found in (
        decision(Effect(notify=Notify.REVIEW), PERHAPS, alert),
        decision(Effect(Reply.SUPPORT, "support_self_harm", Notify.REVIEW), PERHAPS),
        decision(Effect(notify=Notify.ALERT), PERHAPS),
    ):
        flag = flag_for(found)
        assert flag is not None
        assert (flag.quiet, flag.crisis) == (False, True)
