"""How answers are made, from the command line: read, changed, published by a person the history can name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Ran, Run
from tests.unit.cli.test_policy import PASSWORD, school

Sign = Callable[..., Ran]
__all__ = ["school"]


@pytest.fixture
def sign(run: Run, school: None) -> Sign:
    """Run the command signed by Rae."""
    return lambda *argv, login="rae": run("answers", *argv, "--login", login, "--password-stdin",
                                          typed=f"{PASSWORD}\n")  # fmt: skip


def test_what_holds_is_printed_as_a_document_that_changes_nothing(sign: Sign, tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(sign("show").out)
    assert "max_interventions: 3" in file.read_text()
    assert "0 differ from what holds" in sign("compare", str(file)).err


def test_a_strategy_is_published_and_rolled_back(sign: Sign, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("answers:\n  intervention: {max_interventions: 1, by_label: {tone: generation_abort}}\n")
    told = sign("compare", str(file))
    assert "2 differ from what holds, 0 of them weaker." in told.err
    done = sign("publish", str(file), "--why", "One try is enough")
    assert (done.code, "In force" in done.err) == (0, True)
    assert "tone: generation_abort" in sign("show").out
    back = run("policy", "rollback", "--why", "Not here", "--login", "rae", "--password-stdin", typed=f"{PASSWORD}\n")
    assert back.code == 0
    assert "max_interventions: 3" in sign("show").out


def test_what_holds_less_waits_and_a_mistake_or_the_wrong_person_is_refused(sign: Sign, tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("answers: {grounding: no}\n")
    waits = sign("publish", str(file), "--why", "Try")
    assert (waits.code, "waits for a second person" in " ".join(waits.err.split())) == (0, True)
    assert "grounding: true" in sign("show").out
    assert sign("publish", str(file), "--why", "Try", login="ann").code == 2
    file.write_text("answers: {groundign: no}\n")
    wrong = sign("publish", str(file), "--why", "Try")
    assert (wrong.code, "did you mean grounding" in " ".join(wrong.err.split())) == (2, True)
