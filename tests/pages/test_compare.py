"""The Compare page without a browser: what stands on it and what each key does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from pages.ui import pair_desk, who
from pages.ui.composition import composition
from pages.ui.registry import PAGES
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.ids import Ids
from studybuddy_core.services.labelling import Draft, Labelling
from tests.people import SmallSchool

ANN = Actor("acc_annotatora", "sch_a", Role.ANNOTATOR, "Annotator")


@pytest.fixture
def labelling(database: Database, monkeypatch: pytest.MonkeyPatch) -> Labelling:
    school = SmallSchool(database)
    school.fill()
    moments = iter(range(10_000_000))
    service = Labelling(database, school.clock, Ids(lambda: next(moments)))
    accounts = SimpleNamespace(actor_of=lambda _token, active=True: ANN)
    app = SimpleNamespace(accounts=accounts, labelling=service, clock=school.clock)
    monkeypatch.setattr(who, "session_token", lambda: "a token")
    monkeypatch.setattr(composition, "app", lambda: app)
    monkeypatch.setattr(pair_desk, "_UNREAD_S", 0.0)
    return service


def handed_out(labelling: Labelling, pairs: int = 3) -> str:
    drafts = [Draft(f"Question {i}?", f"first {i}", f"second {i}") for i in range(pairs)]
    return labelling.add_batch("sch_a", "Autumn", drafts, all_checks())


def opened() -> AppTest:
    app = AppTest.from_file(str(PAGES / "annotator" / "compare.py"), default_timeout=20).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return " | ".join(element.value for element in app.text)


def test_without_pairs_the_page_says_so(labelling: Labelling) -> None:
    assert "There is nothing to compare." in texts(opened())


def test_a_key_records_and_the_next_pair_is_there(labelling: Labelling) -> None:
    batch = handed_out(labelling)
    app = press(opened(), "compare_choose_2")
    desk = labelling.desk(ANN, batch)
    assert (desk.chosen, desk.total) == (1, 3)
    assert "Left. Z takes it back." in texts(app)


def test_marks_reasons_and_note_go_with_the_choice_and_not_with_the_next(labelling: Labelling) -> None:
    batch = handed_out(labelling)
    app = press(press(opened(), "compare_unsafe_Q"), "compare_unsafe_P")
    assert "Both marked unsafe for a child" in texts(app)
    pills = next(group for group in app.button_group)
    app = pills.set_value(["truer"]).run()
    app = press(app, "compare_note")
    app = app.text_area[0].set_value("both are wrong").run()
    app = press(app, "compare_choose_3")
    kept = labelling.recent(ANN, batch)[0].choice
    assert (kept.left_unsafe, kept.right_unsafe, kept.reasons, kept.note) == (True, True, ("truer",), "both are wrong")
    assert "No mark: both safe for a child" in texts(app)
    press(app, "compare_choose_3")
    assert sorted((c.choice.reasons, c.choice.note) for c in labelling.recent(ANN, batch)) == [
        ((), ""), (("truer",), "both are wrong"),
    ]  # fmt: skip


def test_both_unsafe_shows_as_such_among_the_last_twenty(labelling: Labelling) -> None:
    handed_out(labelling)
    app = press(press(opened(), "compare_unsafe_Q"), "compare_unsafe_P")
    app = press(press(app, "compare_choose_3"), "compare_recent")
    assert any("Same · both unsafe" in caption.value for caption in app.caption)


def test_undo_brings_the_pair_back(labelling: Labelling) -> None:
    batch = handed_out(labelling)
    press(press(opened(), "compare_choose_1"), "compare_undo")
    assert labelling.desk(ANN, batch).chosen == 0


def test_a_choice_among_the_last_twenty_can_be_changed(labelling: Labelling) -> None:
    batch = handed_out(labelling)
    app = press(press(opened(), "compare_choose_1"), "compare_recent")
    pair = labelling.recent(ANN, batch)[0].choice.pair_id
    app = press(app, f"compare_open_{pair}")
    assert "Opened again. Your choice was: Left, clearly." in texts(app)
    press(app, "compare_choose_5")
    assert [row.choice.preference for row in labelling.recent(ANN, batch)] == [5]


def test_a_break_puts_the_pair_out_of_sight(labelling: Labelling) -> None:
    handed_out(labelling)
    app = press(opened(), "compare_rest")
    assert "Take the time you need." in texts(app)
    assert [b for b in app.button if b.key == "compare_choose_1"] == []
    assert [b for b in press(app, "compare_rest").button if b.key == "compare_choose_1"]


def test_a_finished_set_is_handed_in_and_stays(labelling: Labelling) -> None:
    batch = handed_out(labelling, pairs=2)
    app = press(press(opened(), "compare_choose_1"), "compare_skip")
    assert "All 2 pairs looked at: 1 compared, 1 skipped." in texts(app)
    labelling.hand_in(ANN, batch)
    app = opened()
    assert "Handed in: 1 of 2 compared, 1 skipped." in texts(app)
    app = press(app, "compare_recent")
    assert [b for b in app.button if (b.key or "").startswith("compare_open_")] == []


def test_no_model_and_no_stored_side_is_named_on_the_page(labelling: Labelling) -> None:
    handed_out(labelling)
    shown = opened()
    kinds = (shown.text, shown.markdown, shown.caption)
    everything = " ".join(str(element.value) for kind in kinds for element in kind)
    for word in ("model", "builtin", "anthropic", "flipped"):
        assert word not in everything.lower()
