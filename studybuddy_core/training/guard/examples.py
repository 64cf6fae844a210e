"""What the network learns from: a text, what is known of it, and what is not.

A public set often says only one thing ("harmful", "hateful"); what it does not say is masked and teaches nothing. A
line of the corpus is labelled whole: what is not named is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studybuddy_core.checks.guard_heads import FAMILIES, HEADS, LEAVES
from studybuddy_core.domain.messages import Stage
from studybuddy_core.training.guard.corpus import Written

Floats = NDArray[np.float32]
UNKNOWN = -1.0
TALK_WEIGHT = 2.0  # the one line in eighteen that is read with a talk has to stand against all that are read alone
DEV_SHARE = 5  # one row in five of every public set is never trained on


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its targets: ``families`` 0, 1 or ``UNKNOWN`` by family name; ``leaves`` the labels known true.

    ``spot`` is the part of a document that makes it what it is, where that is known: a window without it is clean.
    """

    id: str
    source: str
    text: str
    context: str
    families: Mapping[str, float]
    leaves: frozenset[str] = field(default_factory=frozenset)
    weight: float = 1.0
    hard: bool = False
    spot: str = ""

    @property
    def positive(self) -> bool:
        """Whether any family is there."""
        return any(value == 1.0 for value in self.families.values())


def kept_for_measuring(row_id: str) -> bool:
    """Whether a public row belongs to the fifth that is only measured; from its id alone, so that it never moves."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % DEV_SHARE == 0


def nothing(*unknown: str) -> dict[str, float]:
    """Targets of a harmless message: no family is there, save those that nobody looked for."""
    return {**dict.fromkeys(FAMILIES, 0.0), "document": UNKNOWN, **dict.fromkeys(unknown, UNKNOWN)}


def only(**known: float) -> dict[str, float]:
    """Targets of a text of which only ``known`` families are known."""
    return {**dict.fromkeys(FAMILIES, UNKNOWN), **known}


def _heard(line: Written) -> str:
    """The surroundings as they are read at scoring: of a talk before a child's line the child's own words alone."""
    if line.stage is Stage.OUTPUT:
        return line.context
    return "\n".join(part for part in line.context.split("\n") if not part.startswith("tutor: "))


def from_corpus(line: Written) -> Example:
    """Return the example of a corpus line."""
    if line.stage is Stage.CONTEXT:
        targets = only(document=float("attack.injection" in line.labels))
    else:
        targets = nothing()
        for head in HEADS:
            if head.name != "document" and line.labels.intersection(head.labels):
                targets[head.name] = 1.0
        if line.stage is not Stage.OUTPUT:
            targets["bias"] = targets["bias"] or UNKNOWN  # the head is for what a tutor says
    in_a_talk = line.stage is Stage.INPUT and bool(line.context) and not line.context.startswith("system:")
    return Example(line.place, f"own:{line.kind}", line.text, _heard(line), targets, line.labels,
                   weight=TALK_WEIGHT if in_a_talk else 1.0)  # fmt: skip


def targets_of(examples: Iterable[Example]) -> tuple[Floats, Floats]:
    """Return family targets (n × families, ``UNKNOWN`` masked) and leaf shares (n × leaves; a row without is 0)."""
    rows = list(examples)
    families = np.array([[e.families[name] for name in FAMILIES] for e in rows], dtype=np.float32)
    leaves = np.array([[float(label in e.leaves) for _, label in LEAVES] for e in rows], dtype=np.float32)
    return families, leaves
