"""A language model as the judge: a taxonomy prompt, an answer held to a JSON schema, read strictly.

Any model of Anthropic, of OpenAI, or behind an OpenAI-compatible address that can be held to a schema.
"""

from __future__ import annotations

from typing import Any, Protocol

from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.taxonomy import (
    Unreadable,
    answer_form,
    instructions,
    judged_labels,
    prompt_version,
    question,
    read_answer,
)
from studybuddy_core.providers.judges.wire import Said, no_answer
from studybuddy_core.settings import Settings

MOST_TOKENS = 500


class Line(Protocol):
    """A model that answers instructions with text held to a schema."""

    name: str
    model: str

    def ask(self, system: str, user: str, form: dict[str, Any], most_tokens: int) -> Said:
        """Return what the model says; raise ``ProviderError`` where it says nothing."""
        ...


def from_settings(settings: Settings, watch: Watch) -> ChatJudge:
    """Build this judge from the installation's settings; only the vendor's SDK that it needs is loaded."""
    line: Line
    if settings.judge_name == "anthropic":
        from studybuddy_core.providers.judges.anthropic_line import anthropic_line

        line = anthropic_line(settings, watch)
    else:
        from studybuddy_core.providers.judges.openai_line import openai_line

        line = openai_line(settings, watch, model=settings.openai_model)
    return ChatJudge(line, private=settings.judge_wellbeing)


class ChatJudge:
    """A language model reads the text against the rules of ``taxonomy.yaml``."""

    outside = True

    def __init__(self, line: Line, *, private: bool = False) -> None:
        self._line = line
        self.name, self.model, self.private = line.name, line.model, private
        self.version = f"{prompt_version()}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """Every label that can be judged there."""
        return judged_labels(stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about one text; raise ``ProviderError`` unless the answer is whole and of the asked form."""
        said = self._line.ask(instructions(case.stage), question(case), answer_form(case.stage), MOST_TOKENS)
        if not said.whole:
            raise no_answer("an answer that was cut short")
        try:
            return Verdict(read_answer(said.text, case.stage), said.usage)
        except Unreadable as fault:
            raise no_answer(str(fault)) from None
