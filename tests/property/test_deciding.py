"""Promise 4, for one text: order is irrelevant, higher is never stricter, younger is never more permissive."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Extent, Stage
from studybuddy_core.domain.policies import ClassContext, Notify, Policy, Reply, resolve
from tests.property.policies import (
    NOW,
    bands,
    calm,
    contexts,
    effective_of,
    policies,
    scores,
    signals,
    stages,
    stricter_or_equal,
)

EXTENTS = st.sampled_from(Extent)
some_contexts = st.lists(contexts(), max_size=2)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Policy, Stage, Extent, tuple]:  # type: ignore[type-arg]
    stage = draw(stages)
    return draw(policies()), stage, draw(EXTENTS), draw(signals(stage))


@calm
@given(cases(), bands, some_contexts, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_signals_is_irrelevant(case, band, around, rng: random.Random) -> None:
    policy, stage, extent, found = case
    effective = resolve(policy, band, around, now=NOW)
    shuffled_rules, shuffled = list(effective.rules), list(found)
    rng.shuffle(shuffled_rules)
    rng.shuffle(shuffled)
    mixed = replace(effective, rules=tuple(shuffled_rules))
    one, two = decide(found, effective, stage, extent), decide(shuffled, mixed, stage, extent)
    assert (one.effect, one.reasons, one.missing) == (two.effect, two.reasons, two.missing)
    assert mixed.id == effective.id


@calm
@given(cases(), bands, scores)
def test_raising_a_threshold_is_never_stricter(case, band, raise_by: int) -> None:
    policy, stage, extent, found = case
    base = resolve(policy, band, now=NOW)
    for i, rule in enumerate(base.rules):
        higher = tuple(replace(c, score=min(c.score + raise_by, 10_000)) for c in rule.when_all)
        raised = replace(base, rules=(*base.rules[:i], replace(rule, when_all=higher), *base.rules[i + 1 :]))
        low, high = decide(found, base, stage, extent), decide(found, raised, stage, extent)
        assert stricter_or_equal(low.effect, high.effect)


@calm
@given(cases(), st.data())
def test_raising_a_slider_is_never_stricter(case, data: st.DataObject) -> None:
    policy, stage, extent, found = case
    if not policy.labels:
        return
    rule = data.draw(st.sampled_from(policy.labels))
    up = {name: None if old is None else data.draw(st.integers(old, 10_000)) for name, old in
          (("protect", rule.protect), ("alert", rule.alert))}  # fmt: skip
    moved = policy.with_thresholds({rule.label: (up["protect"], up["alert"])})
    for band in AgeBand:
        one = decide(found, resolve(policy, band, now=NOW), stage, extent)
        two = decide(found, resolve(moved, band, now=NOW), stage, extent)
        assert stricter_or_equal(one.effect, two.effect)


@calm
@given(cases(), some_contexts)
def test_a_younger_band_is_never_more_permissive(case, around: list[ClassContext]) -> None:
    policy, stage, extent, found = case
    older = decide(found, resolve(policy, AgeBand.OLDER, around, now=NOW), stage, extent)
    younger = decide(found, resolve(policy, AgeBand.YOUNGER, around, now=NOW), stage, extent)
    assert stricter_or_equal(younger.effect, older.effect)


@calm
@given(cases(), bands, some_contexts)
def test_a_context_relaxes_only_what_may_be_relaxed(case, band, around: list[ClassContext]) -> None:
    policy, stage, extent, found = case
    relaxing = [replace(context, add=()) for context in around]
    firm = tuple(s for s in found if not LABELS[s.label].relaxable)
    plain = decide(firm, resolve(policy, band, now=NOW), stage, extent)
    relaxed = decide(firm, resolve(policy, band, relaxing, now=NOW), stage, extent)
    assert plain.effect == relaxed.effect
    loose = decide(found, resolve(policy, band, relaxing, now=NOW), stage, extent)
    assert stricter_or_equal(decide(found, resolve(policy, band, now=NOW), stage, extent).effect, loose.effect)


@calm
@given(cases(), bands, some_contexts)
def test_what_a_context_adds_is_never_weaker_and_ends_with_it(case, band, around: list[ClassContext]) -> None:
    policy, stage, extent, found = case
    adding = [replace(context, relax=()) for context in around]
    plain = decide(found, resolve(policy, band, now=NOW), stage, extent)
    assert stricter_or_equal(decide(found, resolve(policy, band, adding, now=NOW), stage, extent).effect, plain.effect)
    over = max((context.until for context in around), default=NOW)
    assert resolve(policy, band, around, now=over).id == resolve(policy, band, now=over).id


@calm
@given(cases(), bands, st.data())
def test_a_required_label_without_a_score_blocks(case, band, data: st.DataObject) -> None:
    policy, stage, extent, found = case
    effective = resolve(policy, band, now=NOW)
    required = sorted(effective.required(stage, extent))
    if not required:
        return
    gone = data.draw(st.sampled_from(required))
    decision = decide([s for s in found if s.label != gone], effective, stage, extent)
    assert gone in decision.missing
    assert decision.effect.reply >= policy.on_missing.reply
    assert not decision.delivers


@calm
@given(cases(), cases(), bands)
def test_joined_decisions_are_as_strict_as_each(case, other, band) -> None:
    policy, stage, extent, found = case
    one = decide(found, resolve(policy, band, now=NOW), stage, extent)
    two = decide(found, resolve(other[0], band, now=NOW), stage, extent)
    joined = one.joined(two)
    assert stricter_or_equal(joined.effect, one.effect)
    assert stricter_or_equal(joined.effect, two.effect)


@calm
@given(cases())
def test_support_always_calls_an_adult(case) -> None:
    policy, stage, extent, found = case
    only_labels = replace(policy, rules=(), bands={})
    effect = decide(found, resolve(only_labels, AgeBand.OLDER, now=NOW), stage, extent).effect
    assert effect.reply is not Reply.SUPPORT or effect.notify >= Notify.REVIEW


def test_no_rules_deliver() -> None:
    assert decide((), effective_of((), Policy("", ()).on_missing), Stage.INPUT).delivers
