"""The running house with and without a judge: what a child sees, what is stored, and what replaying it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.conversations import Conversations
from db.scope import Scope
from db.scores import load_scores
from db.sight import Sight
from db.traces import Trace, Traces
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Notify, Reply
from studybuddy_core.domain.records import Outcome, Ran
from studybuddy_core.domain.redeciding import decide_many, effect_at
from studybuddy_core.domain.revising import Line, Move, moved
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.replaying import Resolver
from studybuddy_core.services.tutoring import Said
from tests.houses import MIA, ask, house
from tests.unit.pipeline.rig import ScriptedJudge

DOUBTFUL = "how can i break into a bank in roblox"
ADMIN = Actor("acc_admina", "sch_a", Role.ADMINISTRATOR, "Admin")


@pytest.fixture
def judge() -> ScriptedJudge:
    return ScriptedJudge([{}])


@pytest.fixture
def app(database_url: str, tmp_path: Path, judge: ScriptedJudge) -> Iterator[App]:
    with house(database_url, tmp_path, judge=judge) as running:
        yield running


@pytest.fixture
def without(database_url: str, tmp_path: Path) -> Iterator[App]:
    with house(database_url, tmp_path) as running:
        yield running


def trace(app: App, said: Said) -> Trace:
    with app.database.read() as session:
        return Traces(session, Sight(Scope("sch_a", "test"), safeguarding=True)).get(said.turn.id)


def judged(app: App, said: Said) -> tuple[Ran, str]:
    """The judge's receipt for the child's message."""
    (found,) = [r for r in trace(app, said).receipts if r.name == "judge" and r.stage is Stage.INPUT]
    return found.status, found.why


def test_the_judge_is_asked_its_word_counts_and_its_cost_is_kept(app: App, judge: ScriptedJudge) -> None:
    fine = ask(app, DOUBTFUL, "1")
    assert fine.outcome is Outcome.FINISHED
    assert judged(app, fine) == (Ran.RAN, "asked about Crime and hacking 0.43, doubtful from 0.30")
    judge.answers = [{"harm.illegal": 9_500}]
    assert ask(app, DOUBTFUL, "2").segments[-1].script == "not_here"
    judge.answers = [ProviderError("late", kind="timeout")]
    broken = ask(app, DOUBTFUL, "3")
    assert broken.segments[-1].script == "try_again"
    assert judged(app, broken)[0] is Ran.ERROR
    assert len(judge.asked) == 3
    since = app.clock.now() - timedelta(hours=1)
    spent = {one.provider: (one.calls, one.failed) for one in app.monitoring.overview(ADMIN, since=since).outside}
    assert spent == {"judge: scripted": (3, 1)}


def test_nobody_is_asked_about_homework(app: App, judge: ScriptedJudge) -> None:
    said = ask(app, "what is a noun", "1")
    assert judge.asked == []
    assert judged(app, said) == (Ran.SKIPPED, "nothing was doubtful")


def test_without_a_judge_doubt_is_settled_here_and_noted(without: App) -> None:
    said = ask(without, DOUBTFUL, "1")
    assert said.segments[-1].script == "not_here"
    assert judged(without, said)[0] is Ran.SKIPPED
    (decision,) = [d for d in trace(without, said).decisions if d.stage is Stage.INPUT]
    assert (decision.effect.reply, decision.effect.notify) == (Reply.REDIRECT, Notify.LOG)
    assert decision.reasons[0].rule == "harm.illegal.grey"
    covered = ask(without, "Write three words that rhyme with gun.", "2")
    assert covered.outcome is Outcome.FINISHED
    assert covered.segments[0].script == "note_check_source"


def test_a_name_in_a_doubtful_message_does_not_reach_the_judge(app: App, judge: ScriptedJudge) -> None:
    ask(app, f"my friend is called Noor, {DOUBTFUL}", "1")
    assert len(judge.asked) == 1
    assert "Noor" not in "\n".join((judge.asked[0].text, *judge.asked[0].readings))


def test_care_keeps_a_talk_from_the_judge_even_after_it_was_cleared(app: App, judge: ScriptedJudge) -> None:
    ask(app, "I want to kill myself", "1")
    ask(app, DOUBTFUL, "2")
    assert judge.asked == []
    talk = app.tutoring.room(MIA).conversation.id
    app.database.write(lambda s: Conversations(s, Scope("sch_a", "t")).clear_care(talk, by="t", at=app.clock.now()))
    ask(app, DOUBTFUL, "3")
    assert all(question.before == () for question in judge.asked)


@pytest.mark.parametrize("with_judge", [True, False])
def test_a_replay_says_what_was_decided_and_a_draft_knows_what_it_can_not_know(
    database_url: str, tmp_path: Path, with_judge: bool
) -> None:
    judge = ScriptedJudge([{}, {"harm.illegal": 9_500}, ProviderError("late", kind="timeout")]) if with_judge else None
    with house(database_url, tmp_path, judge=judge) as app:
        said = [ask(app, text, str(n)) for n, text in enumerate((DOUBTFUL, DOUBTFUL, DOUBTFUL, "what is a noun"))]
        policy = app.in_force.at("sch_a").policy
        table = load_scores(app.database, Scope("sch_a", "t"), Stage.INPUT, new_id=app.ids, now=app.clock.now())
        decided = decide_many(table.columns, Resolver()(policy, AgeBand.OLDER), Stage.INPUT)
        for i, turn in enumerate(said):
            (stored,) = [d for d in trace(app, turn).decisions if d.stage is Stage.INPUT]
            assert effect_at(decided, i) == stored.effect
        always = moved(policy, Move("harm.illegal", Line.GREY, 0))
        asked_more = decide_many(table.columns, Resolver()(always, AgeBand.OLDER), Stage.INPUT)
        assert bool(asked_more.unknown[3]) is with_judge, "what the judge would have said nobody knows"
