"""Nothing personal is left in what goes to another machine, the sentence stays, and the answer is about real people."""

from __future__ import annotations

import pytest

from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.messages import Stage, Utterance
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome
from studybuddy_core.domain.turns import Finished, Intervened, School
from studybuddy_core.pipeline.redaction import PuttingBack, StandIns, redact
from tests.unit.pipeline.rig import Rig, ScriptedModel, WordCheck, effective, rule, says, shown

NOTHING = (WordCheck("privacy.contact", "no such word"),)
PERSONAL = checks_named(["personal"])
SCHOOL = ("Lena Moss", "Öde")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Lena Lena Lena", "[NAME 1] [NAME 1] [NAME 1]"),
        ("lena,LENA\nLena's", "[NAME 1],[NAME 1]\n[NAME 1]'s"),
        ("Lena Moss and Lena", "[NAME 1] and [NAME 1]"),
        ("Lenape are a people", "Lenape are a people"),
        ("Öde, öde and Lena", "[NAME 1], [NAME 1] and [NAME 2]"),
    ],
)
def test_every_known_name_is_replaced_wherever_it_stands(text: str, kept: str) -> None:
    assert redact(text, NOTHING, SCHOOL) == kept


def test_a_name_is_met_however_its_accents_were_typed() -> None:
    assert redact("Jos\u00e9 helps", NOTHING, ("Jose\u0301",)) == "[NAME 1] helps"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Nadia sold 48 buttons and Ben sold half of what Nadia sold.",
         "[NAME 1] sold 48 buttons and [NAME 2] sold half of what [NAME 1] sold."),
        ("my name is Amina, my number is 07700 900123 and i live at 4 Oak Road",
         "my name is [NAME 1], my number is [CONTACT 1] and i live at [PLACE 1]"),
        ("my teacher is mrs khan. Mrs Khan is nice", "my teacher is [NAME 1]. [NAME 1] is nice"),
        ("the wifi password is BlueHouse77 and my bday is 3 may",
         "the wifi password is [SECRET 1] and my bday is [DATE 1]"),
        ("i live on oak street im at number 27 and my dog barks",
         "i live on [PLACE 1] im at [PLACE 2] and my dog barks"),
        ("i live on mill road, its no 9 with the red door", "i live on [PLACE 1], its [PLACE 2] with the red door"),
        ("come to my house its number 27", "come to my house its [PLACE 1]"),
        ("im at number 27 and i dont get it", "im at number 27 and i dont get it"),
        ("i live on oak street and im on number 27 of my worksheet",
         "i live on [PLACE 1] and im on number 27 of my worksheet"),
    ],
)  # fmt: skip
def test_the_sentence_stays(text: str, kept: str) -> None:
    assert redact(text, PERSONAL) == kept


def test_a_person_keeps_the_stand_in_through_the_whole_talk() -> None:
    hidden = StandIns(PERSONAL)
    assert hidden.hide("my friend Priya Shah is mean") == "my friend [NAME 1] is mean"
    assert hidden.hide("today Jack was mean too") == "today [NAME 2] was mean too"
    assert hidden.hide("and Priya laughed") == "and [NAME 1] laughed"
    assert hidden.put_back("[NAME 2] and [NAME 1] could say sorry.") == "Jack and Priya could say sorry."


def test_two_people_of_one_first_name_stay_apart() -> None:
    hidden = StandIns(PERSONAL)
    assert hidden.hide("my friend Anna Hall met my cousin Anna Webb") == "my friend [NAME 1] met my cousin [NAME 2]"
    assert hidden.hide("then Anna said hi").count("NAME 3") == 1


def test_secrets_and_ways_to_reach_somebody_are_never_put_back() -> None:
    hidden = StandIns(PERSONAL)
    hidden.hide("my name is Amina, my number is 07700 900123 and my password is tiger99")
    assert hidden.put_back("[NAME 1]: [CONTACT 1], [SECRET 1]") == "Amina: •••, •••"


def test_what_somebody_typed_never_becomes_a_name() -> None:
    hidden = StandIns(PERSONAL)
    assert hidden.hide("[NAME 1] is what it said, says Emma") == "[NAME 1] is what it said, says [NAME 2]"
    assert hidden.put_back("[NAME 1] and [NAME 2] and [NAME 7]") == "[NAME 1] and Emma and [NAME 7]"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_it_makes_no_difference_how_the_stream_was_cut(size: int) -> None:
    hidden = StandIns(PERSONAL)
    hidden.hide("Emma told Jack")
    text = "[NAME 1] has [3] apples [[NAME 2], [name 2]'s [NAME 1 and [NAME"
    back = PuttingBack(hidden)
    pieces = [back.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join([*pieces, back.rest()]) == "Emma has [3] apples [Jack, Jack's [NAME 1 and [NAME"


def test_a_child_reads_the_names_it_wrote_and_the_model_reads_none() -> None:
    model = ScriptedModel(
        [says("So [NA", "ME 1] has 3, and [NAME 2] has 4. ", "Who has more, [NAME 1]?")], outside=True
    )
    rig = Rig(model, PERSONAL, lambda: effective())
    history = (Utterance("user", "Emma has 3 sweets"), Utterance("assistant", "And how many has Jack?"))
    events = rig.run("Jack has 4", history=history, school=School(names=("Emma Stone",)))
    assert shown(events) == "So Emma has 3, and Jack has 4. Who has more, Emma?"
    asked = [model.asked[0].system, *(said.text for said in model.asked[0].messages)]
    assert not any(name in text for text in asked for name in ("Emma", "Jack"))
    assert [said.text for said in model.asked[0].messages] == [
        "[NAME 1] has 3 sweets", "And how many has [NAME 2]?", "[NAME 2] has 4"]  # fmt: skip
    assert "[NAME 1]" in model.asked[0].system


def test_what_is_put_back_is_what_the_checks_read() -> None:
    model = ScriptedModel([says("Say hello to [NAME 1]. "), says("Fine.")], outside=True)
    strict = effective(rule("harm.violence", Stage.OUTPUT, Reply.WITHHOLD))
    rig = Rig(model, (*PERSONAL, WordCheck("harm.violence", "Emma", (Stage.OUTPUT,))), lambda: strict)
    events = rig.run("my friend Emma is nice")
    assert "Emma" not in shown(events)
    assert [e.close.outcome for e in events if isinstance(e, Finished)] == [Outcome.REPLACED]


def test_only_what_was_wrong_with_an_answer_is_replaced() -> None:
    model = ScriptedModel([says("Emma, call 07700 900123 now. ")])
    strict = effective(rule("privacy.contact", Stage.OUTPUT, Reply.REVISE))
    events = Rig(model, PERSONAL, lambda: strict).run("hello")
    assert shown(events) == "Emma, call [contact] now. "
    assert any(isinstance(e, Intervened) for e in events)
