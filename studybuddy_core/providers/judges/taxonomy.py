"""What a language model is told as a judge, and how its answer is read: one prompt, one form, no leniency.

The words stand in ``taxonomy.yaml``. The text to judge goes in as a JSON string, so that nothing in it can
end the place it stands in. The answer is read strictly: anything but one object of the asked form, with a
verdict that agrees with its findings, is no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from studybuddy_core.domain.judging import CERTAIN, LIKELY, Case
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import Stage
from studybuddy_core.presets.own_yaml import own_yaml

_SCORES = {"likely": LIKELY, "certain": CERTAIN}
_SPEAKERS = {"user": "child", "assistant": "tutor"}


class Unreadable(ValueError):
    """What came is not the answer that was asked for."""


class _Finding(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    label: str
    certainty: Literal["likely", "certain"]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    verdict: Literal["safe", "unsafe"]
    findings: list[_Finding]


@cache
def _document() -> dict[str, Any]:
    text = resources.files("studybuddy_core.providers.judges").joinpath("taxonomy.yaml").read_text("utf-8")
    return dict(own_yaml(text))


@cache
def judged_labels(stage: Stage) -> tuple[str, ...]:
    """Every label that can be judged at ``stage``, in the catalogue's order."""
    return tuple(label for label, spec in LABELS.items() if spec.judged and stage in spec.stages)


@cache
def instructions(stage: Stage) -> str:
    """What the judge is told for texts of one stage."""
    document = _document()
    rules = "\n".join(f"- {label}: {document['labels'][label]}" for label in judged_labels(stage))
    fine = "\n".join(f"- {line}" for line in document["fine"])
    return "\n\n".join((document["role"], document["stages"][stage.value], f"Rules:\n{rules}",
                        f"None of these breaks a rule by itself:\n{fine}", document["answer"]))  # fmt: skip


@cache
def answer_form(stage: Stage) -> dict[str, Any]:
    """The JSON schema of an answer, for providers that hold a model to one."""
    finding = {
        "type": "object",
        "properties": {
            "label": {"type": "string", "enum": list(judged_labels(stage))},
            "certainty": {"type": "string", "enum": list(_SCORES)},
        },
        "required": ["label", "certainty"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "verdict": {"type": "string", "enum": ["safe", "unsafe"]},
            "findings": {"type": "array", "items": finding},
        },
        "required": ["verdict", "findings"],
        "additionalProperties": False,
    }


@cache
def prompt_version() -> str:
    """Ten digits of a hash over everything a judge is told and asked for."""
    told = [[instructions(stage), answer_form(stage)] for stage in Stage]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:10]


def question(case: Case) -> str:
    """The text to judge with what surrounds it, as one JSON object."""
    asked: dict[str, Any] = {}
    if case.before:
        asked["said_before"] = [{_SPEAKERS[said.role]: said.text} for said in case.before]
    asked["text"] = case.text
    if case.readings:
        asked["text_decoded"] = list(case.readings)
    return json.dumps(asked, ensure_ascii=False)


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise Unreadable("a name twice")
    return dict(pairs)


def read_answer(text: str, stage: Stage) -> dict[str, int]:
    """Return a score for each label that was found; raise ``Unreadable`` for anything but a whole, sound answer."""
    try:
        answer = _Answer.model_validate(json.loads(text, object_pairs_hook=_once_each))
    except (ValueError, RecursionError, ValidationError) as fault:
        raise Unreadable("not the form that was asked for") from fault
    scores = {found.label: _SCORES[found.certainty] for found in answer.findings}
    if len(scores) != len(answer.findings) or not scores.keys() <= set(judged_labels(stage)):
        raise Unreadable("an unknown label, or one twice")
    if (answer.verdict == "unsafe") != bool(scores):
        raise Unreadable("a verdict that its findings contradict")
    return scores
