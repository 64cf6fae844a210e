"""Which server a model's name means: for panels of models, and for trying a model out by name.

A document may name models that this installation reaches elsewhere or not at all. So a name is looked up in the
settings first (``[models."gpt-4"]`` with ``provider``, ``model``, ``base_url``, ``api_key``); without an entry it is
one of the two vendors' own names, where there is a key or an address for that vendor. A key goes only to the server it
was given for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from pydantic import SecretStr

from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.providers.bounds import Bounds, Watch
from studybuddy_core.providers.judges.chat import Line
from studybuddy_core.providers.registry import make_provider, provider_from
from studybuddy_core.settings import Settings

BUILTIN = "builtin"
_OPENAIS_OWN = ("gpt-", "chatgpt-", "o1", "o3", "o4")
_ASK_ONCE = 1


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a model is reached: whose protocol, under which name there, at which address, with which key."""

    vendor: Literal["anthropic", "openai"]
    model: str
    address: str
    key: SecretStr | None


def reached(name: str, settings: Settings) -> Reached:
    """Return where the model called ``name`` is reached; raise ``ConfigError`` with what to set where it is not."""
    place = settings.models.get(name)
    vendor = place.provider if place else _vendor(name, settings)
    home = _home(vendor)
    own = (settings.anthropic_base_url if vendor == "anthropic" else settings.openai_base_url) or home
    address = (place.base_url if place else "") or own
    key = place.api_key if place else None
    if key is None and address.rstrip("/") == own.rstrip("/"):
        key = settings.anthropic_api_key if vendor == "anthropic" else settings.openai_api_key
    if key is None and (vendor == "anthropic" or address.rstrip("/") == home):
        raise ConfigError(f"There is no key for {name}. Set its vendor's key, or api_key in [models.{name!r}] of "
                          "keys.toml.")  # fmt: skip
    usual = {"anthropic": settings.anthropic_model, "openai": settings.openai_model}.get(name, name)
    return Reached(vendor, (place.model if place else "") or usual, address, key)


def _home(vendor: str) -> str:
    """A vendor's own address; its SDK is loaded with it, since it is about to be needed."""
    return str(import_module(f"studybuddy_core.providers.{vendor}").ADDRESS)


def _vendor(name: str, settings: Settings) -> Literal["anthropic", "openai"]:
    if name == "anthropic" or name.startswith("claude") or name == settings.anthropic_model:
        return "anthropic"
    there = bool(settings.openai_base_url) or (settings.openai_api_key is not None and name.startswith(_OPENAIS_OWN))
    if name == "openai" or name == settings.openai_model or there:
        return "openai"
    raise ConfigError(f"No provider here knows a model called {name!r}. Say where it is reached: [models.{name!r}] in "
                      "studybuddy.toml, with provider, model and base_url.")  # fmt: skip


def tutor_for(name: str, settings: Settings) -> Provider:
    """Return the tutor of this model, "" for the one that the settings choose; raise ``ConfigError``."""
    if not name:
        return provider_from(settings)
    if name == BUILTIN:
        return make_provider(BUILTIN, settings)
    there = reached(name, settings)
    if there.vendor == "anthropic":
        from studybuddy_core.providers.anthropic import AnthropicTutor

        assert there.key is not None
        return AnthropicTutor(there.key, there.model, base_url=there.address)
    from studybuddy_core.providers.openai import OpenAITutor

    return OpenAITutor(there.key, there.model, base_url=there.address)


def line_for(name: str, settings: Settings, *, deadline_s: float, watch: Watch | None = None) -> Line:
    """Return a line to this model for one structured answer within ``deadline_s``; raise ``ConfigError``."""
    there = reached(name, settings)
    bounds = Bounds(connect_s=min(3.0, deadline_s), read_s=deadline_s, deadline_s=deadline_s, wire_bytes=200_000,
                    tries=_ASK_ONCE, longest_wait_s=deadline_s)  # fmt: skip
    if there.vendor == "anthropic":
        from studybuddy_core.providers.judges.anthropic_line import AnthropicLine

        assert there.key is not None
        return AnthropicLine(there.key, there.address, there.model, bounds=bounds, watch=watch or Watch())
    from studybuddy_core.providers.judges.openai_line import OpenAILine

    return OpenAILine(there.key, there.address, there.model, bounds=bounds, watch=watch or Watch())
