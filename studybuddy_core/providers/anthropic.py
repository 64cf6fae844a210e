"""Anthropic's models behind the tutor's port, streamed through their own SDK.

The request holds the model, the system text, the talk and a bound on its length, and nothing else
of the learner: no user id, no metadata. Temperature is not sent, because current models refuse
it. Thinking is switched off where a model allows that, since a child waits; where one thinks all the same,
its thoughts are dropped here. Every other kind of content that is not plain text is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import anthropic
from anthropic.types import MessageParam, ThinkingConfigParam
from pydantic import SecretStr

from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta, Usage
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.providers.bounds import Bounds, Watch, hurry, metered_client, patience
from studybuddy_core.providers.faults import (
    Vendor,
    counted,
    cut,
    malformed,
    status_fault,
    unreachable,
    wire_faults,
)
from studybuddy_core.providers.prices import cost_usd
from studybuddy_core.providers.retrying import answer
from studybuddy_core.providers.talk import keep_quiet, talk_of
from studybuddy_core.settings import Settings

NAME = "anthropic"
ADDRESS = "https://api.anthropic.com"
VENDOR = Vendor("Anthropic", "ANTHROPIC_API_KEY", "STUDYBUDDY_ANTHROPIC_MODEL", "STUDYBUDDY_ANTHROPIC_BASE_URL")

NO_THINKING: dict[str, ThinkingConfigParam] = {
    "claude-haiku-5-5": {"type": "disabled"},
    "claude-sonnet-5-5": {"type": "between_tools"},
}
_STOPS = {
    "end_turn": "end",
    "stop_sequence": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
_END: Any = object()  # the server may well send a null, which is no end
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_THOUGHT_DELTAS = frozenset({"thinking_delta", "signature_delta"})


def from_settings(settings: Settings, watch: Watch | None = None) -> AnthropicTutor:
    """Build this provider from the installation's settings."""
    key = settings.anthropic_api_key
    if key is None:
        raise ProviderError("There is no key for Anthropic. Set ANTHROPIC_API_KEY.", kind="refused_key")
    address = settings.anthropic_base_url or ADDRESS
    return AnthropicTutor(key, settings.anthropic_model, base_url=address, watch=watch or Watch())


@dataclass(slots=True)
class _Reading:
    """One stream being read: which blocks are open, what was used, and how it stopped."""

    model: str
    blocks: dict[int, str] = field(default_factory=dict)
    input_tokens: int = 0
    output_tokens: int = 0
    reason: str = ""
    ended: bool = False

    def take(self, event: Any) -> str:
        """Return the text an event brings, "" for none; raise ``ProviderError`` on anything unknown."""
        if self.ended:
            raise malformed(VENDOR, "more after its end")
        match event.type:
            case "message_start":
                self._count(event.message.usage)
            case "content_block_start":
                return self._open(event.index, event.content_block)
            case "content_block_delta":
                return self._more(event.index, event.delta)
            case "content_block_stop":
                self.blocks.pop(event.index)
            case "message_delta":
                self._count(event.usage)
                self.reason = event.delta.stop_reason or self.reason
            case "message_stop":
                self.ended = True
            case _:
                raise malformed(VENDOR, "an unknown event")
        return ""

    def _open(self, index: int, block: Any) -> str:
        if block.type != "text" and block.type not in _THOUGHTS:
            raise malformed(VENDOR, "content that is not text")
        self.blocks[index] = block.type
        return _text(block.text) if block.type == "text" else ""

    def _more(self, index: int, delta: Any) -> str:
        kind = self.blocks[index]
        if kind == "text" and delta.type == "text_delta":
            return _text(delta.text)
        if kind in _THOUGHTS and delta.type in _THOUGHT_DELTAS:
            return ""
        raise malformed(VENDOR, "content that is not text")

    def _count(self, usage: Any) -> None:
        cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
        self.input_tokens = max(self.input_tokens, counted(VENDOR, (usage.input_tokens or 0) + cached))
        self.output_tokens = max(self.output_tokens, counted(VENDOR, usage.output_tokens or 0))

    def finish(self) -> Iterator[ChatEvent]:
        """What was used and how it stopped; raise ``ProviderError`` where it did not stop properly."""
        if not self.ended or not self.reason:
            raise cut(VENDOR)
        if self.reason not in _STOPS:
            raise malformed(VENDOR, "an unknown way to stop")
        cost = cost_usd(self.model, self.input_tokens, self.output_tokens)
        yield Usage(self.model, self.input_tokens, self.output_tokens, cost)
        yield Stopped(_STOPS[self.reason])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise malformed(VENDOR, "text that is no text")
    return value


class AnthropicTutor:
    """A Claude model answers, over the internet."""

    name = NAME
    outside = True

    def __init__(
        self,
        api_key: SecretStr,
        model: str,
        *,
        base_url: str = ADDRESS,
        bounds: Bounds | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.model = model
        self._bounds = bounds or Bounds()
        self._watch = watch or Watch()
        keep_quiet("anthropic", "httpx2", "httpcore2")
        self._client = anthropic.Anthropic(
            api_key=api_key.get_secret_value(),
            base_url=base_url,
            max_retries=0,
            http_client=metered_client(self._bounds, self._watch),
            open_telemetry=False,
        )

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        """Yield the answer as it is made; raise ``ProviderError`` where it can't be."""
        return answer(self._trying(request), self._bounds, self._watch)

    def _trying(self, request: ChatRequest) -> Callable[[float], Generator[ChatEvent, None, None]]:
        talk: list[MessageParam] = [
            {"role": "user", "content": said.content}
            if said.role == "user"
            else {"role": "assistant", "content": said.content}
            for said in talk_of(request.messages)
        ]

        def one_try(until: float) -> Generator[ChatEvent, None, None]:
            stream = self._open(request, talk, until)
            reading = _Reading(self.model)
            try:
                while True:
                    with wire_faults(VENDOR, begun=True):
                        event = self._next(stream)
                        if event is _END:
                            break
                        text = reading.take(event)
                    if text:
                        yield TextDelta(text)
                yield from reading.finish()
            finally:
                stream.close()

        return one_try

    def _open(self, request: ChatRequest, talk: list[MessageParam], until: float) -> anthropic.Stream[Any]:
        left = until - self._watch.monotonic()
        with wire_faults(VENDOR, begun=False):
            try:
                stream = self._client.messages.create(
                    model=self.model,
                    max_tokens=request.max_tokens,
                    system=request.system or anthropic.omit,
                    messages=talk,
                    thinking=NO_THINKING.get(self.model, anthropic.omit),
                    stream=True,
                    timeout=patience(self._bounds, left),
                )
            except anthropic.APIStatusError as fault:
                raise status_fault(VENDOR, fault.status_code, fault.body, fault.response.headers) from None
            except anthropic.APIConnectionError as fault:
                raise fault.__cause__ or unreachable(VENDOR) from None
        hurry(stream.response, until)
        return stream

    def _next(self, stream: anthropic.Stream[Any]) -> Any:
        try:
            return next(stream, _END)
        except anthropic.APIStatusError as fault:
            raise status_fault(VENDOR, 0, fault.body, fault.response.headers, begun=True) from None
