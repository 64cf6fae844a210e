"""What stands here for the detectors that other tools name.

Other tools' documents name services and detectors by their function. The checks of this house score labels, so
each name is mapped to the labels that say the same. A name that nothing here stands for is not in these tables,
and whoever reads a document has to say so.
"""

from __future__ import annotations

from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import Stage


def _present(*names: str) -> tuple[str, ...]:
    """The labels of these names; a name that ends in a dot means its whole family."""
    return tuple(label for label in LABELS if label in names or label.partition(".")[0] + "." in names)


CONCERNS: dict[str, tuple[str, ...]] = {
    "toxicity": _present("toxicity."),
    "bias": _present("bias.", "hate."),
    "factuality": _present("truth.arithmetic", "truth.unsupported"),
    "safety": _present("harm.", "sexual."),
}
"""What an intervention threshold may be about."""

HIGH_IS_GOOD = frozenset({"factuality", "factuality_verification"})
"""Of these a high number is good news, so acting *below* 0.6 is acting *from* 0.4 of a mistake on."""

CHECKS: dict[str, tuple[str, ...]] = {
    "toxicity_detection": CONCERNS["toxicity"],
    "bias_detection": CONCERNS["bias"],
    "factuality_verification": CONCERNS["factuality"],
    "harm_potential_analysis": _present("harm.", "sexual.", "wellbeing.self_harm"),
    "prompt_safety_check": tuple(label for label, spec in LABELS.items() if Stage.INPUT in spec.stages),
    "real_time_monitoring": tuple(label for label, spec in LABELS.items() if Stage.OUTPUT in spec.stages),
    "output_validation": tuple(label for label, spec in LABELS.items() if Stage.OUTPUT in spec.stages),
}
"""Filters by name."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "toxicity": CONCERNS["toxicity"],
    "severe_toxicity": ("toxicity.severe",),
    "threat": ("toxicity.threat",),
    "insult": ("toxicity.insult",),
    "profanity": ("toxicity.profanity",),
    "identity_attack": ("hate.identity",),
    "sexually_explicit": ("sexual.content",),
    "flirtation": ("sexual.content",),
}
"""The attributes of the service *Perspective*, which is what the guides write into ``categories``."""

ATTRIBUTES = frozenset({
    "race", "ethnicity", "gender", "sex", "religion", "nationality", "sexual_orientation", "disability", "age",
})  # fmt: skip
"""The groups of people whom the checks for hate and stereotypes know by name."""

DANGEROUS = _present("harm.", "sexual.", "hate.", "toxicity.", "wellbeing.self_harm")
"""What makes an answer be broken off for good instead of being written again."""

PERSPECTIVE = "perspective-api"
PERSPECTIVE_ENDS = "31 December 2026"
"""When that service closes (its makers' notice); nothing is ever sent to it from here."""
