"""Other tools' documents as they are read: everything with its line, and every mistake with its line and mend."""

from __future__ import annotations

import pytest

from studybuddy_core.presets.constitutions import Action, Constitution, read_constitution
from studybuddy_core.presets.nodes import Problems
from studybuddy_core.presets.safety_filters import SafetyFilters, When, read_safety_filters
from tests.documents import CONSTITUTION, FILTERS, line_of


def constitution(text: str = CONSTITUTION) -> tuple[Constitution, tuple[str, ...]]:
    problems = Problems("rules.yaml")
    return read_constitution(text, problems), problems.found


def filters(text: str = FILTERS) -> tuple[SafetyFilters, tuple[str, ...]]:
    problems = Problems("filters.yaml")
    return read_safety_filters(text, problems), problems.found


def test_a_constitution_is_read_whole() -> None:
    stated, problems = constitution()
    assert problems == ()
    assert [(p.id, p.weight, p.line) for p in stated.principles] == [("useful", 1.0, 3), ("truthful", 4.0, 6)]
    assert [rule.action for rule in stated.rules] == list(Action)
    crime, hurting, doctor, _ = stated.rules
    assert (crime.line, crime.words) == (
        line_of(CONSTITUTION, "id: no_crime"), "I can't help with things that break the law."
    )  # fmt: skip
    assert (hurting.context, hurting.words, hurting.whole_words) == ("instructions|how to|guide", "", True)
    assert doctor.lines["disclaimer"] == line_of(CONSTITUTION, "disclaimer:")
    assert [(t.name, t.share) for t in stated.thresholds] == [
        ("toxicity", 0.3), ("bias", 0.8), ("factuality", 0.6), ("safety", 0.9)
    ]  # fmt: skip


def test_safety_filters_are_read_whole() -> None:
    stated, problems = filters()
    assert problems == ()
    assert [(step.when, step.filter.text) for step in stated.steps] == [
        (When.PRE, "prompt_safety_check"), (When.DURING, "real_time_monitoring"), (When.POST, "output_validation")
    ]  # fmt: skip
    before, during, after = stated.steps
    assert [model.text for model in before.models] == ["one-model", "another-model"]
    assert during.interval is not None
    assert during.abort is not None
    assert (during.interval.share, during.abort.share) == (30, 0.9)
    assert [check.text for check in after.checks][-1] == "harm_potential_analysis"
    bias = stated.filters["bias_detection"]
    assert [(word.text, word.line) for word in bias.attributes] == [
        (name, line_of(FILTERS, "protected_attributes")) for name in ("race", "gender", "shoe_size")
    ]


RULE_MISTAKES = [
    ("constitutional_ai:", "constitutional_al:", "constitutional_al", "did you mean constitutional_ai"),
    ("constitutional_ai:", "safety_pipeline:", "safety_pipeline", "as the safety filters"),
    ("core_principles:", "core_principle:", "core_principle:", "did you mean core_principles"),
    ("weight: 4", "weight: heavy", "weight: heavy", "write a number from 0 to 1000"),
    ("id: truthful", "id: useful", "id: useful", "two principles are called useful"),
    ("id: no_hurting", "id: no_crime", "id: no_crime", "two rules are called no_crime"),
    ("id: no_crime", "id: no crime!", "id: no crime!", "letters, digits and _"),
    ('action: "refuse_politely"', "action: refuse_rudely", "refuse_rudely", "did you mean refuse_politely"),
    ('      trigger: "medicine|diagnosis|rash"\n', "", "id: ask_a_doctor", "add `trigger:`"),
    ("      disclaimer:", "      warning:", "warning:", "warning' belongs to add_warning"),
    ('      warning: "This is no advice about money. Ask a grown-up."\n', "", "id: money", "add `warning:`"),
    ("toxicity: 0.3", "toxicity: 30", "toxicity: 30", "write a number from 0 to 1"),
    ("toxicity: 0.3", "toxicity: no", "toxicity: no", "write a number from 0 to 1"),
    ("toxicity: 0.3", "toxicity: .nan", "toxicity: .nan", "write a number from 0 to 1"),
    ('context: "instructions', 'contxt: "instructions', "contxt", "did you mean context"),
    ('trigger: "hurt', 'whole_words: maybe\n      trigger: "hurt', "whole_words", "write true"),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), RULE_MISTAKES)
def test_a_mistake_in_a_constitution_is_named_with_its_line(old: str, new: str, at: str, says: str) -> None:
    assert old in CONSTITUTION
    text = CONSTITUTION.replace(old, new, 1)
    _, problems = constitution(text)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if at in line]
    assert any(says in p and " — " in p and p.startswith(tuple(f"rules.yaml line {n}:" for n in lines))
               for p in problems), problems  # fmt: skip


FILTER_MISTAKES = [
    ("safety_pipeline:", "constitutional_ai:", "constitutional_ai", "as the constitution"),
    ("check_interval: 30", "check_interval: 0", "check_interval", "whole number from 1 to 1000"),
    ("check_interval: 30", "check_interval: 2.5", "check_interval", "whole number from 1 to 1000"),
    ("abort_threshold: 0.9", "abort_threshold: 9", "abort_threshold", "number from 0 to 1"),
    ("during_generation:", "during_generatoin:", "during_generatoin", "did you mean during_generation"),
    ("- filter: output_validation", "- fliter: output_validation", "fliter", "did you mean filter"),
    ("threshold: 0.2", "treshold: 0.2", "treshold", "did you mean threshold"),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), FILTER_MISTAKES)
def test_a_mistake_in_safety_filters_is_named_with_its_line(old: str, new: str, at: str, says: str) -> None:
    assert old in FILTERS
    text = FILTERS.replace(old, new, 1)
    _, problems = filters(text)
    assert any(says in p and p.startswith(f"filters.yaml line {line_of(text, at)}:") for p in problems), problems


def test_all_mistakes_are_told_at_once() -> None:
    text = CONSTITUTION.replace("weight: 4", "weight: x").replace("refuse_politely", "shout").replace("0.9", "90")
    assert len(constitution(text)[1]) == 3


NO_DOCUMENTS = ["", "- a", "just words", "\x00", "[" * 5_000, "a: &x 1\nb: *x", "x: " + "a" * 600_000]


@pytest.mark.parametrize("text", NO_DOCUMENTS)
def test_what_is_no_such_document_is_refused_with_a_reason(text: str) -> None:
    assert constitution(text)[1]
    assert filters(text)[1]
    assert all("policy:" not in problem for problem in constitution("")[1])
