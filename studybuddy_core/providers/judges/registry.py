"""Which judges there are: every file here that has a ``from_settings``, under its own name.

The name is what ``STUDYBUDDY_JUDGE_DIALECT`` chooses. A new dialect is one new file; only the chosen one is
loaded, and none where no judge is set up.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import cast

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.ports import Judge
from studybuddy_core.providers import judges as folder
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.settings import Settings


def _modules() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folder.__path__)))


def dialect_names() -> tuple[str, ...]:
    """The names of all dialects, in alphabetical order (this loads every one)."""
    return tuple(n for n in _modules() if hasattr(import_module(f"{folder.__name__}.{n}"), "from_settings"))


def judge_from(settings: Settings, watch: Watch | None = None) -> Judge | None:
    """Build the judge that the settings choose, None for none; raise ``ConfigError`` with what to set."""
    if not settings.judge_name:
        return None
    dialect = settings.judge_dialect
    module = import_module(f"{folder.__name__}.{dialect}") if dialect in _modules() else None
    factory = getattr(module, "from_settings", None)
    if factory is None:
        raise ConfigError(f"There is no judge's dialect {dialect!r}. Choose one of: {', '.join(dialect_names())}.")
    return cast(Judge, factory(settings, watch or Watch()))
