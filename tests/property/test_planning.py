"""Who is asked next: only in the grey zone, never about what is decided, and a doubt left open blocks."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import decide, decide_standings, standings
from studybuddy_core.domain.labels import LABELS, UNJUDGED
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Extent, Stage
from studybuddy_core.domain.planning import Offer, Plan, plan
from studybuddy_core.domain.policies import Policy, resolve
from studybuddy_core.domain.revising import Line, Move, moved
from studybuddy_core.domain.signals import CheckSpec, Signal
from tests.property.policies import (
    AROUND,
    LABEL_NAMES,
    NOW,
    bands,
    calm,
    policies,
    scores,
    signals,
    stages,
    stricter_or_equal,
)

EXTENTS = st.sampled_from(Extent)


@st.composite
def offers(draw: st.DrawFn) -> tuple[Offer, ...]:
    labels = st.lists(st.sampled_from(LABEL_NAMES), min_size=1, unique=True).map(tuple)
    several = draw(st.lists(st.tuples(labels, st.booleans()), max_size=2))
    return tuple(
        Offer(CheckSpec(f"judge {n}", "1", (*names, UNJUDGED), frozenset(Stage)), private)
        for n, (names, private) in enumerate(several)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Policy, Stage, Extent, tuple[Signal, ...], tuple[Offer, ...]]:
    stage = draw(stages)
    found = tuple(s for s in draw(signals(stage)) if s.label not in AROUND)
    return draw(policies()), stage, draw(EXTENTS), found, draw(offers())


def absent(stage: Stage, score: int) -> Signal:
    return Signal("pipeline", "1", stage, WHOLE_MESSAGE, UNJUDGED, score)


@calm
@given(cases(), bands, st.randoms(use_true_random=False))
def test_the_order_of_scores_rules_and_offers_is_irrelevant(case, band, rng: random.Random) -> None:
    policy, stage, extent, found, offered = case
    effective = resolve(policy, band, now=NOW)
    mixed, mixed_offers, rules = list(found), list(offered), list(effective.rules)
    for some in (mixed, mixed_offers, rules):
        rng.shuffle(some)
    one = plan(found, effective, stage, offered, extent)
    assert plan(mixed, replace(effective, rules=tuple(rules)), stage, mixed_offers, extent) == one


@calm
@given(cases(), bands)
def test_only_who_can_say_something_about_a_doubt_is_asked_and_nobody_about_what_is_decided(case, band) -> None:
    policy, stage, extent, found, offered = case
    effective = resolve(policy, band, now=NOW)
    planned = plan(found, effective, stage, offered, extent)
    doubts = {doubt.label for doubt in planned.doubts}
    known = standings(found)
    assert all(known[doubt.label].score >= doubt.line for doubt in planned.doubts)
    for name, labels in planned.asked.items():
        spec = next(offer.spec for offer in offered if offer.spec.name == name)
        assert labels
        assert labels <= doubts & set(spec.labels)
    assert planned.left == doubts - {label for labels in planned.asked.values() for label in labels}
    sure = decide((*found, absent(stage, 0)), effective, stage, extent)
    if not sure.delivers:
        assert not planned.asked
        assert not planned.grey


@calm
@given(cases(), bands)
def test_what_concerns_wellbeing_goes_only_to_who_may_read_it(case, band) -> None:
    policy, stage, extent, found, offered = case
    planned = plan(found, resolve(policy, band, now=NOW), stage, offered, extent)
    if any(doubt.label.startswith("wellbeing.") for doubt in planned.doubts):
        assert all(offer.private for offer in offered if offer.spec.name in planned.asked)


@calm
@given(cases(), bands)
def test_a_doubt_that_nobody_has_settled_yet_blocks(case, band) -> None:
    policy, stage, extent, found, offered = case
    effective = resolve(policy, band, now=NOW)
    if plan(found, effective, stage, offered, extent).doubts and UNJUDGED not in effective.optional:
        for open_ in (found, (*found, replace(absent(stage, 0), score=None, error="timeout"))):
            decision = decide(open_, effective, stage, extent)
            assert UNJUDGED in decision.missing
            assert not decision.delivers


@calm
@given(cases(), bands, st.data())
def test_a_judge_can_only_make_a_decision_stricter_than_no_doubt_at_all(case, band, data: st.DataObject) -> None:
    policy, stage, extent, found, _ = case
    effective = resolve(policy, band, now=NOW)
    here = [label for label in LABEL_NAMES if stage in LABELS[label].stages]
    said = data.draw(st.dictionaries(st.sampled_from(here), scores))
    answers = (Signal("judge", "1", stage, WHOLE_MESSAGE, label, score) for label, score in said.items())
    sure = decide((*found, absent(stage, 0)), effective, stage, extent)
    judged = decide((*found, absent(stage, 0), *answers), effective, stage, extent)
    if not sure.missing:
        assert stricter_or_equal(judged.effect, sure.effect)


@calm
@given(cases())
def test_a_younger_child_is_doubted_no_less(case) -> None:
    policy, stage, extent, found, offered = case
    older, younger = (plan(found, resolve(policy, band, now=NOW), stage, offered, extent)
                      for band in (AgeBand.OLDER, AgeBand.YOUNGER))  # fmt: skip
    assert {doubt.label for doubt in older.doubts} <= {doubt.label for doubt in younger.doubts}


@calm
@given(cases(), st.data())
def test_a_lower_grey_line_doubts_no_less(case, data: st.DataObject) -> None:
    policy, stage, extent, found, offered = case
    if not policy.labels:
        return
    rule = data.draw(st.sampled_from(policy.labels))
    down = moved(policy, Move(rule.label, Line.GREY, data.draw(st.integers(0, rule.grey or 10_000))))
    for band in AgeBand:
        before = plan(found, resolve(policy, band, now=NOW), stage, offered, extent).doubts
        after = plan(found, resolve(down, band, now=NOW), stage, offered, extent).doubts
        assert {doubt.label for doubt in before} <= {doubt.label for doubt in after}


@calm
@given(cases(), cases(), bands)
def test_two_policies_that_both_hold_doubt_what_either_doubts(case, other, band) -> None:
    policy, stage, extent, found, offered = case
    one, two = (plan(found, resolve(p, band, now=NOW), stage, offered, extent) for p in (policy, other[0]))
    both = one.joined(two)
    assert {d.label for d in both.doubts} == {d.label for d in (*one.doubts, *two.doubts)}
    assert both.decided == (one.decided or two.decided)
    assert not (both.decided and both.asked)
    assert both.joined(one) == both
    assert one.joined(one) == one


def test_nothing_is_doubtful_without_a_grey_line() -> None:
    assert plan((), resolve(Policy("p", ()), AgeBand.OLDER, now=NOW), Stage.INPUT, ()) == Plan()


@calm
@given(cases(), bands)
def test_no_grey_line_no_change(case, band) -> None:
    policy, stage, extent, found, _ = case
    plain = replace(
        policy, labels=tuple(replace(rule, grey=None) for rule in policy.labels), rules=(),
        bands={band: tuple(replace(rule, grey=None) for rule in rules) for band, rules in policy.bands.items()},
    )  # fmt: skip
    effective = resolve(plain, band, now=NOW)
    known = standings(found)
    for score in (0, 10_000):
        around = {**known, UNJUDGED: standings((absent(stage, score),))[UNJUDGED]}
        assert decide_standings(around, effective, stage, extent) == decide_standings(known, effective, stage, extent)
