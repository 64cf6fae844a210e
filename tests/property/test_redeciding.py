"""Promise 4, for many texts: ``decide_many`` says what ``decide`` says, and knows what it can't know."""

from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.domain.deciding import Standing, decide_standings, standings
from studybuddy_core.domain.messages import Extent
from studybuddy_core.domain.policies import Effective, resolve
from studybuddy_core.domain.redeciding import ScoreColumns, decide_many, effect_at
from tests.property.policies import AROUND, LABEL_NAMES, NOW, bands, calm, contexts, policies, scores, signals, stages

EXTENTS = st.sampled_from(Extent)


@st.composite
def replays(draw: st.DrawFn) -> tuple[Effective, object, Extent, list[dict[str, Standing]], tuple[str, ...]]:
    stage = draw(stages)
    effective = resolve(draw(policies()), draw(bands), draw(st.lists(contexts(), max_size=2)), now=NOW)
    rows = [standings(draw(signals(stage))) for _ in range(draw(st.integers(0, 6)))]
    kept = tuple(draw(st.lists(st.sampled_from((*LABEL_NAMES, *AROUND)), min_size=1, unique=True)))
    return effective, stage, draw(EXTENTS), [{k: v for k, v in row.items() if k in kept} for row in rows], kept


@calm
@given(replays())
def test_many_decide_as_one(replay) -> None:
    effective, stage, extent, rows, kept = replay
    many = decide_many(ScoreColumns.from_standings(kept, rows), effective, stage, extent)
    for i, row in enumerate(rows):
        assert effect_at(many, i) == decide_standings(row, effective, stage, extent).effect


@calm
@given(replays(), st.data())
def test_where_nothing_is_unknown_any_missing_score_decides_the_same(replay, data: st.DataObject) -> None:
    effective, stage, extent, rows, kept = replay
    many = decide_many(ScoreColumns.from_standings(kept, rows), effective, stage, extent)
    for i, row in enumerate(rows):
        if bool(many.unknown[i]):
            continue
        filled = dict(row)
        for label in (*LABEL_NAMES, *AROUND):
            if filled.get(label, Standing(None)).score is None:
                filled[label] = Standing(data.draw(scores))
            elif filled[label].failed:
                best = filled[label].score or 0
                filled[label] = Standing(data.draw(st.integers(best, 10_000)))
        bare = Effective(
            effective.policy_id, effective.band, effective.rules, effective.on_missing,
            frozenset((*LABEL_NAMES, *AROUND)),
        )
        assert decide_standings(filled, bare, stage, extent).effect == decide_standings(row, bare, stage, extent).effect


@calm
@given(replays())
def test_a_row_does_not_depend_on_its_neighbours(replay) -> None:
    effective, stage, extent, rows, kept = replay
    whole = decide_many(ScoreColumns.from_standings(kept, rows), effective, stage, extent)
    for i, row in enumerate(rows):
        alone = decide_many(ScoreColumns.from_standings(kept, [row]), effective, stage, extent)
        assert effect_at(alone, 0) == effect_at(whole, i)
        assert bool(alone.unknown[0]) == bool(whole.unknown[i])
