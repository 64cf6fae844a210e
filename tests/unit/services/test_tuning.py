"""Trying thresholds on what was really said, as a researcher meets it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from db.audit import Audits
from db.engine import Database
from db.reviews import NewEvent, Reviews
from db.scope import Scope
from db.sight import Sight
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, NotAllowed, NotFound
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.redeciding import effect_at
from studybuddy_core.domain.reviews import ReviewKind
from studybuddy_core.domain.revising import Line, Move
from studybuddy_core.services.traffic import TrafficRoom
from studybuddy_core.services.tuning import REVEALED, Tuning
from studybuddy_core.services.tuning_views import Kind, is_locked
from tests.people import SmallSchool
from tests.talks import Talking
from tests.unit.pipeline.rig import WordCheck

VIOLENCE, SELF_HARM = "harm.violence", "wellbeing.self_harm"
PROTECT, ALERT = Line.PROTECT, Line.ALERT


class Room:
    """A researcher's room over a school where a few things were said."""

    def __init__(self, talking: Talking) -> None:
        self.talking = talking
        self.school = talking.school
        self.tuning = Tuning(self.school.database, talking.clock, talking.ids, all_checks)
        self.me = talking.actor("researcher")

    def says(self, score: int, text: str = "a knight hits a dragon", label: str = VIOLENCE, **more: object) -> str:
        return self.talking.says(text, {label: score}, **more)[0]

    def move(self, score: int | None, label: str = VIOLENCE, line: Line = PROTECT, band: AgeBand | None = None) -> None:
        self.tuning.move(self.me, Move(label, line, score, band))

    def verdict(self, flag_id: str, kind: ReviewKind) -> None:
        head = self.talking.actor("lead")
        event = NewEvent(self.talking.ids("rev"), kind, head.id, self.talking.clock.now())

        def decide(session: object) -> None:
            reviews = Reviews(session, Sight(Scope("sch_a", head.id), safeguarding=True))
            reviews.add(reviews._flags.get(flag_id), event)

        self.school.database.write(decide)


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    school = SmallSchool(database)
    school.fill()
    return Room(Talking(school))


def test_tightening_says_how_many_more_it_would_have_stopped(room: Room) -> None:
    for score in (1_000, 3_000, 4_000, 6_000):
        room.says(score)
    room.move(3_500)
    tally = room.tuning.focus(room.me, VIOLENCE).tally
    assert (tally.messages, tally.blocked, tally.let_through, tally.unknown) == (4, 1, 0, 0)


def test_loosening_says_how_many_it_would_have_let_through_without_an_answer(room: Room) -> None:
    for score in (5_500, 6_000, 9_000):
        room.says(score)
    room.move(6_500)
    tally = room.tuning.focus(room.me, VIOLENCE).tally
    assert (tally.blocked, tally.let_through, tally.unwritten) == (0, 2, 2)


def test_a_draft_that_moved_nothing_changes_nothing(room: Room) -> None:
    room.says(6_000)
    assert room.tuning.focus(room.me, VIOLENCE).tally.changed == 0
    assert room.tuning.would_change(room.me).rows == ()


def test_a_message_whose_score_is_missing_counts_as_unknown_and_in_no_other_number(room: Room) -> None:
    room.says(0, missing=(VIOLENCE,))
    room.says(4_000)
    room.move(3_500)
    tally = room.tuning.focus(room.me, VIOLENCE).tally
    assert (tally.blocked, tally.let_through, tally.unknown) == (1, 0, 1)
    assert room.tuning.would_change(room.me).counts == {
        Kind.BLOCK: 1, Kind.LET_THROUGH: 0, Kind.HEARD: 0, Kind.UNKNOWN: 1,
    }  # fmt: skip


def test_alerts_are_counted_now_and_with_the_draft(room: Room) -> None:
    for score in (4_600, 4_800, 9_000):
        room.says(score, label=SELF_HARM)
    room.move(4_700, SELF_HARM, ALERT)
    tally = room.tuning.focus(room.me, SELF_HARM).tally
    assert (tally.alerts_before, tally.alerts_after) == (3, 2)


def test_replaying_the_live_policy_gives_the_live_decisions(room: Room) -> None:
    for score in (0, 4_999, 5_000, 7_499, 7_500, 10_000):
        room.says(score)
    room.says(5_200, label=SELF_HARM)
    room.says(0, missing=(SELF_HARM,))
    scope = Scope("sch_a", room.me.id)
    traffic = TrafficRoom(room.school.database, room.talking.clock, room.talking.ids).of(scope)
    (one,) = traffic.of(Stage.INPUT)
    replayed = one.decided(resolve(room.talking.policy, AgeBand.OLDER, now=room.talking.clock.now()))
    with room.school.database.read() as session:
        from sqlmodel import select

        from db.tables.evidence import DecisionRow

        stored = {row.message_id: row for row in session.exec(select(DecisionRow))}
    assert len(one) == len(stored) == 8
    for i in range(len(one)):
        effect, row = effect_at(replayed, i), stored[one.message(i)]
        assert (int(effect.reply), effect.script, int(effect.notify)) == (row.reply, row.script, row.notify)


def test_new_messages_are_seen_within_half_a_minute(room: Room) -> None:
    room.says(6_000)
    assert room.tuning.room(room.me).messages == 1
    room.says(6_000)
    room.talking.clock.move(seconds=31)
    assert room.tuning.room(room.me).messages == 2


def test_the_labels_are_sorted_by_what_their_draft_alone_would_change(room: Room) -> None:
    for score in (3_000, 3_500):
        room.says(score)
    room.says(3_000, label="attack.injection")
    room.move(2_000)
    room.move(2_500, "attack.injection")
    lines = room.tuning.room(room.me).labels
    assert [(line.label, line.net) for line in lines[:2]] == [(VIOLENCE, 2), ("attack.injection", 1)]


def test_a_step_lands_on_the_next_score_that_changes_a_decision(room: Room) -> None:
    for score in (2_000, 4_200, 6_100):
        room.says(score)
    step = room.tuning.step(room.me, VIOLENCE, PROTECT, up=False)
    assert step is not None
    assert step.score == 4_200
    assert room.tuning.focus(room.me, VIOLENCE).tally.blocked == 1


def test_a_step_passes_over_scores_that_change_nothing(room: Room) -> None:
    room.talking.says("both", {VIOLENCE: 4_200, "harm.weapons": 6_000})
    room.says(2_000)
    step = room.tuning.step(room.me, VIOLENCE, PROTECT, up=False)
    assert step is not None
    assert step.score == 2_000


def test_a_step_where_nothing_more_changes_leaves_the_draft_alone(room: Room) -> None:
    room.says(2_000)
    assert room.tuning.step(room.me, VIOLENCE, PROTECT, up=True) is None
    assert room.tuning.room(room.me).moves == 0


def test_undo_takes_back_one_move_and_reset_all(room: Room) -> None:
    room.move(4_000)
    room.move(3_000)
    room.tuning.undo(room.me)
    assert room.tuning.focus(room.me, VIOLENCE).lines[PROTECT] == 4_000
    room.move(6_000, "harm.weapons")
    room.tuning.reset(room.me, VIOLENCE)
    assert [change.label for change in room.tuning.room(room.me).changes] == ["harm.weapons"]
    room.tuning.reset(room.me)
    assert room.tuning.undo(room.me) is None
    assert room.tuning.room(room.me).changes == ()


def test_a_draft_belongs_to_its_researcher_and_survives_a_restart(room: Room) -> None:
    room.move(4_000)
    other = Tuning(room.school.database, room.talking.clock, room.talking.ids, all_checks)
    assert other.room(room.me).moves == 1
    assert other.room(replace(room.me, id="acc_teachera")).moves == 0


def test_a_line_for_the_younger_band_is_stricter_or_nothing(room: Room) -> None:
    room.move(4_000, band=AgeBand.YOUNGER)
    assert room.tuning.focus(room.me, VIOLENCE, band=AgeBand.YOUNGER).lines[PROTECT] == 4_000
    assert room.tuning.focus(room.me, VIOLENCE, band=AgeBand.OLDER).lines[PROTECT] == 5_000
    assert room.tuning.focus(room.me, VIOLENCE).younger[PROTECT] == 4_000
    room.move(8_000, band=AgeBand.YOUNGER)
    assert room.tuning.focus(room.me, VIOLENCE, band=AgeBand.YOUNGER).lines[PROTECT] == 5_000


def test_a_crisis_line_out_of_order_is_named_before_anyone_publishes(room: Room) -> None:
    room.move(6_000, SELF_HARM, ALERT)
    (problem,) = room.tuning.room(room.me).problems
    assert problem.startswith("Self-harm would show a crisis script before an adult hears")


def test_the_histogram_knows_which_scores_no_check_ever_gave(room: Room) -> None:
    for score in (2_000, 2_050, 6_000):
        room.says(score)
    room.says(0, missing=(VIOLENCE,))
    shown = room.tuning.focus(room.me, VIOLENCE).histogram
    assert (shown.counts[20], shown.counts[60], shown.scored, shown.missing) == (2, 1, 3, 1)
    assert shown.reached[20]
    assert not shown.reached[99]


def test_recall_counts_open_verdicts_and_leaves_the_locked_ones_out(room: Room) -> None:
    flags = [room.says(7_600) for _ in range(12)]
    for flag in flags[:9]:
        room.verdict(flag, ReviewKind.UPHELD)
    for flag in flags[9:]:
        room.verdict(flag, ReviewKind.OVERTURNED)
    room.move(None)
    room.move(9_000, line=ALERT)
    focus = room.tuning.focus(room.me, VIOLENCE)
    kept = [sum(not is_locked(flag) for flag in some) for some in (flags[:9], flags[9:])]
    assert (focus.judged_before.caught.x, focus.judged_before.caught.n) == (kept[0], kept[0])
    assert (focus.judged_after.caught.x, focus.judged_after.caught.n) == (0, kept[0])
    assert focus.judged_after.false_alarms.n == kept[1]
    assert focus.locked == 12 - sum(kept)


def test_three_of_ten_verdicts_are_locked() -> None:
    share = sum(is_locked(f"flg_{i}") for i in range(10_000)) / 10_000
    assert share == pytest.approx(0.3, abs=0.015)


def test_each_look_at_the_locked_verdicts_is_counted(room: Room) -> None:
    flags = [room.says(7_600) for _ in range(12)]
    for flag in flags:
        room.verdict(flag, ReviewKind.UPHELD)
    locked = room.tuning.locked_verdicts(room.me)
    assert locked.before.caught.n == sum(map(is_locked, flags))
    assert locked.looks == 1
    assert room.tuning.locked_verdicts(room.me).looks == 2


def test_what_would_change_is_listed_without_a_word_of_a_child(room: Room) -> None:
    room.says(4_000, "a secret thing that Mia wrote")
    room.move(3_500)
    listing = room.tuning.would_change(room.me)
    (row,) = listing.rows
    assert (row.kind, row.labels, row.words) == (Kind.BLOCK, ("Violence",), "")
    assert row.why == "draft: Violence 0.40 over protect 0.35"
    assert "secret" not in repr(listing)


def test_a_reveal_is_redacted_counted_and_in_the_audit_log(room: Room) -> None:
    room.says(4_000, "Mia hits Noor")
    room.move(3_500)
    (row,) = room.tuning.would_change(room.me).rows
    words = room.tuning.reveal(room.me, row)
    assert words == "[NAME 1] hits [NAME 2]"
    assert room.tuning.would_change(room.me).revealed == 1
    with room.school.database.read() as session:
        (link,) = Audits(session, Scope("sch_a", "")).list(action=REVEALED)
    assert (link.actor, link.subject) == (room.me.id, row.message)
    assert "hits" not in repr(link)


def test_a_message_that_would_fare_the_same_can_not_be_opened(room: Room) -> None:
    room.says(4_000)
    room.move(3_500)
    (row,) = room.tuning.would_change(room.me).rows
    room.tuning.reset(room.me)
    with pytest.raises(NotFound):
        room.tuning.reveal(room.me, row)


def test_what_is_for_the_safeguarding_lead_is_counted_but_never_listed(room: Room) -> None:
    room.says(4_600, label="wellbeing.abuse")
    room.move(4_000, "wellbeing.abuse")
    assert room.tuning.focus(room.me, "wellbeing.abuse").tally.blocked == 1
    assert room.tuning.would_change(room.me).rows == ()


def test_curriculum_questions_that_a_draft_would_stop_are_counted(room: Room) -> None:
    checks = (*all_checks(), WordCheck(VIOLENCE, "kill"))
    room.tuning = Tuning(room.school.database, room.talking.clock, room.talking.ids, lambda: checks)
    room.says(4_000)
    before = room.tuning.focus(room.me, VIOLENCE).topics_after
    room.move(None)
    after = room.tuning.focus(room.me, VIOLENCE).topics_after
    assert before.rate.n > 100
    assert after.rate.x < before.rate.x
    assert any("kill" in question.text for question in before.questions)


def test_a_line_outside_the_scale_or_of_no_label_is_refused(room: Room) -> None:
    with pytest.raises(BadInput):
        room.move(10_001)
    with pytest.raises(NotFound):
        room.move(5_000, "tone.flattery")


def test_another_school_is_not_in_the_numbers(room: Room) -> None:
    room.says(6_000)
    room.school.fill("sch_b", "Dale School")
    room.talking.clock.move(seconds=1)  # ids hold the time, and both schools count from one
    other = Room(Talking(room.school, "sch_b"))
    assert other.tuning.room(other.me).messages == 0


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER, Role.ANNOTATOR, Role.ADMINISTRATOR])
def test_only_researchers_tune(room: Room, role: Role) -> None:
    with pytest.raises(NotAllowed):
        room.tuning.room(Actor("acc_x", "sch_a", role, "X"))
