"""Which tutors there are: every file or folder here that has a ``from_settings``, under its own name.

A new provider is one new file; nothing else has to be told of it, and its name is what
``STUDYBUDDY_PROVIDER`` chooses. Only the chosen one is loaded, because a vendor's SDK takes a second to load.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import cast

import studybuddy_core.providers
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.settings import Settings

_FOLDER = studybuddy_core.providers


def _modules() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(_FOLDER.__path__)))


def provider_names() -> tuple[str, ...]:
    """The names of all providers, in alphabetical order (this loads every one)."""
    return tuple(n for n in _modules() if hasattr(import_module(f"{_FOLDER.__name__}.{n}"), "from_settings"))


def make_provider(name: str, settings: Settings) -> Provider:
    """Build the provider called ``name``; raise ``ConfigError`` for a name nobody has."""
    module = import_module(f"{_FOLDER.__name__}.{name}") if name in _modules() else None
    factory = getattr(module, "from_settings", None)
    if factory is None:
        raise ConfigError(f"There is no tutor called {name!r}. Choose one of: {', '.join(provider_names())}.")
    return cast(Provider, factory(settings))


def provider_from(settings: Settings) -> Provider:
    """Build the provider that the settings choose."""
    return make_provider(settings.provider_name, settings)
