"""Policies as YAML documents: read with the line and the mend for every mistake, written back the same.

Whoever edits a policy by hand is a researcher or a head, not a programmer, so all problems
are reported at once, each as "balanced.yaml line 12: what is wrong — what to do". The form:

    policy: balanced
    labels:
      harm.violence: {protect: 0.5, alert: 0.8, grey: 0.3, input: {reply: redirect, script: not_here}}
    bands:
      6-8: {labels as above, joined with the base for the younger band}
    rules: [{name: …, stage: input, when_all: {label: 0.4}, then: {reply: …, notify: …}, why: …}]
    optional: {label: why it may be missing}
    on_missing: {reply: withhold, script: try_again, notify: review}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Stage
from studybuddy_core.domain.policies import AtLeast, Effect, LabelRule, Notify, Policy, Reply, Rule
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.presets.nodes import Place, Problems, read_place
from studybuddy_core.presets.soundness import (
    check_label_rule,
    check_on_missing,
    check_optional,
    check_rule,
    known_label,
)

_TOP = ("policy", "summary", "on_missing", "optional", "labels", "bands", "rules")
_LABEL = ("protect", "alert", "grey", "relaxed", "call", *Stage)


def _share(place: Place | None) -> int | None:
    """Read 0–1 as a score; ``never`` and absence are None."""
    if place is None or place.value in ("never", None):
        return None
    value = place.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        place.wrong(f"{value!r} is not a threshold", "write a number from 0 to 1, or never")
        return None
    return round(value * MAX_SCORE)


def _effect(place: Place) -> Effect:
    fields = place.fields(("reply", "script", "notify"))
    reply = fields["reply"].choice(Reply) if "reply" in fields else Reply.DELIVER
    notify = fields["notify"].choice(Notify) if "notify" in fields else Notify.NONE
    return Effect(reply or Reply.DELIVER, fields["script"].words() if "script" in fields else "", notify or Notify.NONE)


def _label_rule(label: str, place: Place) -> LabelRule:
    fields = place.fields(_LABEL)
    replies: dict[Stage, Reply] = {}
    scripts: dict[Stage, str] = {}
    for stage in Stage:
        if stage in fields:
            effect = _effect(fields[stage])
            replies[stage], scripts[stage] = effect.reply, effect.script
            if effect.notify is not Notify.NONE:
                fields[stage].wrong("a stage has no notify of its own", "write `call:` beside `alert:` instead")
    first = next(iter(scripts.values()), "")
    call = fields["call"].choice(Notify) if "call" in fields else Notify.REVIEW
    rule = LabelRule(
        label, _share(fields.get("protect")), _share(fields.get("alert")), replies, first,
        call if call is not None else Notify.REVIEW, _share(fields.get("relaxed")),
        {stage: script for stage, script in scripts.items() if script != first}, _share(fields.get("grey")),
    )  # fmt: skip
    check_label_rule(rule, place)
    return rule


def label_rules(place: Place) -> tuple[LabelRule, ...]:
    """Read `label: {protect: …, alert: …}` pairs, with a problem noted for each that is unsound."""
    return tuple(_label_rule(name, child) for name, child in place.entries() if known_label(name, child))


def _bands(place: Place) -> dict[AgeBand, tuple[LabelRule, ...]]:
    younger = {str(band): band for band in ORDERED_BANDS[1:]}
    bands = {}
    for name, child in place.entries():
        if name not in younger:
            child.wrong(f"there is no younger age band {name!r}", f"use one of: {', '.join(younger)}; "
                        "what holds for the oldest band stands under `labels`")  # fmt: skip
            continue
        bands[younger[name]] = label_rules(child)
    return bands


def _rule(place: Place) -> Rule | None:
    fields = place.fields(("name", "stage", "when_all", "then", "why"))
    lacking = [name for name in ("name", "stage", "when_all", "then") if name not in fields]
    if lacking:
        place.wrong(f"the rule has no {', '.join(lacking)}", "add it")
        return None
    stage = fields["stage"].choice(Stage)
    conditions = []
    for label, child in fields["when_all"].entries():
        score = _share(child)
        if not known_label(label, child):
            continue
        if score is None and child.value in ("never", None):
            child.wrong(f"the condition on {label} has no number", "write a number from 0 to 1")
        elif score is not None:
            conditions.append(AtLeast(label, score))
    if stage is None:
        return None
    why = fields["why"].words() if "why" in fields else ""
    rule = Rule(fields["name"].words(), stage, tuple(sorted(conditions)), _effect(fields["then"]), why)
    check_rule(rule, place)
    return rule


def _rules(place: Place) -> tuple[Rule, ...]:
    rules = []
    names: set[str] = set()
    for child in place.items():
        rule = _rule(child)
        if rule is None:
            continue
        if rule.name in names:
            child.wrong(f"two rules are called {rule.name!r}", "give each its own name")
        names.add(rule.name)
        rules.append(rule)
    return tuple(rules)


def _optional(place: Place) -> dict[str, str]:
    reasons = {}
    for label, child in place.entries():
        if known_label(label, child):
            reasons[label] = child.words()
            check_optional(label, child)
            if not reasons[label]:
                child.wrong(f"{label} is optional without a reason", "say why it may be missing")
    return reasons


def read_policy(text: str, source: str = "") -> Policy:
    """Return the policy written in ``text``; raise ``PolicyError`` with every problem, its line and its mend."""
    problems = Problems(source or "policy")
    root = read_place(text, problems)
    if root is None:
        raise PolicyError(f"{problems.source} can't be used:", problems.found)
    fields = root.fields(_TOP)
    name = fields["policy"].words() if "policy" in fields else ""
    if not name:
        root.wrong("the policy has no name", "begin with `policy: a short name`")
    labels = label_rules(fields["labels"]) if "labels" in fields else ()
    if not labels:
        root.wrong("the policy has no labels", "add `labels:` with at least one label and its protect threshold")
    on_missing = _effect(fields["on_missing"]) if "on_missing" in fields else Policy("", ()).on_missing
    check_on_missing(on_missing, fields.get("on_missing", root))
    policy = Policy(
        name, labels,
        rules=_rules(fields["rules"]) if "rules" in fields else (),
        bands=_bands(fields["bands"]) if "bands" in fields else {},
        optional=_optional(fields["optional"]) if "optional" in fields else {},
        on_missing=on_missing,
        summary=" ".join(fields["summary"].words().split()) if "summary" in fields else "",
    )  # fmt: skip
    if problems.found:
        raise PolicyError(f"{problems.source} can't be used:", problems.found)
    return policy


def _number(score: int | None) -> float | int | str:
    return "never" if score is None else score / MAX_SCORE


def _effect_out(effect: Effect) -> dict[str, Any]:
    out: dict[str, Any] = {"reply": effect.reply.name.lower()}
    if effect.script:
        out["script"] = effect.script
    if effect.notify:
        out["notify"] = effect.notify.name.lower()
    return out


def _label_out(rule: LabelRule) -> dict[str, Any]:
    out: dict[str, Any] = {"protect": _number(rule.protect), "alert": _number(rule.alert)}
    if rule.grey is not None:
        out["grey"] = _number(rule.grey)
    if rule.call is not Notify.REVIEW:
        out["call"] = rule.call.name.lower()
    if rule.relaxed is not None:
        out["relaxed"] = _number(rule.relaxed)
    for stage in Stage:
        if stage in rule.replies:
            out[str(stage)] = _effect_out(Effect(rule.replies[stage], rule.script_at(stage)))
    return out


def _labels_out(rules: tuple[LabelRule, ...]) -> dict[str, Any]:
    return {rule.label: _label_out(rule) for rule in rules}


class _Dumper(yaml.SafeDumper):
    """Writes one label a line: inner mappings in flow style, outer ones in block style."""


def _represent(dumper: yaml.SafeDumper, data: Mapping[str, Any]) -> yaml.Node:
    flat = any(key in data for key in ("protect", "reply", "name"))
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=flat)


_Dumper.add_representer(dict, _represent)


def policy_to_yaml(policy: Policy) -> str:
    """Return ``policy`` as a document that ``read_policy`` reads back to the same policy."""
    document: dict[str, Any] = {"policy": policy.name}
    if policy.summary:
        document["summary"] = policy.summary
    document["on_missing"] = _effect_out(policy.on_missing)
    document["labels"] = _labels_out(policy.labels)
    if policy.bands:
        document["bands"] = {str(band): _labels_out(rules) for band, rules in policy.bands.items()}
    if policy.rules:
        document["rules"] = [
            {"name": rule.name, "stage": str(rule.stage),
             "when_all": {c.label: _number(c.score) for c in rule.when_all},
             "then": _effect_out(rule.then), "why": rule.why}
            for rule in policy.rules
        ]  # fmt: skip
    if policy.optional:
        document["optional"] = dict(policy.optional)
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
