"""What the small guard models have in common: a verdict in a word or two, and talk as they were trained on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import Case
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import Stage

FLAGGED = 9_000
"""The score of a bare "yes" or "unsafe"."""


def at_stage(labels: Iterable[str], stage: Stage) -> tuple[str, ...]:
    """Those of ``labels`` that can be judged at ``stage``, each once."""
    return tuple(label for label in dict.fromkeys(labels) if stage in label_spec(label).stages)


def texts_of(case: Case) -> list[str]:
    """The text and every reading of it, for a judge that takes several texts at once."""
    return [case.text, *case.readings]


def whole_text(case: Case) -> str:
    """The text with its readings below it, for a judge that takes one."""
    return "\n\n".join(texts_of(case))


def last_exchange(case: Case) -> list[dict[str, Any]]:
    """The talk as alternating messages that end with the text to judge: the child's, or the tutor's answer."""
    role = "assistant" if case.stage is Stage.OUTPUT else "user"
    talk: list[dict[str, Any]] = []
    for speaker, text in (*((said.role, said.text) for said in case.before), (role, whole_text(case))):
        if not text.strip() or (not talk and speaker == "assistant" and role == "user"):
            continue
        if talk and talk[-1]["role"] == speaker:
            talk[-1] = {"role": speaker, "content": f"{talk[-1]['content']}\n\n{text}"}
        else:
            talk.append({"role": speaker, "content": text})
    return talk


def summed(several: Iterable[Usage]) -> Usage:
    """What several questions about one text cost together; the price is known only where each one's is."""
    spent = list(several)
    costs = [one.cost_usd for one in spent if one.cost_usd is not None]
    return Usage(spent[0].model, sum(one.input_tokens for one in spent), sum(one.output_tokens for one in spent),
                 sum(costs) if len(costs) == len(spent) else None)  # fmt: skip
