"""Whatever an imported document says, joining it holds nothing less strictly than before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import AtLeast, Effect, LabelRule, Notify, Policy, Reply, Rule, resolve
from studybuddy_core.domain.revising import weakened
from studybuddy_core.domain.signals import Signal
from studybuddy_core.services.imported import Imported, ImportedRule, joined_policy, would_be
from tests.property.policies import LABEL_NAMES, NOW, calm, labels, policies, scores, signals, stricter_or_equal

REPLIES = (Reply.ANNOTATE, Reply.REDIRECT, Reply.WITHHOLD)
STEPS = st.sampled_from([Reply.REVISE, Reply.WITHHOLD])


@st.composite
def documents(draw: st.DrawFn) -> Imported:
    lines = tuple((draw(labels), draw(scores)) for _ in range(draw(st.integers(0, 4))))
    composed = tuple(
        Rule(f"made.{n}", Stage.OUTPUT, (AtLeast(draw(labels), draw(scores)),), Effect(draw(STEPS), "a", Notify.LOG))
        for n in range(draw(st.integers(0, 3)))
    )
    rules = tuple(
        ImportedRule(
            name, 1, "action", PatternRule(name, "(x)", (Stage.INPUT,), "", 10_000),
            LabelRule(f"rule.{name}", 5_000, None, {Stage.INPUT: draw(st.sampled_from(REPLIES))}, "a"),
        )
        for name in draw(st.lists(st.sampled_from(["one", "two"]), unique=True))
    )  # fmt: skip
    return Imported("document", rules=rules, lines=lines, composed=composed)


@settings(calm, max_examples=300)
@given(policies(), documents())
def test_a_document_can_only_add(policy: Policy, document: Imported) -> None:
    assert weakened(policy, joined_policy(document, policy)) == ()
    assert weakened(policy, would_be(document, policy, "shd_1")) == ()


@settings(calm, max_examples=150)
@given(policies(), documents())
def test_joining_twice_is_joining_once(policy: Policy, document: Imported) -> None:
    once = joined_policy(document, policy)
    assert joined_policy(document, once) == once


@settings(calm, max_examples=200)
@given(policies(), documents(), signals(Stage.INPUT), st.sampled_from([None, 0, 10_000]))
def test_a_child_is_never_shown_more_because_a_document_was_published(
    policy: Policy, document: Imported, found: tuple[Signal, ...], met: int | None
) -> None:
    own = tuple(
        Signal("rules", "1", Stage.INPUT, found[0].part, rule.pattern.label, met) for rule in document.rules if found
    )
    before = decide(found, resolve(policy, AgeBand.OLDER, now=NOW), Stage.INPUT).effect
    after = decide((*found, *own), resolve(joined_policy(document, policy), AgeBand.OLDER, now=NOW), Stage.INPUT).effect
    assert stricter_or_equal(after, before)
    assert set(LABEL_NAMES) >= {label for label, _ in document.lines}
