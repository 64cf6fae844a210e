"""From logits to scores: where each family's line lies, set on hard harmless texts that the fit never saw.

A line set on homework would fall among the harmless texts with alarming words, which lie between homework and harm;
so it is set on those. A score of 0.5 is the line; the slope is Platt's (1999), from the same texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from studybuddy_core.checks.guard_heads import FAMILIES, HEADS, TALK_RISKS
from studybuddy_core.domain.messages import Stage
from studybuddy_core.training.guard.examples import Example

Floats = NDArray[np.float32]

# The share of hard harmless texts that each head may stop; their sum bounds what all heads stop together.
FALSE_ALARMS: Mapping[str, float] = {
    "harm": 0.0095, "sexual": 0.0003, "wellbeing": 0.0055, "hate": 0.004, "toxicity": 0.0075, "bias": 0.02,
    "attack": 0.014, "ghostwriting": 0.004, "fishing": 0.006, "off_topic": 0.0005, "document": 0.0025,
}  # fmt: skip
PERHAPS: Mapping[str, float] = {"wellbeing": 0.105}
"""The share of them over a score of 0.05: what is perhaps a worry is read by an adult, so that point has a line too."""
_PERHAPS_SCORE = 0.05
_LEAST, _STEEPEST = 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A family's calibration: score = sigmoid(slope * (logit - middle)); with it, what it was set on."""

    slope: float
    middle: float
    negatives: int
    positives: int
    caught: int


def line_of(logits: Floats, wanted: Floats, share: float, perhaps: float = 0.0) -> Line:
    """Set one line. ``logits``, ``wanted``: n values, ``wanted`` 0 or 1; ``share`` of the 0s may lie above it.

    The slope is Platt's, or, where ``perhaps`` is given, the one that leaves this share of the 0s above 0.05.
    """
    quiet, loud = logits[wanted == 0], logits[wanted == 1]
    middle = float(np.quantile(quiet, 1 - share))
    slope = 1.0
    if perhaps > share:
        below = middle - float(np.quantile(quiet, 1 - perhaps))
        slope = float(np.clip(math.log(1 / _PERHAPS_SCORE - 1) / max(below, 1e-6), _LEAST, _STEEPEST))
    elif len(loud) >= 10:
        fitted = LogisticRegression(class_weight="balanced").fit(logits[:, None], wanted)
        slope = float(np.clip(fitted.coef_[0, 0], _LEAST, _STEEPEST))
    return Line(slope, middle, len(quiet), len(loud), int((loud > middle).sum()))


TALK_FALSE_ALARMS = 0.03


def talk_shift(logits: Floats, lines: Mapping[str, Line]) -> float:
    """How much further up, or down, the line lies when a message is read with its talk, in calibrated logits.

    ``logits``: n × families of harmless messages read with the talk before them, of which the share
    ``TALK_FALSE_ALARMS`` may lie above the line. A dark story reads like a plan once it is read as one text, and an
    ordinary talk reads calmer than its last message alone, so talks get a line of their own.
    """
    if not len(logits):
        return 0.0
    risks = [lines[name].slope * (logits[:, FAMILIES.index(name)] - lines[name].middle) for name in TALK_RISKS]
    return float(np.quantile(np.max(risks, axis=0), 1 - TALK_FALSE_ALARMS))


PASSAGE_SCORE = 0.24  # below the lowest grey line of any preset, so that no preset keeps one out


def above_passages(line: Line, logits: Floats) -> Line:
    """The line of documents, moved up where an approved passage would score over ``PASSAGE_SCORE``.

    ``logits``: the document logits of the approved passages, whole: what the tutor teaches from is clean by definition.
    """
    room = math.log((1 - PASSAGE_SCORE) / PASSAGE_SCORE) / line.slope
    return replace(line, middle=max(line.middle, float(logits.max()) + room))


ANSWER_SCORE, ANSWER_SHARE = 0.19, 0.0


def answer_shift(logits: Floats, lines: Mapping[str, Line]) -> dict[str, float]:
    """How much further up each line lies when the tutor's own prose is read, in calibrated logits.

    ``logits``: n × families of approved passages. Whole passages read otherwise than children's messages, so they get
    lines of their own: the share ``ANSWER_SHARE`` of them may score over ``ANSWER_SCORE``, none where it is 0.
    """
    quiet = math.log(ANSWER_SCORE / (1 - ANSWER_SCORE))
    shifts = {}
    for head in HEADS:
        if Stage.OUTPUT in head.stages:
            line = lines[head.name]
            risks = line.slope * (logits[:, FAMILIES.index(head.name)] - line.middle)
            shifts[head.name] = max(0.0, float(np.quantile(risks, 1 - ANSWER_SHARE)) - quiet)
    return shifts


PAGE_FAMILIES, PAGE_SHARE = ("attack",), 0.07


def page_shift(logits: Floats, lines: Mapping[str, Line]) -> dict[str, float]:
    """How much further up the line of an attack lies on a page of prose, in calibrated logits.

    ``logits``: n × families of harmless pages and long messages. Nearly every long text with a label of attacks is one,
    so that length alone could count as a sign; at most ``PAGE_SHARE`` of these may lie above the line. What hurts
    somebody keeps its line however long the text is.
    """
    if not len(logits):
        return {}
    shifts = {}
    for name in PAGE_FAMILIES:
        risks = lines[name].slope * (logits[:, FAMILIES.index(name)] - lines[name].middle)
        shifts[name] = max(0.0, float(np.quantile(risks, 1 - PAGE_SHARE)))
    return shifts


def calibrated(examples: Sequence[Example], logits: Floats) -> dict[str, Line]:
    """Return every family's line. ``logits``: n × families, the maximum over an example's windows."""
    lines = {}
    for column, family in enumerate(FAMILIES):
        wanted = np.array([e.families[family] for e in examples], dtype=np.float32)
        known = wanted >= 0
        lines[family] = line_of(logits[known, column], wanted[known], FALSE_ALARMS[family],
                                PERHAPS.get(family, 0.0))  # fmt: skip
    return lines
