"""Finding something for the next attempt to rely on: approved passages, and the guidance for what went wrong.

A draft that claimed what nothing supports, or that was too hard for the child, is seldom mended by being told off. So
the next attempt gets material: passages that fit the question and the claim, no harder than the child's grade, each
checked at the stage CONTEXT as every passage is, and the guidance that people wrote for these labels.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.turns import TurnEvent
from studybuddy_core.guardrails.procedures import guidance_for
from studybuddy_core.pipeline.reading import checked_passages
from studybuddy_core.pipeline.under_way import UnderWay

MOST = 2  # passages: each makes the prompt longer and the answer slower


@dataclass(frozen=True, slots=True)
class Injection:
    """What is added to the next attempt: new passages, and a text that says what to do with them."""

    passages: tuple[Passage, ...]
    text: str

    @property
    def shown(self) -> str:
        """All of it as one text: what is kept as the intervention's "after"."""
        quoted = [f"{one.title} ({one.source})\n{one.text}" for one in self.passages]
        return "\n\n".join((*quoted, self.text))


def injection_for(
    now: UnderWay, draft: str, labels: Sequence[str], given: Sequence[Passage]
) -> Generator[TurnEvent, None, Injection | None]:
    """Return what to add after ``draft`` was sent back for ``labels``; None where there is nothing new to add."""
    passages = yield from checked_passages(now, _fitting(now, draft, given))
    said = [guidance_for(now.layers.procedure, labels)]
    if any(label.startswith("age.") for label in labels):
        said.append(now.layers.procedure.guidance.get(f"band.{now.turn.band}", ""))
    if passages:
        titles = "; ".join(f"“{one.title}”" for one in passages)
        said.insert(0, f"For this answer, say only what the approved passages hold. Read these first: {titles}.")
    text = " ".join(part for part in said if part)
    return Injection(passages, text) if text else None


def _fitting(now: UnderWay, draft: str, given: Sequence[Passage]) -> tuple[Passage, ...]:
    """Approved passages on the question and on the draft that the model has not been given, the best first."""
    known = {one.id for one in given}
    found: dict[str, Passage] = {}
    for words in (now.turn.text, draft):
        for passage in now.layers.retriever.retrieve(words, grade=now.turn.grade):
            if passage.id not in known:
                found.setdefault(passage.id, passage)
    return tuple(found.values())[:MOST]
