"""Signing in and out as people meet it: what works, what is refused, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from db.accounts import Accounts as StoredAccounts
from db.engine import Database
from db.tables.people import SessionRow
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import BadInput, NotAllowed, TooMany
from tests.houses import house
from tests.people import NONCE, PASSWORD, PICTURES, HandClock, SmallSchool


@pytest.fixture
def school(database: Database) -> SmallSchool:
    small = SmallSchool(database)
    small.fill()
    return small


def changed(school: SmallSchool, work: object) -> None:
    scope = school.people("sch_a")
    school.database.write(lambda session: work(StoredAccounts(session, scope)))


def wrong_words(school: SmallSchool, login: str = "teacher") -> None:
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_staff(login=login, password="not the password", nonce=NONCE)


def wrong_pictures(school: SmallSchool, name: str = "Mia", code: str = "sun5ba") -> None:
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_learner(class_code=code, name=name, pictures=PICTURES[::-1], nonce=NONCE)


def test_a_teacher_signs_in_and_is_who_they_are(school: SmallSchool) -> None:
    actor = school.accounts.actor_of(school.staff_token("teacher"))
    assert actor is not None
    assert (actor.role, actor.name, actor.school, actor.classes) == (
        Role.TEACHER,
        "Teacher",
        "sch_a",
        frozenset({"cls_5Ba"}),
    )


@pytest.mark.parametrize(("name", "code"), [("Mia", "sun5ba"), (" MIA ", "SUN-5BA"), ("mia", "Sun 5ba")])
def test_a_child_signs_in_however_they_type_it(school: SmallSchool, name: str, code: str) -> None:
    actor = school.accounts.actor_of(school.learner_token(name, code))
    assert actor is not None
    assert actor.role is Role.LEARNER


@pytest.mark.parametrize(
    ("name", "code"), [("Otto", "sun5ba"), ("Nobody", "sun5ba"), ("Mia", "nowhere"), ("Teacher", "sun5ba")]
)
def test_a_name_of_another_class_or_of_nobody_is_refused_like_a_wrong_password(
    school: SmallSchool, name: str, code: str
) -> None:
    with pytest.raises(NotAllowed, match="That is not right"):
        school.accounts.sign_in_learner(class_code=code, name=name, pictures=PICTURES, nonce=NONCE)


def test_the_order_of_the_pictures_counts(school: SmallSchool) -> None:
    wrong_pictures(school)


def test_a_token_is_worth_nothing_after_signing_out(school: SmallSchool) -> None:
    token = school.staff_token("teacher")
    school.accounts.sign_out(token)
    assert school.accounts.actor_of(token) is None


def test_what_ended_a_month_ago_is_forgotten_and_nothing_else(school: SmallSchool) -> None:
    school.accounts.sign_out(school.staff_token("teacher"))
    school.staff_token("head")
    school.clock.move(days=29)
    assert school.accounts.sweep() == 0
    school.clock.move(days=5)
    token = school.staff_token("teacher")
    assert school.accounts.sweep() == 2
    assert school.accounts.actor_of(token) is not None


def test_the_app_forgets_old_sessions_when_it_starts(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path, started=False) as app:
        long_ago = HandClock(app.clock.now() - timedelta(days=40))
        SmallSchool(app.database, long_ago).staff_token("teacher")

        def sessions() -> int:
            with app.database.read() as session:
                return len(session.exec(select(SessionRow)).all())

        assert sessions() == 1
        app.start()
        assert sessions() == 0


def test_a_session_ends_after_eight_hours(school: SmallSchool) -> None:
    token = school.staff_token("teacher")
    for _ in range(7):
        school.clock.move(hours=1)
        assert school.accounts.actor_of(token)
    school.clock.move(hours=1)
    assert school.accounts.actor_of(token) is None


def test_fifteen_idle_minutes_end_a_childs_session_but_not_a_teachers(school: SmallSchool) -> None:
    child, teacher = school.learner_token(), school.staff_token("teacher")
    school.clock.move(minutes=14)
    assert school.accounts.actor_of(child)
    school.clock.move(minutes=14)
    assert school.accounts.actor_of(child), "the child did something fourteen minutes ago"
    school.clock.move(minutes=15)
    assert school.accounts.actor_of(child) is None
    assert school.accounts.actor_of(teacher)


def test_a_page_that_only_ticks_keeps_nobody_signed_in(school: SmallSchool) -> None:
    child = school.learner_token()
    for _ in range(14):
        school.clock.move(minutes=1)
        assert school.accounts.actor_of(child, active=False)
    school.clock.move(minutes=1)
    assert school.accounts.actor_of(child, active=False) is None


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(school: SmallSchool) -> None:
    token = school.staff_token("teacher")
    changed(school, lambda accounts: accounts.disable("acc_teachera", at=school.clock.now()))
    assert school.accounts.actor_of(token) is None
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_staff(login="teacher", password=PASSWORD, nonce=NONCE)


def test_a_new_role_holds_from_the_next_action(school: SmallSchool) -> None:
    token = school.staff_token("head")
    changed(school, lambda accounts: accounts.set_role("acc_heada", Role.ANNOTATOR))
    actor = school.accounts.actor_of(token)
    assert actor is not None
    assert actor.role is Role.ANNOTATOR


def test_a_ticket_works_once_soon_and_in_its_own_browser(school: SmallSchool) -> None:
    def ticket() -> str:
        return school.accounts.sign_in_staff(login="teacher", password=PASSWORD, nonce=NONCE)

    with pytest.raises(NotAllowed):
        school.accounts.claim(ticket(), "another browser")
    with pytest.raises(NotAllowed):
        school.accounts.claim("made up", NONCE)
    used = ticket()
    assert school.accounts.claim(used, NONCE).token
    with pytest.raises(NotAllowed):
        school.accounts.claim(used, NONCE)
    old = ticket()
    school.clock.move(seconds=31)
    with pytest.raises(NotAllowed):
        school.accounts.claim(old, NONCE)


def test_without_a_cookie_nobody_is_signed_in(school: SmallSchool) -> None:
    with pytest.raises(BadInput, match="cookies"):
        school.accounts.sign_in_staff(login="teacher", password=PASSWORD, nonce="")


@pytest.mark.parametrize("login", ["teacher", "nobody at all"])
def test_five_wrong_tries_cost_a_minute_whether_the_name_exists_or_not(school: SmallSchool, login: str) -> None:
    for _ in range(5):
        wrong_words(school, login)
    with pytest.raises(TooMany) as refused:
        school.accounts.sign_in_staff(login=login, password=PASSWORD, nonce=NONCE)
    assert 0 < refused.value.retry_after <= 60


def test_after_the_wait_the_right_password_works_and_all_is_forgotten(school: SmallSchool) -> None:
    for _ in range(5):
        wrong_words(school)
    school.clock.move(seconds=61)
    assert school.staff_token("teacher")
    for _ in range(4):
        wrong_words(school)
    assert school.staff_token("teacher")


def test_a_classmate_who_guesses_locks_out_only_the_name_guessed(school: SmallSchool) -> None:
    for _ in range(5):
        wrong_pictures(school, "Mia")
    with pytest.raises(TooMany):
        school.accounts.sign_in_learner(class_code="sun5ba", name="Mia", pictures=PICTURES, nonce=NONCE)
    assert school.learner_token("Noor")


def test_a_class_with_very_many_wrong_tries_is_slowed_and_others_are_not(school: SmallSchool) -> None:
    for number in range(60):
        wrong_pictures(school, f"made up {number}")
    with pytest.raises(TooMany) as refused:
        school.learner_token("Noor")
    assert refused.value.retry_after <= 5
    assert school.learner_token("Otto", "owl6aa")


def test_twenty_guesses_at_once_are_twenty_guesses(school: SmallSchool) -> None:
    def guess(_: int) -> str:
        try:
            school.accounts.sign_in_staff(login="teacher", password="wrong password", nonce=NONCE)
        except TooMany:
            return "wait"
        except NotAllowed:
            return "looked at"
        return "in"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(guess, range(20)))
    assert answers.count("looked at") == 5
    assert "in" not in answers


def test_a_new_password_ends_the_other_sessions(school: SmallSchool) -> None:
    here, elsewhere = school.staff_token("teacher"), school.staff_token("teacher")
    school.accounts.change_password(here, old=PASSWORD, new="four other calm words")
    assert school.accounts.actor_of(here)
    assert school.accounts.actor_of(elsewhere) is None
    wrong_words(school)
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_staff(login="teacher", password=PASSWORD, nonce=NONCE)


def test_two_schools_are_told_apart_and_a_person_of_one_is_nobody_in_the_other(school: SmallSchool) -> None:
    school.fill("sch_b", "Lake School")
    with pytest.raises(NotAllowed):
        school.accounts.sign_in_staff(login="teacher", password=PASSWORD, nonce=NONCE)
    actor = school.accounts.actor_of(school.staff_token("teacher", "lake school"))
    assert actor is not None
    assert actor.school == "sch_b"
