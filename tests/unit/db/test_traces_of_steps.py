"""A step on an answer and its timeline come back as they were kept; rows from before there were scores still read."""

from __future__ import annotations

from dataclasses import replace

from db.sight import Sight
from db.traces import Traces
from studybuddy_core.domain.interventions import Cause
from studybuddy_core.domain.records import Batch
from tests.unit.db.rig import SchoolRig, everything


def test_causes_latency_and_timelines_come_back(rig: SchoolRig) -> None:
    turn = rig.submit("hello", "k1").turn.id
    batch = everything(turn)
    before = batch.interventions[0]
    scored = replace(before, kind="inject", causes=(Cause("truth.arithmetic", 9_000, 5_000, "r"),), took_ms=1.25)
    rig.ledger.append(Batch(turn, interventions=(scored,)))
    rig.ledger.append(batch)
    with rig.database.read() as session:
        trace = Traces(session, Sight(rig.scope, safeguarding=True)).get(turn)
    found = {one.kind: one for one in trace.interventions}
    assert found["inject"].causes == (Cause("truth.arithmetic", 9_000, 5_000, "r"),)
    assert found["inject"].took_ms == 1.25
    assert found["modify"].causes == (Cause("privacy.name"),), "a row that holds labels alone"
    assert found["modify"].took_ms is None
    assert trace.timelines == batch.timelines
