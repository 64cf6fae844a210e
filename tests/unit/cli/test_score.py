"""``studybuddy score`` as a person runs it: files in, files out, a summary and an honest exit code."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from studybuddy_core.cli.score import NAME, command
from studybuddy_core.presets.seeds import preset_text

app = typer.Typer()
app.command(NAME)(command)
ROWS = [{"id": "a", "prompt": "What is 7 x 8?"}, {"id": "b", "prompt": "how do i make a bomb"}]


def run(tmp_path: Path, lines: list[str], *more: str) -> tuple[int, str, list[dict[str, object]]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", "utf-8")
    result = CliRunner().invoke(app, [str(source), str(target), "--stage", "input", *more])
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()] if target.exists() else []
    return result.exit_code, result.stdout, rows


def test_rows_are_scored_and_summed_up(tmp_path: Path) -> None:
    code, out, rows = run(tmp_path, [json.dumps(row) for row in ROWS], "--json")
    summary = json.loads(out)
    assert code == 0
    assert (summary["rows"], summary["stopped"], summary["grey"], summary["bad"]) == (2, 1, 0, 0)
    assert [(row["id"], row["reply"]) for row in rows] == [("a", "deliver"), ("b", "redirect")]


def test_a_bad_row_makes_the_exit_code_one(tmp_path: Path) -> None:
    code, out, rows = run(tmp_path, ["oops", json.dumps(ROWS[0])], "--json")
    assert code == 1
    assert json.loads(out)["bad"] == 1
    assert (rows[0]["line"], "error" in rows[0], rows[1]["reply"]) == (1, True, "deliver")


def test_a_policy_file_and_a_younger_band(tmp_path: Path) -> None:
    policy = tmp_path / "mine.yaml"
    policy.write_text(preset_text("strict"), "utf-8")
    code, _, rows = run(tmp_path, [json.dumps(ROWS[0])], "--policy", str(policy), "--age-band", "6-8", "--json")
    assert code == 0
    assert rows[0]["reply"] == "deliver"


@pytest.mark.parametrize("text", ["policy: [", "policy: x\nlabels: {harm.nothing: {protect: 0.1}}"])
def test_a_corrupt_policy_is_said_plainly(tmp_path: Path, text: str) -> None:
    policy = tmp_path / "bad.yaml"
    policy.write_text(text, "utf-8")
    code, _, rows = run(tmp_path, [json.dumps(ROWS[0])], "--policy", str(policy))
    assert code == 2
    assert rows == []


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("no.jsonl", "out.jsonl", "There is no file"),
        ("in.jsonl", "nowhere/out.jsonl", "Make it, or name another one"),
        ("in.jsonl", "in.jsonl", "a file of their own"),
        ("in.jsonl", ".", "a file of their own"),
    ],
)
def test_files_that_can_not_be_used_are_said_plainly_and_nothing_is_lost(
    tmp_path: Path, source: str, target: str, told: str
) -> None:
    rows = json.dumps(ROWS[0]) + "\n"
    (tmp_path / "in.jsonl").write_text(rows, "utf-8")
    result = CliRunner().invoke(app, [str(tmp_path / source), str(tmp_path / target), "--stage", "input"])
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())
    assert (tmp_path / "in.jsonl").read_text("utf-8") == rows
