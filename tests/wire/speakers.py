"""The two real protocols, spoken word for word: what each vendor's server sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from studybuddy_core.domain.chat import ChatRequest, Lesson, Provider
from studybuddy_core.domain.messages import AgeBand, Utterance
from studybuddy_core.providers.anthropic import AnthropicTutor
from studybuddy_core.providers.bounds import Bounds, Watch
from studybuddy_core.providers.openai import OpenAITutor

KEY = "sk-test-THIS-IS-THE-KEY-0123456789"
REQUEST = ChatRequest(
    system="You are a patient tutor.",
    messages=(
        Utterance("assistant", "Hello."),
        Utterance("user", "What is 7 × 8?"),
        Utterance("assistant", "What is 7 × 7?"),
        Utterance("user", "49"),
        Utterance("user", "and now?"),
    ),
    lesson=Lesson(AgeBand.YOUNGER, 2),
    max_tokens=321,
    temperature=0.2,
)


def event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def data(payload: Any) -> bytes:
    return f"data: {json.dumps(payload)}\n\n".encode()


def claude_start(**usage: Any) -> bytes:
    return event("message_start", message={
        "id": "msg_01", "type": "message", "role": "assistant", "model": "claude-haiku-5-5-20261001", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 25, "output_tokens": 1, **usage},
    })  # fmt: skip


def claude_block(kind: str = "text", index: int = 0, **more: Any) -> bytes:
    block = {"type": kind, "text": ""} if kind == "text" else {"type": kind, **more}
    return event("content_block_start", index=index, content_block=block)


def claude_delta(text: str, index: int = 0) -> bytes:
    return event("content_block_delta", index=index, delta={"type": "text_delta", "text": text})


def claude_answer(pieces: Sequence[str], stop: str = "end_turn") -> list[bytes]:
    return [
        claude_start(),
        claude_block(),
        event("ping"),
        *(claude_delta(piece) for piece in pieces),
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage={"output_tokens": 15}),
        event("message_stop"),
    ]


def chunk(delta: Any = None, finish: str | None = None, *, index: int = 0, **more: Any) -> bytes:
    choices = [] if delta is None else [{"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}]
    return data({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1794000000, "model": "gpt-5.4-mini",
                 "system_fingerprint": None, "choices": choices, "usage": None, **more})  # fmt: skip


def gpt_answer(pieces: Sequence[str], stop: str = "stop") -> list[bytes]:
    return [
        chunk({"role": "assistant", "content": "", "refusal": None}),
        *(chunk({"content": piece}) for piece in pieces),
        chunk({}, stop),
        chunk(usage={"prompt_tokens": 25, "completion_tokens": 15, "total_tokens": 40}),
        b"data: [DONE]\n\n",
    ]


@dataclass(frozen=True)
class Speaker:
    """One vendor: how its tutor is made, and how its server says things."""

    name: str
    make: Callable[[str, Bounds, Watch], Provider]
    answer: Callable[..., list[bytes]]
    start: list[bytes]
    delta: Callable[[str], bytes]
    keep_alive: bytes
    failing: bytes
    length: str
    refusal: str
    junk: tuple[bytes, ...]

    def tutor(self, url: str, *, watch: Watch | None = None, **bounds: Any) -> Provider:
        return self.make(url, Bounds(**bounds), watch or Watch())


ANTHROPIC = Speaker(
    "anthropic",
    lambda url, bounds, watch: AnthropicTutor(
        SecretStr(KEY), "claude-haiku-5-5", base_url=url, bounds=bounds, watch=watch
    ),
    claude_answer,
    [claude_start(), claude_block()],
    claude_delta,
    event("ping"),
    event("error", error={"type": "overloaded_error", "message": f"Overloaded {KEY}"}),
    "max_tokens",
    "refusal",
    (
        b'event: content_block_delta\ndata: {"type": \n\n',
        b"event: content_block_delta\ndata: null\n\n",
        b"event: content_block_delta\ndata: [1, 2]\n\n",
        b"event: content_block_delta\ndata: \xff\xfe\n\n",
        event("content_block_delta", index=9, delta={"type": "text_delta", "text": "of no block"}),
        event("content_block_delta", index=0, delta={"type": "text_delta", "text": 7}),
        event("content_block_delta", index=0, delta={"type": "text_delta"}),
        event("content_block_delta", index=0),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": "many"}),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": -5}),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 10**30}),
        event("message_delta"),
        event("something_new", text="surprise"),
    ),
)
OPENAI = Speaker(
    "openai",
    lambda url, bounds, watch: OpenAITutor(
        SecretStr(KEY), "qwen3:4b", base_url=f"{url}/v1", bounds=bounds, watch=watch
    ),
    gpt_answer,
    [chunk({"role": "assistant", "content": ""})],
    lambda text: chunk({"content": text}),
    b": keep-alive\n\n",
    data({"error": {"type": "server_error", "code": None, "message": f"Overloaded {KEY}"}}),
    "length",
    "content_filter",
    (
        b'data: {"id": \n\n',
        b"data: null\n\n",
        b"data: [1, 2]\n\n",
        b'data: "hello"\n\n',
        b"data: \xff\xfe\n\n",
        b'data: {"choices": 7}\n\n',
        chunk({"content": 7}),
        chunk({"content": ["a", "b"]}),
        chunk({"content": "x", "role": "tool"}),
        chunk(usage={"prompt_tokens": "many", "completion_tokens": 1}),
        chunk(usage={"prompt_tokens": 1, "completion_tokens": 10**30}),
    ),
)
SPEAKERS = (ANTHROPIC, OPENAI)
