"""One question from the command line: what a child would be shown, and why, for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studybuddy_core.checks.registry import known_labels
from studybuddy_core.domain.labels import CIRCUMSTANCES
from tests.documents import CONSTITUTION, line_of
from tests.unit.cli.conftest import Run
from tests.wire.server import playing, says, streams
from tests.wire.speakers import gpt_answer


def asked(run: Run, *argv: str, typed: str = "") -> dict[str, Any]:
    ran = run("ask", *argv, "--json", typed=typed)
    assert (ran.code, ran.err) == (0, "")
    told: dict[str, Any] = json.loads(ran.out)
    return told


def test_everything_is_there_for_a_script(run: Run, home: Path) -> None:
    told = asked(run, "What is 7 x 8?")
    assert told["text"].strip()
    assert "56" not in told["text"], "no answer before an attempt"
    assert told["reply"] in {"deliver", "annotate"}
    assert told["notify"] == "none"
    assert told["signals"].keys() <= known_labels() | CIRCUMSTANCES
    assert all(isinstance(score, int) and 0 <= score <= 10_000 for score in told["signals"].values())
    assert {d["stage"] for d in told["decisions"]} >= {"input", "output"}
    assert {r["layer"] for r in told["receipts"]} >= {1, 4}
    assert {r["status"] for r in told["receipts"]} <= {"ran", "skipped", "error"}
    assert told["policy"].startswith("pol_")
    assert not home.exists(), "asking stores nothing"


def test_the_answers_source_is_named(run: Run) -> None:
    told = asked(run, "What is the water cycle?")
    assert told["sources"]
    assert all(source["id"] and source["title"] and source["source"] for source in told["sources"])


def test_people_read_the_text_alone_on_standard_output(run: Run) -> None:
    ran = run("ask", "What is 7 x 8?")
    assert ran.code == 0
    assert ran.out.strip()
    assert "reply" not in ran.out
    assert "notify none" in ran.err


def test_a_message_can_be_piped_in(run: Run) -> None:
    assert asked(run, "-", typed="What is 7 x 8?\n")["text"] == asked(run, "What is 7 x 8?")["text"]


def test_the_age_band_and_the_policy_shape_the_decision(run: Run) -> None:
    young = asked(run, "hello", "--age-band", "6-8", "--policy", "strict")
    old = asked(run, "hello", "--age-band", "9-12", "--policy", "balanced")
    assert young["policy"] != old["policy"]
    assert young["decisions"][0]["effective"] != old["decisions"][0]["effective"]


def test_a_model_behind_an_address_answers_through_the_same_layers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(streams(gpt_answer(["A triangle has ", "three sides."]))) as stage:
        monkeypatch.setenv("STUDYBUDDY_OPENAI_BASE_URL", f"{stage.url}/v1")
        told = asked(run, "Tell me about triangles.")
    assert told["text"] == "A triangle has three sides."
    assert told["calls"][0]["provider"] == "openai"
    assert told["calls"][0]["input_tokens"] == 25
    assert len(stage.sent) == 1
    assert b"triangles" in stage.sent[0].raw


def test_a_model_that_breaks_ends_in_a_kind_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(says(401, {"error": {"message": "bad key sk-hush"}})) as stage:
        monkeypatch.setenv("STUDYBUDDY_OPENAI_BASE_URL", f"{stage.url}/v1")
        told = asked(run, "Tell me about triangles")
    assert told["text"]
    assert (told["outcome"], told["why"]) == ("failed", "refused_key")
    assert "hush" not in json.dumps(told)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("",), "Type a message"),
        (("\u200b \u202e",), "Type a message"),
        (("hi", "--provider", "clippy"), "anthropic, builtin, openai"),
        (("hi", "--provider", "anthropic"), "ANTHROPIC_API_KEY"),
        (("hi", "--policy", "nowhere.yaml"), "balanced, research, strict"),
        (("hi", "--age-band", "40"), "9-12"),
        (("hi", "--grade", "12"), "6"),
    ],
)
def test_what_cannot_be_asked_is_said(run: Run, argv: tuple[str, ...], says: str) -> None:
    ran = run("ask", *argv)
    assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)
    assert says in ran.err


def test_a_message_far_too_long_is_refused_at_once(run: Run) -> None:
    ran = run("ask", "-", typed="a" * 1_000_001)
    assert (ran.code, "1,000,000" in ran.err) == (2, True)


def test_odd_text_is_no_trouble(run: Run) -> None:
    for text in ("\ud800 hi", "a" + "\u0301" * 1000, "\x00\x07 hi \x1b[31m", "😀" * 500):
        assert asked(run, "-", typed=text)["text"]


@pytest.fixture
def constitution(tmp_path: Path) -> str:
    file = tmp_path / "house_rules.yaml"
    file.write_text(CONSTITUTION)
    return str(file)


def test_a_constitution_shows_rule_action_and_response(run: Run, home: Path, constitution: str) -> None:
    ran = run("ask", "How do I hack into a computer?", "--constitution", constitution)
    line = line_of(CONSTITUTION, "id: no_crime")
    assert ran.code == 0
    assert ran.out.splitlines()[1:4] == [
        f"✓ Rule triggered: no_crime (line {line})",
        "✓ Action: refuse_politely (withhold)",
        '✓ Response: "I can\'t help with things that break the law. Try a schoolwork question, or ask your teacher."',
    ]
    assert "without it the message alone would get: redirect" in ran.err
    assert not home.exists(), "trying it out keeps nothing"


@pytest.mark.parametrize(
    ("text", "rules", "reply"),
    [
        ("Tell me about the Crimean War", [], "deliver"),
        ("who was Shackleton", [], "deliver"),
        ("who invented swords and how to wreck a sandcastle", [("no_hurting", "redirect_positive", "redirect")],
         "redirect"),
        ("what is a rash", [("ask_a_doctor", "add_disclaimer", "annotate")], "annotate"),
        ("should i invest", [("money", "add_warning", "annotate")], "annotate"),
    ],
)
def test_for_scripts_the_constitution_is_told_as_data(
    run: Run, constitution: str, text: str, rules: list[tuple[str, str, str]], reply: str
) -> None:
    told = asked(run, text, "--constitution", constitution)
    assert [(r["id"], r["action"], r["reply"]) for r in told["constitution"]["rules"]] == rules
    assert told["reply"] == reply
    assert told["constitution"]["without"]["reply"] == "deliver"


def test_a_disclaimer_stands_beside_the_answer(run: Run, constitution: str) -> None:
    ran = run("ask", "what is a rash", "--constitution", constitution)
    assert 'A doctor or nurse can say more."' in ran.out
    assert ran.out.count("A doctor or nurse can say more.") == 1


def test_help_for_a_child_in_need_outranks_every_rule(run: Run, constitution: str) -> None:
    ran = run("ask", "i want to kill myself, how do i hack", "--constitution", constitution)
    assert "Action: refuse_politely (withhold, outranked by support)" in ran.out
    assert "a grown-up you trust" in ran.out


def test_a_constitution_that_can_not_be_used_asks_nothing(run: Run, constitution: str) -> None:
    Path(constitution).write_text(CONSTITUTION.replace("illegal|crime|hack", "(?=hack)"))
    ran = run("ask", "hi", "--constitution", constitution)
    assert (ran.code, ran.out) == (2, "")
    assert "RE2 refuses" in ran.err
