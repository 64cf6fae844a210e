"""A line to a judge at Anthropic, or at another address that speaks its protocol."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx2
from pydantic import SecretStr

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.providers.anthropic import ADDRESS, NO_THINKING
from studybuddy_core.providers.bounds import Bounds, Watch
from studybuddy_core.providers.faults import counted
from studybuddy_core.providers.judges.wire import VENDOR, Said, Wire, bounds_from, no_answer
from studybuddy_core.providers.prices import cost_usd
from studybuddy_core.providers.talk import keep_quiet
from studybuddy_core.settings import Settings

_THOUGHTS = frozenset({"thinking", "redacted_thinking"})


def anthropic_line(settings: Settings, watch: Watch) -> AnthropicLine:
    """A line to the judge's server; raise ``ConfigError`` where there is no key for it."""
    tutors = settings.anthropic_base_url or ADDRESS
    address = settings.judge_base_url or tutors
    same = address.rstrip("/") == tutors.rstrip("/")
    key = settings.judge_api_key or (settings.anthropic_api_key if same else None)
    if key is None:
        raise ConfigError("The judge is Anthropic, but there is no key for it. Set ANTHROPIC_API_KEY or "
                          "STUDYBUDDY_JUDGE_API_KEY.")  # fmt: skip
    model = settings.judge_model or settings.anthropic_model
    return AnthropicLine(key, address, model, bounds=bounds_from(settings), watch=watch)


class AnthropicLine(Wire):
    """One of Anthropic's models, as a judge."""

    name = "anthropic"

    def __init__(self, key: SecretStr, address: str, model: str, *, bounds: Bounds, watch: Watch) -> None:
        super().__init__(anthropic, bounds, watch)
        self.model = model
        keep_quiet("anthropic", "httpx2", "httpcore2")
        self._sdk = anthropic.Anthropic(
            api_key=key.get_secret_value(), base_url=address, max_retries=0, http_client=self.client(),
            open_telemetry=False,
        )  # fmt: skip

    def ask(self, system: str, user: str, form: dict[str, Any], most_tokens: int) -> Said:
        """Ask with instructions and a schema that the answer is held to."""

        def once(timeout: httpx2.Timeout) -> Said:
            return self._said(self._sdk.messages.create(
                model=self.model, max_tokens=most_tokens, system=system, timeout=timeout,
                messages=[{"role": "user", "content": user}],
                thinking=NO_THINKING.get(self.model, anthropic.omit),
                output_config={"format": {"type": "json_schema", "schema": form}},
            ))  # fmt: skip

        return self.exchange(once)

    def _said(self, got: Any) -> Said:
        if got.stop_reason == "refusal":
            raise no_answer("it would not judge")
        blocks = [block for block in got.content if block.type not in _THOUGHTS]
        if len(blocks) != 1 or blocks[0].type != "text" or not isinstance(blocks[0].text, str):
            raise no_answer("not exactly one text")
        spent = (counted(VENDOR, got.usage.input_tokens or 0), counted(VENDOR, got.usage.output_tokens or 0))
        usage = Usage(self.model, *spent, cost_usd(self.model, *spent))
        return Said(blocks[0].text, got.stop_reason == "end_turn", usage)
