"""Random policies, signals and contexts, for the properties of deciding."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from studybuddy_core.domain.labels import CIRCUMSTANCES, LABELS
from studybuddy_core.domain.messages import ORDERED_BANDS, WHOLE_MESSAGE, AgeBand, Stage
from studybuddy_core.domain.policies import (
    AtLeast,
    ClassContext,
    Effect,
    Effective,
    LabelRule,
    Notify,
    Policy,
    Reply,
    Rule,
)
from studybuddy_core.domain.signals import Signal

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LABEL_NAMES = (
    "harm.violence", "harm.weapons", "wellbeing.self_harm", "wellbeing.distress", "privacy.contact", "sexual.content",
    "truth.arithmetic", "attack.injection", "age.reading_level", "learning.off_topic",
)  # fmt: skip
AROUND = tuple(sorted(CIRCUMSTANCES))
# Policies are large inputs; on a busy machine making them may take longer than Hypothesis likes.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SCRIPTS = ("", "a", "b", "c")

labels = st.sampled_from(LABEL_NAMES)
scores = st.one_of(st.sampled_from([0, 1, 4_999, 5_000, 5_001, 9_999, 10_000]), st.integers(0, 10_000))
thresholds = st.none() | scores
effects = st.builds(Effect, st.sampled_from(Reply), st.sampled_from(SCRIPTS), st.sampled_from(Notify))


@st.composite
def label_rules(draw: st.DrawFn, label: str | None = None) -> LabelRule:
    name = label or draw(labels)
    stages = draw(st.lists(st.sampled_from(sorted(LABELS[name].stages)), min_size=1, unique=True))
    return LabelRule(
        name, draw(thresholds), draw(thresholds), {stage: draw(st.sampled_from(Reply)) for stage in stages},
        draw(st.sampled_from(SCRIPTS)), draw(st.sampled_from(Notify)), draw(thresholds),
        draw(st.dictionaries(st.sampled_from(stages), st.sampled_from(SCRIPTS), max_size=2)), draw(thresholds),
    )  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    stage = draw(st.sampled_from(Stage))
    here = [name for name in (*LABEL_NAMES, *AROUND) if stage in LABELS[name].stages]
    conditions = draw(st.lists(st.builds(AtLeast, st.sampled_from(here), scores), min_size=1, max_size=3))
    return Rule(draw(st.sampled_from(["r1", "r2", "r3"])), stage, tuple(conditions), draw(effects), "why")


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    names = draw(st.lists(labels, unique=True, max_size=5))
    return Policy(
        "random", tuple(draw(label_rules(name)) for name in names),
        rules=tuple(draw(st.lists(rules(), max_size=3))),
        bands={AgeBand.YOUNGER: tuple(draw(st.lists(label_rules(), max_size=3)))},
        optional=draw(st.dictionaries(labels, st.just("not needed"), max_size=3)),
        on_missing=draw(st.builds(Effect, st.sampled_from([Reply.REDIRECT, Reply.WITHHOLD]), st.just("try"),
                                  st.sampled_from(Notify))),
    )  # fmt: skip


@st.composite
def contexts(draw: st.DrawFn) -> ClassContext:
    return ClassContext(
        draw(st.sampled_from(["war", "puberty", "story"])), NOW + timedelta(days=draw(st.integers(-2, 2))),
        tuple(draw(st.lists(labels, max_size=4))), tuple(draw(st.lists(label_rules(), max_size=2))),
    )  # fmt: skip


@st.composite
def signals(draw: st.DrawFn, stage: Stage) -> tuple[Signal, ...]:
    here = [name for name in (*LABEL_NAMES, *AROUND * 3) if stage in LABELS[name].stages]
    made = draw(
        st.lists(st.tuples(st.sampled_from(["c1", "c2"]), st.sampled_from(here), st.none() | scores), max_size=10)
    )
    return tuple(
        Signal(check, "1", stage, WHOLE_MESSAGE, label, score, error="" if score is not None else "broke")
        for check, label, score in made
    )


stages = st.sampled_from(Stage)
bands = st.sampled_from(ORDERED_BANDS)


def stricter_or_equal(one: Effect, other: Effect) -> bool:
    """Whether ``one`` is at least as strict as ``other`` on both axes."""
    return (one.reply, one.script) >= (other.reply, other.script) and one.notify >= other.notify


def effective_of(rules_: tuple[Rule, ...], on_missing: Effect, optional: frozenset[str] = frozenset()) -> Effective:
    return Effective("pol_x", AgeBand.OLDER, rules_, on_missing, optional)
