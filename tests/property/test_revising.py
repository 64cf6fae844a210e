"""What needs no second person can never hold less back, whatever the scores."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import Standing, decide_standings
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Extent, Stage
from studybuddy_core.domain.policies import AtLeast, Effect, LabelRule, Notify, Policy, Reply, Rule, resolve
from studybuddy_core.domain.revising import Line, Move, drafted, weakened
from tests.people import HandClock

LABELS = ("harm.violence", "toxicity.insult", "attack.injection")
AROUND = ("judge.absent", "learning.uncovered")
NOW = HandClock().now()
line = st.none() | st.integers(0, 10).map(lambda n: n * 1000)
replies = st.sampled_from([Reply.DELIVER, Reply.ANNOTATE, Reply.REDIRECT, Reply.WITHHOLD])
effects = st.builds(Effect, replies, st.just("s"), st.sampled_from(list(Notify)))


@st.composite
def label_rules(draw: st.DrawFn) -> tuple[LabelRule, ...]:
    labels = draw(st.lists(st.sampled_from(LABELS), unique=True))
    return tuple(
        LabelRule(label, draw(line), draw(line), {Stage.INPUT: draw(replies)}, "s",
                  draw(st.sampled_from(list(Notify))), grey=draw(line))
        for label in labels
    )  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    conditions = st.lists(st.builds(AtLeast, st.sampled_from((*LABELS, *AROUND)),
                                    st.integers(0, 10).map(lambda n: n * 1000)),
                          min_size=1, max_size=2).map(tuple)  # fmt: skip
    rules = draw(st.lists(st.builds(Rule, st.just("r"), st.just(Stage.INPUT), conditions, effects), max_size=2))
    return Policy("p", draw(label_rules()), tuple(rules), {AgeBand.YOUNGER: draw(label_rules())},
                  on_missing=draw(effects))  # fmt: skip


standing = st.builds(Standing, st.none() | st.integers(0, 10).map(lambda n: n * 1000), st.booleans())


@settings(max_examples=400, deadline=None)
@given(policies(), policies(), st.fixed_dictionaries(dict.fromkeys((*LABELS, *AROUND), standing)))
def test_a_policy_that_is_not_weaker_is_at_least_as_strict_everywhere(
    old: Policy, new: Policy, known: dict[str, Standing]
) -> None:
    if weakened(old, new):
        return
    for band in ORDERED_BANDS:
        before, after = (decide_standings(known, resolve(p, band, now=NOW), Stage.INPUT, Extent.WHOLE).effect
                         for p in (old, new))  # fmt: skip
        assert after.reply >= before.reply
        assert after.notify >= before.notify


moves = st.lists(st.builds(Move, st.sampled_from(LABELS), st.sampled_from(Line), line,
                           st.sampled_from([None, AgeBand.YOUNGER])), max_size=3)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(policies(), moves, st.fixed_dictionaries(dict.fromkeys((*LABELS, *AROUND), standing)))
def test_neither_is_one_with_a_few_lines_moved(old: Policy, some: list[Move], known: dict[str, Standing]) -> None:
    new = drafted(old, some)
    if weakened(old, new):
        return
    for band in ORDERED_BANDS:
        before, after = (decide_standings(known, resolve(p, band, now=NOW), Stage.INPUT, Extent.WHOLE).effect
                         for p in (old, new))  # fmt: skip
        assert after.reply >= before.reply
        assert after.notify >= before.notify


@settings(max_examples=100, deadline=None)
@given(policies())
def test_a_policy_is_never_weaker_than_itself(policy: Policy) -> None:
    assert weakened(policy, policy) == ()
