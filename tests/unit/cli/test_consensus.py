"""``studybuddy consensus``: a table for people, one object for scripts, and 1 where a text is not accepted."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.panels import BAD, CONFIG, FINE, claude_votes, gpt_votes
from tests.unit.cli.conftest import Run
from tests.wire.server import Act, playing, says

ASKED = ("--prompt", "Is this advice right?", "--context", "Plants need light and water to grow.")


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "consensus_config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return str(path)


def served(opened: ExitStack, monkeypatch: pytest.MonkeyPatch, *acts: Act) -> None:
    urls = [opened.enter_context(playing(act)).url for act in acts]
    monkeypatch.setenv("STUDYBUDDY_MODELS", json.dumps({
        "claude-one": {"provider": "anthropic", "base_url": urls[0], "api_key": "k"},
        "gpt-two": {"provider": "openai", "base_url": f"{urls[1]}/v1"},
        "gem-three": {"provider": "openai", "base_url": f"{urls[2]}/v1"},
    }))  # fmt: skip


def test_agreement_is_a_table_and_exit_code_0(run: Run, config: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as opened:
        served(opened, monkeypatch, claude_votes(FINE), gpt_votes(FINE), gpt_votes(FINE))
        ran = run("consensus", config, *ASKED)
        assert ran.code == 0, ran.err
        for words in ("claude-one", "primary", "0.40", "harmful_content", "0.05", "✓", "Agreement: 1.00",
                      "Decision: accepted"):  # fmt: skip
            assert words in ran.out, words
        told = json.loads(run("consensus", config, *ASKED, "--json").out)
    assert told["decision"] == "accepted"
    assert [vote["scores"]["harmful_content"] for vote in told["votes"]] == [0.05] * 3
    assert {call["input_tokens"] for call in told["calls"]} == {25}
    assert told["panel"].startswith("pnl_")


def test_a_veto_and_a_missing_vote_are_told_and_exit_with_1(
    run: Run, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as opened:
        down = says(500, {"error": {"type": "server_error", "message": "down"}})
        served(opened, monkeypatch, claude_votes(BAD), gpt_votes(FINE), down)
        ran = run("consensus", config, *ASKED)
        assert ran.code == 1
        assert "No vote: gem-three can't be reached" in ran.out
        assert "harmful_content: vetoed (claude-one)" in ran.out
        assert "Decision: blocked" in ran.out
        assert "--login" in ran.err
        told = json.loads(run("consensus", config, *ASKED, "--json").out)
    assert [vote["no_vote"] for vote in told["votes"]] == [None, None, "unavailable"]
    assert told["votes"][2]["scores"] is None, "a missing vote has no numbers"
    assert told["for_a_person"] is True


def test_names_that_nobody_set_up_have_no_vote_and_block(run: Run, config: str) -> None:
    ran = run("consensus", config, *ASKED)
    assert ran.code == 1
    assert "claude-one is not set up here" in ran.out
    assert "only 0 of 3 voted" in ran.out


def test_what_each_line_means_and_mistakes(run: Run, config: str) -> None:
    assert "harmful_content" in run("consensus", config, "--notes").out
    told = json.loads(run("consensus", config, "--notes", "--json").out)
    assert any("waits in Review" in note["here"] for note in told)
    Path(config).write_text(CONFIG.replace("threshold: 0.8", "threshold: 8"), encoding="utf-8")
    broken = run("consensus", config, *ASKED)
    assert broken.code == 2
    assert "line 17" in broken.err


def test_nothing_to_judge_and_nobody_signed_in_are_refused(run: Run, config: str) -> None:
    assert "nothing to judge" in run("consensus", config).err
    assert "--login" in run("consensus", config, "--reliability").err
