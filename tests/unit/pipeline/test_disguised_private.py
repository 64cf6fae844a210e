"""What a child wrote in disguise does not leave this machine either, and comes back spelled as the child spelled it."""

from __future__ import annotations

import base64
import codecs

import pytest

from benchmarks.hidden_personal_data import bare, left
from benchmarks.transforms import TRANSFORMS
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import checks_named
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import score
from studybuddy_core.domain.turns import School
from studybuddy_core.pipeline.redaction import StandIns, redact
from tests.unit.pipeline.rig import Rig, ScriptedModel, WordCheck, effective, says, shown

PERSONAL = checks_named(["personal"])
NOTHING = (WordCheck("privacy.contact", "no such word"),)
CLASS = ("Aisha Khan", "Mia", "Noah Stone")


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my birthday is ３rd of May ２０１５", "my birthday is [DATE 1]"),
        ("my number is ０７７００９００１２３", "my number is [CONTACT 1]"),
        ("my number is ٠٧٧٠٠٩٠٠١٢٣", "my number is [CONTACT 1]"),
        ("my number is o77oo 9oo123", "my number is [CONTACT 1]"),
        ("i live at １４ Maple Street", "i live at [PLACE 1]"),
        ("i live at 1 4 M a p l e S t r e e t ok", "i live at [PLACE 1] ok"),
        ("i_live_at_14_Maple_Street", "i_live_at_[PLACE 1]"),
        ("my password is Ｆｌｕｆｆｙ１２３", "my password is [SECRET 1]"),
        ("ｍｙ ｎａｍｅ ｉｓ Ａｍｉｎａ", "ｍｙ ｎａｍｅ ｉｓ [NAME 1]"),
        ("my nаme is Аminа", "my nаme is [NAME 1]"),
        (rot13("my name is Amina and I like the red cats"), "zl anzr vf [NAME 1] naq V yvxr gur erq pngf"),
        (f"please read {b64('my name is Amina and I like cats')} thanks", "please read [NAME 1] thanks"),
        (f"please read {b64('i live at 14 Maple Street ok').encode().hex()} thanks", "please read [PLACE 1] thanks"),
    ],
)  # fmt: skip
def test_the_disguised_part_goes_and_the_sentence_stays(text: str, kept: str) -> None:
    assert redact(clean_text(text), PERSONAL) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A i s h a hit me", "[NAME 1] hit me"),
        ("M i a hit me", "[NAME 1] hit me"),
        ("N.o.a.h and M-i-a are mean", "[NAME 1] and [NAME 2] are mean"),
        ("Ａｉｓｈａ and Aisha and A i s h a", "[NAME 1] and [NAME 1] and [NAME 1]"),
        ("Аіѕһа said hi", "[NAME 1] said hi"),
        ("4isha said hi", "[NAME 1] said hi"),
        ("Aishaaaa come here", "[NAME 1] come here"),
        ("ahsiA said hi", "[NAME 1] said hi"),
        ("mybestfriendisaishaandilikecats", "mybestfriendis[NAME 1]andilikecats"),
        ("&#65;&#105;&#115;&#104;&#97; said hi", "[NAME 1] said hi"),
        (b64("my friend Aisha is mean to me"), "[NAME 1]"),
        ("is it a, b, c or d", "is it a, b, c or d"),
        ("a - b - c = d", "a - b - c = d"),
        ("dilemmas and mayonnaise", "dilemmas and mayonnaise"),
    ],
)
def test_a_name_of_the_class_is_met_in_disguise_and_nothing_else_is(text: str, kept: str) -> None:
    assert redact(clean_text(text), NOTHING, (*CLASS, "Emma", "Anna")) == kept


LINE = "my name is Amina Rashidi, my number is 07700 900123 and i live at 14 Maple Street"
VALUES = [bare(value) for value in ("Rashidi", "07700 900123", "14 Maple Street")]
# What a disguise takes away (which words are names, where words end) is not found again: SAFETY.md counts it.
KEPT_WHOLE = frozenset({
    "full width", "mathematical bold", "mathematical sans", "circled", "squared", "Cyrillic look-alikes",
    "Greek look-alikes", "zero width space", "tag characters", "combining flood", "letters apart", "a line a word",
    "emoji for spaces", "underscores for spaces", "base64", "base32", "hex", "binary", "percent codes", "HTML codes",
    "base64 twice", "base64 of rot13", "reversed", "rot13", "rot7", "stretched vowels", "light leetspeak",
})  # fmt: skip


@pytest.mark.parametrize("name", sorted(KEPT_WHOLE))
def test_nothing_of_it_can_be_read_in_what_leaves(name: str) -> None:
    sent = redact(clean_text(TRANSFORMS[name](LINE)), PERSONAL, ("Amina Rashidi",))
    assert not any(left(sent, VALUES)), sent


@pytest.mark.parametrize("name", sorted(TRANSFORMS))
def test_no_disguise_breaks_the_check_and_every_place_is_in_the_text(name: str) -> None:
    for line in (LINE, "a", "4 x 6 = 24", "Žofie & Łukasz: 08615 Sånga\n\n tel ０７７", "É" * 40):
        clean = clean_text(TRANSFORMS[name](line))
        view = TurnView(Stage.INPUT, clean, readings=readings_of(clean), names=CLASS, staff=("Mr Samir Khan",))
        for signal in score(view, checks_named(["personal", "staff"])):
            assert not signal.error
            assert all(0 <= span.start < span.end <= len(clean) for span in signal.spans)


def test_a_name_given_away_plainly_is_hidden_in_disguise_too() -> None:
    hidden = StandIns(PERSONAL)
    assert hidden.hide("my friend Oluwaseyi is mean") == "my friend [NAME 1] is mean"
    assert hidden.hide("and Ｏｌｕｗａｓｅｙｉ laughed") == "and [NAME 1] laughed"


def test_a_name_given_away_in_disguise_is_hidden_plainly_too() -> None:
    hidden = StandIns(PERSONAL)
    assert hidden.hide("my name is Ｂｅｘｌｅｙ") == "my name is [NAME 1]"
    assert hidden.hide("says Bexley so") == "says [NAME 1] so"


def test_the_answer_has_the_spelling_of_the_child() -> None:
    model = ScriptedModel([says("Tell [NAME 1] how it felt. ")], outside=True)
    events = Rig(model, PERSONAL, lambda: effective()).run("A i s h a took my pen", school=School(names=CLASS))
    assert shown(events) == "Tell A i s h a how it felt. "
    assert [said.text for said in model.asked[0].messages] == ["[NAME 1] took my pen"]


def test_a_member_of_staff_is_known_in_disguise() -> None:
    view = TurnView(Stage.INPUT, "ｍｒ ｋｈａｎ shouted at me", staff=("Mr Samir Khan",))
    assert {s.label: s.score for s in score(view, checks_named(["staff"]))}["privacy.staff"] == 9_000


@pytest.mark.parametrize("before", [0, 900, 1_090, 1_300])  # in the first part read, across its end, in the next
def test_nothing_is_left_of_an_encoded_run_in_a_long_text(before: int) -> None:
    code = base64.b64encode(b"my number is 07700 900123 and i live at 14 Maple Street").decode()
    sent = redact("the sea is deep. " * before + code, PERSONAL)
    assert sent.endswith("]")
    assert code[-9:] not in sent
    assert sent.startswith("the sea is deep. " * max(0, before - 1))
