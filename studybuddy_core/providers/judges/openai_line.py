"""A line to a judge that speaks OpenAI's protocol: OpenAI itself, vLLM, Ollama, llama.cpp and the like.

A key goes only to the server it was given for. The tutor's key goes to the tutor's own address; a judge
at another address has ``STUDYBUDDY_JUDGE_API_KEY`` or none.
"""

from __future__ import annotations

from typing import Any

import httpx2
import openai
from pydantic import SecretStr

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.providers.bounds import Bounds, Watch
from studybuddy_core.providers.faults import counted
from studybuddy_core.providers.judges.wire import VENDOR, Said, Wire, bounds_from, no_answer
from studybuddy_core.providers.openai import ADDRESS
from studybuddy_core.providers.prices import cost_usd
from studybuddy_core.providers.talk import keep_quiet
from studybuddy_core.settings import Settings

_NO_KEY = "none-needed"
_THOUGHTS = 2_000  # tokens that OpenAI's own models may think with; they count towards the bound


def openai_line(settings: Settings, watch: Watch, *, model: str = "", own: bool = False) -> OpenAILine:
    """A line to the judge's server; ``model`` is the one to ask unless the settings name another.

    ``own``: at OpenAI itself where the settings give the judge no address. Raises ``ConfigError``.
    """
    tutors = settings.openai_base_url or ADDRESS
    address = settings.judge_base_url or (ADDRESS if own else tutors)
    key = settings.judge_api_key or (settings.openai_api_key if address.rstrip("/") == tutors.rstrip("/") else None)
    if key is None and address.rstrip("/") == ADDRESS:
        raise ConfigError("The judge is to be asked at OpenAI, but there is no key for it. Set "
                          "STUDYBUDDY_JUDGE_API_KEY (or OPENAI_API_KEY), STUDYBUDDY_JUDGE_BASE_URL for a server of "
                          "your own, or STUDYBUDDY_JUDGE=off.")  # fmt: skip
    chosen = settings.judge_model or model
    if not chosen:
        raise ConfigError(f"Which model judges in the dialect {settings.judge_dialect}? Set STUDYBUDDY_JUDGE_MODEL to "
                          "the name your server knows it by.")  # fmt: skip
    return OpenAILine(key, address, chosen, bounds=bounds_from(settings), watch=watch)


class OpenAILine(Wire):
    """A judge's server that speaks OpenAI's protocol."""

    name = "openai"

    def __init__(self, key: SecretStr | None, address: str, model: str, *, bounds: Bounds, watch: Watch) -> None:
        super().__init__(openai, bounds, watch)
        self.model = model
        self._compatible = address.rstrip("/") != ADDRESS
        keep_quiet("openai", "httpx2", "httpcore2")
        self.sdk = openai.OpenAI(
            api_key=key.get_secret_value() if key else _NO_KEY, base_url=address, max_retries=0,
            http_client=self.client(),
        )  # fmt: skip

    def chat(self, messages: list[Any], most_tokens: int, **more: Any) -> Said:
        """Ask for one completion, as repeatable as the server allows, and return its text."""
        fields: dict[str, Any] = {"max_tokens": most_tokens, "temperature": 0}
        if not self._compatible:  # its current models refuse the older names
            fields = {"max_completion_tokens": most_tokens + _THOUGHTS, "store": False}

        def once(timeout: httpx2.Timeout) -> Said:
            return self._said(self.sdk.chat.completions.create(
                model=self.model, messages=messages, timeout=timeout, **fields, **more
            ))  # fmt: skip

        return self.exchange(once)

    def ask(self, system: str, user: str, form: dict[str, Any], most_tokens: int) -> Said:
        """Ask with instructions and a schema that the answer is held to."""
        schema = {"type": "json_schema", "json_schema": {"name": "verdict", "strict": True, "schema": form}}
        talk = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return self.chat(talk, most_tokens, response_format=schema)

    def _said(self, got: Any) -> Said:
        if len(got.choices) != 1:
            raise no_answer("not exactly one answer")
        choice = got.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise no_answer("it would not judge")
        if choice.message.tool_calls or not isinstance(choice.message.content, str):
            raise no_answer("content that is not text")
        return Said(choice.message.content, choice.finish_reason == "stop", self._used(got.usage))

    def _used(self, usage: Any) -> Usage:
        if usage is None:
            return Usage(self.model)
        spent = (counted(VENDOR, usage.prompt_tokens or 0), counted(VENDOR, usage.completion_tokens or 0))
        return Usage(self.model, *spent, None if self._compatible else cost_usd(self.model, *spent))
