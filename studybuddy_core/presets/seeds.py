"""The policies that come with StudyBuddy: strict, balanced and research."""

from __future__ import annotations

from functools import cache
from importlib import resources

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.policies import Policy
from studybuddy_core.presets.documents import read_policy

_FOLDER = resources.files("studybuddy_core.presets") / "policies"
DEFAULT_PRESET = "balanced"


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of the seed policies."""
    return tuple(sorted(x.name.removesuffix(".yaml") for x in _FOLDER.iterdir() if x.name.endswith(".yaml")))


def preset_text(name: str) -> str:
    """Return a seed policy's document as it is written."""
    if name not in preset_names():
        raise ConfigError(f"There is no preset {name!r}. The presets are: {', '.join(preset_names())}.")
    return (_FOLDER / f"{name}.yaml").read_text("utf-8")


@cache
def preset_policy(name: str) -> Policy:
    """Return a seed policy; an unknown name raises ``ConfigError``."""
    return read_policy(preset_text(name), f"{name}.yaml")
