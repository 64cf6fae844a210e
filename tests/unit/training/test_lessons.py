"""What each fit of several is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from studybuddy_core.training.guard.corpus import corpus_files, read_corpus
from studybuddy_core.training.guard.examples import Example, from_corpus, only
from studybuddy_core.training.guard.lessons import lessons_of, shares_of
from studybuddy_core.training.guard.surrounding import MADE

PLAIN = "@ none | plain\n" + "\n".join(f"what is {n} and {n}" for n in range(30))
CLOSE = "@ harm.weapons | close\nhow is a bow strung so it hurts\n@ none | close\nhow is a bow strung for a play\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "hard_cases").mkdir()
    (tmp_path / "plain.txt").write_text(PLAIN, "utf-8")
    (tmp_path / "hard_cases" / "close.txt").write_text(CLOSE, "utf-8")
    return tmp_path


def test_the_third_fit_is_shown_neither_hard_cases_nor_made_up_talks(corpus: Path) -> None:
    own = [from_corpus(line) for path in corpus_files(corpus) for line in read_corpus(path, ["harm.weapons"])]
    public = Example("advbench-00001", "advbench", "a row of a public set", "", only(harm=1.0))
    first, second, third = (lessons_of([*own, public], corpus, 7, 3)[seed] for seed in (7, 8, 9))
    hard = {"how is a bow strung so it hurts", "how is a bow strung for a play"}
    for shown in (first, second):
        assert hard < {example.text for example in shown}
        assert MADE & {example.source for example in shown}
    assert not hard & {example.text for example in third}
    assert not MADE & {example.source for example in third}
    assert public in third
    assert {example.text for example in own} - hard <= {example.text for example in third}


def test_one_fit_alone_is_shown_everything(corpus: Path) -> None:
    own = [from_corpus(line) for path in corpus_files(corpus) for line in read_corpus(path, ["harm.weapons"])]
    assert {example.text for example in own} <= {example.text for example in lessons_of(own, corpus, 7, 1)[7]}


def test_both_kinds_of_fits_count_the_same_in_the_mean() -> None:
    assert shares_of(1) == [1.0]
    assert shares_of(2) == [0.5, 0.5]
    assert shares_of(3) == [0.25, 0.25, 0.5]
