"""OpenAI's models, and every server that speaks their protocol, behind the tutor's port.

With a base URL this is vLLM, Ollama, llama.cpp or Gemini's compatible endpoint. Those take the older names
of some fields, so what is sent differs a little; in both cases it is the model, the system text,
the talk and bounds, and nothing else of the learner. At OpenAI itself storing is declined. An answer may
hold plain text alone: tool calls, audio, a second choice or unknown parts of a message are refused,
and so is reasoning, which such servers can be told not to send.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletionMessageParam
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

NAME = "openai"
ADDRESS = "https://api.openai.com/v1"
_SETTINGS = ("OPENAI_API_KEY", "STUDYBUDDY_OPENAI_MODEL", "STUDYBUDDY_OPENAI_BASE_URL")

_STOPS = {"stop": "end", "length": "length", "content_filter": "refusal"}
_NEVER = ("tool_calls", "function_call", "audio")
_NOT_TEXT = frozenset({"extra_content"})  # Gemini's opaque signatures; never read
_END: Any = object()  # the server may well send a null, which is no end
_NO_KEY = "none-needed"


def from_settings(settings: Settings, watch: Watch | None = None) -> OpenAITutor:
    """Build this provider from the installation's settings."""
    key, address = settings.openai_api_key, settings.openai_base_url
    if key is None and not address:
        raise ProviderError("There is no key for OpenAI. Set OPENAI_API_KEY, or STUDYBUDDY_OPENAI_BASE_URL for a "
                            "server of your own.", kind="refused_key")  # fmt: skip
    return OpenAITutor(key, settings.openai_model, base_url=address, watch=watch or Watch())


@dataclass(slots=True)
class _Reading:
    """One stream being read: what was used, and how it stopped."""

    vendor: Vendor
    usage: Usage | None = None
    reason: str = ""
    refused: bool = False

    def take(self, chunk: Any, model: str, *, priced: bool) -> str:
        """Return the text a chunk brings, "" for none; raise ``ProviderError`` on anything unknown."""
        if chunk.usage is not None:
            spent_in = counted(self.vendor, chunk.usage.prompt_tokens or 0)
            spent_out = counted(self.vendor, chunk.usage.completion_tokens or 0)
            self.usage = Usage(model, spent_in, spent_out, cost_usd(model, spent_in, spent_out) if priced else None)
        if not chunk.choices:
            return ""
        if len(chunk.choices) > 1 or (chunk.choices[0].index or 0) != 0:
            raise malformed(self.vendor, "more than one answer")
        text = self._delta(chunk.choices[0].delta)
        if text and self.reason:
            raise malformed(self.vendor, "more after its end")
        self.reason = chunk.choices[0].finish_reason or self.reason
        return text

    def _delta(self, delta: Any) -> str:
        if delta is None:
            return ""
        if any(getattr(delta, name, None) for name in _NEVER) or delta.role not in {None, "", "assistant"}:
            raise malformed(self.vendor, "content that is not text")
        unknown = {name for name, value in (delta.model_extra or {}).items() if value}
        if any("reasoning" in name or "thinking" in name for name in unknown):
            raise malformed(self.vendor, "its reasoning; switch thinking off for this model, or choose another")
        if unknown - _NOT_TEXT:
            raise malformed(self.vendor, "content that is not text")
        self.refused = self.refused or bool(delta.refusal)
        text = delta.content or ""
        if not isinstance(text, str):
            raise malformed(self.vendor, "text that is no text")
        return text

    def finish(self) -> Iterator[ChatEvent]:
        """What was used and how it stopped; raise ``ProviderError`` where it did not stop properly."""
        if not self.reason:
            raise cut(self.vendor)
        if self.reason not in _STOPS:
            raise malformed(self.vendor, "an unknown way to stop")
        if self.usage is not None:
            yield self.usage
        yield Stopped("refusal" if self.refused else _STOPS[self.reason])


class OpenAITutor:
    """A model at OpenAI, or at a compatible address, answers.

    It counts as outside even on this machine's own address: a gateway there may pass the text on.
    """

    name = NAME
    outside = True

    def __init__(
        self,
        api_key: SecretStr | None,
        model: str,
        *,
        base_url: str = "",
        bounds: Bounds | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.model = model
        self._compatible = bool(base_url) and base_url.rstrip("/") != ADDRESS
        self._vendor = Vendor("The model server" if self._compatible else "OpenAI", *_SETTINGS)
        self._bounds = bounds or Bounds()
        self._watch = watch or Watch()
        keep_quiet("openai", "httpx2", "httpcore2")
        self._client = openai.OpenAI(
            api_key=api_key.get_secret_value() if api_key else _NO_KEY,
            base_url=base_url or ADDRESS,
            max_retries=0,
            http_client=metered_client(self._bounds, self._watch),
        )

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        """Yield the answer as it is made; raise ``ProviderError`` where it can't be."""
        return answer(self._trying(request), self._bounds, self._watch)

    def _trying(self, request: ChatRequest) -> Callable[[float], Generator[ChatEvent, None, None]]:
        talk: list[ChatCompletionMessageParam] = []
        if request.system:
            talk.append({"role": "system", "content": request.system})
        for said in talk_of(request.messages):
            if said.role == "user":
                talk.append({"role": "user", "content": said.content})
            else:
                talk.append({"role": "assistant", "content": said.content})

        def one_try(until: float) -> Generator[ChatEvent, None, None]:
            stream = self._open(request, talk, until)
            reading = _Reading(self._vendor)
            try:
                while True:
                    with wire_faults(self._vendor, begun=True):
                        chunk = self._next(stream)
                        if chunk is _END:
                            break
                        text = reading.take(chunk, self.model, priced=not self._compatible)
                    if text:
                        yield TextDelta(text)
                yield from reading.finish()
            finally:
                stream.close()

        return one_try

    def _bounded(self, request: ChatRequest) -> dict[str, Any]:
        """The fields whose names differ: OpenAI's current models refuse the older ones, other servers the newer."""
        if self._compatible:
            return {"max_tokens": request.max_tokens, "temperature": request.temperature}
        fields: dict[str, Any] = {"max_completion_tokens": request.max_tokens, "store": False}
        if self.model.startswith("gpt-4"):
            fields["temperature"] = request.temperature
        return fields

    def _open(self, request: ChatRequest, talk: list[ChatCompletionMessageParam], until: float) -> openai.Stream[Any]:
        left = until - self._watch.monotonic()
        with wire_faults(self._vendor, begun=False):
            try:
                stream: openai.Stream[Any] = self._client.chat.completions.create(
                    model=self.model,
                    messages=talk,
                    stream=True,
                    stream_options={"include_usage": True},
                    timeout=patience(self._bounds, left),
                    **self._bounded(request),
                )
            except openai.APIStatusError as fault:
                raise status_fault(self._vendor, fault.status_code, fault.body, fault.response.headers) from None
            except openai.APIConnectionError as fault:
                raise fault.__cause__ or unreachable(self._vendor) from None
        hurry(stream.response, until)
        return stream

    def _next(self, stream: openai.Stream[Any]) -> Any:
        try:
            return next(stream, _END)
        except openai.APIConnectionError as fault:
            raise fault.__cause__ or cut(self._vendor) from None
        except openai.APIError as fault:
            raise status_fault(self._vendor, 0, fault.body, stream.response.headers, begun=True) from None
