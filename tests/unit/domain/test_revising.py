"""What changed between two policies, and whether anything is held less strictly."""

from dataclasses import replace

import pytest

from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import AtLeast, Effect, LabelRule, Notify, Policy, Reply, Rule
from studybuddy_core.domain.revising import (
    Direction,
    Line,
    Move,
    differences,
    drafted,
    effective_line,
    moved,
    shown_score,
    weakened,
)

VIOLENCE = LabelRule("harm.violence", 5000, 8000, {Stage.INPUT: Reply.REDIRECT}, "not_here", relaxed=9000)
SELF_HARM = LabelRule("wellbeing.self_harm", 5000, 4000, {Stage.INPUT: Reply.SUPPORT}, "support_self_harm",
                      call=Notify.ALERT)  # fmt: skip
YOUNG = replace(VIOLENCE, protect=4000)
POLICY = Policy("autumn", (VIOLENCE, SELF_HARM), bands={AgeBand.YOUNGER: (YOUNG,)})
PROTECT, ALERT, GREY = Line.PROTECT, Line.ALERT, Line.GREY


@pytest.mark.parametrize(
    ("move", "weaker"),
    [
        (Move("harm.violence", PROTECT, 4500), False),
        (Move("harm.violence", PROTECT, 5500), True),
        (Move("harm.violence", PROTECT, None), True),
        (Move("harm.violence", ALERT, 8100), True),
        (Move("harm.violence", ALERT, 100), False),
        (Move("wellbeing.self_harm", ALERT, 4100), True),
        (Move("harm.violence", PROTECT, 3000, AgeBand.YOUNGER), False),
        (Move("harm.violence", PROTECT, 4500, AgeBand.YOUNGER), True),
    ],
)
def test_raising_a_line_is_weaker_and_lowering_it_is_not(move: Move, weaker: bool) -> None:
    assert bool(weakened(POLICY, moved(POLICY, move))) is weaker


def test_one_weaker_line_among_stricter_ones_is_found() -> None:
    draft = drafted(POLICY, [Move("harm.violence", PROTECT, 1000), Move("wellbeing.self_harm", PROTECT, 5100)])
    assert weakened(POLICY, draft) == ("wellbeing.self_harm.protect",)


def test_a_younger_child_never_gets_more_than_an_older_one() -> None:
    draft = moved(POLICY, Move("harm.violence", PROTECT, 7000, AgeBand.YOUNGER))
    assert effective_line(draft, "harm.violence", PROTECT, AgeBand.YOUNGER) == 5000
    assert draft.bands == {}


def test_tightening_for_everyone_keeps_what_the_younger_have_more() -> None:
    draft = moved(POLICY, Move("harm.violence", PROTECT, 4500))
    assert effective_line(draft, "harm.violence", PROTECT, AgeBand.YOUNGER) == 4000


@pytest.mark.parametrize(
    "other",
    [
        replace(POLICY, labels=(VIOLENCE,)),
        replace(POLICY, bands={}),
        replace(POLICY, labels=(replace(VIOLENCE, replies={Stage.INPUT: Reply.ANNOTATE}), SELF_HARM)),
        replace(POLICY, labels=(replace(VIOLENCE, call=Notify.LOG), SELF_HARM)),
        replace(POLICY, labels=(replace(VIOLENCE, relaxed=10_000), SELF_HARM)),
        replace(POLICY, optional={"harm.violence": "slow"}),
        replace(POLICY, on_missing=Effect(Reply.REDIRECT, "try_again", Notify.REVIEW)),
    ],
    ids=["label gone", "band gone", "milder reply", "quieter call", "relaxes further", "not required", "milder fault"],
)
def test_what_weakens_without_touching_a_line_is_found_too(other: Policy) -> None:
    assert weakened(POLICY, other)
    assert weakened(other, POLICY) == ()
    assert differences(POLICY, other)


def test_a_composed_rule_may_stand_in_for_a_stricter_line() -> None:
    conditions = (AtLeast("wellbeing.self_harm", 3000), AtLeast("harm.violence", 3000))
    with_rule = replace(POLICY, rules=(Rule("both", Stage.INPUT, conditions, Effect(Reply.SUPPORT, "s")),))
    assert weakened(with_rule, POLICY)
    lower = moved(POLICY, Move("wellbeing.self_harm", PROTECT, 3000))
    assert weakened(with_rule, lower) == ()


DOUBTED = moved(POLICY, Move("harm.violence", GREY, 3000))


@pytest.mark.parametrize(("score", "weaker"), [(3500, True), (None, True), (2500, False), (0, False)])
def test_doubting_less_needs_a_second_person_and_doubting_more_does_not(score: int | None, weaker: bool) -> None:
    assert weakened(POLICY, DOUBTED) == ()
    assert bool(weakened(DOUBTED, moved(DOUBTED, Move("harm.violence", GREY, score)))) is weaker
    (row,) = [c for c in differences(DOUBTED, moved(DOUBTED, Move("harm.violence", GREY, score))) if c.band is None]
    assert (row.what, row.direction) == ("grey", Direction.WEAKER if weaker else Direction.STRICTER)


def test_a_protect_line_that_takes_the_place_of_the_grey_one_blocks_as_well_but_not_what_nobody_judged() -> None:
    held_back = replace(DOUBTED, labels=(replace(VIOLENCE, protect=3000), SELF_HARM))
    assert weakened(DOUBTED, held_back), "a judge that failed withheld, now the child is led elsewhere"


def test_nothing_is_doubtful_above_the_protect_line() -> None:
    high = moved(POLICY, Move("harm.violence", GREY, 9000))
    assert effective_line(high, "harm.violence", GREY, AgeBand.OLDER) == 5000
    lower = moved(DOUBTED, Move("harm.violence", PROTECT, 2000))
    assert effective_line(lower, "harm.violence", GREY, AgeBand.OLDER) == 2000


def test_a_band_may_doubt_more_and_never_less() -> None:
    younger = moved(DOUBTED, Move("harm.violence", GREY, 1000, AgeBand.YOUNGER))
    assert effective_line(younger, "harm.violence", GREY, AgeBand.YOUNGER) == 1000
    assert effective_line(younger, "harm.violence", GREY, AgeBand.OLDER) == 3000
    same = moved(DOUBTED, Move("harm.violence", GREY, 4000, AgeBand.YOUNGER))
    assert effective_line(same, "harm.violence", GREY, AgeBand.YOUNGER) == 3000


def test_the_differences_read_as_from_and_to() -> None:
    draft = drafted(POLICY, [Move("harm.violence", ALERT, None), Move("wellbeing.self_harm", PROTECT, 4567)])
    rows = [(c.title, c.what, c.before, c.after, c.direction) for c in differences(POLICY, draft) if c.band is None]
    assert rows == [
        ("Violence", "alert", "0.80", "never", Direction.WEAKER),
        ("Self-harm", "protect", "0.50", "0.4567", Direction.STRICTER),
    ]


def test_a_band_line_is_compared_as_it_holds_for_that_band() -> None:
    draft = moved(POLICY, Move("harm.violence", PROTECT, 3500, AgeBand.YOUNGER))
    (row,) = differences(POLICY, draft)
    assert (row.band, row.before, row.after, row.direction) == (AgeBand.YOUNGER, "0.40", "0.35", Direction.STRICTER)


def test_the_name_alone_is_no_difference() -> None:
    assert differences(POLICY, replace(POLICY, name="winter", summary="the same")) == ()


def test_a_move_of_a_label_without_thresholds_is_refused_and_falls_out_of_a_draft() -> None:
    with pytest.raises(KeyError):
        moved(POLICY, Move("tone.flattery", PROTECT, 100))
    assert drafted(POLICY, [Move("tone.flattery", PROTECT, 100)]) == POLICY


@pytest.mark.parametrize(("score", "words"), [(None, "never"), (0, "0.00"), (8500, "0.85"), (8567, "0.8567")])
def test_a_line_reads_as_a_share(score: int | None, words: str) -> None:
    assert shown_score(score) == words
