"""How answers are made as a YAML document: read over what holds now, so that a line that is left out stays as it is.

answers:
grounding: yes
checked: {arithmetic: yes, claims: yes, citations: yes}
drafting: {cite: yes, claims: no, samples: 0, questions: 0, critiques: 0, calls: 16, seconds: 20}
intervention:
check_interval: 70
max_interventions: 3
intervention_strategies: [content_steering, context_injection, response_modification, generation_abort]
by_label: {tone: generation_abort}
"""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

import yaml

from studybuddy_core.domain.conduct import (
    LONGEST_INTERVAL,
    MOST_INTERVENTIONS,
    SHORTEST_INTERVAL,
    SWITCHES,
    Conduct,
    steered_labels,
)
from studybuddy_core.domain.drafting import MOST_CALLS, MOST_CRITIQUES, MOST_QUESTIONS, MOST_SAMPLES, Drafting
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.interventions import Steering, Strategy
from studybuddy_core.presets.nodes import Place, Problems, did_you_mean, read_place

_MOST = {"samples": MOST_SAMPLES, "questions": MOST_QUESTIONS, "critiques": MOST_CRITIQUES, "calls": MOST_CALLS}
_LONGEST_S = 60


def _yes(place: Place) -> bool | None:
    value = place.value
    if isinstance(value, bool):
        return value
    place.wrong("this is a switch", "write yes or no")
    return None


def _drafting(place: Place, before: Drafting) -> Drafting:
    found: dict[str, Any] = {}
    for name, at in place.fields(field.name for field in fields_of(Drafting)).items():
        if name in ("cite", "claims"):
            value: Any = _yes(at)
        elif name == "seconds":
            value = at.number(0, _LONGEST_S)
        else:
            number = at.number(0, _MOST[name], whole=True)
            value = None if number is None else int(number)
        if value is not None:
            found[name] = value
    return replace(before, **found)


def _steering(fields: dict[str, Place], before: Steering) -> Steering:
    allowed, by_label = before.allowed, before.by_label
    if "intervention_strategies" in fields:
        chosen = [one for at in fields["intervention_strategies"].items() if (one := at.choice(Strategy))]
        allowed = tuple(one for one in Strategy if one in chosen or one is Strategy.ABORT)
    if "by_label" in fields:
        known, by_label = steered_labels(), {}
        for label, at in fields["by_label"].entries():
            if label not in known:
                at.wrong(f"{label!r} is no label that an answer is sent back for", did_you_mean(label, known))
            elif strategy := at.choice(Strategy):
                by_label[label] = strategy
    return Steering(by_label, allowed)


def _intervention(place: Place, before: Conduct) -> Conduct:
    fields = place.fields(("check_interval", "max_interventions", "intervention_strategies", "by_label"))
    interval: float | None = before.interval
    most: float | None = before.interventions
    if "check_interval" in fields:
        interval = fields["check_interval"].number(SHORTEST_INTERVAL, LONGEST_INTERVAL, whole=True)
    if "max_interventions" in fields:
        most = fields["max_interventions"].number(0, MOST_INTERVENTIONS, whole=True)
    return replace(before, steering=_steering(fields, before.steering), interval=int(interval or before.interval),
                   interventions=before.interventions if most is None else int(most))  # fmt: skip


def read_conduct(text: str, before: Conduct, source: str = "answers") -> Conduct:
    """Return what ``text`` makes of the switches that hold; raise ``PolicyError`` with every problem and mend."""
    problems, found = Problems(source), before
    root = read_place(text, problems, begin="answers:")
    body = root.fields(("answers",)).get("answers") if root is not None else None
    if root is not None and body is None:
        root.wrong("there is nothing about answers", "begin with `answers:`")
    if body is not None:
        fields = body.fields(("grounding", "checked", "drafting", "intervention"))
        if "grounding" in fields and (grounded := _yes(fields["grounding"])) is not None:
            found = replace(found, grounded=grounded)
        if "checked" in fields:
            switched = {name: _yes(at) for name, at in fields["checked"].fields(SWITCHES).items()}
            on = {name for name in SWITCHES if switched.get(name, name in before.checked)}
            found = replace(found, checked=frozenset(on))
        if "drafting" in fields:
            found = replace(found, drafting=_drafting(fields["drafting"], before.drafting))
        if "intervention" in fields:
            found = _intervention(fields["intervention"], found)
    if problems.found:
        raise PolicyError(f"{source} can't be used:", problems.found)
    return found


def conduct_to_yaml(conduct: Conduct) -> str:
    """Return the switches as a document that ``read_conduct`` reads back to the same ones."""
    drafting = {field.name: getattr(conduct.drafting, field.name) for field in fields_of(Drafting)}
    usable = [one.value for one in Strategy if one in {*conduct.steering.allowed, Strategy.ABORT}]
    intervention: dict[str, Any] = {
        "check_interval": conduct.interval, "max_interventions": conduct.interventions,
        "intervention_strategies": usable,
        "by_label": {label: one.value for label, one in sorted(conduct.steering.by_label.items())},
    }  # fmt: skip
    answers = {
        "grounding": conduct.grounded, "checked": {name: name in conduct.checked for name in SWITCHES},
        "drafting": drafting, "intervention": intervention,
    }  # fmt: skip
    return yaml.safe_dump({"answers": answers}, sort_keys=False, allow_unicode=True, width=100)
