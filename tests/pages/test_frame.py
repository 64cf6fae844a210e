"""The door and the frame as a person meets them, without a browser: sign-in, refusal, navigation, errors."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from db.accounts import Accounts as StoredAccounts
from db.engine import Database
from pages.ui import errors, serving, who
from pages.ui.composition import composition
from pages.ui.registry import PAGES
from studybuddy_core.domain.errors import BadInput, ConfigError, StorageError, TooMany
from tests.houses import house
from tests.people import NONCE, PASSWORD, HandClock, SmallSchool


@pytest.fixture
def school(database: Database, monkeypatch: pytest.MonkeyPatch) -> SmallSchool:
    small = SmallSchool(database)
    small.fill(demo=False)
    monkeypatch.setattr(composition, "app", lambda: SimpleNamespace(accounts=small.accounts))
    monkeypatch.setattr(who, "nonce", lambda: NONCE)
    monkeypatch.setattr(who, "session_token", lambda: "")
    return small


def opened() -> AppTest:
    return AppTest.from_file(str(serving.SHELL), default_timeout=15).run()


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def staff_tries(app: AppTest, name: str, password: str) -> AppTest:
    app.text_input[2].set_value(name)
    app.text_input[3].set_value(password)
    return app.button(key="go_sign_in").click().run()


def begun(app: AppTest, code: str = "sun5ba", name: str = "Mia") -> AppTest:
    app.text_input[0].set_value(code)
    app.text_input[1].set_value(name)
    return app.button(key="go_next").click().run()


def press(app: AppTest, *pictures: str) -> AppTest:
    for picture in pictures:
        app = app.button(key=f"picture_{picture}").click().run()
    return app


def test_nobody_sees_the_sign_in_with_both_doors(school: SmallSchool) -> None:
    app = opened()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["I am a learner", "I work here"]


def test_staff_with_the_right_words_get_a_ticket(school: SmallSchool) -> None:
    app = staff_tries(opened(), "teacher", PASSWORD)
    assert not app.error
    assert texts(app) == ["Opening…"]
    assert school.accounts.claim(app.session_state["door_ticket"], NONCE).token


@pytest.mark.parametrize("name", ["teacher", "nobody"])
def test_a_wrong_name_and_a_wrong_password_read_the_same(school: SmallSchool, name: str) -> None:
    app = staff_tries(opened(), name, "wrong words here")
    assert [error.value for error in app.error] == [
        "That name and password don't belong together. Check both and try again."
    ]
    assert "door_ticket" not in app.session_state


def test_a_child_presses_four_pictures_and_is_let_in(school: SmallSchool) -> None:
    app = press(begun(opened()), "cat", "sun", "boat")
    assert texts(app)[-1] == "●●●○  3 of 4"
    app = press(app, "key")
    assert school.accounts.claim(app.session_state["door_ticket"], NONCE).token


def test_wrong_pictures_are_told_kindly_and_begin_anew(school: SmallSchool) -> None:
    app = press(begun(opened()), "cat", "cat", "cat", "cat")
    assert "Try again, or ask your teacher" in app.error[0].value
    assert texts(app)[-1] == "○○○○  0 of 4"


def test_a_code_that_leads_nowhere_looks_the_same_until_the_end(school: SmallSchool) -> None:
    app = begun(opened(), "nowhere", "Somebody")
    assert texts(app)[0] == "Hello Somebody. Press your 4 pictures."
    assert "Try again, or ask your teacher" in press(app, "cat", "sun", "boat", "key").error[0].value


def test_after_five_wrong_tries_the_child_reads_how_long_to_wait(school: SmallSchool) -> None:
    app = begun(opened())
    for _ in range(6):
        app = press(app, "cat", "cat", "cat", "cat")
    assert "Too many tries" in app.error[0].value
    assert "60 seconds" in app.error[0].value


def test_a_name_that_is_markdown_stays_a_name(school: SmallSchool) -> None:
    app = begun(opened(), "sun5ba", "![x](http://elsewhere/x.png)")
    assert texts(app)[0] == "Hello ![x](http://elsewhere/x.png). Press your 4 pictures."
    assert not [m for m in app.markdown if "elsewhere" in m.value]


def test_what_the_last_person_left_on_the_screen_is_gone_for_the_next(
    school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = school.staff_token("teacher")
    monkeypatch.setattr(who, "session_token", lambda: token)
    app = opened()
    app.session_state["review_open"] = "flg_secret"
    app.run()
    assert "review_open" in app.session_state
    school.accounts.sign_out(token)
    app.run()
    assert "review_open" not in app.session_state
    assert app.tabs
    assert [said.value for said in app.error] == ["You have been signed out. Sign in again to go on."]


def test_somebody_with_a_given_password_chooses_their_own_before_anything_else(
    school: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = school.people("sch_a")
    kept = school.passwords.hash_words(PASSWORD)
    school.database.write(
        lambda session: StoredAccounts(session, scope).set_password("acc_teachera", kept, must_change=True)
    )
    token = school.staff_token("teacher")
    monkeypatch.setattr(who, "session_token", lambda: token)
    app = opened()
    assert [title.value for title in app.title] == ["Choose your own password"]
    for old, new, again, said in (
        (PASSWORD, "four calm new words", "four calm other words", "The two new passwords differ"),
        ("wrong", "four calm new words", "four calm new words", "The old password is not right"),
        (PASSWORD, "short", "short", "at least 10 characters"),
        (PASSWORD, PASSWORD, PASSWORD, "differs from the old one"),
    ):
        for field, value in zip(app.text_input, (old, new, again), strict=True):
            field.set_value(value)
        app = app.button(key="go_keep_password").click().run()
        assert said in app.error[0].value
    for field, value in zip(app.text_input, (PASSWORD, "four calm new words", "four calm new words"), strict=True):
        field.set_value(value)
    monkeypatch.setattr(who, "session_token", lambda: token)
    app.button(key="go_keep_password").click().run()
    assert not school.accounts.must_change(token)
    assert school.accounts.actor_of(token)


def test_staff_change_their_password_from_the_account_menu(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house(database_url, tmp_path, started=False) as running:
        school = SmallSchool(running.database, HandClock(datetime.now(UTC)))
        token, elsewhere = school.staff_token("teacher"), school.staff_token("teacher")
        monkeypatch.setattr(composition, "app", lambda: running)
        monkeypatch.setattr(who, "session_token", lambda: token)
        page = AppTest.from_file(str(PAGES / "teacher" / "classes.py"), default_timeout=15).run()
        assert not [field for field in page.text_input if field.label == "Your password now"]
        page = page.button(key="account_password").click().run()
        page = filled(page, PASSWORD, "four calm new words", "four calm other words")
        assert "The two new passwords differ" in page.error[0].value
        page = filled(page.run(), PASSWORD, "four calm new words", "four calm new words")
        assert "Your new password holds from now on. You are signed out everywhere else." in texts(page)
        assert running.accounts.actor_of(token)
        assert running.accounts.actor_of(elsewhere) is None
        page = page.button(key="account_password_close").click().run()
        assert not [field for field in page.text_input if field.label == "Your password now"]
        assert running.accounts.sign_in_staff(login="teacher", password="four calm new words", nonce=NONCE)


def filled(page: AppTest, *passwords: str) -> AppTest:
    for label, value in zip(("Your password now", "Your new password", "Your new password once more"), passwords,
                            strict=True):  # fmt: skip
        next(field for field in page.text_input if field.label == label).set_value(value)
    page = page.button(key="go_keep_password").click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("error", "says", "names_incident"),
    [
        (BadInput("This file is too big."), "This file is too big.", False),
        (StorageError("The disk is full."), "The disk is full.", True),
        (ZeroDivisionError("division by zero"), "what was saved before is safe", True),
    ],
)
def test_an_adult_reads_what_is_wrong_and_a_child_one_kind_sentence(
    error: Exception, says: str, names_incident: bool
) -> None:
    adult = errors.words_for(error, child=False, incident="ABC123")
    assert says in adult
    assert ("ABC123" in adult) is names_incident
    child = errors.words_for(error, child=True, incident="ABC123")
    assert "ABC123" not in child
    assert "it was not you" in child


def test_a_child_who_is_too_quick_is_asked_to_wait() -> None:
    assert "Wait a little" in errors.words_for(TooMany("slow", retry_after=3), child=True, incident="X")


@pytest.mark.parametrize("option", ["server.enableCORS", "server.enableXsrfProtection", "client.showErrorDetails"])
def test_the_server_refuses_to_start_with_a_protection_switched_off(
    option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe = {"server.enableCORS": True, "server.enableXsrfProtection": True, "client.showErrorDetails": "none"}
    monkeypatch.setattr(serving.st, "get_option", lambda name: safe[name])
    serving.check_options()
    safe[option] = "full" if option.startswith("client") else False
    with pytest.raises(ConfigError, match=option):
        serving.check_options()
