"""The audit chain: it holds under many writers, and no edit, deletion, reordering or cut goes unseen."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.addresses import make_engines
from db.audit import Audits, AuditVerdict
from db.audit_heads import AuditHeads
from db.engine import open_database
from db.scope import Scope
from tests.guards import take_down
from tests.unit.db.rig import SchoolRig, make_school, segment_batch


def tell(rig: SchoolRig, n: int) -> None:
    rig.database.write(
        lambda s: rig.audit.append(s, rig.school, actor=f"acc_{n % 3}", action="tested", subject=f"thing_{n}",
                                   at=rig.clock.now(), facts={"n": n})
    )  # fmt: skip


@pytest.fixture
def told(rig: SchoolRig) -> SchoolRig:
    """A school whose chain has 200 links, written by eight threads at once."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: tell(rig, n), range(200)))
    return rig


def test_eight_writers_make_one_gapless_chain(told: SchoolRig):
    verdict = told.verify()
    assert verdict.sound, verdict.problem
    assert verdict.links == 200
    with told.database.read() as session:
        links = Audits(session, told.scope).list(limit=1000)
    assert [link.seq for link in links] == list(range(200, 0, -1))
    assert {link.facts["n"] for link in links} == set(range(200))


def test_two_processes_on_one_database_never_fork_the_chain(rig: SchoolRig):
    other = open_database(rig.database.url.render_as_string(hide_password=False))
    beside = replace(rig, database=other)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: tell((rig, beside)[n % 2], n), range(120)))
    finally:
        other.close()
    assert (rig.verify().sound, rig.verify().links) == (True, 120)


def test_two_schools_have_chains_of_their_own(told: SchoolRig):
    other = make_school(told.database, "sch_2", seed=1)
    tell(other, 1)
    assert other.verify().links == 1
    assert told.verify().links == 200


TAMPERING = [
    "UPDATE audit SET body = replace(body, 'tested', 'testet') WHERE seq = {n}",
    "UPDATE audit SET actor = 'acc_someone' WHERE seq = {n}",
    "UPDATE audit SET action = 'nothing' WHERE seq = {n}",
    "UPDATE audit SET subject = 'thing_x' WHERE seq = {n}",
    "UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE seq = {n}",
    "UPDATE audit SET hash = '{zeros}' WHERE seq = {n}",
    "UPDATE audit SET prev_hash = '{zeros}' WHERE seq = {n}",
    "DELETE FROM audit WHERE seq = {n}",
    "UPDATE audit SET seq = CASE seq WHEN {n} THEN -1 WHEN {n} + 1 THEN {n} END WHERE seq IN ({n}, {n} + 1); "
    "UPDATE audit SET seq = {n} + 1 WHERE seq = -1",
]


def tampered(rig: SchoolRig, script: str) -> AuditVerdict:
    """Close the database, do ``script`` to it with its guards taken down, and verify it."""
    rig.database.close()
    reading, writing = make_engines(rig.database.url)
    with writing.connect() as connection, connection.begin():
        take_down(connection)
        for statement in script.split("; "):
            connection.exec_driver_sql(statement)
    writing.dispose()
    reading.dispose()
    return verified(rig)


def verified(rig: SchoolRig, **how: object) -> AuditVerdict:
    """Open the database anew and verify its chain."""
    database = open_database(rig.database.url.render_as_string(hide_password=False))
    try:
        with database.read() as session:
            return Audits(session, Scope("sch_1", "")).verify(**how)  # type: ignore[arg-type]
    finally:
        database.close()


@pytest.mark.parametrize("script", TAMPERING)
def test_tampering_is_found(told: SchoolRig, script: str):
    rng = random.Random(script)
    n = rng.randint(2, 198)
    verdict = tampered(told, script.format(n=n, zeros="0" * 63 + "1"))
    assert not verdict.sound
    assert verdict.broken_at in {n, n + 1}
    assert verdict.problem


def test_an_edited_word_is_found(rig: SchoolRig):
    turn = rig.submit("It was me", "k").turn
    rig.ledger.append(segment_batch(turn.id, 0, "Well done."))
    assert rig.verify().sound
    verdict = tampered(rig, "UPDATE content SET text = 'It was you' WHERE text = 'It was me'")
    assert not verdict.sound
    assert "text" in verdict.problem


def test_a_cut_off_end_and_a_rewritten_chain_are_shown_by_the_signed_head(told: SchoolRig, tmp_path: Path):
    key = Ed25519PrivateKey.generate()

    def sign():
        return told.database.write(lambda s: AuditHeads(s, told.scope).sign(key, new_id=told.ids, at=told.clock.now()))

    head = sign()
    assert head is not None
    assert head.signed_by(key.public_key())
    assert not head.signed_by(Ed25519PrivateKey.generate().public_key())
    assert sign() is None, "the same head is signed once"
    with told.database.read() as session:
        anchors = AuditHeads(session, told.scope).anchors(key.public_key())
    assert told.verify(anchors=anchors).sound
    assert tampered(told, "DELETE FROM audit WHERE seq > 190").sound, "a bare chain can't tell"
    cut = verified(told, anchors=anchors)
    assert not cut.sound
    assert "cut off" in cut.problem

    rewritten = make_school(open_database(f"sqlite:///{tmp_path / 'new.db'}"), "sch_1")
    for n in range(200):
        tell(rewritten, n + 1)
    verdict = rewritten.verify(anchors=anchors)
    rewritten.database.close()
    assert not verdict.sound
    assert verdict.broken_at == 200


def test_what_fails_leaves_no_link(rig: SchoolRig):
    def work(session):
        rig.audit.append(session, rig.school, actor="", action="a", subject="b", at=rig.clock.now())
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed"):
        rig.database.write(work)
    assert rig.verify().links == 0
