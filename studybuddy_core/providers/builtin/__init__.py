"""The built-in tutor: no language model, no network, always there."""

from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.settings import Settings

__all__ = ["BuiltinTutor", "from_settings"]


def from_settings(settings: Settings) -> BuiltinTutor:  # noqa: ARG001  (it needs none, but every provider is asked alike)
    """Build this provider; it needs no settings."""
    return BuiltinTutor()
