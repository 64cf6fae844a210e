"""What was recorded stays as it was: the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.append_only import APPEND_ONLY, NEVER_CHANGED, guard_name, guards
from db.label_sets import keep_label_set
from db.minutes import MinuteBook
from db.policies import Document, Policies
from db.profiles import Profiles
from db.tables import metadata
from db.tables.oversight import AuditHeadRow
from db.tables.panels import VoteRow
from studybuddy_core.domain.errors import StorageError
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.minutes import MinuteLimit
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.profiles import Profile
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
        minutes = MinuteBook(session, rig.scope)
        minutes.set_limit(id="min_1", class_id=rig.class_id, limit=MinuteLimit(10, 40), at=START, audit=rig.audit)
        minutes.give(id="mor_1", target=rig.class_id, minutes=5, why="A test", at=START, audit=rig.audit)
        Profiles(session, rig.scope).set(id="prf_1", class_id=rig.class_id, profile=Profile(), at=START)
        session.execute(text(
            "INSERT INTO batch (id, school_id, name, made_at, made_by) VALUES ('b', :s, 'b', '2026-01-01', '')"
        ), {"s": rig.school})  # fmt: skip
        session.execute(text(
            "INSERT INTO pair (id, school_id, batch_id, position, prompt_id, first_id, second_id, lineage) "
            "VALUES ('p', :s, 'b', 0, 'c', 'c', 'c', '[]')"
        ), {"s": rig.school})  # fmt: skip
        session.execute(text(
            "INSERT INTO choice (id, school_id, pair_id, annotator, n, at, flipped, left_unsafe, "
            "right_unsafe, reasons, note, skipped, undoes) "
            "VALUES ('c', :s, 'p', :a, 1, '2026-01-01', :no, :no, :no, '[]', '', :no, '')"
        ), {"s": rig.school, "a": rig.teacher, "no": False})  # fmt: skip

    rig.database.write(more)
    return rig


STATEMENTS = {
    "UPDATE": 'UPDATE "{table}" SET {column} = {column}',
    "DELETE": 'DELETE FROM "{table}"',
    "TRUNCATE": 'TRUNCATE "{table}" CASCADE',
}


@pytest.mark.parametrize(("table", "verb"), guards("postgresql"))
def test_the_database_refuses(full: SchoolRig, table: str, verb: str):
    if (table, verb) not in guards(full.database.writing.dialect.name):
        pytest.skip("a file has no such statement")
    column = metadata.tables[table].primary_key.columns.keys()[0]
    statement = STATEMENTS[verb].format(table=table, column=column)
    with full.database.read() as session:
        before = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    assert before > 0, f"the fixture has no row in {table}"
    with full.database.writing.connect() as connection, pytest.raises(DBAPIError, match=f"{table} is"):
        connection.execute(text(statement))
    with full.database.read() as session:
        assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == before


STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_every_guard_stands(full: SchoolRig):
    dialect = full.database.writing.dialect.name
    with full.database.read() as session:
        standing = set(session.execute(text(STANDING[dialect])).scalars())
    assert standing == {guard_name(table, verb) for table, verb in guards(dialect)}


def test_who_reads_can_write_nothing(full: SchoolRig):
    with pytest.raises(StorageError), full.database.read() as session:
        session.execute(text("UPDATE school SET name = 'Another'"))


