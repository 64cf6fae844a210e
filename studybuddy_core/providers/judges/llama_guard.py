"""Llama Guard 3 or 4 behind an OpenAI-compatible address: "safe", or "unsafe" and a line of categories.

The server's chat template holds the hazard list S1 to S14; the mapping below follows that list (Llama Guard 1
and 2 count differently). Anything but those two forms is no answer.
Source: the model cards in meta-llama/PurpleLlama.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.spoken import FLAGGED, at_stage, last_exchange
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

VERSION = "1"
HAZARDS: Mapping[str, tuple[str, ...]] = {
    "S1": ("harm.violence",),
    "S2": ("harm.illegal",),
    "S3": ("sexual.content",),
    "S4": ("sexual.content", "wellbeing.abuse"),
    "S5": ("toxicity.insult",),
    "S6": ("harm.dangerous",),
    "S7": ("privacy.contact",),
    "S8": ("harm.illegal",),
    "S9": ("harm.weapons",),
    "S10": ("hate.identity",),
    "S11": ("wellbeing.self_harm",),
    "S12": ("sexual.content",),
    "S13": ("harm.illegal",),
    "S14": ("harm.illegal", "attack.injection"),
}
_ALSO = ("harm.drugs",)  # S2 names drug crimes, so a "safe" speaks of drugs too
_ANSWER = re.compile(r"\s*(?:(safe)|unsafe[ \t]*\n\s*(S\d{1,2}(?:[ \t]*,[ \t]*S\d{1,2})*))\s*")


def from_settings(settings: Settings, watch: Watch) -> LlamaGuard:
    """Build this judge from the installation's settings."""
    return LlamaGuard(openai_line(settings, watch), private=settings.judge_wellbeing)


def read_verdict(text: str) -> tuple[str, ...] | None:
    """The hazards named, none for "safe"; None where this is no answer."""
    found = _ANSWER.fullmatch(text)
    if found is None:
        return None
    named = tuple(part.strip() for part in found[2].split(",")) if found[2] else ()
    return named if all(hazard in HAZARDS for hazard in named) else None


class LlamaGuard:
    """Meta's guard model."""

    name = "llama_guard"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """The labels that its hazards stand for."""
        return at_stage((*(label for labels in HAZARDS.values() for label in labels), *_ALSO), stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about one text; raise ``ProviderError`` unless the answer is "safe" or "unsafe" with its hazards."""
        said = self._line.chat(last_exchange(case), 40)
        hazards = read_verdict(said.text) if said.whole else None
        if hazards is None:
            raise no_answer('neither "safe" nor "unsafe" with its categories')
        return Verdict({label: FLAGGED for hazard in hazards for label in HAZARDS[hazard]}, said.usage)
