"""Prompt Guard behind a chat endpoint: the whole answer is one class, or the probability of an attack.

Some hosts serve the classifier as if it were a chat model. What they send is read strictly: one word or one
number between 0 and 1 and nothing else.
"""

from __future__ import annotations

import re

from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.signals import points
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.prompt_guard import ATTACKS, CLASSES, VERSION, windows
from studybuddy_core.providers.judges.spoken import FLAGGED, at_stage, summed, texts_of
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

MOST_WINDOWS = 12  # one request each
_SHARE = re.compile(r"[01](?:\.\d+)?|\d(?:\.\d+)?[eE]-\d{1,3}")


def from_settings(settings: Settings, watch: Watch) -> PromptGuardChat:
    """Build this judge from the installation's settings."""
    return PromptGuardChat(openai_line(settings, watch), private=settings.judge_wellbeing)


def read_word(text: str) -> dict[str, int] | None:
    """The scores that one word or number stands for; None where this is no answer."""
    word = text.strip()
    if _SHARE.fullmatch(word) and float(word) <= 1:
        return dict.fromkeys(ATTACKS, points(float(word)))
    labels = next((classes[word] for classes in CLASSES if word in classes), None)
    return None if labels is None else dict.fromkeys(labels, FLAGGED)


class PromptGuardChat:
    """Meta's small classifier of injections and jailbreaks, served as a chat model."""

    name = "prompt_guard_chat"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """Injection and jailbreak."""
        return at_stage(ATTACKS, stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about every window in turn; raise ``ProviderError`` unless each answer is a class or a number."""
        pieces = [piece for text in texts_of(case) for piece in windows(text)]
        if len(pieces) > MOST_WINDOWS:
            raise no_answer("too long a text to ask about piece by piece")
        scores, spent = dict.fromkeys(ATTACKS, 0), []
        for piece in pieces:
            said = self._line.chat([{"role": "user", "content": piece}], 10)
            found = read_word(said.text) if said.whole else None
            if found is None:
                raise no_answer("neither a class nor a number")
            scores = {label: max(score, found.get(label, 0)) for label, score in scores.items()}
            spent.append(said.usage)
        return Verdict(scores, summed(spent))
