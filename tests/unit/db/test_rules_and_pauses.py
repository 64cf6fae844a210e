"""What holds, who waits, and who was called."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from db.alerts import Alerts
from db.contexts import Contexts
from db.pauses import PauseKind, Pauses, reaching
from db.policies import Document, Policies
from db.scope import Scope
from db.tables.oversight import FlagRow, ReviewEventRow
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import ClassContext, LabelRule, Notify, Reply
from tests.unit.db.rig import START, SchoolRig, everything


@pytest.fixture
def policies(rig: SchoolRig) -> SchoolRig:
    def keep(session):
        for n in (1, 2):
            Policies(session, rig.scope).keep_policy(Document(f"pol_{n}", f"number {n}", f"text {n}", "", START))
        Policies(session, rig.scope).keep_procedure(Document("prc_1", "first", "{}", "", START))

    rig.database.write(keep)
    return rig


def activate(rig: SchoolRig, policy: str, class_id: str = "", why: str = "because", **more: str):
    return rig.database.write(
        lambda s: Policies(s, rig.scope).activate(id=rig.ids("act"), policy_id=policy, procedure_id="prc_1", why=why,
                                                  at=rig.clock.now(), audit=rig.audit, class_id=class_id, **more)
    )  # fmt: skip


def active(rig: SchoolRig, class_id: str = "") -> str:
    with rig.database.read() as session:
        found = Policies(session, rig.scope).active(class_id)
    return found.policy_id if found else ""


def test_one_policy_holds_at_a_time_and_a_class_may_have_its_own(policies: SchoolRig):
    assert active(policies) == ""
    activate(policies, "pol_1")
    assert active(policies, policies.class_id) == "pol_1"
    activate(policies, "pol_2", policies.class_id)
    assert (active(policies), active(policies, policies.class_id)) == ("pol_1", "pol_2")
    policies.database.write(
        lambda s: Policies(s, policies.scope).end_class_policy(policies.class_id, id=policies.ids("act"), why="over",
                                                               at=START, audit=policies.audit)
    )  # fmt: skip
    assert active(policies, policies.class_id) == "pol_1"
    with policies.database.read() as session:
        history = Policies(session, policies.scope).history()
        older = Policies(session, policies.scope).history(before=2)
    assert [a.policy_id for a in history] == ["", "pol_2", "pol_1"]
    assert [a.n for a in older] == [1]
    assert policies.verify().links == 3


def test_of_two_who_publish_over_the_same_policy_one_is_told(policies: SchoolRig):
    first = activate(policies, "pol_1")

    def publish(_):
        try:
            return activate(policies, "pol_2", replacing=first.id).n
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(publish, range(6)))
    assert answers.count(2) == 1
    assert all("meantime" in answer for answer in answers if answer != 2)


def test_a_policy_is_published_with_a_reason_and_only_if_it_exists(policies: SchoolRig):
    with pytest.raises(BadInput, match="why"):
        activate(policies, "pol_1", why=" ")
    with pytest.raises(NotFound):
        activate(policies, "pol_9")
    assert active(policies) == ""


def test_a_class_context_holds_until_its_day_and_comes_back_as_it_was(rig: SchoolRig):
    rule = LabelRule("age.scary", 4000, None, {Stage.OUTPUT: Reply.REVISE}, "", Notify.REVIEW, 9000)
    context = ClassContext("World War II", START + timedelta(days=3), ("harm.violence",), (rule,))
    kept = rig.database.write(
        lambda s: Contexts(s, rig.scope).add(id="ctx_1", class_id=rig.class_id, context=context, why="topic", at=START)
    )

    def live(days):
        with rig.database.read() as session:
            return Contexts(session, rig.scope).live(rig.class_id, now=START + timedelta(days=days))

    assert live(1) == (context,)
    assert live(3) == ()
    rig.database.write(lambda s: Contexts(s, rig.scope).end(kept.id, at=START))
    assert live(1) == ()


def test_a_pause_holds_for_its_time_or_until_somebody_resumes(rig: SchoolRig):
    def pause(kind, target, minutes=None, scope=None):
        until = START + timedelta(minutes=minutes) if minutes else None
        rig.database.write(
            lambda s: Pauses(s, scope or rig.scope).pause(
                id=rig.ids("pau"), kind=kind, target=target, at=START, until=until, audit=rig.audit
            )
        )

    def in_force(minutes):
        with rig.database.read() as session:
            pauses = Pauses(session, rig.scope).list(now=START + timedelta(minutes=minutes))
        found = reaching(pauses, school=rig.school, class_id=rig.class_id, learner=rig.child)
        return found.kind if found else None

    assert in_force(0) is None
    pause(PauseKind.CHILD, rig.child, 5)
    assert (in_force(4), in_force(5)) == (PauseKind.CHILD, None)
    pause(PauseKind.CLASS, rig.class_id)
    pause(PauseKind.SCHOOL, rig.school)
    assert in_force(600) is PauseKind.SCHOOL
    for kind, target in ((PauseKind.SCHOOL, rig.school), (PauseKind.CLASS, rig.class_id)):
        assert rig.database.write(lambda s, k=kind, t=target: Pauses(s, rig.scope).resume(
            kind=k, target=t, at=START, audit=rig.audit)) == 1  # fmt: skip
    assert in_force(600) is None

    elsewhere = Scope(rig.school, "acc_x", classes=frozenset({"cls_other"}))
    for kind, target in ((PauseKind.SCHOOL, rig.school), (PauseKind.CLASS, rig.class_id), (PauseKind.CHILD, rig.child)):
        with pytest.raises(NotFound):
            pause(kind, target, scope=elsewhere)


def test_an_alert_comes_with_its_flag_and_waits_until_it_is_seen(rig: SchoolRig):
    rig.ledger.append(everything(rig.submit("I want to disappear", "k").turn.id))
    with rig.database.read() as session:
        (alert,) = Alerts(session, rig.scope).waiting()
        flag = session.exec(select(FlagRow)).one()
        event = session.exec(select(ReviewEventRow)).one()
        assert alert.flag == flag.id == event.flag_id
        assert (flag.lane, flag.crisis, flag.state, event.kind, event.n) == ("now", True, "open", "flagged", 1)
        elsewhere = Scope(rig.school, "x", classes=frozenset({"cls_other"}))
        assert Alerts(session, elsewhere).waiting() == ()
    for who in ("acc_a", "acc_b"):
        seen = rig.database.write(
            lambda s, who=who: Alerts(s, Scope(rig.school, who)).acknowledge(alert.id, at=START, audit=rig.audit)
        )
        assert seen.acknowledged_by == "acc_a", "the first one stands"
    with rig.database.read() as session:
        assert Alerts(session, rig.scope).count_waiting() == 0
    assert rig.verify().sound
