"""Safety filters as alignment guides write them, read with the line of everything that stands in them.

    safety_pipeline:
      pre_generation: [{filter: prompt_safety_check, models: [a, b], consensus_threshold: 0.8}]
      during_generation: [{filter: real_time_monitoring, check_interval: 50, abort_threshold: 0.9}]
      post_generation: [{filter: output_validation, checks: [toxicity_detection, bias_detection]}]
      filters:
        toxicity_detection: {model: perspective-api, threshold: 0.7, categories: [threat, insult]}

This module only reads; what each part means here is said in ``services/importing.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from studybuddy_core.presets.constitutions import OTHER_ROOT as ROOT
from studybuddy_core.presets.constitutions import ROOT as CONSTITUTION
from studybuddy_core.presets.constitutions import StatedThreshold, body_of
from studybuddy_core.presets.nodes import Place, Problems

LONGEST_INTERVAL = 1_000


class When(StrEnum):
    """When a filter runs."""

    PRE = "pre_generation"
    DURING = "during_generation"
    POST = "post_generation"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the document, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Step:
    """One filter at one stage. ``check_interval`` is in tokens; shares are from 0 to 1."""

    when: When
    filter: Word
    models: tuple[Word, ...] = ()
    consensus: StatedThreshold | None = None
    interval: StatedThreshold | None = None
    abort: StatedThreshold | None = None
    checks: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What the document says about one filter by name."""

    name: Word
    model: Word | None = None
    method: Word | None = None
    threshold: StatedThreshold | None = None
    confidence: StatedThreshold | None = None
    categories: tuple[Word, ...] = ()
    attributes: tuple[Word, ...] = ()
    verify_with: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyFilters:
    """All that a document of safety filters states: what runs when, and filters by name."""

    steps: tuple[Step, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)


def _word(place: Place | None) -> Word | None:
    if place is None:
        return None
    text = place.words()
    if not text:
        place.wrong("this is empty", "write a name, or take the line out")
    return Word(text, place.line) if text else None


def _words(place: Place | None) -> tuple[Word, ...]:
    """A list of names; one name alone counts as a list of one."""
    if place is None:
        return ()
    entries = [place] if place.value is not ... else place.items()
    return tuple(word for word in map(_word, entries) if word is not None)


def _share(name: str, fields: Mapping[str, Place]) -> StatedThreshold | None:
    if name not in fields:
        return None
    share = fields[name].number(0, 1)
    return None if share is None else StatedThreshold(name, share, fields[name].line)


def _step(when: When, place: Place) -> Step | None:
    fields = place.fields(("filter", "models", "consensus_threshold", "check_interval", "abort_threshold", "checks"))
    name = _word(fields.get("filter"))
    if name is None:
        if "filter" not in fields:
            place.wrong("there is no filter here", "add `filter:` with its name")
        return None
    interval = None
    if "check_interval" in fields:
        tokens = fields["check_interval"].number(1, LONGEST_INTERVAL, whole=True)
        interval = tokens and StatedThreshold("check_interval", tokens, fields["check_interval"].line)
    return Step(
        when, name, _words(fields.get("models")), _share("consensus_threshold", fields), interval or None,
        _share("abort_threshold", fields), _words(fields.get("checks")),
    )  # fmt: skip


def _filter(name: str, place: Place) -> Filter:
    fields = place.fields(("model", "method", "threshold", "confidence_threshold", "categories",
                           "protected_attributes", "verify_with"))  # fmt: skip
    return Filter(
        Word(name, place.line), _word(fields.get("model")), _word(fields.get("method")),
        _share("threshold", fields), _share("confidence_threshold", fields), _words(fields.get("categories")),
        _words(fields.get("protected_attributes")), _words(fields.get("verify_with")),
    )  # fmt: skip


def read_safety_filters(text: str, problems: Problems) -> SafetyFilters:
    """Return what the document states; every mistake is noted in ``problems``, and what it spoils is left out."""
    elsewhere = {CONSTITUTION: "give that one as the constitution", "policy": "give that one as a policy"}
    body = body_of(text, problems, ROOT, not_here=elsewhere)
    if body is None:
        return SafetyFilters()
    fields = body.fields((*When, "filters"))
    steps = [_step(when, child) for when in When if when in fields for child in fields[when].items()]
    filters = {name: _filter(name, child) for name, child in fields["filters"].entries()} if "filters" in fields else {}
    return SafetyFilters(tuple(step for step in steps if step is not None), filters)
