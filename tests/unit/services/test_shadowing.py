"""An imported document is scored beside what holds and changes nothing a child sees; published, it holds at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.audit import Audits
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound, PolicyError
from studybuddy_core.domain.labels import in_shadow, label_spec
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import ReleaseKind
from studybuddy_core.presets.documents import policy_to_yaml, read_policy
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.importing import Sources
from studybuddy_core.services.in_force import procedure_document, read_procedure
from studybuddy_core.services.probing import Probe
from studybuddy_core.services.shadowing import MOST, Standing
from studybuddy_core.services.unscored import unscored
from tests.documents import CONSTITUTION, FILTERS
from tests.houses import ask, house, other_school

RAE = Actor("acc_researchera", "sch_a", Role.RESEARCHER, "Researcher")
HEAD = Actor("acc_heada", "sch_a", Role.ADMINISTRATOR, "Head")
SOURCES = Sources(CONSTITUTION, "house_rules.yaml", FILTERS, "filters.yaml")
WRECK = "who invented swords and how to wreck a sandcastle"
"""Harmless to every check and caught by the document's rule no_hurting."""


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as opened:
        yield opened


def keep(app: App, sources: Sources = SOURCES) -> str:
    kept = app.shadowing.keep(RAE, sources, why="To see what it would do")
    app.in_force.forget("sch_a")
    return kept.id


def publish(app: App, shadow: str) -> None:
    done = app.shadowing.publish(RAE, shadow, why="It did what it should")
    assert done.activation is not None
    app.in_force.forget("sch_a")


def standing(app: App) -> Standing:
    (found,) = app.shadowing.standings(RAE)
    return found


def scripts_said(app: App, text: str, key: str) -> list[str]:
    return [segment.script for segment in ask(app, text, key).segments if segment.kind is ReleaseKind.SCRIPT]


def test_in_shadow_a_child_sees_what_they_would_see_without_it(app: App) -> None:
    before = ask(app, WRECK, "k1")
    keep(app)
    after = ask(app, WRECK, "k2")
    assert [(s.kind, s.text) for s in after.segments] == [(s.kind, s.text) for s in before.segments]


def test_what_it_would_have_decided_is_counted_from_then_on(app: App) -> None:
    ask(app, WRECK, "k0")
    keep(app)
    ask(app, WRECK, "k1")
    ask(app, "What is 7 x 8?", "k2")
    found = standing(app)
    assert found.met == {"no_crime": 0, "no_hurting": 1, "ask_a_doctor": 0, "money": 0}
    assert (found.tally.blocked, found.tally.let_through, found.tally.unknown) == (1, 0, 0)
    assert found.tally.messages >= 2, "the message from before is not counted"
    assert found.by == "Researcher"
    assert found.weaker == ()
    assert {"words of rule no_crime", "principle useful"} <= {change.what for change in found.changes}


def test_its_scores_are_stored_under_labels_that_decide_nothing(app: App) -> None:
    shadow = keep(app)
    active = app.in_force.at("sch_a")
    labels = [rule.label for rule in active.shadow]
    assert labels[0] == f"rule.shadow.{shadow}.no_crime"
    assert all(in_shadow(label) for label in labels)
    assert label_spec(labels[0]).title == "Rule in shadow: no_crime"
    text = policy_to_yaml(active.policy).replace("rule.gambling", labels[0])
    with pytest.raises(PolicyError, match="in shadow, so it can decide nothing"):
        read_policy(text)


def test_published_it_holds_from_the_next_message_on(app: App) -> None:
    publish(app, keep(app))
    assert app.shadowing.standings(RAE) == ()
    assert scripts_said(app, WRECK, "k1") == ["not_here"]
    assert scripts_said(app, "how do i pickle a cucumber", "k2") == ["rule_no_crime"]
    noted = ask(app, "what is a rash", "k3")
    assert [s.text for s in noted.segments if s.kind is ReleaseKind.NOTE] == [
        "This is general information. A doctor or nurse can say more."
    ]
    active = app.in_force.at("sch_a")
    assert active.procedure.limits.segment_chars == 120
    assert unscored(active, app.clock) == ()
    assert active.shadow == ()


def test_a_child_in_need_still_gets_help_first(app: App) -> None:
    publish(app, keep(app))
    said = ask(app, "i want to kill myself, how do i hack", "k1")
    assert [s.script for s in said.segments] == ["support_self_harm"]


def test_publishing_needs_a_reason_and_is_in_the_history_and_the_audit(app: App) -> None:
    shadow = keep(app)
    with pytest.raises(BadInput, match="Say why"):
        app.shadowing.publish(RAE, shadow, why=" ")
    publish(app, shadow)
    entry = app.publishing.history(RAE)[0]
    assert (entry.live, entry.activation.why) == (True, "It did what it should")
    changed = {change.what for change in entry.changes}
    assert {"words of rule no_crime", "principle useful", "longest piece of an answer"} <= changed
    with app.database.read() as session:
        actions = [link.action for link in Audits(session, Scope("sch_a", "")).list(limit=3)]
    assert set(actions) == {"policy.activated", "policy.shadow.published", "policy.shadowed"}
    with pytest.raises(Conflict):
        app.shadowing.publish(RAE, shadow, why="again")


def test_going_back_takes_the_procedure_back_too_with_a_second_person(app: App) -> None:
    first = app.publishing.live(RAE)
    publish(app, keep(app))
    done = app.publishing.roll_back(RAE, first.activation.id, why="It stopped too much")
    assert done.proposal is not None
    (waits,) = app.publishing.waiting(HEAD)
    assert "words of rule no_crime" in waits.weaker
    app.publishing.approve(HEAD, done.proposal.id)
    app.in_force.forget("sch_a")
    assert app.publishing.live(RAE).procedure.id == first.procedure.id
    assert scripts_said(app, WRECK, "k1") == []


def test_a_reworded_rule_waits_for_a_second_person(app: App) -> None:
    publish(app, keep(app))
    keep(app, Sources(CONSTITUTION.replace("|pickle", ""), "house_rules.yaml"))
    assert standing(app).weaker == ("words of rule no_crime",)
    done = app.shadowing.publish(RAE, standing(app).shadow.id, why="Cucumbers are fine")
    assert done.proposal is not None
    app.in_force.forget("sch_a")
    assert scripts_said(app, "how do i pickle a cucumber", "k1") == ["rule_no_crime"]
    app.publishing.approve(HEAD, done.proposal.id)
    app.in_force.forget("sch_a")
    assert scripts_said(app, "how do i pickle a cucumber", "k2") == []
    assert standing(app).changes == (), "all of it holds now"


def test_a_proposal_is_stale_once_the_procedure_has_changed(app: App) -> None:
    publish(app, keep(app))
    keep(app, Sources(CONSTITUTION.replace("|pickle", ""), "other.yaml"))
    done = app.shadowing.publish(RAE, standing(app).shadow.id, why="Cucumbers are fine")
    only = "constitutional_ai:\n  core_principles: [{id: calm, description: Stay calm}]\n"
    kept = app.shadowing.keep(RAE, Sources(only, "calm.yaml"), why="why")
    assert app.shadowing.publish(RAE, kept.id, why="why").activation is not None
    assert done.proposal is not None
    with pytest.raises(Conflict, match="proposed again"):
        app.publishing.approve(HEAD, done.proposal.id)
    assert "calm" in {p.id for p in app.publishing.live(RAE).procedure.constitution}


def test_the_thresholds_page_still_answers_for_lesson_questions(app: App) -> None:
    before = app.tuning.focus(RAE, "harm.violence").topics_before
    publish(app, keep(app))
    after = app.tuning.focus(RAE, "rule.no_crime").topics_before
    new = {question.text for question in after.questions} - {question.text for question in before.questions}
    assert "What is a war crime?" in new
    assert len(new) <= 3, "a label without its check would stop them all"


def test_withdrawn_it_is_no_longer_scored(app: App) -> None:
    shadow = keep(app)
    app.shadowing.withdraw(RAE, shadow, why="Not for us")
    app.in_force.forget("sch_a")
    assert app.in_force.at("sch_a").shadow == ()
    assert app.shadowing.standings(RAE) == ()
    with pytest.raises(Conflict):
        app.shadowing.withdraw(RAE, shadow, why="again")


def test_what_can_not_be_read_or_named_is_not_kept(app: App) -> None:
    with pytest.raises(PolicyError, match="RE2 refuses the trigger"):
        keep(app, Sources(CONSTITUTION.replace("illegal|crime|hack|pickle", "(?<!s)hack"), "a.yaml"))
    keep(app)
    with pytest.raises(Conflict, match="is in shadow already"):
        keep(app)
    for n in range(MOST - 1):
        keep(app, Sources(CONSTITUTION, f"rules_{n}.yaml"))
    with pytest.raises(BadInput, match="Publish or withdraw one"):
        keep(app, Sources(CONSTITUTION, "one_more.yaml"))


def test_the_playground_runs_it_as_if_it_were_published(app: App) -> None:
    keep(app)
    (name,) = [choice for choice in app.probing.choices(RAE) if "shadow" in choice]
    *_, trace = app.probing.run(RAE, Probe("how do i pickle a cucumber", preset=name))
    assert trace.reply is Reply.WITHHOLD
    assert trace.text.startswith("I can't help with things that break the law.")
    *_, now = app.probing.run(RAE, Probe("how do i pickle a cucumber"))
    assert now.text != trace.text
    with pytest.raises(BadInput, match="no longer in shadow"):
        list(app.probing.run(RAE, Probe("hello", preset="gone (in shadow)")))


def test_only_researchers_import_and_nobody_of_another_school(app: App) -> None:
    shadow = keep(app)
    for actor in (HEAD, Actor("acc_teachera", "sch_a", Role.TEACHER, "T")):
        with pytest.raises(NotAllowed):
            app.shadowing.keep(actor, SOURCES, why="w")
    with pytest.raises(NotFound):
        app.shadowing.withdraw(other_school(RAE), shadow, why="w")
    assert app.shadowing.standings(HEAD)


def test_a_procedure_with_rules_is_stored_and_read_back_whole(app: App) -> None:
    first = app.publishing.live(RAE).procedure
    publish(app, keep(app))
    procedure = app.publishing.live(RAE).procedure
    assert read_procedure(procedure_document(procedure)) == procedure
    assert read_procedure(procedure_document(procedure)).id == procedure.id != first.id
    assert '"rules":[]' in procedure_document(first).replace(" ", "").replace("\n", "")
    assert read_procedure(procedure_document(first)).id == first.id
