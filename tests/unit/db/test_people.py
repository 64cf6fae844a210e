"""Accounts, classes, sessions and throttling as a sign-in meets them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.accounts import Accounts, NewAccount
from db.classes import Classes, class_by_code
from db.sessions import Sessions
from db.throttles import Throttles, throttle_key
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import Conflict, NotFound
from tests.unit.db.rig import START, SchoolRig


def test_a_child_finds_its_class_and_itself_however_it_types(rig: SchoolRig):
    with rig.database.read() as session:
        found = class_by_code(session, f" code-{rig.school} ".replace("_", ""))
        assert found is not None
        assert found.id == rig.class_id
        for typed in ("Mia", " mia ", "MIA"):
            learner = Classes(session, rig.scope).learner_by_name(found.id, typed)
            assert learner is not None
            assert learner.id == rig.child
        assert Classes(session, rig.scope).learner_by_name(found.id, "Tom") is None


def test_two_children_of_one_class_have_two_names(rig: SchoolRig):
    def another(session):
        Accounts(session, rig.scope).create(NewAccount("acc_2", Role.LEARNER, "mia", "Cat"), at=START)
        Classes(session, rig.scope).enrol(rig.class_id, "acc_2", at=START)

    with pytest.raises(Conflict, match="family name"):
        rig.database.write(another)
    with rig.database.read() as session, pytest.raises(NotFound):
        Accounts(session, rig.scope).get("acc_2")


def test_a_login_belongs_to_one_person(rig: SchoolRig):
    with pytest.raises(Conflict, match="taken"):
        rig.database.write(
            lambda s: Accounts(s, rig.scope).create(NewAccount("x", Role.TEACHER, "P", "Q", login="PARK "), at=START)
        )


def test_hashes_are_not_in_what_is_printed(rig: SchoolRig):
    with rig.database.read() as session:
        account = Accounts(session, rig.scope).get(rig.teacher)
    assert account.password_hash == "h"
    assert "h'" not in repr(account)
    assert "password" not in repr(account)


@pytest.fixture
def signed_in(rig: SchoolRig) -> SchoolRig:
    rig.database.write(
        lambda s: Sessions(s).create("hash", rig.teacher, at=START, expires_at=START + timedelta(hours=8), idle_s=900)
    )
    return rig


def look(rig: SchoolRig, seconds: float = 1.0):
    with rig.database.read() as session:
        return Sessions(session).look_up("hash", now=START + timedelta(seconds=seconds))


def test_a_session_ends_by_idleness_by_its_hour_and_by_signing_out(signed_in: SchoolRig):
    assert look(signed_in).account.id == signed_in.teacher
    assert look(signed_in, 899) is not None
    assert look(signed_in, 900) is None
    for minute in range(0, 8 * 60, 10):
        signed_in.database.write(lambda s, m=minute: Sessions(s).touch("hash", now=START + timedelta(minutes=m)))
    assert look(signed_in, 8 * 3600 - 1) is not None
    assert look(signed_in, 8 * 3600) is None
    signed_in.database.write(lambda s: Sessions(s).revoke("hash", at=START))
    signed_in.database.write(lambda s: Sessions(s).touch("hash", now=START + timedelta(minutes=1)))
    assert look(signed_in) is None


def test_a_disabled_or_demoted_person_is_treated_so_at_once(signed_in: SchoolRig):
    signed_in.database.write(lambda s: Accounts(s, signed_in.scope).set_role(signed_in.teacher, Role.ANNOTATOR))
    assert look(signed_in).account.role is Role.ANNOTATOR
    signed_in.database.write(lambda s: Classes(s, signed_in.scope).remove(signed_in.class_id, signed_in.teacher))
    assert look(signed_in).account.classes == frozenset()
    signed_in.database.write(lambda s: Accounts(s, signed_in.scope).disable(signed_in.teacher, at=START))
    assert look(signed_in) is None
    with pytest.raises(NotFound):
        signed_in.database.write(
            lambda s: Sessions(s).create("new", signed_in.teacher, at=START, expires_at=START, idle_s=1)
        )


def test_all_sessions_of_a_person_but_the_present_one_can_be_ended(signed_in: SchoolRig):
    def more(session):
        for n in range(3):
            Sessions(session).create(
                f"t{n}", signed_in.teacher, at=START, expires_at=START + timedelta(hours=1), idle_s=9
            )
        return Sessions(session).revoke_all(signed_in.teacher, at=START, why="new password", but="hash")

    assert signed_in.database.write(more) == 3
    assert look(signed_in) is not None


def test_a_ticket_signs_in_once_and_soon(rig: SchoolRig):
    def issue(name):
        rig.database.write(lambda s: Sessions(s).issue_ticket(name, rig.child, at=START))

    def redeem(name, seconds=1.0):
        return rig.database.write(lambda s: Sessions(s).redeem_ticket(name, now=START + timedelta(seconds=seconds)))

    issue("a")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: redeem("a"), range(8)))
    assert sorted(answers, key=str) == [None] * 7 + [rig.child]
    issue("b")
    assert redeem("b", 30) is None
    assert redeem("unknown") is None


def test_failures_are_counted_for_any_name_and_forgotten_after_a_while(rig: SchoolRig):
    key = throttle_key(rig.class_id, "Nobody Of This Name")
    assert key == throttle_key(rig.class_id, " nobody of this NAME")
    assert key != throttle_key("cls_other", "Nobody Of This Name")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: rig.database.write(lambda s: Throttles(s).failed(key, now=START)), range(24)))

    def tries(minutes):
        with rig.database.read() as session:
            return Throttles(session).tries(key, now=START + timedelta(minutes=minutes)).failures

    assert tries(1) == 24
    assert tries(15) == 0
    rig.database.write(lambda s: Throttles(s).clear(key))
    assert tries(1) == 0
