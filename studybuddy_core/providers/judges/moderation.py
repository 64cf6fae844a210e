"""OpenAI's moderation endpoint as the judge: thirteen categories, each flagged or not and with a score.

It reads one text without what was said before. A flagged category counts as the service's word that the text
is not fine; one that is not flagged keeps the service's own score.
Source: developers.openai.com/api/docs/guides/moderation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import httpx2

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.signals import points
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.spoken import FLAGGED, at_stage, texts_of
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

MODEL = "omni-moderation-latest"
VERSION = "1"
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "harassment": ("toxicity.insult",),
    "harassment/threatening": ("toxicity.threat",),
    "hate": ("hate.identity",),
    "hate/threatening": ("hate.identity", "toxicity.threat"),
    "illicit": ("harm.illegal",),
    "illicit/violent": ("harm.illegal", "harm.weapons"),
    "self-harm": ("wellbeing.self_harm",),
    "self-harm/intent": ("wellbeing.self_harm",),
    "self-harm/instructions": ("wellbeing.self_harm",),
    "sexual": ("sexual.content",),
    "sexual/minors": ("sexual.content", "wellbeing.abuse"),
    "violence": ("harm.violence",),
    "violence/graphic": ("harm.violence", "age.scary"),
}


def from_settings(settings: Settings, watch: Watch) -> ModerationJudge:
    """Build this judge from the installation's settings."""
    return ModerationJudge(openai_line(settings, watch, model=MODEL, own=True), private=settings.judge_wellbeing)


class ModerationJudge:
    """The moderation endpoint of OpenAI, or of a server that has the same."""

    name = "moderation"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """The labels that its categories stand for."""
        return at_stage((label for labels in CATEGORIES.values() for label in labels), stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about the text and its readings; raise ``ProviderError`` unless every category is answered."""
        texts = texts_of(case)

        def once(timeout: httpx2.Timeout) -> Verdict:
            got = self._line.sdk.moderations.create(model=self.model, input=texts, timeout=timeout)
            if len(got.results) != len(texts):
                raise no_answer("not one result for each text")
            scores: dict[str, int] = {}
            for result in got.results:
                for label, score in _read(result).items():
                    scores[label] = max(score, scores.get(label, 0))
            return Verdict(scores, Usage(self.model))

        return self._line.exchange(once)


def _read(result: Any) -> dict[str, int]:
    flags = result.categories.model_dump(by_alias=True, warnings=False)
    shares = result.category_scores.model_dump(by_alias=True, warnings=False)
    found: dict[str, int] = {}
    for category, labels in CATEGORIES.items():
        flag, share = flags.get(category), shares.get(category)
        if not isinstance(flag, bool) or isinstance(share, bool) or not isinstance(share, int | float):
            raise no_answer("a category without an answer")
        if not (math.isfinite(share) and 0 <= share <= 1):
            raise no_answer("a score that is none")
        score = max(points(share), FLAGGED if flag else 0)
        for label in labels:
            found[label] = max(score, found.get(label, 0))
    if bool(result.flagged) != any(flags.get(category) for category in CATEGORIES):
        raise no_answer("a verdict that its categories contradict")
    return found
