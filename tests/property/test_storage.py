"""Promises of storage, tried with whatever hypothesis can think of."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import func, select

from db.audit import Audits
from db.conversations import Conversations, task_document, task_from
from db.engine import Database, open_database
from db.label_sets import pack, unpack
from db.plain import as_json, require_plain
from db.tables.oversight import AuditRow
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.deciding import Standing
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import Task
from tests.unit.db.rig import make_school, segment_batch

SHARED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)
STANDINGS = st.builds(Standing, st.none() | st.integers(0, 10_000), st.booleans())


@SHARED
@given(said=ANYTHING, answered=ANYTHING)
def test_whatever_is_said_once_cleaned_is_read_back_to_the_character(database: Database, said: str, answered: str):
    with database.read() as session:
        count = session.exec(select(func.count()).select_from(AuditRow)).one()
    rig = make_school(database, f"sch_{count}_{abs(hash((said, answered)))}", seed=count)
    question, answer = clean_text(said), clean_text(answered)
    turn = rig.submit(question, "k").turn
    allow = rig.ledger.append(segment_batch(turn.id, 0, answer))
    with database.read() as session:
        (read,) = Conversations(session, rig.scope).transcript(rig.talk)
    assert read.text == question
    assert read.segments[0].text == answer
    assert allow.digest == text_digest(answer)
    assert rig.verify().sound


@given(ANYTHING)
def test_text_is_kept_exactly_or_refused(text: str):
    keepable = "\x00" not in text and not any("\ud800" <= ch <= "\udfff" for ch in text)
    for gate in (require_plain, lambda t: require_plain(as_json({"nested": [t]}))):
        try:
            gate(text)
            passed = True
        except BadInput:
            passed = False
        assert passed == keepable


@given(st.dictionaries(st.sampled_from([f"a.l{n}" for n in range(40)]), STANDINGS))
def test_scores_survive_being_packed(standings: dict[str, Standing]):
    packed = pack(standings)
    assert unpack(packed.labels, packed.scores, packed.present, packed.failed) == standings


@given(st.builds(
    Task, question=st.text(), kind=st.text(), answers=st.lists(st.text()).map(tuple),
    steps=st.lists(st.text()).map(tuple), checkpoints=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    attempts=st.integers(0, 9), solved=st.booleans(),
))  # fmt: skip
def test_a_task_comes_back_as_it_was(task: Task):
    document = task_document(task)
    assert task_from(json.loads(json.dumps(document))) == task


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_exactly_the_jobs_that_did_not_fail_are_kept(empty_file: Path, plan: list[bool]):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        shutil.copy(empty_file, path)
        database = open_database(f"sqlite:///{path}")
        rig = make_school(database, "sch_1")

        def job(n: int) -> None:
            def work(session):
                rig.audit.append(session, "sch_1", actor="", action="a", subject=f"{n}", at=rig.clock.now())
                if not plan[n]:
                    raise ValueError(n)

            database.write(work)

        with ThreadPoolExecutor(8) as pool:
            failed = [j.exception() is not None for j in [pool.submit(job, n) for n in range(len(plan))]]
        assert failed == [not ok for ok in plan]
        with database.read() as session:
            audits = Audits(session, rig.scope)
            assert {int(link.subject) for link in audits.list(limit=99)} == {n for n, ok in enumerate(plan) if ok}
            assert audits.verify().sound
        database.close()
