"""The record's heads are signed while the app runs, and a cut is neither signed nor passed over in silence."""

from __future__ import annotations

import time
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import col, func, select

from db.alerts import Alerts
from db.audit_heads import AuditHeads, SignedHead
from db.engine import Database, open_database
from db.scope import Scope
from db.tables.oversight import AuditRow
from studybuddy_core.services.auditing import audit_key
from studybuddy_core.services.head_signing import BROKEN, HeadSigning
from studybuddy_core.services.schools import SchoolSetup
from tests.guards import take_down
from tests.houses import ask, house
from tests.people import SmallSchool
from tests.talks import Talking

KEY = audit_key(SecretStr("x" * 40))
SCHOOL = Scope("sch_a", "test")


def heads(database: Database, school: str = "sch_a") -> list[SignedHead]:
    with database.read() as session:
        return list(reversed(AuditHeads(session, Scope(school, "test")).list()))


def length(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.max(col(AuditRow.seq))).where(AuditRow.school_id == "sch_a")).one()


def test_a_head_is_signed_at_the_start_and_at_the_end(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path) as app:
        at_start = length(app.database)
        assert [head.seq for head in heads(app.database)] == [at_start]
        ask(app, "what is a noun", "1")
        assert len(heads(app.database)) == 1
    database = open_database(database_url)
    first, last = heads(database)
    assert (first.seq, last.seq) == (at_start, length(database))
    assert all(head.signed_by(KEY.public_key()) for head in (first, last))
    database.close()


def test_an_app_that_was_only_put_together_signs_nothing(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path, started=False):
        pass
    database = open_database(database_url)
    assert heads(database) == []
    database.close()


def test_while_the_app_runs_a_head_follows_what_was_recorded_and_no_other(database: Database) -> None:
    school = SmallSchool(database)
    school.fill()
    school.fill("sch_b", "Lake School")
    talking = Talking(school)
    signing = HeadSigning(database, talking.clock, talking.ids, KEY, every_s=0.02)
    signing.start()
    talking.says("what is a noun")
    wanted, end = length(database), time.monotonic() + 10
    while heads(database)[-1].seq != wanted and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.1)
    assert [head.seq for head in heads(database)][-1] == wanted
    assert len(heads(database)) <= 3
    assert heads(database, "sch_b") == []
    signing.close()
    before = heads(database)
    talking.says("what is a verb")
    time.sleep(0.1)
    assert heads(database) == before


def test_a_chain_that_was_cut_is_not_signed_again_and_somebody_hears_of_it_once(database: Database) -> None:
    school = SmallSchool(database)
    school.fill()
    talking = Talking(school)
    signing = HeadSigning(database, talking.clock, talking.ids, KEY)
    talking.says("what is a noun")
    assert signing.sign() == 1
    kept = length(database) - 3
    with database.writing.connect() as raw, raw.begin():
        take_down(raw, "audit")
        raw.exec_driver_sql(f"DELETE FROM audit WHERE seq > {kept}")
    talking.says("what is a verb", talk=talking.begin("noor"))
    assert [signing.sign(), signing.sign()] == [0, 0]
    assert len(heads(database)) == 1
    with database.read() as session:
        assert [alert.text for alert in Alerts(session, SCHOOL).waiting()] == [BROKEN]
    assert SchoolSetup(database, talking.clock, talking.ids).state(talking.actor("head")).test is None
