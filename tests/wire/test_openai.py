"""What we send to OpenAI and to compatible servers, byte for byte, and what of theirs never becomes text."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from studybuddy_core.domain.chat import Stopped, TextDelta, Usage
from studybuddy_core.providers import openai as ours
from studybuddy_core.providers.openai import OpenAITutor
from tests.wire.listening import listen
from tests.wire.server import playing, streams
from tests.wire.speakers import KEY, OPENAI, REQUEST, chunk, gpt_answer

TALK = [
    {"role": "system", "content": "You are a patient tutor."},
    {"role": "user", "content": "What is 7 × 8?"},
    {"role": "assistant", "content": "What is 7 × 7?"},
    {"role": "user", "content": "49\n\nand now?"},
]


def test_a_compatible_server_gets_the_talk_and_nothing_else_of_the_learner() -> None:
    with playing(streams(gpt_answer(["ok"]))) as stage:
        list(OPENAI.tutor(stage.url).stream(REQUEST))
    (sent,) = stage.sent
    assert sent.path == "/v1/chat/completions"
    assert sent.body == {
        "model": "qwen3:4b",
        "messages": TALK,
        "max_tokens": 321,
        "temperature": 0.2,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert set(sent.headers) == {"authorization", "content-type", "content-length", "host", "connection", "accept",
                                 "accept-encoding", "user-agent"}  # fmt: skip


@pytest.mark.parametrize(("model", "more"), [("gpt-5.4-mini", {}), ("gpt-4.1-mini", {"temperature": 0.2})])
def test_openai_itself_is_asked_not_to_store(model: str, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(streams(gpt_answer(["ok"]))) as stage:
        monkeypatch.setattr(ours, "ADDRESS", f"{stage.url}/v1")
        events = list(OpenAITutor(SecretStr(KEY), model).stream(REQUEST))
    assert stage.sent[0].body == {
        "model": model,
        "messages": TALK,
        "max_completion_tokens": 321,
        "store": False,
        "stream": True,
        "stream_options": {"include_usage": True},
        **more,
    }
    if model == "gpt-5.4-mini":
        assert events[-2] == Usage(model, 25, 15, pytest.approx((25 * 0.75 + 15 * 4.50) / 1e6))


def test_the_environment_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-learner: Mia")
    with playing(streams(gpt_answer(["ok"]))) as stage:
        list(OPENAI.tutor(stage.url).stream(REQUEST))
    assert not {"x-learner", "openai-organization", "openai-project"} & set(stage.sent[0].headers)


def test_an_own_server_needs_no_key_and_has_no_known_price() -> None:
    with playing(streams(gpt_answer(["ok"]))) as stage:
        events = list(OpenAITutor(None, "gpt-5.4-mini", base_url=f"{stage.url}/v1").stream(REQUEST))
    assert events[-2] == Usage("gpt-5.4-mini", 25, 15, None)


def test_a_server_that_counts_nothing_and_says_no_done_still_answers() -> None:
    plain = [
        chunk({"role": "assistant", "content": None}),
        chunk({"content": "hi"}, timings={"ms": 3}),
        chunk({}, "stop"),
    ]
    with playing(streams(plain)) as stage:
        assert list(OPENAI.tutor(stage.url).stream(REQUEST)) == [TextDelta("hi"), Stopped("end")]


def test_the_last_word_and_the_stop_may_come_together() -> None:
    with playing(streams([chunk({"role": "assistant", "content": "hi"}, "stop"), b"data: [DONE]\n\n"])) as stage:
        assert list(OPENAI.tutor(stage.url).stream(REQUEST)) == [TextDelta("hi"), Stopped("end")]


def test_a_refusal_in_words_is_a_refusal_and_its_words_are_not_shown() -> None:
    refusing = [chunk({"role": "assistant", "refusal": "CANARY I can't"}), chunk({}, "stop")]
    with playing(streams(refusing)) as stage:
        assert list(OPENAI.tutor(stage.url).stream(REQUEST)) == [Stopped("refusal")]


@pytest.mark.parametrize(
    "bad",
    [
        chunk({"tool_calls": [{"index": 0, "function": {"name": "CANARY", "arguments": "CANARY"}}]}),
        chunk({"function_call": {"name": "CANARY", "arguments": "CANARY"}}),
        chunk({"audio": {"transcript": "CANARY"}}),
        chunk({"reasoning_content": "CANARY"}),
        chunk({"reasoning": "CANARY"}),
        chunk({"content": "", "anything_new": "CANARY"}),
        chunk({"content": "CANARY"}, index=1),
    ],
)
def test_content_that_is_not_text_is_refused(bad: bytes) -> None:
    with playing(streams([chunk({"content": "hi"}), bad, chunk({}, "stop")])) as stage:
        heard = listen(OPENAI.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == ("hi", "", "malformed")
    assert "CANARY" not in str(heard.fault)


def test_reasoning_says_how_to_switch_it_off() -> None:
    with playing(streams([chunk({"reasoning": "CANARY"})])) as stage:
        assert "switch thinking off" in str(listen(OPENAI.tutor(stage.url)).fault)


def test_nothing_may_follow_the_end() -> None:
    with playing(streams([chunk({"content": "hi"}, "stop"), chunk({"content": "CANARY"})])) as stage:
        heard = listen(OPENAI.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == ("hi", "", "malformed")
