"""The overview of a day, counted from real turns, and what it keeps to the safeguarding lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from db.asking import ask_for_adult
from db.engine import Database
from db.pauses import PauseKind, Pauses
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Stage
from studybuddy_core.domain.records import Batch, Call, Ran, Receipt
from studybuddy_core.domain.reviews import Lane, ReviewKind
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.monitoring import Monitoring, Overview
from studybuddy_core.services.reviewing import Reviewing
from tests.people import SmallSchool
from tests.talks import Talking


class Day:
    """A school day with talks, and the overview of it."""

    def __init__(self, database: Database) -> None:
        small = SmallSchool(database)
        small.fill()
        self.talking = Talking(small)
        self.database = database
        self.clock = small.clock
        self.since: datetime = self.clock.now()
        self.monitoring = Monitoring(database, self.clock, self.talking.ids)
        self.head, self.lead = self.talking.actor("head"), self.talking.actor("lead")

    def seen_by(self, login: str) -> Overview:
        return self.monitoring.overview(self.talking.actor(login), since=self.since)

    def waits(self, login: str) -> dict[Lane, int]:
        return {lane.lane: lane.count for lane in self.seen_by(login).lanes}


@pytest.fixture
def day(database: Database) -> Iterator[Day]:
    return Day(database)


def test_a_quiet_day_proves_itself(day: Day) -> None:
    for _ in range(3):
        day.talking.says("what is 7 x 8")
    seen = day.seen_by("head")
    assert (seen.checked.messages, seen.checked.checked) == (3, 3)
    assert (seen.crises, seen.waiting, seen.alerts, seen.broken.errors) == (0, 0, (), 0)
    assert seen.broken.runs == 3
    assert seen.policy is not None
    assert seen.policy.name == day.talking.policy.name


def test_only_today_counts(day: Day) -> None:
    day.talking.says("yesterday")
    day.since = day.clock.now() + timedelta(seconds=1)
    day.talking.says("today")
    assert day.seen_by("head").checked.messages == 1


def test_a_cry_for_help_is_counted_called_and_acknowledged(day: Day) -> None:
    day.talking.says("i want to die", {"wellbeing.self_harm": 9_500})
    day.clock.move(minutes=12)
    seen = day.seen_by("head")
    assert seen.crises == 1
    assert day.waits("head")[Lane.NOW] == 1
    assert next(lane.oldest for lane in seen.lanes if lane.lane is Lane.NOW) == seen.at - timedelta(minutes=12)
    (call,) = seen.alerts
    alert = call.alert
    assert (call.class_name, call.about) == ("5B", "Self-harm")
    day.monitoring.note_shown(day.head, (alert.id,))
    day.monitoring.acknowledge(day.head, alert.id)
    after = day.seen_by("head")
    assert after.alerts == ()
    assert after.crises == 1
    with pytest.raises(NotFound):
        day.monitoring.acknowledge(day.head, alert.id)


def test_an_alert_whose_flag_was_decided_waits_no_more(day: Day) -> None:
    flag, _ = day.talking.says("i want to die", {"wellbeing.self_harm": 9_500})
    reviewing = Reviewing(day.database, day.clock, day.talking.ids)
    reviewing.decide(day.talking.actor("teacher"), flag, ReviewKind.TALKING, seen=1)
    seen = day.seen_by("head")
    assert (seen.crises, seen.alerts) == (0, ())


def test_what_is_for_the_lead_alone_is_neither_shown_nor_counted_for_another_head(day: Day) -> None:
    day.talking.says("my uncle hurts me", {"wellbeing.abuse": 9_500})
    head, lead = day.seen_by("head"), day.seen_by("lead")
    assert (head.crises, head.waiting, head.alerts) == (0, 0, ())
    assert lead.crises == 1
    alert = lead.alerts[0].alert
    with pytest.raises(NotFound):
        day.monitoring.acknowledge(day.head, alert.id)
    day.monitoring.acknowledge(day.lead, alert.id)
    assert day.seen_by("lead").alerts == ()


def test_the_copy_of_the_record_does_not_tell_either(day: Day) -> None:
    day.talking.says("my uncle hurts me", {"wellbeing.abuse": 9_500})
    auditing = Auditing(day.database, day.clock, day.talking.ids, audit_key(SecretStr("a key for tests")))
    for_head, for_lead = str(auditing.export(day.head)), str(auditing.export(day.lead))
    assert "wellbeing.abuse" not in for_head
    assert "turn.closed" not in for_head
    assert "wellbeing.abuse" in for_lead


def test_a_call_for_a_grown_up_is_an_alert_and_no_unchecked_message(day: Day) -> None:
    talking, talk = day.talking, day.talking.begin()
    ask_for_adult(day.database, talking.ledger, talking.school.people("sch_a"), talk, key="k1", text="pressed",
                  ids=talking.ids, audit=talking.audit, at=day.clock.now())  # fmt: skip
    seen = day.seen_by("head")
    assert (seen.checked.messages, seen.crises, len(seen.alerts)) == (0, 1, 1)


def test_a_broken_check_and_calls_outside_are_told_with_their_numbers(day: Day) -> None:
    _, turn = day.talking.says("hello")
    _, second = day.talking.says("hello again")
    for one, outcome, cost in ((turn, "ok", 0.002), (second, "cut", None)):
        day.talking.ledger.append(
            Batch(
                one,
                receipts=(Receipt(1, Stage.INPUT, WHOLE_MESSAGE, "lexicon", "2", Ran.ERROR, 1.0, "broke"),),
                calls=(
                    Call("anthropic", "m", 0, 100, 50, cost, 900.0, 300.0, outcome),
                    Call("builtin", "b", 0, 0, 0, None, 1.0, 1.0, "ok"),
                ),
            )
        )
    seen = day.seen_by("head")
    assert (seen.broken.errors, seen.broken.runs, seen.broken.names) == (2, 4, ("lexicon",))
    (outside,) = seen.outside
    assert (outside.provider, outside.calls, outside.failed, outside.tokens) == ("anthropic", 2, 1, 300)
    assert (outside.cost_usd, outside.unpriced) == (pytest.approx(0.002), 1)


def test_pauses_are_told_without_a_childs_name(day: Day) -> None:
    until = day.clock.now() + timedelta(minutes=5)

    def pause(session: object) -> None:
        pauses = Pauses(session, day.talking.school.people("sch_a"))
        for n, (kind, target) in enumerate(((PauseKind.CLASS, "cls_5Ba"), (PauseKind.CHILD, "acc_ottoa"))):
            pauses.pause(id=f"pau_{n}", kind=kind, target=target, at=day.clock.now(), until=until,
                         audit=day.talking.audit)  # fmt: skip

    day.database.write(pause)
    seen = day.seen_by("head")
    assert [(paused.name, paused.until) for paused in seen.paused] == [("5B", until)]
    assert seen.paused_children == 1
    assert "Otto" not in repr(seen)
    day.clock.move(minutes=6)
    assert day.seen_by("head").paused == ()
