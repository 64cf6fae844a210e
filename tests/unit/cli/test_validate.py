"""What another tool's documents mean here, from the command line: line by line, and every mistake with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents import CONSTITUTION, FILTERS, line_of
from tests.unit.cli.conftest import Run


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    rules, filters = tmp_path / "alignment_rules.yaml", tmp_path / "safety_filters.yaml"
    rules.write_text(CONSTITUTION)
    filters.write_text(FILTERS)
    return str(rules), str(filters)


def test_it_says_what_each_line_means_here(run: Run, files: tuple[str, str], home: Path) -> None:
    ran = run("validate", "--config", files[0], "--safety-filters", files[1])
    assert ran.code == 0
    shown = " ".join(ran.out.split())
    for words in ("alignment_rules.yaml", "safety_filters.yaml", "rule no_crime: refuse_politely", "in part",
                  "not taken", "check_interval: 30 tokens", "31 December"):  # fmt: skip
        assert words in shown
    assert "alignment_rules can be used" in ran.err
    assert not home.exists(), "looking needs no school and makes none"


def test_for_scripts_it_is_json_with_a_line_for_everything(run: Run, files: tuple[str, str]) -> None:
    ran = run("validate", "--config", files[0], "--safety-filters", files[1], "--json")
    assert (ran.code, ran.err) == (0, "")
    rows = json.loads(ran.out)
    assert {row["taken"] for row in rows} == {"taken", "in part", "not taken"}
    (models,) = [row for row in rows if row["says"].startswith("models")]
    assert (models["file"], models["line"]) == ("safety_filters.yaml", line_of(FILTERS, "models:"))
    assert models["taken"] == "not taken"


def test_either_document_alone_will_do(run: Run, files: tuple[str, str]) -> None:
    assert run("validate", "--config", files[0]).code == 0
    assert run("validate", "--safety-filters", files[1]).code == 0
    assert run("validate", "--config", files[0], "--policy", "strict").code == 0


def test_every_mistake_of_both_is_told_at_once(run: Run, files: tuple[str, str]) -> None:
    wrong = CONSTITUTION.replace("illegal|crime", "(?=illegal)|crime").replace("add_warning", "add_warnings")
    Path(files[0]).write_text(wrong)
    Path(files[1]).write_text(FILTERS.replace("- bias_detection", "- bias_detector"))
    ran = run("validate", "--config", files[0], "--safety-filters", files[1])
    assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)
    for line, says in (
        (f"alignment_rules.yaml line {line_of(wrong, '(?=illegal)')}:", "RE2 refuses the trigger"),
        (f"alignment_rules.yaml line {line_of(wrong, 'add_warnings')}:", "did you mean add_warning"),
        (f"safety_filters.yaml line {line_of(FILTERS, '- bias_detection')}:", "did you mean bias_detection"),
    ):
        assert any(told.startswith(line) and says in told for told in ran.err.splitlines()), ran.err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ((), "Give a constitution"),
        (("--config", "nowhere.yaml"), "There is no file nowhere.yaml"),
        (("--config", "FILTERS"), "as the safety filters"),
        (("--safety-filters", "RULES"), "as the constitution"),
    ],
)
def test_what_can_not_be_read_is_said(run: Run, files: tuple[str, str], argv: tuple[str, ...], says: str) -> None:
    named = {"RULES": files[0], "FILTERS": files[1]}
    ran = run("validate", *(named.get(word, word) for word in argv))
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert says in ran.err
