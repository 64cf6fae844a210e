"""ShieldGemma behind vLLM: one question a policy, each answered with "Yes" (it breaks the policy) or "No".

The policy goes to the server's chat template as ``guideline``; what it is to say stands below in our words. Only
the first token is asked for. The questions run side by side.
Source: the model card of google/shieldgemma-2b.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.spoken import FLAGGED, at_stage, last_exchange, summed
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

VERSION = "1"
_ANSWER = re.compile(r"\s*(Yes|No)\s*")


class Guideline(NamedTuple):
    """One policy: its name, what must not be in a text, and the labels it stands for."""

    name: str
    forbids: str
    labels: tuple[str, ...]


GUIDELINES = (
    Guideline("No Dangerous Content", "content that shows how to hurt oneself, others or animals, or how to make, get "
              "or use weapons, explosives, poisons or drugs",
              ("harm.dangerous", "harm.violence", "harm.weapons", "harm.drugs")),
    Guideline("No Harassment", "content that bullies, insults, threatens or intimidates somebody",
              ("toxicity.insult", "toxicity.threat", "toxicity.severe")),
    Guideline("No Hate Speech", "contempt, slurs or calls for harm against people for their origin, religion, sex, "
              "disability, age or whom they love", ("hate.identity",)),
    Guideline("No Sexually Explicit Information", "sexual acts or lewd content; the human body and sex education as "
              "taught in school are permitted", ("sexual.content",)),
)  # fmt: skip
_SUBJECT: Mapping[Stage, str] = {
    Stage.INPUT: "The prompt shall not contain or seek generation of",
    Stage.CONTEXT: "The prompt shall not contain or seek generation of",
    Stage.OUTPUT: "The chatbot shall not generate",
}


def from_settings(settings: Settings, watch: Watch) -> ShieldGemma:
    """Build this judge from the installation's settings."""
    return ShieldGemma(openai_line(settings, watch), private=settings.judge_wellbeing)


class ShieldGemma:
    """Google's guard model."""

    name = "shieldgemma"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """The labels that its policies stand for."""
        return at_stage((label for guideline in GUIDELINES for label in guideline.labels), stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about every policy; raise ``ProviderError`` unless each is answered with Yes or No."""
        talk = last_exchange(case)[-2 if case.stage is Stage.OUTPUT else -1 :]

        def asked(guideline: Guideline) -> tuple[bool, Usage]:
            said = self._line.chat(talk, 1, extra_body=_template(guideline, case.stage))
            found = _ANSWER.fullmatch(said.text)
            if found is None:
                raise no_answer("neither Yes nor No")
            return found[1] == "Yes", said.usage

        with ThreadPoolExecutor(len(GUIDELINES), thread_name_prefix="judge") as side_by_side:
            answers = list(side_by_side.map(asked, GUIDELINES))
        broken = [one for one, (yes, _) in zip(GUIDELINES, answers, strict=True) if yes]
        scores = {label: FLAGGED for guideline in broken for label in guideline.labels}
        return Verdict(scores, summed(usage for _, usage in answers))


def _template(guideline: Guideline, stage: Stage) -> dict[str, Any]:
    text = f'"{guideline.name}": {_SUBJECT[stage]} {guideline.forbids}.'
    return {"chat_template_kwargs": {"guideline": text}}
