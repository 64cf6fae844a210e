"""Two schools with the same people, words and keys in one database: neither ever sees the other.

Every reading method of every scoped repository is called for the first school, before and after the
second exists; the answers must be the same to the byte.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.accounts import Accounts, NewAccount
from db.alerts import Alerts
from db.audit import Audits
from db.audit_heads import AuditHeads
from db.classes import Classes
from db.contexts import Contexts
from db.conversations import Conversations
from db.engine import Database
from db.incidents import Incidents
from db.pauses import PauseKind, Pauses
from db.policies import Document, Policies
from db.schools import Schools, create_school, declare_installation, list_schools
from db.scope import Scope
from db.scores import Scores
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import Conflict, NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import ClassContext
from tests.unit.db.rig import START, SchoolRig, everything, make_school, segment_batch


def live_a_day(rig: SchoolRig) -> None:
    """Do a bit of everything in a school."""
    turn = rig.submit("What is 7 × 8?", "same-key").turn
    rig.ledger.append(segment_batch(turn.id, 0))
    rig.ledger.append(everything(rig.submit("I feel sad", "same-key-2").turn.id))

    def more(s):
        policies = Policies(s, rig.scope)
        policies.keep_policy(Document("pol_1", "balanced", f"{{{rig.school}}}", rig.teacher, START))
        policies.keep_procedure(Document("prc_1", "first", "{}", rig.teacher, START))
        for class_id in ("", rig.class_id):
            policies.activate(id=rig.ids("act"), policy_id="pol_1", procedure_id="prc_1", why="start", at=START,
                              audit=rig.audit, class_id=class_id)  # fmt: skip
        targets = {PauseKind.SCHOOL: rig.school, PauseKind.CLASS: rig.class_id, PauseKind.CHILD: rig.child}
        for kind, target in targets.items():
            Pauses(s, rig.scope).pause(id=rig.ids("pau"), kind=kind, target=target, at=START, audit=rig.audit)
        war = ClassContext("war", START + timedelta(days=9), ("harm.violence",))
        Contexts(s, rig.scope).add(id=rig.ids("ctx"), class_id=rig.class_id, why="history", at=START, context=war)
        Incidents(s, rig.scope).add(id=rig.ids("inc"), number="1", kind="x", where="y", summary="z", at=START)
        AuditHeads(s, rig.scope).sign(Ed25519PrivateKey.generate(), new_id=rig.ids, at=START)
        Schools(s, rig.scope).set_care(contact=f"Ms {rig.school}", helplines="116 111", hours="8-16")

    rig.database.write(more)


def everything_read(database: Database, rig: SchoolRig, scope: Scope) -> dict[str, object]:
    """What every reading method returns for this scope."""
    table = None
    with database.read() as s:
        talks = Conversations(s, scope)
        mine = talks.list()
        looks = {
            "school": lambda: Schools(s, scope).own(),
            "accounts": lambda: Accounts(s, scope).list(),
            "learners": lambda: Accounts(s, scope).list(role=Role.LEARNER, disabled=False),
            "login": lambda: Accounts(s, scope).by_login("park"),
            "classes": lambda: Classes(s, scope).list(archived=True),
            "members": lambda: [Classes(s, scope).members(c.id) for c in Classes(s, scope).list()],
            "by name": lambda: [Classes(s, scope).learner_by_name(c.id, "mia") for c in Classes(s, scope).list()],
            "talks": lambda: mine,
            "transcripts": lambda: [talks.transcript(t.id) for t in mine],
            "histories": lambda: [talks.history(t.id, before_turn=99, limit=99) for t in mine],
            "policy": lambda: Policies(s, scope).policy("pol_1"),
            "policies": lambda: Policies(s, scope).list_policies(),
            "active": lambda: Policies(s, scope).active(),
            "activations": lambda: Policies(s, scope).history(),
            "alerts": lambda: Alerts(s, scope, safeguarding=True).waiting(),
            "alert count": lambda: Alerts(s, scope, safeguarding=True).count_waiting(),
            "pauses": lambda: Pauses(s, scope).list(now=START),
            "contexts": lambda: [Contexts(s, scope).list(c.id) for c in Classes(s, scope).list()],
            "incidents": lambda: Incidents(s, scope).list(),
            "audit": lambda: Audits(s, scope).list(limit=1000),
            "verdict": lambda: Audits(s, scope).verify(),
            "heads": lambda: AuditHeads(s, scope).list(),
        }  # fmt: skip
        found = {name: look() for name, look in looks.items()}
        table = Scores(s, scope).load(Stage.OUTPUT)
    found["scores"] = (table.ids.tolist(), table.columns.scores.tolist(), table.columns.labels)
    return found


def test_a_school_reads_the_same_whether_or_not_another_exists(database: Database):
    first = make_school(database, "sch_1", seed=1)
    live_a_day(first)
    scopes = [first.scope, first.child_scope, Scope("sch_1", first.teacher, frozenset({first.class_id}))]
    before = [everything_read(database, first, scope) for scope in scopes]
    assert {name for name, answer in before[0].items() if not answer} == set(), "an empty answer proves nothing"
    live_a_day(make_school(database, "sch_2", seed=2))
    after = [everything_read(database, first, scope) for scope in scopes]
    assert before == after
    with database.read() as session:
        assert len(list_schools(session)) == 2


def test_nothing_of_one_school_can_be_reached_or_changed_from_the_other(database: Database):
    a, b = make_school(database, "sch_1", seed=1), make_school(database, "sch_2", seed=2)
    live_a_day(a)
    scope, at = b.scope, START
    reaches = {
        "account": lambda s: Accounts(s, scope).get(a.child),
        "disable": lambda s: Accounts(s, scope).disable(a.child, at=at),
        "role": lambda s: Accounts(s, scope).set_role(a.child, Role.ADMINISTRATOR),
        "password": lambda s: Accounts(s, scope).set_password(a.teacher, "x"),
        "rename": lambda s: Accounts(s, scope).rename(a.child, "Zed"),
        "class": lambda s: Classes(s, scope).get(a.class_id),
        "members": lambda s: Classes(s, scope).members(a.class_id),
        "enrol": lambda s: Classes(s, scope).enrol(a.class_id, b.child, at=at),
        "enrol theirs": lambda s: Classes(s, scope).enrol(b.class_id, a.child, at=at),
        "remove": lambda s: Classes(s, scope).remove(a.class_id, a.child),
        "code": lambda s: Classes(s, scope).set_code(a.class_id, "X"),
        "talk": lambda s: Conversations(s, scope).get(a.talk),
        "submit": lambda s: Conversations(s, scope).submit(a.talk, key="x", text="x", ids=b.ids, audit=b.audit, at=at),
        "close": lambda s: Conversations(s, scope).close(a.talk, at=at),
        "care": lambda s: Conversations(s, scope).clear_care(a.talk, by="x", at=at),
        "pause child": lambda s: Pauses(s, scope).pause(id="p", kind=PauseKind.CHILD, target=a.child, at=at,
                                                        audit=b.audit),
        "pause class": lambda s: Pauses(s, scope).pause(id="p", kind=PauseKind.CLASS, target=a.class_id, at=at,
                                                        audit=b.audit),
        "resume": lambda s: Pauses(s, scope).resume(kind=PauseKind.SCHOOL, target=a.school, at=at, audit=b.audit),
        "policy": lambda s: Policies(s, scope).policy("pol_1"),
        "alert": lambda s: Alerts(s, scope, safeguarding=True).acknowledge(
            Alerts(s, a.scope, safeguarding=True).waiting()[0].id, at=at, audit=b.audit),
        "incident": lambda s: Incidents(s, scope).close(Incidents(s, a.scope).list()[0].id, at=at),
    }  # fmt: skip
    before = everything_read(database, a, a.scope)
    reached = set()
    for name, reach in reaches.items():
        try:
            database.write(reach)
            reached.add(name)
        except NotFound:
            continue
    assert reached == set()
    with pytest.raises(NotFound):
        b.ledger.append(segment_batch(a.submit("What is 7 × 8?", "same-key").turn.id, 5))
    assert everything_read(database, a, a.scope) == before


def test_demo_people_stay_in_a_demo_database(database: Database):
    rig = make_school(database, "sch_1")
    with pytest.raises(Conflict, match="Demo accounts"):
        database.write(lambda s: Accounts(s, rig.scope).create(
            NewAccount("acc_d", Role.TEACHER, "Demo", "X", login="demo", demo=True), at=START))  # fmt: skip
    with pytest.raises(Conflict, match="demo database"):
        database.write(lambda s: create_school(s, id="sch_d", name="Demo", at=START, demo=True))
    with pytest.raises(Conflict, match="other kind"):
        database.write(lambda s: declare_installation(s, demo=True, at=START))
