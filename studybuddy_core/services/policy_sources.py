"""Policies by the name of a preset or as a file: what the command line and the batch scorer are given."""

from __future__ import annotations

from pathlib import Path

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.policies import Policy
from studybuddy_core.presets.documents import policy_to_yaml, read_policy
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_names, preset_policy

LARGEST_FILE = 1_000_000


def policy_from(source: str = "") -> Policy:
    """Return the policy ``source`` names: a preset, a file, or ("") the preset a new school begins with.

    Raises ``ConfigError`` where there is no such thing, ``PolicyError`` (line and mend) where it is not sound.
    """
    if not source:
        return preset_policy(DEFAULT_PRESET)
    if source in preset_names():
        return preset_policy(source)
    path = Path(source)
    if not path.exists():
        names = ", ".join(preset_names())
        raise ConfigError(f"There is no file {path} and no preset of that name. The presets are: {names}.")
    return read_policy(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return a document's text; raise ``ConfigError`` with what is wrong with the file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError(f"{path} is far too large for a document. Is it the right file?")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(f"There is no file {path}.") from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise ConfigError(f"{path} is no text file. Give a document written in YAML.") from None
    except (OSError, ValueError) as fault:
        raise ConfigError(f"{path} can't be read ({getattr(fault, 'strerror', fault)}).") from None


def policy_document(policy: Policy) -> str:
    """Return the policy as YAML; reading it back gives the same policy, id included."""
    return policy_to_yaml(policy)


def presets() -> tuple[Policy, ...]:
    """The policies that come with StudyBuddy, by name."""
    return tuple(preset_policy(name) for name in preset_names())
