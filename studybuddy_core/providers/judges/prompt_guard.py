"""Prompt Guard behind a classification endpoint (``/classify`` of vLLM or SGLang) says what is an attack on the model.

Prompt Guard 2 knows BENIGN and MALICIOUS (LABEL_0 and LABEL_1 on some servers), version 1 tells INJECTION and
JAILBREAK apart. It reads 512 tokens, so a long text goes in as overlapping windows, and the worst one counts.
It says nothing of violence or distress: what is doubtful for those stays unjudged.
Source: the model cards of meta-llama/Llama-Prompt-Guard-2-86M and Prompt-Guard-86M.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import httpx2

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.signals import points
from studybuddy_core.providers.bounds import Watch
from studybuddy_core.providers.judges.openai_line import OpenAILine, openai_line
from studybuddy_core.providers.judges.spoken import at_stage, texts_of
from studybuddy_core.providers.judges.wire import no_answer
from studybuddy_core.settings import Settings

VERSION = "1"
WINDOW, STEP = 1_400, 1_200  # characters; below 512 tokens of ordinary text
ATTACKS = ("attack.injection", "attack.jailbreak")
# Each known order of a model's classes, and the labels that each class stands for.
CLASSES: tuple[dict[str, tuple[str, ...]], ...] = (
    {"BENIGN": (), "MALICIOUS": ATTACKS},
    {"LABEL_0": (), "LABEL_1": ATTACKS},
    {"BENIGN": (), "INJECTION": ATTACKS[:1], "JAILBREAK": ATTACKS[1:]},
)


def from_settings(settings: Settings, watch: Watch) -> PromptGuard:
    """Build this judge from the installation's settings."""
    return PromptGuard(openai_line(settings, watch), private=settings.judge_wellbeing)


def windows(text: str) -> list[str]:
    """Cut a text into pieces that the model can read whole."""
    return [text[start : start + WINDOW] for start in range(0, max(len(text) - WINDOW, 0) + STEP, STEP)]


class PromptGuard:
    """Meta's small classifier of injections and jailbreaks."""

    name = "prompt_guard"
    outside = True

    def __init__(self, line: OpenAILine, *, private: bool = False) -> None:
        self._line = line
        self.model, self.private = line.model, private
        self.version = f"{VERSION}+{line.model}"

    def labels(self, stage: Stage) -> tuple[str, ...]:
        """Injection and jailbreak."""
        return at_stage(ATTACKS, stage)

    def judge(self, case: Case) -> Verdict:
        """Ask about every window; raise ``ProviderError`` unless each has a class and sound probabilities."""
        pieces = [piece for text in texts_of(case) for piece in windows(text)]

        def once(timeout: httpx2.Timeout) -> Verdict:
            asked = {"model": self.model, "input": pieces}
            got: Any = self._line.sdk.post("/classify", cast_to=object, body=asked, options={"timeout": timeout})
            rows = got["data"]
            if not isinstance(rows, list) or len(rows) != len(pieces):
                raise no_answer("not one class for each text")
            scores = dict.fromkeys(ATTACKS, 0)
            for row in rows:
                for label, score in read_class(row["label"], row["probs"]).items():
                    scores[label] = max(score, scores[label])
            return Verdict(scores, Usage(self.model))

        return self._line.exchange(once)


def read_class(label: Any, probs: Any) -> dict[str, int]:
    """The scores of one classified text; raise ``ProviderError`` where class and probabilities don't agree."""
    classes = next((c for c in CLASSES if label in c and isinstance(probs, list) and len(probs) == len(c)), None)
    if classes is None or not _sound(probs) or list(classes)[probs.index(max(probs))] != label:
        raise no_answer("a class that is not known, or probabilities that contradict it")
    found = dict.fromkeys(ATTACKS, 0)
    for share, labels in zip(probs, classes.values(), strict=True):
        for attack in labels:
            found[attack] = max(found[attack], points(share))
    return found


def _sound(probs: Sequence[Any]) -> bool:
    numbers = all(isinstance(p, int | float) and not isinstance(p, bool) and math.isfinite(p) for p in probs)
    return numbers and all(0 <= p <= 1 for p in probs) and abs(sum(probs) - 1) < 0.01
