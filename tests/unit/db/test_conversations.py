"""A child's message is kept once, and what was shown can be read back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from db.contents import erase
from db.conversations import Conversations
from db.scope import Scope
from db.tables.talks import MessageRow
from db.turns import Turns
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound, StorageError
from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import AgeBand, Task
from studybuddy_core.domain.records import Batch, Close, Outcome, Release, ReleaseKind
from tests.unit.db.rig import START, SchoolRig, everything, segment_batch

LEASE = timedelta(seconds=30)


def test_the_same_key_sent_twenty_times_at_once_is_one_message(rig: SchoolRig):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: rig.submit("What is 7 × 8?", "key-1"), range(20)))
    assert len({answer.turn.id for answer in answers}) == 1
    assert sum(not answer.repeated for answer in answers) == 1
    with rig.database.read() as session:
        assert session.exec(select(func.count()).select_from(MessageRow)).one() == 2
        assert len(Conversations(session, rig.scope).transcript(rig.talk)) == 1


def test_different_messages_at_once_are_numbered_without_gaps(rig: SchoolRig):
    with ThreadPoolExecutor(20) as pool:
        turns = [answer.turn for answer in pool.map(lambda n: rig.submit(f"Question {n}", f"key-{n}"), range(40))]
    assert sorted(turn.turn_no for turn in turns) == list(range(1, 41))
    assert rig.verify().sound


def test_what_was_shown_is_what_is_read_back(rig: SchoolRig):
    turn = rig.submit("What is 7 × 8? 😀 १२", "k").turn
    allow = rig.ledger.append(segment_batch(turn.id, 0, "Count in eights. "))
    task = Task("7 × 8", "product", ("56", "fifty-six"), checkpoints=(("7 × 4", "28"),), attempts=1)
    rig.ledger.append(segment_batch(turn.id, 1, "How far did you get?", close=Close(Outcome.FINISHED, task=task)))
    assert allow is not None
    assert allow.digest == text_digest("Count in eights. ")
    with rig.database.read() as session:
        talks = Conversations(session, rig.child_scope)
        (said,) = talks.transcript(rig.talk)
        assert said.text == "What is 7 × 8? 😀 १२"
        assert said.shown == "Count in eights. How far did you get?"
        assert said.outcome is Outcome.FINISHED
        assert talks.get(rig.talk).task == task
        late = talks.follow(turn.id, after=0)
        assert [segment.text for segment in late.segments] == ["How far did you get?"]
        history = talks.history(rig.talk, before_turn=2, limit=5)
        assert [(u.role, u.text) for u in history] == [
            ("user", "What is 7 × 8? 😀 १२"), ("assistant", "Count in eights. How far did you get?"),
        ]  # fmt: skip


def test_a_turn_about_wellbeing_is_private_and_leaves_the_talk_in_care(rig: SchoolRig):
    turn = rig.submit("I want to disappear", "k").turn
    rig.ledger.append(everything(turn.id))
    with rig.database.read() as session:
        talks = Conversations(session, rig.scope)
        assert talks.get(rig.talk).care
        assert all(utterance.private for utterance in talks.history(rig.talk, before_turn=2, limit=5))
    again = rig.submit("What is 2 + 2?", "k2").turn
    rig.ledger.append(segment_batch(again.id, 0, close=Close(Outcome.FINISHED, care=False)))
    with rig.database.read() as session:
        assert Conversations(session, rig.scope).get(rig.talk).care, "only a person ends care mode"
    rig.database.write(lambda s: Conversations(s, rig.scope).clear_care(rig.talk, by=rig.teacher, at=START))
    with rig.database.read() as session:
        assert not Conversations(session, rig.scope).get(rig.talk).care


def test_nothing_is_released_after_a_turn_has_ended(rig: SchoolRig):
    turn = rig.submit("Hello", "k").turn
    rig.ledger.append(segment_batch(turn.id, 0, close=Close(Outcome.FINISHED)))
    with pytest.raises(StorageError, match="ended"):
        rig.ledger.append(segment_batch(turn.id, 1))
    with pytest.raises(StorageError, match="ended"):
        rig.ledger.append(segment_batch(turn.id, 1, close=Close(Outcome.FAILED)))
    with rig.database.read() as session:
        (said,) = Conversations(session, rig.scope).transcript(rig.talk)
        assert len(said.segments) == 1
        assert said.outcome is Outcome.FINISHED


@pytest.mark.parametrize("raw", ["a\x00b", "half \ud83d of it"])
def test_text_that_no_database_can_keep_is_refused_and_leaves_nothing(rig: SchoolRig, raw: str):
    with pytest.raises(BadInput):
        rig.submit(raw, "k")
    turn = rig.submit("fine", "k").turn
    assert turn.turn_no == 1
    with pytest.raises(BadInput):
        rig.ledger.append(segment_batch(turn.id, 0, raw))
    with pytest.raises(BadInput):
        rig.ledger.append(segment_batch(turn.id, 0, close=Close(Outcome.FINISHED, task=Task(raw, "x"))))
    with rig.database.read() as session:
        (said,) = Conversations(session, rig.scope).transcript(rig.talk)
        assert said.segments == ()


def test_erased_words_are_gone_and_the_chain_still_verifies(rig: SchoolRig):
    turn = rig.submit("My name is Mia Park", "k").turn
    rig.ledger.append(segment_batch(turn.id, 0, "Hello!", close=Close(Outcome.FINISHED)))
    with rig.database.read() as session:
        content_id = session.get_one(MessageRow, turn.question).content_id
    assert rig.database.write(lambda s: erase(s, rig.school, [content_id])) == 1
    with rig.database.read() as session:
        (said,) = Conversations(session, rig.scope).transcript(rig.talk)
    assert said.text is None
    assert said.shown == "Hello!"
    assert rig.verify().sound


def test_pages_of_talks_hold_each_talk_once(rig: SchoolRig):
    def more(session):
        talks = Conversations(session, rig.child_scope)
        for n in range(25):
            talks.open(id=f"cnv_{n:02d}", learner=rig.child, class_id=rig.class_id, band=AgeBand.OLDER, grade=4,
                       at=START + timedelta(minutes=n // 3))  # fmt: skip

    rig.database.write(more)
    seen: list[str] = []
    before = None
    with rig.database.read() as session:
        while page := Conversations(session, rig.scope).list(before=before, limit=7):
            seen += [talk.id for talk in page]
            before = (page[-1].last_at, page[-1].id)
    assert len(seen) == len(set(seen)) == 26


def test_a_finished_talk_takes_no_more_messages_but_still_knows_the_old_ones(rig: SchoolRig):
    first = rig.submit("Hello", "k").turn
    rig.database.write(lambda s: Conversations(s, rig.child_scope).close(rig.talk, at=START))
    with pytest.raises(Conflict, match="ended"):
        rig.submit("More", "k2")
    assert rig.submit("Hello", "k").turn.id == first.id


def test_a_stranger_finds_nothing(rig: SchoolRig):
    turn = rig.submit("Hello", "k").turn
    for scope in (Scope("sch_other", "x"), Scope(rig.school, "x", own="acc_other"),
                  Scope(rig.school, "x", classes=frozenset({"cls_other"}))):  # fmt: skip
        with rig.database.read() as session:
            talks = Conversations(session, scope)
            assert talks.list() == ()
            for look in (talks.get, talks.transcript, talks.open_turn):
                with pytest.raises(NotFound):
                    look(rig.talk)
            for look in (talks.turn, talks.follow):
                with pytest.raises(NotFound):
                    look(turn.id)


def test_one_worker_holds_a_turn_and_a_dead_one_is_interrupted_once(rig: SchoolRig):
    turn, now = rig.submit("Hello", "k").turn, rig.clock.now()
    until = now + timedelta(seconds=30)

    def take(owner, at, until):
        return rig.database.write(lambda s: Turns(s).take(turn.id, owner=owner, now=at, until=until))

    with rig.database.read() as session:
        assert [t.id for t in Turns(session).never_begun()] == [turn.id]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda n: take(f"worker-{n}", now, until), range(8))) == 1
    assert not rig.database.write(lambda s: Turns(s).interrupt(turn.id, now=now, lease=LEASE, audit=rig.audit))
    later = rig.clock.pass_seconds(31)
    with rig.database.read() as session:
        assert [t.id for t in Turns(session).stale(now=later, lease=LEASE)] == [turn.id]

    def interrupt(_):
        return rig.database.write(lambda s: Turns(s).interrupt(turn.id, now=later, lease=LEASE, audit=rig.audit))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(interrupt, range(8))) == 1
    assert not take("worker-9", later, later + timedelta(seconds=30))
    with pytest.raises(StorageError, match="ended"):
        rig.ledger.append(segment_batch(turn.id, 0))
    with rig.database.read() as session:
        assert Turns(session).stale(now=later, lease=LEASE) == ()
        (said,) = Conversations(session, rig.scope).transcript(rig.talk)
        assert said.outcome is Outcome.INTERRUPTED


@pytest.mark.parametrize(("back_s", "over"), [(20, False), (3600, True)])
def test_a_lease_that_no_clock_of_now_can_have_given_counts_as_over(rig: SchoolRig, back_s: int, over: bool):
    turn, now = rig.submit("Hello", "k").turn, rig.clock.now()
    rig.database.write(lambda s: Turns(s).take(turn.id, owner="worker", now=now, until=now + LEASE))
    earlier = rig.clock.pass_seconds(-back_s)
    with rig.database.read() as session:
        assert bool(Turns(session).stale(now=earlier, lease=LEASE)) is over
    taken = rig.database.write(lambda s: Turns(s).take(turn.id, owner="next", now=earlier, until=earlier + LEASE))
    assert taken is over
    if over:
        assert not rig.database.write(lambda s: Turns(s).interrupt(turn.id, now=earlier, lease=LEASE, audit=rig.audit))


def test_a_batch_is_kept_whole_or_not_at_all(rig: SchoolRig):
    turn = rig.submit("Hello", "k").turn
    rig.ledger.append(segment_batch(turn.id, 0))
    twice = everything(turn.id)  # its release has the number that is taken
    with pytest.raises(Conflict):
        rig.ledger.append(twice)
    with rig.database.read() as session:
        left = ("flag", "review_event", "alert", "finding", "intervention", "withheld", "draft_round", "turn_close",
                '"call"')  # fmt: skip
        for table in left:
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table
    assert rig.verify().sound


def test_a_note_beside_an_answer_is_shown_but_not_part_of_the_history(rig: SchoolRig):
    turn = rig.submit("Hello", "k").turn
    note = Release(0, ReleaseKind.NOTE, "Check the source.")
    rig.ledger.append(Batch(turn.id, release=note, activation="act_1"))
    rig.ledger.append(segment_batch(turn.id, 1, "Here it is."))
    with rig.database.read() as session:
        (said,) = Conversations(session, rig.scope).transcript(rig.talk)
    assert [segment.kind for segment in said.segments] == [ReleaseKind.NOTE, ReleaseKind.SEGMENT]
    assert said.shown == "Here it is."
