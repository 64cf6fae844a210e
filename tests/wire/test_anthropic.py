"""What we send to Anthropic, byte for byte, and what of theirs never becomes text."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from studybuddy_core.domain.chat import Stopped, TextDelta, Usage
from studybuddy_core.providers.anthropic import AnthropicTutor
from tests.wire.listening import listen
from tests.wire.server import playing, streams
from tests.wire.speakers import (
    ANTHROPIC,
    KEY,
    REQUEST,
    claude_answer,
    claude_block,
    claude_delta,
    claude_start,
    event,
)


def test_the_request_holds_the_talk_and_nothing_else_of_the_learner() -> None:
    with playing(streams(claude_answer(["ok"]))) as stage:
        list(ANTHROPIC.tutor(stage.url).stream(REQUEST))
    (sent,) = stage.sent
    assert sent.path == "/v1/messages"
    assert sent.body == {
        "model": "claude-haiku-5-5",
        "max_tokens": 321,
        "system": "You are a patient tutor.",
        "messages": [
            {"role": "user", "content": "What is 7 × 8?"},
            {"role": "assistant", "content": "What is 7 × 7?"},
            {"role": "user", "content": "49\n\nand now?"},
        ],
        "thinking": {"type": "disabled"},
        "stream": True,
    }
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["content-type"] == "application/json"
    assert set(sent.headers) == {"authorization", "anthropic-version", "content-type", "content-length", "host",
                                 "connection", "accept", "accept-encoding", "user-agent"}  # fmt: skip


def test_a_model_that_is_not_known_to_think_quietly_is_asked_nothing_about_it() -> None:
    with playing(streams(claude_answer(["ok"]))) as stage:
        list(AnthropicTutor(SecretStr(KEY), "claude-opus-5-5", base_url=stage.url).stream(REQUEST))
    assert "thinking" not in stage.sent[0].body


def test_the_environment_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another-token")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-learner: Mia")
    with playing(streams(claude_answer(["ok"]))) as stage:
        list(ANTHROPIC.tutor(stage.url).stream(REQUEST))
    assert "x-learner" not in stage.sent[0].headers
    assert stage.sent[0].headers["authorization"] == f"Bearer {KEY}"


def test_usage_is_counted_and_priced() -> None:
    start = claude_start(cache_read_input_tokens=75, cache_creation_input_tokens=100)
    with playing(streams([start, *claude_answer(["ok"])[1:]])) as stage:
        events = list(ANTHROPIC.tutor(stage.url).stream(REQUEST))
    assert events[-2] == Usage("claude-haiku-5-5", 200, 15, pytest.approx((200 * 0.10 + 15 * 0.50) / 1e6))
    assert events[-1] == Stopped("end")


def test_thoughts_are_dropped() -> None:
    thinking = [
        claude_start(),
        claude_block("thinking", thinking="CANARY", signature=""),
        event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "CANARY"}),
        event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "CANARY"}),
        event("content_block_stop", index=0),
        claude_block("redacted_thinking", 1, data="CANARY"),
        event("content_block_stop", index=1),
        claude_block(index=2),
        claude_delta("hello", 2),
        event("content_block_stop", index=2),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 9}),
        event("message_stop"),
    ]
    with playing(streams(thinking)) as stage:
        events = list(ANTHROPIC.tutor(stage.url).stream(REQUEST))
    assert [e for e in events if isinstance(e, TextDelta)] == [TextDelta("hello")]


@pytest.mark.parametrize(
    "bad",
    [
        claude_block("tool_use", 0, id="t", name="CANARY", input={}),
        claude_block("server_tool_use", 0, id="t", name="web_search", input={}),
        claude_block("something_new", 0, text="CANARY"),
        event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "CANARY"}),
        event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": "CANARY"}),
        event("content_block_delta", index=0, delta={"type": "citations_delta", "citation": {"cited_text": "CANARY"}}),
    ],
)
def test_content_that_is_not_text_is_refused(bad: bytes) -> None:
    with playing(streams([claude_start(), claude_block(), claude_delta("hi"), bad, event("message_stop")])) as stage:
        heard = listen(ANTHROPIC.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == ("hi", "", "malformed")
    assert "CANARY" not in str(heard.fault)


def test_nothing_may_follow_the_end() -> None:
    with playing(streams([*claude_answer(["hi"]), claude_block(index=1), claude_delta("CANARY", 1)])) as stage:
        heard = listen(ANTHROPIC.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == ("hi", "", "malformed")
