"""Opening a school's chat, stopping it, and proving the record: as the people of the school notice it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from db.audit import AuditChain
from db.engine import Database
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.monitoring import Monitoring
from studybuddy_core.services.people import People
from studybuddy_core.services.schools import SchoolSetup
from tests.guards import take_down
from tests.people import SmallSchool

CARE = {"contact": "Ms Reed, room 4", "helplines": "Childline 0800 1111", "hours": "Mon to Fri, 8 to 16"}


class Office:
    """Two real schools, and the rooms of the first one's head."""

    def __init__(self, database: Database) -> None:
        self.school = SmallSchool(database)
        self.school.fill("sch_a", "Hill School", demo=False)
        self.school.fill("sch_b", "Lake School", demo=False)
        ids, clock = Ids(lambda: 1), self.school.clock
        self.setup = SchoolSetup(database, clock, ids)
        self.people = People(database, clock, ids, self.school.passwords)
        self.monitoring = Monitoring(database, clock, ids)
        self.auditing = Auditing(database, clock, ids, audit_key(SecretStr("a key for tests only")))
        self.database = database
        self.head, self.other_head = self.actor("head"), self.actor("head", "sch_b")
        for head in (self.head, self.other_head):  # as a school is on its first day
            self.setup.set_care(head, contact="", helplines="", hours="")

    def actor(self, login: str, school: str = "sch_a") -> Actor:
        found = self.school.accounts.actor_of(self.school.staff_token(login, school))
        assert found is not None
        return found

    @property
    def open(self) -> bool:
        return self.setup.state(self.head).open

    def make_ready(self) -> None:
        self.setup.set_care(self.head, **CARE)
        self.people.set_safeguarding(self.head, self.head.id, True)
        self.setup.confirm_test_alert(self.head, self.setup.send_test_alert(self.head).id)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    return Office(database)


def test_chat_opens_only_after_every_step(office: Office) -> None:
    assert [step.done for step in office.setup.state(office.head).steps] == [False] * 5
    with pytest.raises(Conflict, match="contact"):
        office.setup.send_test_alert(office.head)
    office.setup.set_care(office.head, **CARE)
    with pytest.raises(Conflict, match="safeguarding lead"):
        office.setup.send_test_alert(office.head)
    office.people.set_safeguarding(office.head, office.head.id, True)
    alert = office.setup.send_test_alert(office.head)
    assert not office.open
    assert office.setup.state(office.head).test == alert
    office.setup.confirm_test_alert(office.head, alert.id)
    assert office.open
    assert all(step.done for step in office.setup.state(office.head).steps)


def test_sending_twice_sends_one_test(office: Office) -> None:
    office.setup.set_care(office.head, **CARE)
    office.people.set_safeguarding(office.head, office.head.id, True)
    assert office.setup.send_test_alert(office.head).id == office.setup.send_test_alert(office.head).id


def test_another_contact_closes_chat_until_the_test_is_repeated(office: Office) -> None:
    office.make_ready()
    waiting = office.setup.send_test_alert(office.head)
    office.setup.set_care(office.head, **(CARE | {"contact": "Mr Hale"}))
    assert not office.open
    with pytest.raises(NotFound):
        office.setup.confirm_test_alert(office.head, waiting.id)
    office.setup.confirm_test_alert(office.head, office.setup.send_test_alert(office.head).id)
    assert office.open


def test_an_emptied_helpline_closes_chat(office: Office) -> None:
    office.make_ready()
    office.setup.set_care(office.head, **(CARE | {"helplines": " "}))
    assert not office.open


@pytest.mark.parametrize("wrong", [{"helplines": "call somebody"}, {"contact": "x" * 1_001}])
def test_care_that_cannot_help_is_refused(office: Office, wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        office.setup.set_care(office.head, **(CARE | wrong))


def test_hidden_characters_never_reach_a_childs_screen(office: Office) -> None:
    info = office.setup.set_care(office.head, **(CARE | {"contact": "Ms\u202e Reed\x00"}))
    assert info.contact == "Ms Reed"


def test_another_schools_test_alert_is_not_there(office: Office) -> None:
    office.make_ready()
    alert = office.setup.send_test_alert(office.head)
    with pytest.raises(NotFound):
        office.setup.confirm_test_alert(office.other_head, alert.id)
    with pytest.raises(NotFound):
        office.monitoring.acknowledge(office.other_head, alert.id)
    assert not office.setup.state(office.other_head).open


def test_acknowledging_a_test_alert_on_the_overview_counts_as_confirming(office: Office) -> None:
    office.make_ready()
    office.school.clock.move(hours=1)
    office.monitoring.acknowledge(office.head, office.setup.send_test_alert(office.head).id)
    assert office.setup.state(office.head).info.test_alert_at == office.school.clock.now()


def test_stopping_needs_a_reason_and_ends_only_by_resuming(office: Office) -> None:
    office.make_ready()
    with pytest.raises(BadInput):
        office.setup.stop(office.head, "  ")
    office.setup.stop(office.head, "Fire drill")
    office.setup.stop(office.head, "Twice")
    office.school.clock.move(days=2)
    stopped = office.setup.state(office.head).stopped
    assert stopped is not None
    assert (stopped.by, stopped.pause.why) == ("Head", "Fire drill")
    assert not office.open
    assert office.setup.resume(office.head)
    assert office.open
    assert not office.setup.resume(office.head)


def test_a_stop_stays_in_its_school(office: Office) -> None:
    office.setup.stop(office.head, "Fire drill")
    assert office.setup.state(office.other_head).stopped is None
    assert not office.setup.resume(office.other_head)
    assert office.setup.state(office.head).stopped is not None


def test_the_voice_is_one_of_two(office: Office) -> None:
    assert office.setup.set_voice(office.head, "friendly").voice == "friendly"
    with pytest.raises(BadInput):
        office.setup.set_voice(office.head, "pirate")


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER, Role.ANNOTATOR, Role.RESEARCHER])
def test_nobody_else_comes_in(office: Office, role: Role) -> None:
    actor = Actor("acc_x", "sch_a", role, "X", safeguarding=True)
    for attempt in (
        lambda: office.setup.state(actor),
        lambda: office.setup.stop(actor, "why"),
        lambda: office.auditing.verify(actor),
        lambda: office.monitoring.acknowledge(actor, "alr_1"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_chain_verifies_is_signed_and_shows_a_changed_link(office: Office) -> None:
    office.make_ready()
    report = office.auditing.verify(office.head)
    assert report.verdict.sound
    assert report.head is not None
    again = office.auditing.verify(office.head)
    assert again.verdict.sound
    assert again.verdict.links == report.verdict.links + 1

    def forge(session: object) -> None:
        from sqlalchemy import text

        take_down(session.connection(), "audit")
        session.execute(text("UPDATE audit SET actor = 'acc_nobody' WHERE school_id = 'sch_a' AND seq = 2"))

    office.database.write(forge)
    broken = office.auditing.verify(office.head)
    assert not broken.verdict.sound
    assert broken.verdict.broken_at == 2


def test_a_chain_longer_than_one_reading_verifies(office: Office) -> None:
    chain, at = AuditChain(Ids(lambda: 1)), office.school.clock.now()

    def work(session: object) -> None:
        for n in range(4_100):
            chain.append(session, "sch_a", actor=office.head.id, action="turn.closed", subject=f"trn_{n}", at=at)

    office.database.write(work)
    report = office.auditing.verify(office.head)
    assert report.verdict.sound
    assert report.verdict.links > 4_100
    assert len(office.auditing.export(office.head)) == report.verdict.links + 2


def test_a_copy_of_the_record_names_people_and_is_itself_on_record(office: Office) -> None:
    office.make_ready()
    rows = office.auditing.export(office.head)
    assert (rows[0]["Action"], rows[0]["Person"]) == ("audit.exported", "Head")
    assert {"school.care_changed", "safeguarding.given", "school.test_alert_confirmed"} <= {r["Action"] for r in rows}
    assert [row["Link"] for row in rows] == sorted((row["Link"] for row in rows), reverse=True)
    assert all("Lake" not in str(row) for row in rows)
