"""Putting a policy in force: stricter at once, weaker with a second person, and back again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from db.audit import Audits
from db.engine import Database
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound, PolicyError
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.revising import Line, Move, moved
from studybuddy_core.services.in_force import InForce
from studybuddy_core.services.publishing import Published, Publishing
from tests.people import SmallSchool
from tests.talks import POLICY, Talking

VIOLENCE, SELF_HARM = "harm.violence", "wellbeing.self_harm"


def line(policy: Policy, score: int | None, label: str = VIOLENCE, which: Line = Line.PROTECT) -> Policy:
    return moved(policy, Move(label, which, score))


class Office:
    """A school where a researcher publishes and a head approves."""

    def __init__(self, talking: Talking) -> None:
        self.talking = talking
        self.service = Publishing(talking.school.database, talking.clock, talking.ids)
        self.researcher = talking.actor("researcher")
        self.head = talking.actor("head")

    def publish(self, policy: Policy, why: str = "because", **more: str) -> Published:
        self.talking.clock.move(seconds=5)
        now = self.service.live(self.researcher).activation.id
        return self.service.publish(self.researcher, policy, why=why, **{"replacing": now, **more})

    @property
    def live(self) -> Policy:
        return self.service.live(self.researcher).policy

    def protect(self, label: str = VIOLENCE) -> int | None:
        rule = self.live.label_rule(label)
        assert rule is not None
        return rule.protect


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    school = SmallSchool(database)
    school.fill()
    return Office(Talking(school))


def test_a_stricter_policy_holds_at_once_with_who_and_why(office: Office) -> None:
    done = office.publish(line(POLICY, 4_000), why="Knights were let through")
    assert done.proposal is None
    assert office.protect() == 4_000
    entry = office.service.history(office.researcher)[0]
    assert (entry.by, entry.activation.why, entry.live) == ("Researcher", "Knights were let through", True)
    assert [(c.title, c.before, c.after) for c in entry.changes] == [("Violence", "0.50", "0.40")]


def test_every_process_obeys_on_its_next_message(office: Office) -> None:
    elsewhere = InForce(office.talking.school.database, office.talking.clock)
    assert elsewhere.at("sch_a").policy.label_rule(VIOLENCE).protect == 5_000
    office.publish(line(POLICY, 4_000))
    office.talking.clock.move(seconds=2)
    active = elsewhere.at("sch_a")
    assert active.policy.label_rule(VIOLENCE).protect == 4_000
    assert active.effective(AgeBand.OLDER, office.talking.clock.now()).policy_id == active.activation.policy_id


def test_a_weaker_policy_waits_for_a_second_person(office: Office) -> None:
    done = office.publish(line(POLICY, 6_000))
    assert done.activation is None
    assert office.protect() == 5_000
    (waits,) = office.service.waiting(office.head)
    assert (waits.by, waits.mine, waits.stale) == ("Researcher", False, False)
    assert waits.weaker == ("harm.violence.protect", "harm.violence.protect.how_to")


def test_nobody_approves_their_own(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    with pytest.raises(NotAllowed, match="somebody else"):
        office.service.approve(office.researcher, proposal.id)
    assert office.protect() == 5_000


def test_a_second_person_puts_it_in_force_and_both_names_stay(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    office.service.approve(office.head, proposal.id)
    assert office.protect() == 6_000
    entry = office.service.history(office.head)[0]
    assert (entry.by, entry.second) == ("Researcher", "Head")
    assert office.service.waiting(office.head) == ()
    with pytest.raises(Conflict):
        office.service.approve(office.head, proposal.id)


def test_a_refusal_names_its_reason_and_changes_nothing(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    with pytest.raises(BadInput):
        office.service.refuse(office.head, proposal.id, why=" ")
    assert office.service.refuse(office.head, proposal.id, why="Too soon").state == "refused"
    assert office.protect() == 5_000


def test_whoever_proposed_can_take_it_back(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    assert office.service.refuse(office.researcher, proposal.id, why="A slip").state == "withdrawn"
    with pytest.raises(Conflict):
        office.service.approve(office.head, proposal.id)


def test_a_proposal_that_something_else_overtook_can_not_be_approved(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    office.publish(line(POLICY, 3_000))
    assert office.service.waiting(office.head)[0].stale
    with pytest.raises(Conflict, match="proposed again"):
        office.service.approve(office.head, proposal.id)
    assert office.protect() == 3_000


def test_one_weaker_line_among_stricter_ones_waits_too(office: Office) -> None:
    mixed = line(line(POLICY, 3_000), 8_000, which=Line.ALERT)
    assert office.publish(mixed).proposal is not None


def test_publishing_over_somebody_elses_policy_is_refused(office: Office) -> None:
    seen = office.service.live(office.researcher).activation.id
    office.publish(line(POLICY, 4_000))
    with pytest.raises(Conflict, match="in the meantime"):
        office.service.publish(office.researcher, line(POLICY, 4_500), why="mine", replacing=seen)


def test_an_unsound_policy_is_refused_with_the_reason(office: Office) -> None:
    with pytest.raises(PolicyError, match="before an adult hears"):
        office.publish(line(POLICY, 9_000, SELF_HARM, Line.ALERT))


def test_publishing_needs_a_reason_and_a_difference(office: Office) -> None:
    with pytest.raises(BadInput, match="Say why"):
        office.publish(line(POLICY, 4_000), why="  ")
    with pytest.raises(Conflict, match="live already"):
        office.publish(replace(POLICY, name="the same under another name"))


def test_going_back_to_something_stricter_is_immediate(office: Office) -> None:
    first = office.service.live(office.researcher).activation.id
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    office.service.approve(office.head, proposal.id)
    office.talking.clock.move(seconds=5)
    assert office.service.roll_back(office.researcher, first, why="It was better").activation is not None
    assert office.protect() == 5_000


def test_going_back_to_something_weaker_needs_a_second_person(office: Office) -> None:
    first = office.service.live(office.researcher).activation.id
    office.publish(line(POLICY, 4_000))
    entries = office.service.history(office.researcher)
    assert [e.weaker_than_live for e in entries] == [False, True]
    assert office.service.roll_back(office.researcher, first, why="Too strict").proposal is not None
    assert office.protect() == 4_000


def test_everything_is_in_the_audit_chain(office: Office) -> None:
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    office.service.approve(office.head, proposal.id)
    with office.talking.school.database.read() as session:
        audits = Audits(session, Scope("sch_a", ""))
        assert [link.action for link in audits.list(limit=2)] == ["policy.activated", "policy.proposed"]
        assert audits.verify().sound


def test_another_school_sees_none_of_it(office: Office) -> None:
    office.talking.school.fill("sch_b", "Dale School")
    office.talking.clock.move(seconds=1)
    other = Office(Talking(office.talking.school, "sch_b"))
    proposal = office.publish(line(POLICY, 6_000)).proposal
    assert proposal is not None
    assert other.service.waiting(other.head) == ()
    with pytest.raises(NotFound):
        other.service.approve(other.head, proposal.id)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER, Role.ANNOTATOR])
def test_others_neither_publish_nor_approve(office: Office, role: Role) -> None:
    somebody = Actor("acc_x", "sch_a", role, "X")
    with pytest.raises(NotAllowed):
        office.service.publish(somebody, POLICY, why="w", replacing="")
    with pytest.raises(NotAllowed):
        office.service.approve(somebody, "prp_1")


def test_an_administrator_approves_but_does_not_publish(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.service.publish(office.head, POLICY, why="w", replacing="")
