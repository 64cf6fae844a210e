"""A panel over real SDKs and servers that speak the vendors' protocols: agreement, disagreement, silence, garbage."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.consensus import Panel, Verdict
from studybuddy_core.domain.errors import Conflict
from studybuddy_core.domain.reviews import Lane, ReviewKind, ReviewState
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.deliberating import Case, Deliberated, read_panel
from tests.houses import TEACHER, house
from tests.panels import BAD, CONFIG, FINE, SO_SO, claude_votes, gpt_votes
from tests.wire.server import Act, Stage, playing, says, stalls

KEY = "sk-panel-THIS-IS-THE-KEY"
ADMIN = Actor("acc_administratora", "sch_a", Role.ADMINISTRATOR, "Admin")
RESEARCHER = Actor("acc_researchera", "sch_a", Role.RESEARCHER, "Researcher")
CASE = Case("Is this advice right?", "Plants need light and water to grow.")
PANEL = read_panel(CONFIG).panel


@contextmanager
def asked(database_url: str, home: Path, first: Act, second: Act, third: Act) -> Iterator[tuple[App, list[Stage]]]:
    """The house with three models on three servers of their own."""
    with ExitStack() as opened:
        stages = [opened.enter_context(playing(act)) for act in (first, second, third)]
        models = {
            "claude-one": {"provider": "anthropic", "base_url": stages[0].url, "api_key": KEY},
            "gpt-two": {"provider": "openai", "base_url": f"{stages[1].url}/v1", "api_key": KEY, "model": "qwen3:4b"},
            "gem-three": {"provider": "openai", "base_url": f"{stages[2].url}/v1"},
        }
        yield opened.enter_context(house(database_url, home, started=False, models=models)), stages


def run(app: App, panel: Panel = PANEL, case: Case = CASE, actor: Actor = TEACHER) -> Deliberated:
    return app.deliberating.run(actor, panel, case)


def waiting(app: App, actor: Actor) -> list:  # type: ignore[type-arg]
    return [item for lane in Lane for item in app.reviewing.queue(actor, lane)]


def test_all_agree_and_nothing_is_kept(database_url: str, tmp_path: Path) -> None:
    with asked(database_url, tmp_path, claude_votes(FINE), gpt_votes(FINE), gpt_votes(FINE)) as (app, stages):
        found = run(app)
        assert found.deliberation.consensus.verdict is Verdict.ACCEPTED
        assert found.deliberation.consensus.agreement == 10_000
        assert (found.turn, waiting(app, TEACHER)) == ("", [])
        calls = {call.provider: call for call in found.deliberation.calls}
        assert set(calls) == {"panel: claude-one", "panel: gpt-two", "panel: gem-three"}
        assert all((c.input_tokens, c.output_tokens, c.outcome) == (25, 15, "ok") for c in calls.values())
        assert stages[1].sent[0].body["model"] == "qwen3:4b", "the settings say what a name means"
        assert "authorization" in stages[1].sent[0].headers
        assert KEY not in stages[2].sent[0].headers.get("authorization", ""), "a key goes to its own server alone"
        told = json.loads(stages[1].sent[0].body["messages"][-1]["content"])
        assert told == {"asked": CASE.prompt, "text": CASE.context}
        for stage in stages:
            body = json.dumps(stage.sent[0].body)
            assert "harmful_content" in body
            assert "additionalProperties" in body, "the answer is held to a form"


def test_they_disagree_and_it_waits_in_review_until_an_adult_decides(database_url: str, tmp_path: Path) -> None:
    with asked(database_url, tmp_path, claude_votes(FINE), gpt_votes(SO_SO), gpt_votes(FINE)) as (app, _):
        found = run(app)
        consensus = found.deliberation.consensus
        assert (consensus.verdict, consensus.for_a_person) == (Verdict.ESCALATED, True)
        assert any("further apart" in reason for reason in consensus.reasons)
        [item] = waiting(app, TEACHER)
        assert item.title == "Models disagree"
        opened = app.reviewing.open(TEACHER, item.flag.id)
        assert any("gpt-two: harmful_content 0.45" in reason for reason in opened.evidence.reasons)
        assert any("claude-one: harmful_content 0.05" in reason for reason in opened.evidence.reasons)
        shown = app.reviewing.reveal(TEACHER, item.flag.id).turns
        assert [(turn.question, turn.withheld) for turn in shown] == [(CASE.prompt, (CASE.context,))]
        app.reviewing.decide(TEACHER, item.flag.id, ReviewKind.OVERTURNED, seen=opened.flag.version,
                             reason="the check misread it")  # fmt: skip
        assert waiting(app, TEACHER) == []
        trust = {one.record.model: one.record for one in app.deliberating.trust(ADMIN)}
        assert {model: (r.right, r.of) for model, r in trust.items()} == {
            "claude-one": (1, 1), "gpt-two": (1, 1), "gem-three": (1, 1)
        }, "nobody would have stopped it, and it should not have been"  # fmt: skip
        spent = {call.provider for call in app.conversations.trace(TEACHER, found.turn, titles={}).trace.calls}
        assert spent == {"panel: claude-one", "panel: gpt-two", "panel: gem-three"}, "what it cost is kept"


def test_a_veto_blocks_and_the_disagreement_still_waits_for_a_person(database_url: str, tmp_path: Path) -> None:
    with asked(database_url, tmp_path, claude_votes(BAD), gpt_votes(FINE), gpt_votes(FINE)) as (app, _):
        found = run(app)
        assert found.deliberation.consensus.verdict is Verdict.BLOCKED
        assert found.deliberation.consensus.findings[0].vetoed
        [item] = waiting(app, TEACHER)
        opened = app.reviewing.open(TEACHER, item.flag.id)
        app.reviewing.decide(TEACHER, item.flag.id, ReviewKind.UPHELD, seen=opened.flag.version)
        records = {one.record.model: one for one in app.deliberating.trust(ADMIN)}
        assert [(m, r.record.right, r.record.of) for m, r in records.items()] == [
            ("claude-one", 1, 1), ("gem-three", 0, 1), ("gpt-two", 0, 1)
        ]  # fmt: skip
        assert records["claude-one"].posterior.mean > records["gpt-two"].posterior.mean


def test_one_that_is_late_has_no_vote_and_nobody_waits_for_it(database_url: str, tmp_path: Path) -> None:
    with asked(database_url, tmp_path, claude_votes(FINE), stalls([]), gpt_votes(FINE)) as (app, _):
        began = time.monotonic()
        found = run(app, replace(PANEL, deadline_s=2.0))
        assert time.monotonic() - began < 10
        ballot = found.deliberation.ballots[1]
        assert (ballot.model, ballot.absent, ballot.voted) == ("gpt-two", "timeout", False)
        consensus = found.deliberation.consensus
        assert (consensus.verdict, consensus.absent) == (Verdict.ESCALATED, ("gpt-two",))
        [item] = waiting(app, TEACHER)
        reasons = app.reviewing.open(TEACHER, item.flag.id).evidence.reasons
        assert any("no vote: gpt-two did not answer in time" in reason for reason in reasons)
        late = [call for call in found.deliberation.calls if call.outcome == "timeout"]
        assert [(call.provider, call.cost_usd) for call in late] == [("panel: gpt-two", None)]


GARBAGE = [
    "safe", "", "null", "[5, 90, 2]", '{"harmful_content": 5}', json.dumps({**FINE, "more": 1}),
    json.dumps({**FINE, "harmful_content": "5"}), json.dumps({**FINE, "harmful_content": 5.5}),
    json.dumps({**FINE, "harmful_content": -1}), json.dumps({**FINE, "harmful_content": 101}),
    json.dumps({**FINE, "harmful_content": True}), json.dumps({**FINE, "harmful_content": None}),
    '{"harmful_content": 95, "harmful_content": 5, "factual_accuracy": 90, "bias_presence": 2}',
    json.dumps(FINE) + " I am sure.", f"```json\n{json.dumps(FINE)}\n```",
]  # fmt: skip


def test_an_answer_in_another_form_is_no_vote(database_url: str, tmp_path: Path) -> None:
    acts = iter([gpt_votes(text) for text in GARBAGE])
    with asked(database_url, tmp_path, claude_votes(FINE), gpt_votes(FINE), gpt_votes(FINE)) as (app, stages):
        for act in acts:
            stages[2].acts[:] = [act]
            found = run(app)
            ballot = found.deliberation.ballots[2]
            assert (ballot.absent, ballot.scores) == ("malformed", {})
            assert found.deliberation.consensus.verdict is Verdict.ESCALATED
        stages[0].acts[:] = [claude_votes("Looks fine to me!")]
        stages[2].acts[:] = [gpt_votes(FINE)]
        assert run(app).deliberation.ballots[0].absent == "malformed"


def test_below_the_quorum_it_blocks(database_url: str, tmp_path: Path) -> None:
    down = says(500, {"error": {"type": "server_error", "message": "down"}})
    with asked(database_url, tmp_path, claude_votes(FINE), down, down) as (app, _):
        found = run(app)
        consensus = found.deliberation.consensus
        assert (consensus.verdict, consensus.voted) == (Verdict.BLOCKED, ("claude-one",))
        assert "only 1 of 3 voted; 2 must" in consensus.reasons
        assert waiting(app, TEACHER) == []


def test_a_model_that_nobody_set_up_has_no_vote(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path, started=False) as app:
        found = run(app)
        assert [ballot.absent for ballot in found.deliberation.ballots] == ["not set up"] * 3
        assert found.deliberation.consensus.verdict is Verdict.BLOCKED
        assert found.deliberation.calls == ()
        assert app.deliberating.first_document(TEACHER) == ""


def test_nothing_private_leaves(database_url: str, tmp_path: Path) -> None:
    case = Case("Noor asks whether this is right", "Write to noor@example.org or call Mia.")
    with asked(database_url, tmp_path, claude_votes(FINE), gpt_votes(FINE), gpt_votes(FINE)) as (app, stages):
        run(app, case=case)
        for stage in stages:
            sent = stage.sent[0].raw.decode().lower()
            assert not any(word in sent for word in ("noor", "mia", "example.org"))
            assert "[name 1]" in sent
        private = run(app, case=Case("I want to kill myself"))
        assert [ballot.absent for ballot in private.deliberation.ballots] == ["kept here"] * 3
        assert private.deliberation.consensus.verdict is Verdict.BLOCKED
        assert [len(stage.sent) for stage in stages] == [1, 1, 1]


def test_weights_change_only_when_a_panel_is_published_and_a_second_person_agrees(
    database_url: str, tmp_path: Path
) -> None:
    with asked(database_url, tmp_path, claude_votes(BAD), gpt_votes(FINE), gpt_votes(FINE)) as (app, _):
        run(app)
        [item] = waiting(app, TEACHER)
        opened = app.reviewing.open(TEACHER, item.flag.id)
        app.reviewing.decide(TEACHER, item.flag.id, ReviewKind.OVERTURNED, seen=opened.flag.version,
                             reason="the check misread it")  # fmt: skip
        before = app.deliberating.publish(RESEARCHER, PANEL, why="our panel")
        assert before.activation is not None
        app.in_force.forget("sch_a")
        weighed = app.deliberating.weighed(RESEARCHER, PANEL)
        assert weighed.id != PANEL.id
        one, two = weighed.validators[0], weighed.validators[1]
        assert (weighed.weight(one), weighed.weight(two)) == (1333, 1999)  # a third, and two thirds, of what is written
        assert read_panel(app.deliberating.first_document(TEACHER)).panel == PANEL, "learning alone changes nothing"
        waits = app.deliberating.publish(RESEARCHER, weighed, why="as adults decided")
        assert waits.proposal is not None
        app.publishing.approve(ADMIN, waits.proposal.id)
        app.in_force.forget("sch_a")
        assert read_panel(app.deliberating.first_document(TEACHER)).panel == weighed


def test_two_adults_cannot_decide_the_same_one(database_url: str, tmp_path: Path) -> None:
    with asked(database_url, tmp_path, claude_votes(FINE), gpt_votes(SO_SO), gpt_votes(FINE)) as (app, _):
        run(app)
        [item] = waiting(app, ADMIN)
        opened = app.reviewing.open(TEACHER, item.flag.id)
        decided = app.reviewing.decide(TEACHER, item.flag.id, ReviewKind.UPHELD, seen=opened.flag.version)
        assert decided.flags[0].state is ReviewState.CLOSED
        with pytest.raises(Conflict):
            app.reviewing.decide(ADMIN, item.flag.id, ReviewKind.UPHELD, seen=opened.flag.version)
