"""The shape of the guard model's answer: one head a label family, and within a family one output a label.

A family head says how sure the model is that anything of the family is there; where a family has several labels,
the others share that between them. Training and scoring both read the shape here, and the artefact repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass

from studybuddy_core.domain.messages import Stage


@dataclass(frozen=True, slots=True)
class Head:
    """One family: its labels, and the stages whose texts it was made for."""

    name: str
    labels: tuple[str, ...]
    stages: frozenset[Stage]


_IN = frozenset({Stage.INPUT})
_TALK = frozenset({Stage.INPUT, Stage.OUTPUT})

HEADS: tuple[Head, ...] = (
    Head("harm", ("harm.violence", "harm.weapons", "harm.dangerous", "harm.drugs", "harm.illegal"), _TALK),
    Head("sexual", ("sexual.content",), _TALK),
    Head("wellbeing",
         ("wellbeing.self_harm", "wellbeing.abuse", "wellbeing.bullying", "wellbeing.distress"), _IN),
    Head("hate", ("hate.identity",), _TALK),
    Head("toxicity", ("toxicity.insult", "toxicity.profanity", "toxicity.threat"), _TALK),
    Head("bias", ("bias.stereotype",), frozenset({Stage.OUTPUT})),
    Head("attack",
         ("attack.injection", "attack.jailbreak", "attack.persona", "attack.authority", "attack.emotional",
          "attack.encoding", "attack.escalation"), _IN),
    Head("ghostwriting", ("learning.ghostwriting",), _IN),
    Head("fishing", ("learning.fishing",), _IN),
    Head("off_topic", ("learning.off_topic",), frozenset()),  # learned, not used: it takes trivia for idle talk
    Head("document", ("attack.injection",), frozenset({Stage.CONTEXT})),
)  # fmt: skip

FAMILIES: tuple[str, ...] = tuple(head.name for head in HEADS)
LEAVES: tuple[tuple[str, str], ...] = tuple(
    (head.name, label) for head in HEADS if len(head.labels) > 1 for label in head.labels
)
OUTPUTS = len(FAMILIES) + len(LEAVES)
TALK_RISKS = ("harm", "sexual", "toxicity")
"""The families that are looked for in a talk read as one text."""


def leaf_range(family: str) -> range:
    """The columns of a family's labels among the leaf outputs; empty where it has one label."""
    places = [i for i, (name, _) in enumerate(LEAVES) if name == family]
    return range(places[0], places[-1] + 1) if places else range(0)
