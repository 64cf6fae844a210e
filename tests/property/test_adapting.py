"""What a teacher sets can open only what lessons may open, and a profile can only make rules stricter."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.labels import HARM, HOW_TO, LABELS, NEVER_RELAXED
from studybuddy_core.domain.messages import ORDERED_BANDS, WHOLE_MESSAGE, AgeBand, Stage
from studybuddy_core.domain.policies import Policy, resolve
from studybuddy_core.domain.profiles import Expertise, Profile
from studybuddy_core.domain.signals import MAX_SCORE, Signal
from studybuddy_core.presets.contexts import catalogue
from studybuddy_core.services.context_making import WantedContext, made_context
from tests.property.policies import NOW, bands, calm, policies, signals, stages, stricter_or_equal

KNOWN = catalogue()
profiles = st.builds(Profile, st.none() | st.sampled_from(AgeBand), st.sampled_from(Expertise),
                     st.sampled_from(["", *KNOWN.domains]), st.booleans())  # fmt: skip
wanted = st.builds(
    WantedContext, st.integers(1, 100).map(lambda days: NOW + timedelta(days=days)), st.just("a lesson"),
    st.lists(st.sampled_from(sorted(KNOWN.topics)), max_size=4).map(tuple),
    st.lists(st.sampled_from(sorted(KNOWN.stricter)), max_size=2).map(tuple), st.sampled_from(["", "", "clowns"]),
).filter(lambda one: bool(one.topics or one.stricter or one.words))  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[Policy, Stage, tuple]:  # type: ignore[type-arg]
    stage = draw(stages)
    return draw(policies()), stage, draw(signals(stage))


@calm
@given(cases(), bands, profiles, profiles, st.lists(wanted, max_size=2))
def test_a_profile_is_never_more_permissive(case, band, own: Profile, of_class: Profile, chosen) -> None:
    policy, stage, found = case
    contexts = [made_context(one, KNOWN, f"ctx_{n}") for n, one in enumerate(chosen)]
    held = own.within(of_class)
    without = decide(found, resolve(policy, band, contexts, now=NOW), stage)
    with_it = decide(found, resolve(policy, held.rules_for(band), contexts, now=NOW), stage)
    assert stricter_or_equal(with_it.effect, without.effect)
    if own.conservative or of_class.conservative:
        assert ORDERED_BANDS.index(held.rules_for(band)) >= ORDERED_BANDS.index(band)
        assert held.rules_for(band) is ORDERED_BANDS[-1]


@calm
@given(cases(), bands, st.lists(wanted, min_size=1, max_size=3))
def test_what_a_teacher_chooses_opens_nothing_that_lessons_may_not(case, band, chosen) -> None:
    policy, stage, found = case
    contexts = [made_context(one, KNOWN, f"ctx_{n}") for n, one in enumerate(chosen)]
    assert all(LABELS[label].relaxable and LABELS[label].family not in NEVER_RELAXED
               for context in contexts for label in context.relax)  # fmt: skip
    firm = tuple(signal for signal in found if not LABELS[signal.label].relaxable)
    plain = decide(firm, resolve(policy, band, now=NOW), stage)
    assert stricter_or_equal(decide(firm, resolve(policy, band, contexts, now=NOW), stage).effect, plain.effect)


@calm
@given(cases(), bands, st.lists(wanted, min_size=1, max_size=3), st.sampled_from(["c1", "how_to"]))
def test_a_context_never_opens_how_harm_is_done(case, band, chosen, check: str) -> None:
    policy, stage, found = case
    contexts = [made_context(one, KNOWN, f"ctx_{n}") for n, one in enumerate(chosen)]
    asks = (Signal(check, "1", stage, WHOLE_MESSAGE, HOW_TO, MAX_SCORE),) if stage is not Stage.CONTEXT else ()
    harmful = tuple(s for s in found if LABELS[s.label].family == HARM or not LABELS[s.label].relaxable)
    plain = decide((*harmful, *asks), resolve(policy, band, now=NOW), stage)
    within = decide((*harmful, *asks), resolve(policy, band, contexts, now=NOW), stage)
    if stage is not Stage.CONTEXT:
        assert stricter_or_equal(within.effect, plain.effect)




@calm
@given(cases(), bands, st.lists(wanted, min_size=1, max_size=3))
def test_a_younger_child_is_never_let_through_more_by_a_context(case, band, chosen) -> None:
    policy, stage, found = case
    contexts = [made_context(one, KNOWN, f"ctx_{n}") for n, one in enumerate(chosen)]
    older, younger = (decide(found, resolve(policy, one, contexts, now=NOW), stage) for one in ORDERED_BANDS[:2])
    assert stricter_or_equal(younger.effect, older.effect)


@calm
@given(cases(), bands, st.lists(wanted, min_size=1, max_size=3))
def test_a_context_that_has_ended_holds_no_more(case, band, chosen) -> None:
    policy, _, _ = case
    contexts = [made_context(one, KNOWN, f"ctx_{n}") for n, one in enumerate(chosen)]
    after = max(context.until for context in contexts)
    assert resolve(policy, band, contexts, now=after).id == resolve(policy, band, now=after).id
