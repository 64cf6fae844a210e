"""A panel's decision, whatever the votes: order is irrelevant, a missing vote never helps, and a veto holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.consensus import (
    Ballot,
    Criterion,
    Mechanism,
    Panel,
    Protocol,
    Validator,
    Verdict,
    aggregate,
)
from studybuddy_core.domain.reliability import Record

points = st.integers(0, 10_000)
MODELS = ("a", "b", "c", "d", "e")


@st.composite
def criteria(draw: st.DrawFn) -> tuple[Criterion, ...]:
    names = draw(st.lists(st.sampled_from(["harm", "truth", "bias"]), min_size=1, max_size=3, unique=True))
    return tuple(
        Criterion(name, draw(points), draw(st.booleans()), draw(st.booleans()), draw(st.booleans())) for name in names
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Panel, list[Ballot]]:
    seats = tuple(Validator(m, draw(st.integers(1, 10_000))) for m in MODELS[: draw(st.integers(1, 5))])
    records = tuple(Record(s.model, draw(st.integers(0, 9)), 9) for s in seats if draw(st.booleans()))
    panel = Panel(seats, draw(criteria()), draw(st.sampled_from(Mechanism)), draw(points),
                  draw(st.sampled_from(Protocol)), draw(st.integers(1, len(seats))), records=records)  # fmt: skip
    votes = [Ballot(s.model, {c.name: draw(points) for c in panel.criteria}) for s in seats]
    gone = draw(st.sets(st.sampled_from([s.model for s in seats])))
    return panel, [Ballot(v.model, absent="timeout") if v.model in gone else v for v in votes]


@given(cases(), st.randoms())
def test_the_order_of_the_votes_is_irrelevant(case: tuple[Panel, list[Ballot]], chance) -> None:
    panel, ballots = case
    mixed = list(ballots)
    chance.shuffle(mixed)
    assert aggregate(panel, mixed) == aggregate(panel, ballots)


@given(cases(), st.data())
@settings(max_examples=500)
def test_a_missing_vote_never_helps(case: tuple[Panel, list[Ballot]], data: st.DataObject) -> None:
    panel, ballots = case
    gone = data.draw(st.integers(0, len(ballots) - 1))
    fewer = [replace(b, scores={}, absent="timeout") if n == gone else b for n, b in enumerate(ballots)]
    left_out = [b for n, b in enumerate(ballots) if n != gone]
    assert aggregate(panel, fewer) == aggregate(panel, left_out), "no answer and a failed answer are the same"
    if aggregate(panel, fewer).verdict is Verdict.ACCEPTED:
        assert aggregate(panel, ballots).verdict is Verdict.ACCEPTED


@given(cases(), st.data())
@settings(max_examples=500)
def test_what_is_accepted_with_votes_missing_is_accepted_whatever_they_would_have_been(
    case: tuple[Panel, list[Ballot]], data: st.DataObject
) -> None:
    panel, ballots = case
    if aggregate(panel, ballots).verdict is not Verdict.ACCEPTED:
        return
    filled = [b if b.voted else Ballot(b.model, {c.name: data.draw(points) for c in panel.criteria}) for b in ballots]
    assert aggregate(panel, filled).verdict is Verdict.ACCEPTED


@given(cases())
@settings(max_examples=500)
def test_a_veto_holds_whoever_else_says_yes(case: tuple[Panel, list[Ballot]]) -> None:
    panel, ballots = case
    vetoed = any(b.voted and c.veto and c.fails(b.scores[c.name]) for b in ballots for c in panel.criteria)
    if vetoed:
        assert aggregate(panel, ballots).verdict is Verdict.BLOCKED


@given(cases())
def test_below_the_quorum_it_blocks(case: tuple[Panel, list[Ballot]]) -> None:
    panel, ballots = case
    if sum(b.voted for b in ballots) < panel.quorum:
        assert aggregate(panel, ballots).verdict is Verdict.BLOCKED


@given(cases(), st.data())
def test_a_worse_vote_never_lets_a_text_through(case: tuple[Panel, list[Ballot]], data: st.DataObject) -> None:
    panel, ballots = case
    panel = replace(panel, disagreement=10_000)
    n, c = data.draw(st.integers(0, len(ballots) - 1)), data.draw(st.sampled_from(panel.criteria))
    if not ballots[n].voted:
        return
    before = ballots[n].scores[c.name]
    worse = data.draw(st.integers(0, before) if c.high_is_good else st.integers(before, 10_000))
    changed = [replace(b, scores={**b.scores, c.name: worse}) if k == n else b for k, b in enumerate(ballots)]
    if aggregate(panel, changed).verdict is Verdict.ACCEPTED:
        assert aggregate(panel, ballots).verdict is Verdict.ACCEPTED


@given(cases())
def test_what_is_no_vote_is_none(case: tuple[Panel, list[Ballot]]) -> None:
    panel, ballots = case
    name = panel.criteria[0].name
    good = {c.name: c.best for c in panel.criteria}
    for bad in ({}, {**good, name: -1}, {**good, name: 10_001}, {**good, name: True}, {**good, "more": 1}):
        scored = [*ballots[1:], Ballot(ballots[0].model, bad)]
        assert aggregate(panel, scored) == aggregate(panel, ballots[1:])
    twice = [*ballots[1:], Ballot(ballots[0].model, good), Ballot(ballots[0].model, good)]
    assert aggregate(panel, twice) == aggregate(panel, ballots[1:])
    stranger = Ballot("nobody", good)
    assert aggregate(panel, [*ballots, stranger]) == aggregate(panel, ballots)
