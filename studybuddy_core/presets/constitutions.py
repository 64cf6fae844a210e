"""A constitution as alignment guides write it, read with the line of everything that stands in it.

    constitutional_ai:
      core_principles:
        - {id: honest, description: Provide accurate information, weight: 0.9}
      specific_rules:
        - {id: no_illegal, trigger: "illegal|crime", action: refuse_politely, message: I can't help with that.}
        - {id: no_harm, trigger: "hurt|harm", context: "how to|guide", action: redirect_positive}
        - {id: medical, trigger: "diagnosis", action: add_disclaimer, disclaimer: Ask a doctor.}
      intervention_thresholds: {toxicity: 0.7}

A rule may say ``whole_words: false``, which the guides don't know: a trigger means whole words unless it does.
This module only reads; what each part means here is said in ``services/importing.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from studybuddy_core.presets.nodes import Place, Problems, did_you_mean, read_place

ROOT, OTHER_ROOT = "constitutional_ai", "safety_pipeline"
LONGEST_PATTERN, LONGEST_PATTERNS, LONGEST_WORDS, MOST_RULES = 2_000, 60_000, 400, 200
HEAVIEST = 1_000.0
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")


class Action(StrEnum):
    """What a rule of a constitution does when its trigger is met."""

    REFUSE = "refuse_politely"
    REDIRECT = "redirect_positive"
    DISCLAIM = "add_disclaimer"
    WARN = "add_warning"


WORDS = {Action.REFUSE: "message", Action.REDIRECT: "message", Action.DISCLAIM: "disclaimer", Action.WARN: "warning"}
"""The field in which a rule of this action says what a child reads."""

NOTES = frozenset({Action.DISCLAIM, Action.WARN})


@dataclass(frozen=True, slots=True)
class StatedPrinciple:
    """One core principle, and the line it stands on."""

    id: str
    text: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class StatedRule:
    """One specific rule. The lines are those of the rule, its trigger, its context and its words."""

    id: str
    trigger: str
    context: str
    action: Action
    words: str
    whole_words: bool
    line: int
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StatedThreshold:
    """A named number from 0 to 1."""

    name: str
    share: float
    line: int


@dataclass(frozen=True, slots=True)
class Constitution:
    """All that a constitution states, in its order."""

    principles: tuple[StatedPrinciple, ...] = ()
    rules: tuple[StatedRule, ...] = ()
    thresholds: tuple[StatedThreshold, ...] = ()


def body_of(text: str, problems: Problems, root: str, *, not_here: Mapping[str, str]) -> Place | None:
    """Return what stands under ``root``; ``not_here`` maps the roots of other documents to what to do with them."""
    place = read_place(text, problems, begin=f"{root}:")
    if place is None:
        return None
    entries = dict(place.entries())
    for name, entry in entries.items():
        if name in not_here:
            entry.wrong(f"{name!r} belongs to another document", not_here[name])
        elif name != root:
            entry.wrong(f"{name!r} is not known here", did_you_mean(name, [root]))
    found = entries.get(root)
    if found is None and not problems.found:
        place.wrong(f"there is no `{root}:`", "begin with it")
    return found


def id_of(fields: Mapping[str, Place], place: Place, seen: set[str], noun: str) -> str:
    """Return an entry's id in small letters with _ for -; "" with the problem noted where it has none of its own."""
    if "id" not in fields:
        place.wrong(f"the {noun} has no id", "add `id:` with a short name")
        return ""
    words = fields["id"].words()
    if not _ID.fullmatch(words):
        fields["id"].wrong(f"the id {words!r} can't be used", "write up to 60 letters, digits and _")
        return ""
    name = words.lower().replace("-", "_")
    if name in seen:
        fields["id"].wrong(f"two {noun}s are called {name}", "give each its own id")
        return ""
    seen.add(name)
    return name


def said_in(place: Place, longest: int) -> str:
    """Return a text in one line; "" with the problem noted where it is empty or too long."""
    words = " ".join(place.words().split())
    if not words:
        place.wrong("this is empty", "write the words, or take the line out")
    elif len(words) > longest:
        place.wrong(f"this has {len(words):,} characters", f"keep it under {longest:,}")
        return ""
    return words


def _principles(place: Place) -> tuple[StatedPrinciple, ...]:
    found, seen = [], set[str]()
    for child in place.items():
        fields = child.fields(("id", "description", "weight"))
        name = id_of(fields, child, seen, "principle")
        if "description" not in fields:
            child.wrong("the principle has no description", "say what the tutor holds to")
            continue
        text = said_in(fields["description"], LONGEST_WORDS)
        weight = fields["weight"].number(0, HEAVIEST) if "weight" in fields else 1.0
        if name and text and weight is not None:
            found.append(StatedPrinciple(name, text, weight, child.line))
    return tuple(found)


def _whole_words(fields: Mapping[str, Place]) -> bool:
    place = fields.get("whole_words")
    if place is None:
        return True
    value = place.value
    if not isinstance(value, bool):
        place.wrong("this is neither true nor false", "write true (whole words) or false (parts of words too)")
    return value is not False


def _words(fields: Mapping[str, Place], action: Action, place: Place) -> str:
    own = WORDS[action]
    for field in sorted({*WORDS.values()} - {own}):
        if field in fields:
            other = " or ".join(a for a in Action if WORDS[a] == field)
            fields[field].wrong(f"{field!r} belongs to {other}, this rule says {action}", f"call it `{own}:`")
    if own in fields:
        return said_in(fields[own], LONGEST_WORDS)
    if action in NOTES:
        place.wrong(f"{action} has nothing to add", f"add `{own}:` with what a child should read")
    return ""


def _rule(place: Place, seen: set[str]) -> StatedRule | None:
    fields = place.fields(("id", "trigger", "context", "action", "whole_words", *dict.fromkeys(WORDS.values())))
    name = id_of(fields, place, seen, "rule")
    for needed in ("trigger", "action"):
        if needed not in fields:
            place.wrong(f"the rule has no {needed}", f"add `{needed}:`")
    if not {"trigger", "action"} <= set(fields):
        return None
    trigger = said_in(fields["trigger"], LONGEST_PATTERN)
    context = said_in(fields["context"], LONGEST_PATTERN) if "context" in fields else ""
    action, whole = fields["action"].choice(Action), _whole_words(fields)
    if action is None:
        return None
    words = _words(fields, action, place)
    if not (name and trigger):
        return None
    lines = {field: child.line for field, child in fields.items()}
    return StatedRule(name, trigger, context, action, words, whole, place.line, lines)


def _rules(place: Place) -> tuple[StatedRule, ...]:
    entries, seen = place.items(), set[str]()
    if len(entries) > MOST_RULES:
        place.wrong(f"there are {len(entries)} rules", f"keep it to {MOST_RULES}; one trigger may hold many words")
    found = (_rule(child, seen) for child in entries[:MOST_RULES])
    rules = tuple(rule for rule in found if rule is not None)
    size = sum(len(rule.trigger) + len(rule.context) for rule in rules)
    if size > LONGEST_PATTERNS:
        place.wrong(f"all triggers together have {size:,} characters", f"keep them under {LONGEST_PATTERNS:,}")
    return rules


def _thresholds(place: Place) -> tuple[StatedThreshold, ...]:
    found = []
    for name, child in place.entries():
        share = child.number(0, 1)
        if share is not None:
            found.append(StatedThreshold(name, share, child.line))
    return tuple(found)


def read_constitution(text: str, problems: Problems) -> Constitution:
    """Return what a constitution states; every mistake is noted in ``problems``, and what it spoils is left out."""
    elsewhere = {OTHER_ROOT: "give that one as the safety filters", "policy": "give that one as a policy"}
    body = body_of(text, problems, ROOT, not_here=elsewhere)
    if body is None:
        return Constitution()
    fields = body.fields(("core_principles", "specific_rules", "intervention_thresholds"))
    return Constitution(
        _principles(fields["core_principles"]) if "core_principles" in fields else (),
        _rules(fields["specific_rules"]) if "specific_rules" in fields else (),
        _thresholds(fields["intervention_thresholds"]) if "intervention_thresholds" in fields else (),
    )
