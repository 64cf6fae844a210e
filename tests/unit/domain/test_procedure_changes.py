"""What changed between two procedures: adding is free, losing or rewording needs a second person."""

from dataclasses import asdict, replace

from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.domain.procedures import Principle, Procedure, Script
from studybuddy_core.domain.revising import Direction
from studybuddy_core.guardrails.procedures import default_procedure

FIRST = default_procedure(("canonical", "tone"))
RULE = PatternRule("ours", "(parrot)", (Stage.INPUT,), "why", 10_000)


def test_the_same_procedure_has_no_difference() -> None:
    assert procedure_differences(FIRST, FIRST) == ()


def test_adding_a_check_a_rule_or_a_principle_is_no_weaker() -> None:
    script = Script("rule_ours", 1, dict.fromkeys(AgeBand, "No."))
    more = replace(FIRST, checks=(*FIRST.checks, "hate"), rules=(RULE,), scripts={**FIRST.scripts, script.id: script},
                   constitution=(*FIRST.constitution, Principle("calm", "Stay calm")))  # fmt: skip
    assert procedure_weakened(FIRST, more) == ()
    assert [(c.what, c.after) for c in procedure_differences(FIRST, more)] == [
        ("check hate", "there"), ("words of rule ours", "there"), ("principle calm", "there"),
        ("fixed text rule_ours", "there"),
    ]  # fmt: skip
    assert set(procedure_weakened(more, FIRST)) == {
        "check hate", "words of rule ours", "principle calm", "fixed text rule_ours"
    }  # fmt: skip


def test_rewording_what_is_looked_for_is_weaker_and_rewording_a_fixed_text_is_not() -> None:
    before = replace(FIRST, rules=(RULE,))
    after = replace(before, rules=(replace(RULE, pattern="(parrots)"),))
    assert procedure_weakened(before, after) == ("words of rule ours",)
    script = replace(FIRST.scripts["not_here"], version=2, texts=dict.fromkeys(AgeBand, "Not here."))
    said = replace(FIRST, scripts={**FIRST.scripts, "not_here": script})
    assert procedure_weakened(FIRST, said) == ()
    assert [(c.what, c.direction) for c in procedure_differences(FIRST, said)] == [
        ("fixed text not_here", Direction.OTHER)
    ]


def test_another_length_of_a_piece_is_told() -> None:
    longer = replace(FIRST, limits=replace(FIRST.limits, segment_chars=120))
    (change,) = procedure_differences(FIRST, longer)
    assert (change.before, change.after) == ("280 characters", "120 characters")


def test_a_procedure_without_rules_keeps_its_address_and_one_with_them_has_another() -> None:
    assert FIRST.id == replace(FIRST, rules=()).id
    assert FIRST.id != replace(FIRST, rules=(RULE,)).id
    assert isinstance(FIRST, Procedure)


def test_a_rule_that_excuses_nothing_keeps_the_address_it_had_before_rules_could() -> None:
    bare = Procedure("old", ("a",), "prompt", (), {}, rules=(RULE,))
    told = asdict(bare)
    for name in ("steering", "panel", "drafting", "grounded"):
        del told[name]
    del told["rules"][0]["unless"]
    assert bare.id == content_id("prc", told)
    assert replace(bare, rules=(replace(RULE, unless="never"),)).id != bare.id


def test_what_excuses_a_place_is_one_of_the_words_of_a_rule() -> None:
    before = replace(FIRST, rules=(RULE,))
    assert procedure_weakened(before, replace(FIRST, rules=(replace(RULE, unless="never"),))) == ("words of rule ours",)
