"""The one text: what is hidden goes, what children write in any script stays."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.checks.canonical import MAX_MARKS, clean_text
from studybuddy_core.training.guard import corpus
from studybuddy_core.training.guard.corpus import corpus_files, read_corpus
from studybuddy_core.training.guard.labels import corpus_labels

KEPT = [
    "½ m² 10⁶ x³ ÷ × − ≤ π",
    "नमस्ते क्‍ष",
    "مرحبا بالعالم",
    "می‌خواهم",
    "👨‍👩‍👧 ❤️ 1️⃣ 🏳️‍🌈 👍🏽",
    "café naïve Łódź",
    "你好 한국어 ไทย",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "tab\there\nline",
    "“quotes” – dashes…",
    "\u3030\ufe0f \u2139\ufe0f",
    "\u1820\u180b\u182e\u1824 \u1830\u1820\u1837\u180e\u1820",
    "\u845b\U000e0100\u57ce \u795e\ufe00\u793e",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_children_write_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("k\u200bi\u200cl\u2060l", "kill"),
        ("\u202ellik\u202c", "llik"),
        ("a\x00b\x1bc\x07", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
        ("hi\U000e0069\U000e0067", "hi"),
        ("\ud800x", "\ufffdx"),
        ("\ud83d\ude00", "😀"),
        ("so\u00adft", "soft"),
        ("x\ufe0fy", "xy"),
        ("a\u200db", "ab"),
        ("x\u180by", "xy"),
        ("k\ufe00i\U000e0100ll", "kill"),
        ("\u845b\U000e0100\U000e0101\U000e0151", "\u845b\U000e0100"),
    ],
)
def test_what_hides_goes(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_marks_are_capped() -> None:
    assert len(clean_text("q" + "\u0301" * 1_000)) <= MAX_MARKS + 1


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean_text(raw)
    assert clean_text(once) == once
    once.encode()


@given(
    st.lists(
        st.sampled_from("ab 1️⃣\u200d\u200c\ufe0f❤👨👩क्\u094d\u0301\u0334\ud83d\ude00\u202e\r\n🏴\U000e0067\uf8ff"),
        max_size=30,
    )
)
def test_cleaning_joiners_twice_changes_nothing(pieces: list[str]) -> None:
    once = clean_text("".join(pieces))
    assert clean_text(once) == once


def test_ten_thousand_harmless_lines_stay_as_they_were_written() -> None:
    folders = (Path(corpus.__file__).parents[1] / "corpus", Path(__file__).parents[3] / "benchmarks" / "held_out")
    lines = [line.text for folder in folders for path in corpus_files(folder)
             for line in read_corpus(path, corpus_labels()) if not line.labels]  # fmt: skip
    emoji = ("👨‍👩‍👧‍👦", "❤️", "🏳️‍🌈", "1️⃣", "👍🏽", "🧑🏿‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇳🇬", "☀️", "✍🏻")
    notation = ("10⁶", "m²", "½", "√16", "x₁", "≠", "π", "3×4÷2", "−5", "90°", "¾", "a³")
    lines += [f"{sign} {line}" for n, line in enumerate(lines[:2_500]) for sign in (emoji[n % 10], notation[n % 12])]
    changed = [line for line in lines if clean_text(line) != unicodedata.normalize("NFC", line)]
    assert len(lines) >= 10_000
    assert changed == []
