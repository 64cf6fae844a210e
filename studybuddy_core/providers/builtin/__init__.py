"""The built-in tutor: no language model, no network, always there."""

from studybuddy_core.providers.builtin.tutor import BuiltinTutor

__all__ = ["BuiltinTutor"]
