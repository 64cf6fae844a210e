"""What was recorded stays as it was: the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.append_only import APPEND_ONLY, NEVER_CHANGED, guard_name, guards
from db.label_sets import keep_label_set
from db.policies import Document, Policies
from db.tables import metadata
from db.tables.oversight import AuditHeadRow
from db.tables.panels import VoteRow
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.records import Batch, FlagDraft
from tests.unit.db.rig import START, SchoolRig, everything

PROMISED = {
    "message", "segment", "scoring", "finding", "receipt", "decision", "intervention", "review_event", "choice",
    "activation", "audit",
}  # fmt: skip


def test_the_list_holds_what_was_promised():
    assert set(APPEND_ONLY) >= PROMISED
    assert set(APPEND_ONLY) | set(NEVER_CHANGED) <= set(metadata.tables)


@pytest.fixture
def full(rig: SchoolRig) -> SchoolRig:
    """A school with a row in every append-only table."""
    turn = rig.submit("I feel bad", "k1").turn
    rig.ledger.append(everything(turn.id))
    named = FlagDraft(Stage.INPUT, Notify.ALERT, ("wellbeing.abuse",), True, True, "input:wellbeing.abuse")
    rig.ledger.append(Batch(rig.submit("Ms Park hurts me", "k2").turn.id, flags=(named,)))

    def more(session):
        policies = Policies(session, rig.scope)
        policies.keep_policy(Document("pol_1", "balanced", "{}", "x", START))
        policies.keep_procedure(Document("prc_1", "first", "{}", "x", START))
        policies.activate(id="act_1", policy_id="pol_1", procedure_id="prc_1", why="start", at=START, audit=rig.audit)
        keep_label_set(session, ("a",))
        session.add(VoteRow(id="v", school_id=rig.school, turn_id=turn.id, panel_id="pnl_1", model="m", at=START))
        session.add(AuditHeadRow(id="h", school_id=rig.school, seq=1, hash="x", at=START, key_id="k", signature="s"))
        session.execute(text(
            "INSERT INTO batch (id, school_id, name, made_at, made_by) VALUES ('b', :s, 'b', '2026-01-01', '')"
        ), {"s": rig.school})  # fmt: skip
        session.execute(text(
            "INSERT INTO pair (id, school_id, batch_id, position, prompt_id, first_id, second_id, lineage) "
            "VALUES ('p', :s, 'b', 0, 'c', 'c', 'c', '[]')"
        ), {"s": rig.school})  # fmt: skip
        session.execute(text(
            "INSERT INTO choice (id, school_id, pair_id, annotator, n, at, flipped, left_unsafe, right_unsafe, "
            "reasons, note, skipped, undoes) VALUES ('c', :s, 'p', :a, 1, '2026-01-01', 0, 0, 0, '[]', '', 0, '')"
        ), {"s": rig.school, "a": rig.teacher})  # fmt: skip

    rig.database.write(more)
    return rig


@pytest.mark.parametrize(("table", "verb"), guards())
def test_the_database_refuses(full: SchoolRig, table: str, verb: str):
    column = metadata.tables[table].primary_key.columns.keys()[0]
    statement = f'UPDATE "{table}" SET {column} = {column}' if verb == "UPDATE" else f'DELETE FROM "{table}"'
    with full.database.read() as session:
        before = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    assert before > 0, f"the fixture has no row in {table}"
    with full.database.writing.connect() as connection, pytest.raises(IntegrityError, match=table):
        connection.execute(text(statement))
    with full.database.read() as session:
        assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == before


def test_every_guard_stands(full: SchoolRig):
    with full.database.read() as session:
        standing = set(session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    assert standing == {guard_name(table, verb) for table, verb in guards()}


