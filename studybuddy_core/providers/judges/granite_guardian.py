"""Granite Guardian 3 behind vLLM: one question a risk, each answered with yes or no.

The risk goes to the server's chat template (``risk_name`` up to 3.2, ``criteria_id`` from 3.3), so nothing of it
stands among the child's words. Version 3.2 adds how confident it is, 3.3 puts its answer into tags, perhaps
behind its thoughts; those forms and no other are read. The questions run side by side.
Source: the model cards and prompt notes of ibm-granite/granite-guardian and ibm-granite/gguf.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import CERTAIN, LIKELY, NO, Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.spoken import FLAGGED, at_stage, last_exchange, summed
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

VERSION = "1"
RISKS: Mapping[str, tuple[str, ...]] = {
    "harm": ("harm.dangerous",),
    "violence": ("harm.violence",),
    "sexual_content": ("sexual.content",),
    "social_bias": ("hate.identity", "bias.stereotype"),
    "profanity": ("toxicity.profanity", "toxicity.insult"),
    "unethical_behavior": ("harm.illegal",),
    "jailbreak": ("attack.jailbreak",),
}
_OF_MESSAGES = frozenset({"jailbreak"})  # a risk of what is asked, not of what is answered
_ALSO = ("harm.weapons", "harm.drugs")  # "harm" is the umbrella over these; a "no" speaks of them too
_ANSWER = re.compile(
    r"\s*(?:<think>(?:(?!</think>).)*</think>\s*)?"
    r"(?:<score>\s*(?P<score>yes|no)\s*</score>|"
    r"(?P<word>yes|no)(?:\s*<confidence>\s*(?P<sure>high|low)\s*</confidence>)?)\s*",
    re.IGNORECASE | re.DOTALL,
)


def from_settings(settings: Settings, watch: Watch) -> GraniteGuardian:
    """Build this judge from the installation's settings."""
    return GraniteGuardian(openai_line(settings, watch), private=settings.judge_wellbeing)


def read_verdict(text: str) -> int | None:
    """The score of a yes or no; None where this is no answer."""
    found = _ANSWER.fullmatch(text)
    if found is None:
        return None
    if (found["score"] or found["word"]).lower() == "no":
        return NO
    return {"high": CERTAIN, "low": LIKELY}.get((found["sure"] or "").lower(), FLAGGED)


class GraniteGuardian:
    """IBM's guard model."""

    name = "granite_guardian"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """The labels that its risks stand for."""
        return at_stage((*(label for risk in self._risks(stage) for label in RISKS[risk]), *_ALSO), stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about every risk; raise ``ProviderError`` unless each is answered with yes or no."""
        risks, talk = self._risks(case.stage), last_exchange(case)
        with ThreadPoolExecutor(len(risks), thread_name_prefix="judge") as side_by_side:
            answers = list(side_by_side.map(lambda risk: self._asked(risk, talk), risks))
        scores: dict[str, int] = {}
        for risk, (score, _) in zip(risks, answers, strict=True):
            scores |= {label: max(score, scores.get(label, 0)) for label in RISKS[risk]}
        return Verdict(scores, summed(usage for _, usage in answers))

    @staticmethod
    def _risks(stage: Stage) -> tuple[str, ...]:
        return tuple(risk for risk in RISKS if stage is not Stage.OUTPUT or risk not in _OF_MESSAGES)

    def _asked(self, risk: str, talk: list[dict[str, Any]]) -> tuple[int, Usage]:
        said = self._line.chat(self.talk_for(risk, talk), 40, **self.more_for(risk))
        score = read_verdict(said.text) if said.whole else None
        if score is None:
            raise no_answer("neither yes nor no")
        return score, said.usage

    def talk_for(self, risk: str, talk: list[dict[str, Any]]) -> list[dict[str, Any]]:  # noqa: ARG002
        """The messages of one question."""
        return talk

    def more_for(self, risk: str) -> dict[str, Any]:
        """What goes to the server's chat template."""
        guardian = {"risk_name": risk, "criteria_id": risk}
        return {"extra_body": {"chat_template_kwargs": {"guardian_config": guardian, "think": False}}}
