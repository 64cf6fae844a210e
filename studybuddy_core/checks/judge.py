"""Asking a judge, as a check: what the others are in doubt about is read by a language model or a moderation service.

It is in no registry and in no procedure. It runs only when ``plan`` chooses it, and which judge stands behind
it is a setting. Like any check it scores every label it can, zeros included, and an answer that can't be
read is a missing score: "Not safe." is not "safe". Besides, it says that somebody has judged (``judge.absent``
scores 0), which is what a doubtful text waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.judging import Case, Verdict
from studybuddy_core.domain.labels import UNJUDGED, label_spec
from studybuddy_core.domain.messages import Extent, Stage, TurnView
from studybuddy_core.domain.ports import Judge
from studybuddy_core.domain.signals import CheckSpec, Finding

NAME = "judge"
LONGEST = 24_000  # characters of one text; what is longer is not judged in part
MOST_READINGS, LONGEST_READING = 4, 2_000


def _unheard(verdict: Verdict) -> None:
    """Nobody wants to know what the answer cost."""


@dataclass(frozen=True)
class JudgeCheck:
    """A judge at one stage. ``heard`` is told of each verdict, for its cost."""

    judge: Judge
    stage: Stage
    heard: Callable[[Verdict], None] = _unheard

    @cached_property
    def spec(self) -> CheckSpec:
        """What this check is: the judge's labels that can be judged at this stage, and its version."""
        here = tuple(label for label in self.judge.labels(self.stage) if self.stage in label_spec(label).stages)
        extents = frozenset(Extent) if here else frozenset[Extent]()
        return CheckSpec(NAME, self.judge.version, (*here, UNJUDGED), frozenset({self.stage}), extents,
                         "A judge reads what the other checks are in doubt about.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Ask once; raise ``ProviderError`` where there is no answer that can be read."""
        if len(view.clean) > LONGEST:
            raise ProviderError("The text is too long to be judged.", kind="too_long")
        known = set(self.spec.labels)
        verdict = self.judge.judge(Case(view.stage, view.clean, _readings(view), view.history))
        self.heard(verdict)
        for label, score in sorted(verdict.scores.items()):
            if label in known:
                yield Finding(label, score, note=self.judge.name if score else "")


def _readings(view: TurnView) -> tuple[str, ...]:
    """What the text says in other ways, each once and cut to a length; the text itself is not among them."""
    plain = " ".join(view.clean.split()).casefold()
    found: dict[str, str] = {}
    for reading in view.readings:
        text = reading.text.strip()[:LONGEST_READING]
        key = " ".join(text.split()).casefold()
        if key and key != plain:
            found.setdefault(key, text)
    return tuple(found.values())[:MOST_READINGS]
