"""What is doubtful: who is asked, what may leave, what a child sees where nobody can judge, and that faults block."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.deciding import decide, decide_standings
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.labels import UNJUDGED
from studybuddy_core.domain.messages import AgeBand, Passage, Stage, TurnView, Utterance
from studybuddy_core.domain.policies import Effective, LabelRule, Notify, Policy, Reply, resolve
from studybuddy_core.domain.records import Kept, Outcome, Ran, Receipt, ReleaseKind
from studybuddy_core.domain.redeciding import ScoreColumns, decide_many, effect_at
from studybuddy_core.domain.turns import Finished, Hold, Released, School, TurnEvent
from studybuddy_core.knowledge.library import Library, starter_passages
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.pipeline.under_way import Standing
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from tests.unit.pipeline.rig import NOW, Rig, ScriptedJudge, ScriptedModel, WordCheck, says, shown

VIOLENCE = LabelRule(
    "harm.violence", 5_000, 7_500, {Stage.INPUT: Reply.REDIRECT, Stage.OUTPUT: Reply.REVISE}, "not_here",
    scripts={Stage.OUTPUT: "let_me_rephrase"}, grey=3_000,
)  # fmt: skip
DISTRESS = LabelRule("wellbeing.distress", 5_000, 7_000, {Stage.INPUT: Reply.SUPPORT}, "support_distress", grey=4_000)
INJECTION = LabelRule("attack.injection", 5_000, 9_000, {Stage.INPUT: Reply.REDIRECT, Stage.CONTEXT: Reply.WITHHOLD},
                      "back_to_learning", grey=3_000)  # fmt: skip
PLAIN = Policy("test", (VIOLENCE, DISTRESS, INJECTION))
EFFECTIVE = resolve(PLAIN, AgeBand.OLDER, now=NOW)
CHECKS = (
    WordCheck("harm.violence", "sword", score=4_000), WordCheck("harm.violence", "stab", score=9_000),
    WordCheck("wellbeing.distress", "nobody", [Stage.INPUT], 4_500),
    WordCheck("attack.injection", "obey", score=4_000),
    WordCheck("privacy.contact", "@", [Stage.INPUT, Stage.OUTPUT]),
)  # fmt: skip
SAFE: dict[str, int] = {}
UNSAFE = {"harm.violence": 9_500}
VIKINGS = Passage("p1", "Vikings", "Vikings sailed from Norway. A sword was worth a farm.", "history", (4,), "us",
                  ("vikings", "sword"))  # fmt: skip


class OnePassage:
    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
        return (VIKINGS,) if "viking" in question.lower() else ()


def rig(judge: ScriptedJudge | None = None, *answers: str, **more: object) -> Rig:
    model = ScriptedModel([says(*(answers or ("Fine words.",)))], outside=bool(more.pop("outside", False)))
    return Rig(model, CHECKS, lambda: EFFECTIVE, judge=judge, inside=BuiltinTutor(),
               library=more.pop("library", OnePassage()))  # type: ignore[arg-type] # fmt: skip


def judged_receipts(ledger: Kept) -> list[Receipt]:
    return [r for batch in ledger.batches for r in batch.receipts if r.name == "judge"]


def scripts(events: list[TurnEvent]) -> list[str]:
    return [e.release.script for e in events if isinstance(e, Released) and e.release.kind is not ReleaseKind.SEGMENT]


def outcome(events: list[TurnEvent]) -> Outcome:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.close.outcome


def test_nobody_is_asked_about_what_is_not_doubtful() -> None:
    judge = ScriptedJudge([UNSAFE])
    house = rig(judge)
    assert shown(house.run("what is a noun")) == "Fine words."
    assert judge.asked == []
    assert {(r.status, r.why) for r in judged_receipts(house.ledger)} == {(Ran.SKIPPED, "nothing was doubtful")}
    assert all(not batch.calls or batch.calls[0].provider == "scripted" for batch in house.ledger.batches)


def test_a_doubtful_question_that_the_judge_finds_fine_is_answered_as_any_other() -> None:
    judge = ScriptedJudge([SAFE])
    house = rig(judge)
    events = house.run("who had a sword")
    assert shown(events) == "Fine words."
    assert scripts(events) == []
    assert [case.text for case in judge.asked] == ["who had a sword"]
    asked = judged_receipts(house.ledger)[0]
    assert (asked.status, asked.version) == (Ran.RAN, "1+judge-1")
    assert asked.why == "asked about Violence 0.40, doubtful from 0.30"
    (call,) = [c for batch in house.ledger.batches for c in batch.calls if c.provider == "judge: scripted"]
    assert (call.input_tokens, call.cost_usd, call.outcome) == (30, 0.001, "ok")


def test_a_doubtful_question_that_the_judge_finds_unsafe_is_held_back_and_an_adult_hears() -> None:
    house = rig(ScriptedJudge([UNSAFE]))
    events = house.run("who had a sword")
    assert scripts(events) == ["not_here"]
    assert house.model.asked == []
    assert [(f.labels, f.notify) for b in house.ledger.batches for f in b.flags] == [
        (("harm.violence",), Notify.REVIEW)
    ]


def test_a_judge_may_see_what_nobody_asked_about() -> None:
    events = rig(ScriptedJudge([{"wellbeing.distress": 9_500}])).run("my sword and nobody else")
    assert scripts(events) == ["support_distress"]


@pytest.mark.parametrize(
    "fault",
    [ProviderError("busy", kind="rate_limited"), ProviderError("late", kind="timeout"), RuntimeError("a bug")],
)
def test_a_judge_that_fails_blocks_and_an_adult_hears(fault: Exception) -> None:
    house = rig(ScriptedJudge([fault]))
    events = house.run("who had a sword")
    assert scripts(events) == ["try_again"]
    assert house.model.asked == []
    assert [(f.labels, f.notify, f.crisis) for b in house.ledger.batches for f in b.flags] == [
        (("harm.violence", UNJUDGED), Notify.REVIEW, False)
    ]
    receipt = judged_receipts(house.ledger)[0]
    assert receipt.status is Ran.ERROR
    assert "asked about Violence" in receipt.why
    assert [c.outcome for b in house.ledger.batches for c in b.calls] == ["failed"]


@pytest.mark.parametrize("score", [-1, 10_001, 0.5, True, None])
def test_a_score_that_is_none_blocks(score: object) -> None:
    assert scripts(rig(ScriptedJudge([{"harm.violence": score}])).run("who had a sword")) == ["try_again"]  # type: ignore[dict-item]


def test_nobody_is_asked_about_what_is_held_back_anyway() -> None:
    judge = ScriptedJudge([SAFE])
    house = rig(judge)
    assert scripts(house.run("stab with a sword and obey")) == ["not_here"]
    assert judge.asked == []
    assert "decided without a judge" in judged_receipts(house.ledger)[0].why


@pytest.mark.parametrize("kind", ["paused", "rate"])
def test_nobody_is_asked_while_replies_are_limited(kind: str) -> None:
    judge = ScriptedJudge([SAFE])
    house = rig(judge)
    standing = Standing(house.effective, hold=lambda: Hold(kind, "paused"))
    assert scripts(house.run("who had a sword", standing=standing)) == ["paused"]
    assert scripts(house.run("sword " * 1_000)) == ["too_long"]
    assert scripts(house.run("who had a sword", care=True)) == ["care"]
    assert judge.asked == []


# -- without a judge ----------------------------------------------------------------------------------


def test_without_a_judge_a_covered_question_is_answered_from_approved_passages_alone() -> None:
    house = rig(None, "From my own head.")
    events = house.run("why did a viking have a sword")
    assert house.model.asked == []
    assert scripts(events) == ["note_check_source"]
    assert "A sword was worth a farm." in shown(events)
    assert "Vikings" in shown(events)
    assert outcome(events) is Outcome.FINISHED
    assert [f for b in house.ledger.batches for f in b.flags] == []
    (decision,) = [d for b in house.ledger.batches for _, _, d in b.decisions if d.stage is Stage.INPUT]
    assert (decision.effect.reply, decision.effect.notify) == (Reply.ANNOTATE, Notify.LOG)
    assert "no judge to ask" in judged_receipts(house.ledger)[0].why


def test_the_same_holds_where_the_tutor_is_a_language_model_elsewhere() -> None:
    house = rig(None, "From my own head.", outside=True)
    assert "A sword was worth a farm." in shown(house.run("why did a viking have a sword"))
    assert house.model.asked == []


def test_without_a_judge_a_question_that_nothing_covers_is_led_elsewhere_and_noted() -> None:
    house = rig(None)
    events = house.run("where do i get a sword")
    assert scripts(events) == ["not_here"]
    assert house.model.asked == []
    (decision,) = [d for b in house.ledger.batches for _, _, d in b.decisions]
    assert decision.effect.notify is Notify.LOG
    assert [f for b in house.ledger.batches for f in b.flags] == []


def test_without_a_judge_a_child_who_may_be_in_need_gets_support_and_an_adult_looks() -> None:
    house = rig(None)
    events = house.run("nobody likes me")
    assert scripts(events) == ["support_distress"]
    assert [(f.labels, f.notify, f.crisis) for b in house.ledger.batches for f in b.flags] == [
        (("wellbeing.distress",), Notify.REVIEW, True)
    ]


def test_with_the_real_library_a_war_lesson_goes_on() -> None:
    house = rig(None, library=Library())
    house.checks = (WordCheck("harm.violence", "vikings", [Stage.INPUT], 4_000), *CHECKS)
    events = house.run("who were the vikings")
    assert outcome(events) is Outcome.FINISHED
    assert "The Vikings" in shown(events)


# -- what leaves ---------------------------------------------------------------------------------------


def test_what_a_judge_elsewhere_reads_holds_no_personal_data_and_nothing_about_wellbeing() -> None:
    judge = ScriptedJudge([SAFE])
    history = (Utterance("user", "my mum is ill", private=True), Utterance("user", "Ask Mia Larsen"),
               Utterance("assistant", "Which sword?"))  # fmt: skip
    rig(judge).run("I am Mia, who had a sword", history=history, school=School(names=("Mia Larsen",)))
    (case,) = judge.asked
    sent = "\n".join((case.text, *case.readings, *(said.text for said in case.before)))
    assert "Mia" not in sent
    assert "Larsen" not in sent
    assert "ill" not in sent
    assert case.text == "I am [NAME 1], who had a sword"
    assert [said.text for said in case.before] == ["Ask [NAME 1]", "Which sword?"]


def test_without_a_working_privacy_check_nothing_leaves_and_the_doubt_blocks() -> None:
    judge = ScriptedJudge([SAFE])
    house = rig(judge)
    house.checks = CHECKS[:1]
    house.effective = lambda: resolve(Policy("one", (VIOLENCE,)), AgeBand.OLDER, now=NOW)
    assert scripts(house.run("who had a sword")) == ["try_again"]
    assert judge.asked == []


def test_what_may_be_about_wellbeing_is_kept_from_a_judge_elsewhere() -> None:
    judge = ScriptedJudge([SAFE])
    house = rig(judge)
    assert scripts(house.run("nobody has a sword")) == ["support_distress"]
    assert judge.asked == []
    assert "kept on this machine" in judged_receipts(house.ledger)[0].why


@pytest.mark.parametrize("judge", [ScriptedJudge([SAFE], private=True), ScriptedJudge([SAFE], outside=False)])
def test_unless_it_was_set_up_to_read_that(judge: ScriptedJudge) -> None:
    assert shown(rig(judge).run("nobody has a sword")) == "Fine words."
    assert len(judge.asked) == 1


def test_a_message_in_code_is_judged_with_what_it_says() -> None:
    judge = ScriptedJudge([SAFE])
    rig(judge).run("sword d2hvIGhhZCB0aGUgYmlnZ2VzdCBib2F0")
    assert any("who had the biggest boat" in reading for reading in judge.asked[0].readings)


# -- passages and answers --------------------------------------------------------------------------------


def test_a_doubtful_passage_is_read_only_if_the_judge_finds_it_clean() -> None:
    passage = Passage("p2", "Rules", "A viking had to obey the law.", "history", (4,), "us")

    class Doubtful:
        def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
            return (passage,)

    def read(judge: ScriptedJudge | None) -> bool:
        house = rig(judge, library=Doubtful())
        house.run("what did they do")
        return bool(house.model.asked[0].lesson.passages)

    assert read(ScriptedJudge([SAFE]))
    assert not read(ScriptedJudge([{"attack.injection": 9_500}]))
    assert not read(ScriptedJudge([ProviderError("late", kind="timeout")]))
    assert not read(None)


def test_a_doubtful_sentence_of_the_answer_is_shown_only_after_the_judge_has_read_it() -> None:
    judge = ScriptedJudge([SAFE, UNSAFE])
    house = rig(judge, "A king. ", "He had a sword. ", "And another sword.")
    events = house.run("tell me of a king")
    assert shown(events).startswith("A king. He had a sword. ")
    assert "another" not in shown(events)
    assert [case.text for case in judge.asked][:2] == [
        "A king. He had a sword. ",
        "A king. He had a sword. And another sword.",
    ]
    assert judge.asked[0].stage is Stage.OUTPUT
    assert judge.asked[0].before[-1] == Utterance("user", "tell me of a king")


def test_the_same_words_are_asked_about_once() -> None:
    judge = ScriptedJudge([SAFE])
    assert shown(rig(judge, "He had a sword.").run("tell me of a king")) == "He had a sword."
    assert len(judge.asked) == 1, "the last segment and the whole are the same words"


def test_a_judge_that_fails_on_an_answer_withholds_it() -> None:
    house = rig(ScriptedJudge([ProviderError("late", kind="timeout")]), "He had a sword.")
    events = house.run("tell me of a king")
    assert "sword" not in shown(events)
    assert outcome(events) is Outcome.REPLACED


def test_without_a_judge_a_doubtful_answer_is_shown_and_noted() -> None:
    house = rig(None, "He had a sword.")
    assert shown(house.run("tell me of a king")) == "He had a sword."
    notified = {d.effect.notify for b in house.ledger.batches for _, _, d in b.decisions if d.stage is Stage.OUTPUT}
    assert notified == {Notify.LOG}


# -- a judge that knows only some labels -----------------------------------------------------------------


def test_what_this_judge_knows_nothing_of_stays_unjudged() -> None:
    judge = ScriptedJudge([SAFE], knows=("attack.injection",))
    house = rig(judge)
    assert scripts(house.run("obey or meet my sword")) == ["not_here"]
    assert len(judge.asked) == 1
    assert shown(house.run("obey me")) == "Fine words."
    assert scripts(house.run("where is my sword")) == ["not_here"]
    assert len(judge.asked) == 2, "nobody is asked what it can't answer"


# -- replay ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("judge", [None, [SAFE], [UNSAFE], [ProviderError("late", kind="timeout")]])
@pytest.mark.parametrize(
    "text", ["who had a sword", "a viking sword", "nobody likes me", "stab", "hello", "obey my sword"]
)
def test_what_was_stored_replays_to_what_was_decided(judge: list[dict[str, int] | Exception] | None, text: str) -> None:
    house = rig(None if judge is None else ScriptedJudge(judge))
    house.run(text)
    for batch in house.ledger.batches:
        decided = [d for _, _, d in batch.decisions if d.stage is Stage.INPUT]
        for scoring, decision in zip([s for s in batch.scorings if s.stage is Stage.INPUT], decided, strict=True):
            assert decide_standings(scoring.standings, EFFECTIVE, Stage.INPUT).effect == decision.effect
            columns = ScoreColumns.from_standings(sorted(scoring.standings), [scoring.standings])
            assert effect_at(decide_many(columns, EFFECTIVE, Stage.INPUT), 0) == decision.effect


def test_a_lower_grey_line_is_unknown_where_a_judge_was_there_and_known_where_none_was() -> None:
    lower = LabelRule("harm.violence", 5_000, 7_500, {Stage.INPUT: Reply.REDIRECT}, "not_here", grey=1_000)
    draft: Effective = resolve(Policy("draft", (lower,)), AgeBand.OLDER, now=NOW)
    weak = (WordCheck("harm.violence", "boat", [Stage.INPUT], 2_000), CHECKS[-1])
    for judge, unknown in ((ScriptedJudge([SAFE]), True), (None, False)):
        house = rig(judge)
        house.checks, house.effective = weak, lambda: resolve(Policy("p", (VIOLENCE,)), AgeBand.OLDER, now=NOW)
        house.run("a boat")
        (standings,) = [s.standings for b in house.ledger.batches for s in b.scorings if s.stage is Stage.INPUT]
        columns = ScoreColumns.from_standings(sorted(standings), [standings])
        assert bool(decide_many(columns, draft, Stage.INPUT).unknown[0]) is unknown


@pytest.mark.parametrize("band", list(AgeBand))
def test_no_passage_of_the_starter_library_is_left_out_as_doubtful(band: AgeBand) -> None:
    effective = resolve(preset_policy("balanced"), band, now=NOW)
    for passage in starter_passages():
        view = TurnView(Stage.CONTEXT, f"{passage.title}\n{passage.text}")
        assert decide(score_alone(view, all_checks()), effective, Stage.CONTEXT).delivers, passage.title
