"""One question from the command line: what a child would be shown, and why, for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studybuddy_core.checks.registry import known_labels
from studybuddy_core.domain.labels import CIRCUMSTANCES
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
