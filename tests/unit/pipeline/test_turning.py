"""What a child sees, and what is kept, when a turn goes well and when anything goes wrong."""

import pytest

from studybuddy_core.domain.chat import TextDelta
from studybuddy_core.domain.errors import ProviderError, StorageError
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import Stage, Utterance
from studybuddy_core.domain.policies import Notify, Reply
from studybuddy_core.domain.records import Allow, Batch, Kept, Outcome, Ran, ReleaseKind
from studybuddy_core.domain.signals import Check
from studybuddy_core.domain.turns import Finished, Hold, Intervened, Released, School
from studybuddy_core.pipeline.under_way import Standing
from tests.unit.pipeline.rig import BrokenCheck, Rig, ScriptedModel, WordCheck, effective, rule, says, shown

SAFE = effective()
STRICT = effective(rule("harm.violence", Stage.OUTPUT, Reply.WITHHOLD, Notify.REVIEW, "let_me_rephrase"))
BAD = WordCheck("harm.violence", "knife")
SPLIT = WordCheck("harm.violence", "kni. fe")


def outcome(events: list[object]) -> Outcome:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.close.outcome


def test_an_answer_is_released_sentence_by_sentence_each_with_its_own_permission() -> None:
    rig = Rig(ScriptedModel([says("Half of ten", " is five. Now", " you try.")]), (BAD,), lambda: STRICT)
    events = rig.run()
    released = [e for e in events if isinstance(e, Released)]
    assert [r.release.text for r in released] == ["Half of ten is five. ", "Now you try."]
    assert all(r.allow.digest == text_digest(r.release.text) for r in released)
    assert outcome(events) is Outcome.FINISHED


def test_a_bad_sentence_never_shows_and_the_good_one_before_it_stays() -> None:
    rig = Rig(ScriptedModel([says("Good start. Take a knife now. More.")]), (BAD,), lambda: STRICT)
    events = rig.run()
    assert "knife" not in shown(events)
    assert shown(events).startswith("Good start. ")
    assert outcome(events) is Outcome.REPLACED
    assert [w.text for b in rig.ledger.batches for w in b.withheld] == ["Take a knife now. "]
    assert [f.labels for b in rig.ledger.batches for f in b.flags] == [("harm.violence",)]


def test_a_word_split_over_two_sentences_is_seen_because_everything_so_far_is_checked() -> None:
    rig = Rig(
        ScriptedModel([says("It is a kni. fe is not here. ")]), (WordCheck("harm.violence", "kni. fe"),), lambda: STRICT
    )
    assert "fe is" not in shown(rig.run())


def test_a_broken_check_that_the_policy_needs_withholds_the_answer() -> None:
    rig = Rig(ScriptedModel([says("A fine answer.")]), (BrokenCheck("harm.violence", "x"),), lambda: STRICT)
    events = rig.run()
    assert "fine answer" not in shown(events)
    assert any(r.status is Ran.ERROR for b in rig.ledger.batches for r in b.receipts)


def test_a_missing_check_is_a_block_too() -> None:
    events = Rig(ScriptedModel([says("A fine answer.")]), (), lambda: STRICT).run()
    assert "fine answer" not in shown(events)


@pytest.mark.parametrize(
    "events",
    [
        says("Half a sen", stop=None),
        [TextDelta("Half a sen"), ProviderError("gone", kind="unavailable")],
        [ProviderError("no", kind="timeout")],
        [RuntimeError("a bug")],
        says(""),
        says("   "),
    ],
)
def test_whatever_breaks_in_the_model_the_child_reads_one_kind_sentence(events: list[object]) -> None:
    rig = Rig(ScriptedModel([events]), (BAD,), lambda: STRICT)  # type: ignore[list-item]
    seen = rig.run()
    assert "Half" not in shown(seen)
    released = [e for e in seen if isinstance(e, Released)]
    assert [r.release.kind for r in released] == [ReleaseKind.SCRIPT]
    assert outcome(seen) is Outcome.FAILED


def test_what_was_shown_before_the_stream_broke_stays_and_the_tail_is_dropped() -> None:
    rig = Rig(
        ScriptedModel([[TextDelta("First sentence. Second on"), ProviderError("gone", kind="cut")]]),
        (BAD,),
        lambda: STRICT,
    )
    text = shown(rig.run())
    assert text.startswith("First sentence. ")
    assert "Second" not in text


def test_storage_that_cannot_keep_shows_nothing() -> None:
    class Full:
        def append(self, batch: object) -> None:
            raise StorageError("disk full")

    rig = Rig(ScriptedModel([says("Hello there.")]), (BAD,), lambda: STRICT, ledger=Full())  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        rig.run()


def test_a_ledger_that_allows_other_bytes_shows_nothing() -> None:
    class Lying(Kept):
        def append(self, batch: Batch) -> Allow | None:
            allow = super().append(batch)
            return None if allow is None else Allow("0" * 64, allow.activation, allow.release_id)

    rig = Rig(ScriptedModel([says("Hello there.")]), (BAD,), lambda: STRICT, ledger=Lying())
    with pytest.raises(StorageError):
        rig.run()


def test_support_needs_no_model_and_starts_care_mode() -> None:
    rules = rule("wellbeing.self_harm", Stage.INPUT, Reply.SUPPORT, Notify.ALERT, "support_self_harm")
    rig = Rig(ScriptedModel([]), (WordCheck("wellbeing.self_harm", "sad"),), lambda: effective(rules))
    events = rig.run("so sad", school=School(helplines="Childline 0800 1111"))
    assert "0800 1111" in shown(events)
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.close.care
    assert rig.model.asked == []
    assert [f.crisis for b in rig.ledger.batches for f in b.flags] == [True]


@pytest.mark.parametrize("kind", ["paused", "rate", "length"])
def test_a_limit_on_replies_never_hides_distress(kind: str) -> None:
    rules = rule("wellbeing.self_harm", Stage.INPUT, Reply.SUPPORT, Notify.ALERT, "support_self_harm")
    rig = Rig(ScriptedModel([says("Hi.")]), (WordCheck("wellbeing.self_harm", "sad"),), lambda: effective(rules))
    script = {"paused": "paused", "rate": "slow_down", "length": "too_long"}[kind]
    standing = Standing(rig.effective, hold=lambda: Hold(kind, script))
    assert [f.notify for b in rig.ledger.batches for f in b.flags] == []
    events = rig.run("so sad", standing=standing)
    assert [e.release.script for e in events if isinstance(e, Released)] == ["support_self_harm"]
    calm = rig.run("what is 2+2", standing=standing)
    assert [e.release.script for e in calm if isinstance(e, Released)] == [script]
    cared_for = rig.run("what is 2+2", standing=standing, care=True)
    assert [e.release.script for e in cared_for if isinstance(e, Released)] == ["care"]


def test_a_pause_in_the_middle_stops_the_next_segment() -> None:
    holds = iter([None, None, Hold("paused", "paused")])
    standing = Standing(lambda: SAFE, hold=lambda: next(holds, Hold("paused", "paused")))
    text = shown(Rig(ScriptedModel([says("One. ", "Two. ", "Three.")]), (), lambda: SAFE).run(standing=standing))
    assert text.startswith("One. ")
    assert "Two" not in text


def test_a_stricter_policy_holds_from_the_next_segment_and_a_weaker_one_not_before_the_next_turn() -> None:
    active = [SAFE]

    class Switching(ScriptedModel):
        def stream(self, request):  # type: ignore[no-untyped-def]
            yield TextDelta("A knife. ")
            yield TextDelta("Go on. ")
            active[0] = STRICT
            yield TextDelta("Another one. ")
            yield TextDelta("End.")

    tighter = shown(Rig(Switching([]), (BAD,), lambda: active[0]).run())
    assert tighter.startswith("A knife. ")
    assert "Another" not in tighter
    active[0] = STRICT

    class Loosening(ScriptedModel):
        def stream(self, request):  # type: ignore[no-untyped-def]
            active[0] = SAFE
            yield TextDelta("A knife. ")
            yield TextDelta("End.")

    assert "knife" not in shown(Rig(Loosening([]), (BAD,), lambda: active[0]).run())


def test_a_draft_sent_back_is_tried_again_with_guidance() -> None:
    revise = effective(rule("tone.flattery", Stage.OUTPUT, Reply.REVISE))
    model = ScriptedModel([says("You are a genius!"), says("That step is right.")])
    events = Rig(model, (WordCheck("tone.flattery", "genius"),), lambda: revise).run()
    assert shown(events) == "That step is right."
    assert [e.intervention.kind for e in events if isinstance(e, Intervened)] == ["steer"]
    assert len(model.asked[1].system) > len(model.asked[0].system)


def test_a_model_that_never_improves_ends_in_a_fixed_text_after_a_bounded_number_of_tries() -> None:
    revise = effective(rule("tone.flattery", Stage.OUTPUT, Reply.REVISE))
    model = ScriptedModel([says("You are a genius!")])
    events = Rig(model, (WordCheck("tone.flattery", "genius"),), lambda: revise).run()
    assert "genius" not in shown(events)
    assert outcome(events) is Outcome.REPLACED
    assert len(model.asked) <= 4


def test_cancel_stops_the_answer_and_closes_the_stream() -> None:
    asked = iter([False, False])
    model = ScriptedModel([says("One. ", "Two. ", "Three. ", "Four.")])
    standing = Standing(lambda: SAFE, cancelled=lambda: next(asked, True))
    events = Rig(model, (), lambda: SAFE).run(standing=standing)
    assert outcome(events) is Outcome.CANCELLED
    assert shown(events) == "One. "
    assert model.closed == 1


def test_an_endless_answer_is_cut_and_a_slow_one_given_up() -> None:
    endless = Rig(ScriptedModel([says(*(["word and word. "] * 2000))]), (), lambda: SAFE)
    assert 3500 < len(shown(endless.run())) < 5000

    slow = Rig(ScriptedModel([says("One. ", "Two. ")]), (), lambda: SAFE)
    real = slow.clock.monotonic

    def later() -> float:
        slow.clock.seconds += 30
        return real()

    slow.clock.monotonic = later  # type: ignore[method-assign]
    assert outcome(slow.run()) is Outcome.FAILED


MARKS_NOTHING = WordCheck("privacy.contact", "@")


def test_nothing_private_goes_to_an_outside_model() -> None:
    model = ScriptedModel([says("Fine.")], outside=True)
    rig = Rig(model, (MARKS_NOTHING,), lambda: SAFE)
    history = (Utterance("user", "my mum is ill", private=True), Utterance("user", "Ask Mia Larsen"))
    rig.run("I am Mia and 7x8?", history=history, school=School(names=("Mia Larsen",)))
    sent = "\n".join(m.text for m in model.asked[0].messages)
    assert "Mia" not in sent
    assert "Larsen" not in sent
    assert "ill" not in sent
    assert "7x8" in sent


@pytest.mark.parametrize("checks", [(), (BrokenCheck("privacy.contact", "x"),)])
def test_without_a_working_privacy_check_nothing_leaves_at_all(checks: tuple[Check, ...]) -> None:
    model = ScriptedModel([says("Fine.")], outside=True)
    events = Rig(model, checks, lambda: SAFE).run("mail me at mia@example.org")
    assert model.asked == []
    assert outcome(events) is Outcome.FAILED


def test_an_adult_hears_of_a_message_that_broke_the_turn_before_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(text: str) -> object:
        raise RuntimeError(f"can't unfold {text}")

    monkeypatch.setattr("studybuddy_core.pipeline.reading.readings_of", breaks)
    rig = Rig(ScriptedModel([says("Fine.")]), (BAD,), lambda: STRICT)
    assert outcome(rig.run("a secret worry")) is Outcome.FAILED
    assert [(f.cause, f.notify) for b in rig.ledger.batches for f in b.flags] == [("input:missing", Notify.REVIEW)]


def test_what_broke_is_recorded_without_the_words_it_broke_on() -> None:
    rig = Rig(ScriptedModel([[ValueError("can't parse 'the garden shed'")]]), (BAD,), lambda: STRICT)
    rig.run("the garden shed")
    told = [receipt.why for batch in rig.ledger.batches for receipt in batch.receipts if receipt.name == "turn"]
    assert told
    assert "shed" not in told[0]


@pytest.mark.parametrize("asked", ["hello", "what is a knife"])
def test_a_note_stands_beside_the_answer_once_however_often_it_is_called_for(asked: str) -> None:
    note = "note_check_source"
    stages = (Stage.INPUT, Stage.OUTPUT)
    noted = effective(*(rule("harm.violence", stage, Reply.ANNOTATE, script=note) for stage in stages))
    rig = Rig(ScriptedModel([says("A knife cuts. Mind the edge. Then wash it.")]), (BAD,), lambda: noted)
    events = rig.run(asked)
    kinds = [e.release.kind for e in events if isinstance(e, Released)]
    assert (kinds.count(ReleaseKind.NOTE), kinds.count(ReleaseKind.SEGMENT)) == (1, 3)
    assert outcome(events) is Outcome.FINISHED
