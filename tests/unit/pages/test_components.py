"""The shared parts of the pages: what they say, and that people's text stays text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pages.ui import export, times
from pages.ui.marking import Mark, pieces_of
from pages.ui.score_bars import Bar, bar_words, level_for
from pages.ui.severity import Level, level_of
from pages.ui.transcript import Bubble, Voice, sent
from pages.ui.words import count_of, plain
from studybuddy_core.domain.policies import Notify

NOW = datetime(2026, 11, 20, 10, 42, 7, tzinfo=UTC)
ACTIVE = {"image", "link_open", "em_open", "strong_open", "code_inline", "html_inline", "heading_open", "html_block"}


def kinds(tokens: list) -> set[str]:
    return {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}


@given(st.text(alphabet=st.sampled_from(list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ab1 \n")), max_size=40))
def test_nothing_a_person_writes_acts_as_markdown(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(plain(text))
    assert not kinds(tokens) & (ACTIVE | {"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"})


@pytest.mark.parametrize(
    "text", ["5B", "![x](http://evil/x.png)", "# big", "1. first", "a_b_c *d*", ":red[x]", "$x$", "a \\ b"]
)
def test_plain_text_reads_as_it_was_written(text: str) -> None:
    shown = MarkdownIt().parse(plain(text))[1].children
    assert "".join(part.content for part in shown or ()).replace("\u2060", "") == text


@pytest.mark.parametrize(("number", "says"), [(0, "0 flags"), (1, "1 flag"), (1200, "1,200 flags")])
def test_a_number_comes_with_its_noun(number: int, says: str) -> None:
    assert count_of(number, "flag") == says


@pytest.mark.parametrize(
    ("bar", "says", "level"),
    [
        (Bar("Self-harm", 8900, 3500, 6000), "well over the alert line", Level.ALERT),
        (Bar("Self-harm", 6000, 3500, 6000), "over the alert line", Level.ALERT),
        (Bar("Distress", 4100, 3500, 8000), "over the protect line", Level.REVIEW),
        (Bar("Abuse", 4100, 6000, 4000), "over the alert line", Level.ALERT),
        (Bar("Insult", 0, 3500, 8000), "under both lines", Level.LOGGED),
        (Bar("Insult", 3400, 3500, 8000), "just under both lines", Level.LOGGED),
        (Bar("Tone", 100, 5000), "under the protect line", Level.LOGGED),
        (Bar("Tone", 100), "has no line here", Level.LOGGED),
        (Bar("Violence", None, 3500, 8000), "not checked", Level.LOGGED),
    ],
)
def test_a_score_is_said_in_words(bar: Bar, says: str, level: Level) -> None:
    assert bar_words(bar) == says
    assert level_for(bar) is level


def test_every_call_to_adults_has_its_level() -> None:
    assert [level_of(notify) for notify in Notify] == [Level.RELEASED, Level.LOGGED, Level.REVIEW, Level.ALERT]


spans = st.tuples(st.integers(-2, 30), st.integers(-2, 30), st.sampled_from(Level))


@given(st.text(max_size=25), st.lists(spans, max_size=6))
def test_marking_never_changes_the_text(text: str, marks: list[tuple[int, int, Level]]) -> None:
    pieces = pieces_of(text, [Mark(a, b, level, n + 1, "x") for n, (a, b, level) in enumerate(marks)])
    assert "".join(piece.text for piece in pieces) == text


def test_an_emoji_before_a_mark_moves_nothing() -> None:
    text = "😀👩‍👩‍👧 hurt me"
    start = text.index("hurt")
    marked = [p for p in pieces_of(text, [Mark(start, start + 4, Level.ALERT, 1, "abuse")]) if p.level]
    assert [(p.text, p.says, p.ends, p.numbers) for p in marked] == [("hurt", "flagged 1, abuse", "end", (1,))]


def test_where_marks_overlap_the_more_urgent_one_shows() -> None:
    marks = [Mark(0, 4, Level.LOGGED, 1, "a"), Mark(2, 6, Level.ALERT, 2, "b")]
    assert [(p.text, p.level) for p in pieces_of("abcdefg", marks)] == [
        ("ab", Level.LOGGED), ("cd", Level.ALERT), ("ef", Level.ALERT), ("g", None)
    ]  # fmt: skip


def test_what_is_masked_never_leaves_the_server() -> None:
    shown = str(
        sent(
            0, Bubble(Voice.HELD, "Tutor", "the secret words", masked=True, marks=(Mark(4, 10, Level.ALERT, 1, "x"),))
        )
    )
    assert "secret" not in shown
    assert "16 characters" in shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_a_spreadsheet_reads_a_childs_formula_as_text(text: str) -> None:
    assert export.cell(text) == "'" + text


def test_numbers_and_ordinary_words_are_exported_as_they_are() -> None:
    page = export.as_csv([{"name": "Mia", "score": -3, "note": None}, {"name": 'a "b", c'}], ["name", "score", "note"])
    assert page.decode("utf-8-sig").splitlines() == ["name,score,note", "Mia,-3,", '"a ""b"", c",,']


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (timedelta(), "10:42"),
        (timedelta(hours=12), "yesterday 22:42"),
        (timedelta(days=3), "Tuesday 10:42"),
        (timedelta(days=30), "21 October 10:42"),
        (timedelta(days=400), "16 October 2025 10:42"),
    ],
)
def test_a_moment_reads_as_people_say_it(before: timedelta, says: str) -> None:
    assert times.moment(NOW - before, NOW, UTC) == says


def test_a_moment_is_told_in_the_readers_zone() -> None:
    assert times.moment(NOW, NOW, ZoneInfo("Asia/Tokyo")) == "19:42"
    assert times.day(NOW - timedelta(hours=2), NOW, ZoneInfo("Pacific/Auckland")) == "today"


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(-5, "just now"), (59, "just now"), (120, "2 min"), (7200, "2 h"), (86_400, "1 day"), (5e5, "5 days")],
)
def test_how_long_ago(seconds: float, says: str) -> None:
    assert times.ago(NOW - timedelta(seconds=seconds), NOW) == says


def test_a_date_in_a_table_is_one_a_spreadsheet_reads_and_the_zone_is_named() -> None:
    here = ZoneInfo("Asia/Tokyo")
    assert pd.to_datetime(times.written(NOW, here)) == pd.Timestamp("2026-11-20 19:42")
    assert times.zone_name(here) == "Asia/Tokyo"
