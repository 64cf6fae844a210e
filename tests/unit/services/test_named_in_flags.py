"""Whoever a child names in a disclosure is left out of it, the safeguarding lead too; somebody always sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from db.accounts import Accounts as StoredAccounts
from db.engine import Database
from db.talk_search import Wanted
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.reviews import Lane, ReviewKind, ReviewState
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.browsing import Browsing
from studybuddy_core.services.monitoring import Monitoring
from studybuddy_core.services.reviewing import Reviewing
from tests.people import SEAL, SmallSchool
from tests.talks import Talking

ABUSE = {"wellbeing.abuse": 9_500}


class House:
    """The rooms of a small school whose lead is called Lead, and its head Head."""

    def __init__(self, database: Database) -> None:
        school = SmallSchool(database)
        school.fill()
        self.talking = Talking(school)
        parts = (database, self.talking.clock, self.talking.ids)
        self.review, self.shelf, self.day = Reviewing(*parts), Browsing(*parts, SEAL), Monitoring(*parts)
        self.record = Auditing(*parts, audit_key(SecretStr("a key for tests")))
        self.since = self.talking.clock.now() - timedelta(hours=1)

    def queue(self, login: str) -> set[str]:
        actor = self.talking.actor(login)
        return {one for lane in Lane for item in self.review.queue(actor, lane) for one in item.alike}

    def alerts(self, login: str) -> set[str]:
        seen = self.day.overview(self.talking.actor(login), since=self.since)
        return {call.alert.flag for call in seen.alerts}

    def change(self, what: str, *given: object) -> None:
        school = self.talking.school
        school.database.write(
            lambda session: getattr(StoredAccounts(session, school.people("sch_a")), what)(*given)
        )  # fmt: skip

    def a_second_lead(self) -> None:
        self.change("set_safeguarding", "acc_coteachera", True)

    def disable(self, account: str) -> None:
        at = self.talking.clock.now()
        school = self.talking.school
        school.database.write(
            lambda session: StoredAccounts(session, school.people("sch_a")).disable(account, at=at)
        )  # fmt: skip


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_named_lead_finds_no_trace_of_it_and_the_other_lead_sees_it(house: House) -> None:
    house.a_second_lead()
    talk = house.talking.begin()
    house.talking.says("what is 7 x 8", talk=talk)
    flag, turn = house.talking.says("Mrs Lead hurts me", ABUSE, talk=talk)
    house.talking.says("what is a noun", talk=talk)
    lead = house.talking.actor("lead")

    assert (house.queue("coteacher"), house.queue("lead"), house.queue("head")) == ({flag}, set(), set())
    assert house.alerts("lead") == set()
    assert house.day.overview(lead, since=house.since).crises == 0
    assert house.shelf.find(lead, Wanted(words=("hurts",))) == ()
    reading = house.shelf.read(lead, talk)
    assert [said.question for said in reading.turns] == ["what is 7 x 8", "what is a noun"]
    assert reading.flags == ()
    for look in (
        lambda: house.review.open(lead, flag),
        lambda: house.review.reveal(lead, flag),
        lambda: house.shelf.trace(lead, turn, titles={}),
    ):
        with pytest.raises(NotFound):
            look()
    told = str(house.record.export(lead))
    assert "wellbeing.abuse" not in told
    assert turn not in told


def test_where_every_lead_is_named_it_goes_to_the_administrator_with_all_a_lead_may_do(house: House) -> None:
    flag, _ = house.talking.says("Ms Lead hurts me", ABUSE)
    head = house.talking.actor("head")
    assert (house.queue("head"), house.queue("lead"), house.queue("teacher")) == ({flag}, set(), set())
    assert (house.alerts("head"), house.alerts("lead")) == ({flag}, set())
    opened = house.review.open(head, flag)
    assert (opened.child, opened.care) == ("Mia", True)
    assert [said.question for said in house.review.reveal(head, flag).turns] == ["Ms Lead hurts me"]
    assert house.alerts("head") == set()
    version = house.review.open(head, flag).flag.version
    house.review.decide(head, flag, ReviewKind.ESCALATED, seen=version, open_again=True)
    assert [one.child for one in house.review.follow_ups(head)] == ["Mia"]
    assert house.review.follow_ups(house.talking.actor("lead")) == ()
    closed = house.review.done(head, flag, note="Spoke with the family and the authority.")
    assert closed.flags[0].state is ReviewState.CLOSED


def test_a_name_said_shortly_before_counts_and_a_lead_who_is_not_named_sees_it_alone(house: House) -> None:
    talk, other = house.talking.begin(), house.talking.begin("noor")
    house.talking.says("Ms Lead is my teacher on Mondays", talk=talk)
    named, _ = house.talking.says("she hurts me", ABUSE, talk=talk)
    plain, _ = house.talking.says("my uncle hurts me", ABUSE, talk=other)
    assert (house.queue("lead"), house.queue("head")) == ({plain}, {named})


def test_an_administrator_who_is_named_too_does_not_stand_in_for_the_lead(house: House) -> None:
    house.a_second_lead()
    flag, _ = house.talking.says("Mr Head and Ms Lead hurt me", ABUSE)
    house.disable("acc_coteachera")
    assert (house.queue("head"), house.queue("lead")) == (set(), {flag}), "nobody is left, and somebody has to see it"
    house.change("set_role", "acc_otherteachera", house.talking.actor("head").role)
    assert (house.queue("otherteacher"), house.queue("head"), house.queue("lead")) == ({flag}, set(), set())


def test_what_names_the_lead_but_is_no_disclosure_stays_where_it_was(house: House) -> None:
    talk = house.talking.begin()
    house.talking.says("Ms Lead gave us this", talk=talk)
    flag, _ = house.talking.says("I want to die", {"wellbeing.self_harm": 9_000}, talk=talk)
    assert all(flag in house.queue(login) for login in ("teacher", "lead", "head"))
