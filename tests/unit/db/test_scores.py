"""A message's scores come back as the maximum over its parts, packed or not, exactly as they were."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import insert
from sqlmodel import func, select

from db.label_sets import keep_label_set, pack, unpack
from db.scope import Scope
from db.scores import load_scores
from db.tables.evidence import ScorePackRow, ScoringRow
from studybuddy_core.domain.deciding import Standing
from studybuddy_core.domain.messages import ORDERED_BANDS, Stage
from tests.unit.db.rig import START, SchoolRig, make_school

LABELS = ("a.one", "b.two", "c.three", "d.four", "e.five", "f.six", "g.seven", "h.eight", "i.nine", "j.ten")


def test_standings_survive_being_packed():
    standings = {"z.z": Standing(10_000), "a.a": Standing(None, True), "m.m": Standing(0), "k.k": Standing(7, True)}
    packed = pack(standings)
    assert unpack(packed.labels, packed.scores, packed.present, packed.failed) == standings


def scorings(rig: SchoolRig, rng: random.Random, messages: int) -> dict[str, dict[str, Standing]]:
    """Write random scorings, parts of different messages mixed; return what each message should come to."""
    expected: dict[str, dict[str, Standing]] = {}
    rows = []
    turns = [rig.submit(f"Message {n}", f"{rig.school}-{n}").turn for n in range(messages)]
    parts = [(turn, part) for turn in turns for part in range(rng.randint(1, 4))]
    for place, (turn, part) in enumerate(sorted(parts, key=lambda _: rng.random())):
        known = {
            label: Standing(None, True) if rng.random() < 0.1 else Standing(rng.randint(0, 10_000))
            for label in rng.choice((LABELS, LABELS[:4], LABELS[3:]))
        }
        packed = pack(known)
        name = rig.database.write(lambda s, packed=packed: keep_label_set(s, packed.labels))
        rows.append({"school_id": rig.school, "turn_id": turn.id, "message_id": turn.answer, "stage": "output",
                     "part": part, "attempt": 0, "label_set_id": name, "scores": packed.scores,
                     "present": packed.present, "failed": packed.failed, "band": "6-8" if turn.turn_no % 2 else "9-12",
                     "at": START + timedelta(seconds=place)})  # fmt: skip
        message = expected.setdefault(turn.answer, {})
        for label, standing in known.items():
            before = message.get(label, Standing(None))
            best = [s for s in (before.score, standing.score) if s is not None]
            message[label] = Standing(max(best) if best else None, before.failed or standing.failed)
    rig.database.write(lambda s: s.execute(insert(ScoringRow), rows))
    return expected


@pytest.mark.parametrize("size", [5, 37, 10_000])
def test_every_message_comes_back_once_with_its_highest_scores(rig: SchoolRig, size: int):
    expected = scorings(rig, random.Random(size), 60)
    for _ in range(2):
        now = START + timedelta(hours=1)
        table = load_scores(rig.database, rig.scope, Stage.OUTPUT, new_id=rig.ids, now=now, pack_rows=size)
        assert len(table) == len(expected)
        columns = table.columns
        found = {
            table.message_id(j): {
                label: Standing(
                    int(columns.scores[i, j]) if columns.present[i, j] else None,
                    bool(columns.failed is not None and columns.failed[i, j]),
                )
                for i, label in enumerate(columns.labels)
            }
            for j in range(len(table))
        }
        missing = Standing(None)
        assert found == {m: {x: known.get(x, missing) for x in columns.labels} for m, known in expected.items()}
        assert not columns.scores[~columns.present].any(), "what is not known is 0, never a left-over"
    bands = {rig.submit(f"Message {n}", f"{rig.school}-{n}").turn.answer: n for n in range(60)}
    for j in range(len(table)):
        band = ORDERED_BANDS[table.bands[j]].value
        assert band == ("6-8" if (bands[table.message_id(j)] + 1) % 2 else "9-12")
    assert (np.diff(table.times.astype("i8")) >= 0).all()
    assert table.times[0] >= np.datetime64(START.replace(tzinfo=None))
    with rig.database.read() as session:
        packs = session.exec(select(func.count()).select_from(ScorePackRow)).one()
    assert (packs > 0) == (size < 1000)


def test_what_is_still_fresh_is_not_packed(rig: SchoolRig):
    scorings(rig, random.Random(1), 20)
    now = START + timedelta(minutes=1)
    table = load_scores(rig.database, rig.scope, Stage.OUTPUT, new_id=rig.ids, now=now, pack_rows=5)
    assert len(table) == 20
    with rig.database.read() as session:
        assert session.exec(select(func.count()).select_from(ScorePackRow)).one() == 0


def test_another_school_sees_none_of_it(rig: SchoolRig):
    other = make_school(rig.database, "sch_2", seed=1)
    scorings(rig, random.Random(2), 10)
    now = START + timedelta(hours=1)
    assert len(load_scores(rig.database, other.scope, Stage.OUTPUT, new_id=rig.ids, now=now)) == 0
    assert len(load_scores(rig.database, Scope(rig.school, ""), Stage.INPUT, new_id=rig.ids, now=now)) == 0
