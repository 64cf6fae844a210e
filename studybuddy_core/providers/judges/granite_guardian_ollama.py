"""Granite Guardian behind Ollama or llama.cpp: there the risk is the system message; all else is the same."""

from __future__ import annotations

from typing import Any

from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.granite_guardian import GraniteGuardian
from studybuddy_core.providers.judges.openai_line import openai_line
from studybuddy_core.settings import Settings


def from_settings(settings: Settings, watch: Watch) -> GraniteGuardianByMessage:
    """Build this judge from the installation's settings."""
    return GraniteGuardianByMessage(openai_line(settings, watch), private=settings.judge_wellbeing)


class GraniteGuardianByMessage(GraniteGuardian):
    """IBM's guard model, told the risk in a system message."""

    name = "granite_guardian_ollama"

    def talk_for(self, risk: str, talk: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The risk, then the talk."""
        return [{"role": "system", "content": risk}, *talk]

    def more_for(self, risk: str) -> dict[str, Any]:  # noqa: ARG002
        """Nothing else is sent."""
        return {}
