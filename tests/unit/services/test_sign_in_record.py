"""Who came, who went and where guessing was slowed down stands in the school's record, without a name or a secret."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlmodel import select

from db.audit import AuditLink, Audits
from db.engine import Database
from db.scope import Scope
from db.tables.oversight import AuditRow
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import NotAllowed
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.clock import system_ids
from tests.people import NONCE, PASSWORD, PICTURES, SmallSchool


@pytest.fixture
def school(database: Database) -> SmallSchool:
    small = SmallSchool(database)
    small.fill()
    return small


def record(school: SmallSchool, school_id: str = "sch_a") -> list[AuditLink]:
    """The links about signing in, oldest first; the chain has to verify each time."""
    with school.database.read() as session:
        audits = Audits(session, Scope(school_id, "test"))
        assert audits.verify().sound
        found = audits.list(limit=1000)
    return [link for link in reversed(found) if link.action.startswith(("session.", "password."))]


def everything(school: SmallSchool) -> str:
    with school.database.read() as session:
        return " ".join(session.exec(select(AuditRow.body)))


def guess(school: SmallSchool, name: str, *, code: str = "sun5ba") -> None:
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_learner(class_code=code, name=name, pictures=PICTURES[::-1], nonce=NONCE)


def test_coming_and_going_are_a_pair_of_links_without_name_or_token(school: SmallSchool) -> None:
    token = school.learner_token()
    school.accounts.sign_out(token)
    school.accounts.sign_out(token)
    begun, ended = record(school)
    assert (begun.action, ended.action) == ("session.begun", "session.ended")
    assert begun.actor == begun.subject == ended.actor == "acc_miaa"
    assert begun.facts == ended.facts
    assert begun.facts["role"] == "learner"
    assert "Mia" not in everything(school)
    assert token not in everything(school)


def test_a_session_that_ran_out_is_not_ended_by_signing_out(school: SmallSchool) -> None:
    token = school.staff_token("teacher")
    school.clock.move(hours=9)
    school.accounts.sign_out(token)
    assert [link.action for link in record(school)] == ["session.begun"]


def test_the_fifth_wrong_try_is_on_record_once_and_one_that_is_forgiven_is_not(school: SmallSchool) -> None:
    for _ in range(4):
        guess(school, "Mia")
    school.learner_token("Mia")
    assert [link.action for link in record(school)] == ["session.begun"]
    for _ in range(5):
        guess(school, "Noor")
    (slowed,) = [link for link in record(school) if link.action == "session.throttled"]
    assert (slowed.actor, slowed.subject) == ("", "acc_noora")
    assert slowed.facts == {"tries": 5, "wait_s": 60.0, "of": "name"}
    school.clock.move(seconds=61)
    guess(school, "Noor")
    assert len([link for link in record(school) if link.action == "session.throttled"]) == 1


def test_a_name_that_nobody_has_is_on_record_by_its_class_and_never_as_it_was_typed(school: SmallSchool) -> None:
    for _ in range(5):
        guess(school, "Grandma Rosalind")
        guess(school, "Somebody", code="no-such-class")
    (slowed,) = record(school)
    assert slowed.subject == "cls_5Ba"
    assert "rosalind" not in everything(school).lower()


def test_guessing_through_a_whole_class_is_on_record(school: SmallSchool) -> None:
    for number in range(60):
        guess(school, f"made up {number}")
    (slowed,) = record(school)
    assert (slowed.subject, slowed.facts["of"], slowed.facts["tries"]) == ("cls_5Ba", "place", 60)


def test_guessing_the_old_password_and_choosing_a_new_one_are_on_record(school: SmallSchool) -> None:
    token = school.staff_token("teacher")
    for _ in range(4):
        with pytest.raises(NotAllowed):
            school.accounts.change_password(token, old="not the old one", new="four other calm words")
    school.accounts.change_password(token, old=PASSWORD, new="four other calm words")
    assert [(link.action, link.subject) for link in record(school)] == [
        ("session.begun", "acc_teachera"), ("password.changed", "acc_teachera")
    ]  # fmt: skip
    assert "calm words" not in everything(school)


def test_the_record_is_of_the_school_whose_door_it_was(school: SmallSchool) -> None:
    school.fill("sch_b", "Lake School")
    school.staff_token("teacher", "lake school")
    assert (len(record(school)), len(record(school, "sch_b"))) == (0, 1)


def test_an_administrator_reads_that_a_child_came_by_id_alone(school: SmallSchool) -> None:
    school.learner_token()
    school.staff_token("head")
    auditing = Auditing(school.database, school.clock, system_ids(), audit_key(SecretStr("a key for tests")))
    rows = auditing.links(Actor("acc_heada", "sch_a", Role.ADMINISTRATOR, "Head"))
    told = {(row["Person"], row["Action"], row["About"]) for row in rows}
    assert ("acc_miaa", "session.begun", "acc_miaa") in told
    assert ("Head", "session.begun", "acc_heada") in told
