"""Documents from before there were rounds and tests keep their names, and fewer rounds need a second person."""

from __future__ import annotations

from dataclasses import asdict, replace

from studybuddy_core.domain.drafting import Drafting
from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.domain.procedures import Principle, PrincipleTest, Procedure
from studybuddy_core.presets.principles import principles_to_yaml, read_principles
from studybuddy_core.services.in_force import procedure_document, read_procedure

OLD = Procedure("old", ("a",), "prompt", (Principle("p", "Be kind.", 2.0, "So."),), {})


def test_a_procedure_without_rounds_or_tests_keeps_its_address() -> None:
    told = asdict(OLD)
    for name in ("rules", "steering", "panel", "drafting", "grounded"):
        del told[name]
    for principle in told["constitution"]:
        del principle["tests"]
    assert OLD.id == content_id("prc", told)
    assert replace(OLD, drafting=Drafting()).id != OLD.id
    tested = replace(OLD, constitution=(Principle("p", "Be kind.", 2.0, "So.", (PrincipleTest("hi", "answer"),)),))
    assert tested.id != OLD.id
    stored = procedure_document(replace(tested, drafting=Drafting(samples=3)))
    assert read_procedure(stored).drafting == Drafting(samples=3)


def test_fewer_rounds_and_a_lighter_principle_are_weaker_and_more_are_not() -> None:
    some, more = replace(OLD, drafting=Drafting(samples=3)), replace(OLD, drafting=Drafting(samples=3, critiques=1))
    assert procedure_weakened(some, more) == ()
    assert procedure_weakened(more, some) == ("rounds of critique",)
    assert procedure_weakened(OLD, some) == ()
    assert "answers compared" in procedure_weakened(some, OLD)
    lighter = replace(OLD, constitution=(Principle("p", "Be kind.", 1.0, "So."),))
    assert procedure_weakened(OLD, lighter) == ("weight of principle p",)
    assert [c.what for c in procedure_differences(OLD, lighter)] == ["weight of principle p"]


def test_principles_come_back_from_their_document_as_they_were() -> None:
    test = PrincipleTest("hi: there", "support", ("a, b",), ("c",))
    written = (Principle("a", "Say “yes”: kindly.", 2.5, "'x'", (test,)), Principle("b", "Second."))
    assert read_principles(principles_to_yaml(written)) == written
