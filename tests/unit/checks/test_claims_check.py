"""What approved passages bear out, contradict, and say nothing of; and what an answer may name as its source."""

from __future__ import annotations

import pytest

from studybuddy_core.checks.bearing_out import Verdict
from studybuddy_core.checks.citations import CHECK as CITATIONS
from studybuddy_core.checks.drafts import CHECK as DRAFTS
from studybuddy_core.checks.statements import statements
from studybuddy_core.checks.unsupported import CHECK, weighed
from studybuddy_core.domain.drafting import Drafted, ToldClaim
from studybuddy_core.domain.messages import Passage, Stage, Task, TurnView, Utterance
from studybuddy_core.domain.signals import score
from studybuddy_core.knowledge.library import Library
from studybuddy_core.pipeline.evidence import with_evidence

LIBRARY = Library()
BRIDGE = (
    "The Brell bridge was built in 1821. It is 90 metres long. Ada Finch designed it. It crosses the river Orm. It is "
    "usually called the oldest bridge in Norland."
)
BAKER = Passage("p1", "The Brell bridge", BRIDGE, "history", (4,), "us")


def scored(text: str, *passages: Passage, library: bool = False, **more: object) -> dict[str, int | None]:
    view = TurnView(Stage.OUTPUT, text, passages=passages, **more)  # type: ignore[arg-type]
    if library:
        view = with_evidence(view, LIBRARY, 4, {})
    return {signal.label: signal.score for signal in score(view, (CHECK, CITATIONS, DRAFTS))}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Abraham Lincoln was the 16th president.", "supported"),
        ("Abraham Lincoln was born in Kentucky in 1809.", "supported"),
        ("Abraham Lincoln was born in 1812.", "refuted"),
        ("Abraham Lincoln wrote the Declaration of Independence.", "refuted"),
        ("The Declaration of Independence was written by Abraham Lincoln.", "refuted"),
        ("Abraham Lincoln did not become a lawyer.", "refuted"),
        ("Abraham Lincoln rode a velociraptor.", "unknown"),
        ("The Amazon empties into the Pacific Ocean.", "refuted"),
        ("The Amazon flows into the Atlantic Ocean.", "supported"),
        ("The Amazon flows through Brazil.", "supported"),
        ("The Amazon is the longest river in the world.", "unknown"),
        ("A velociraptor was as big as a bus.", "refuted"),
        ("Water freezes at 100 degrees Celsius.", "refuted"),
        ("Water boils at 100 degrees Celsius.", "supported"),
        ("Jupiter is the smallest planet.", "refuted"),
        ("The capital of France is Berlin.", "refuted"),
        ("Berlin is the capital of Germany.", "supported"),
        ("Australia is a city.", "refuted"),
        ("The Sun rises in the west.", "refuted"),
        ("The Sahara is the largest desert in the world.", "unknown"),
        ("Nigeria is a city.", "refuted"),
        ("Zorbella Krane trained the first bat in 1733.", "unknown"),
    ],
)  # fmt: skip
def test_a_statement_against_the_library(text: str, wanted: str) -> None:
    (one,) = weighed(with_evidence(TurnView(Stage.OUTPUT, text), LIBRARY, 4, {}))
    assert one.bearing.verdict == wanted, one.bearing
    assert (one.bearing.passage != "") is (wanted != "unknown")


def test_a_sentence_is_taken_apart_with_its_pronouns_filled_in() -> None:
    text = ("The Amazon River is the longest river in the world, flowing through Brazil and emptying into the Pacific "
            "Ocean. It begins in Peru.")  # fmt: skip
    assert [s.text for s in statements(text)] == [
        "The Amazon River is the longest river in the world", "The Amazon River flowing through Brazil",
        "The Amazon River emptying into the Pacific Ocean", "The Amazon River begins in Peru",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["What is 7 × 4?", "Try the tens first.", "Your answer is right.", "Look at the ones again.",
     "If a cube has 9 faces, what then?", "Imagine a bridge of 400 metres."],
)  # fmt: skip
def test_asking_bidding_and_speaking_to_the_child_states_nothing(text: str) -> None:
    assert statements(text) == []
    assert set(scored(text, BAKER).values()) == {0}


def test_a_number_a_name_or_a_record_weighs_more_than_a_plain_sentence() -> None:
    plain = scored("Bakers work at night.")["truth.unsupported"] or 0
    named = scored("The baker Zorbella Krane lived in Brell in 1412.")["truth.unsupported"] or 0
    assert 0 < plain < 5_000 <= named


def test_the_built_in_tutors_words_need_no_support_but_can_be_refuted() -> None:
    assert scored("Zorbella Krane lived in Brell in 1412.", BAKER, own=True)["truth.unsupported"] == 0
    assert (scored("The Brell bridge was built in 1912.", BAKER, own=True)["truth.refuted"] or 0) > 9_000
    assert scored(BAKER.text, BAKER, own=True)["truth.refuted"] == 0


def test_a_story_and_an_exercise_claim_nothing_of_the_world() -> None:
    said = "Captain Zorbella Krane sailed to Brell in 1412."
    told = (Utterance("user", "tell me a story about a captain"),)
    assert scored(said, history=told)["truth.unsupported"] == 0
    assert scored(said, task=Task("3 + 4", "sum"))["truth.unsupported"] == 0
    assert scored(said, task=Task("3 + 4", "sum", last="talk"))["truth.unsupported"], "the exercise is not talked of"
    assert (scored(said, history=(Utterance("user", "who sailed to Brell?"),))["truth.unsupported"] or 0) > 5_000


def test_a_hedged_passage_refutes_no_record_outright() -> None:
    assert scored("The Orm bridge is the oldest bridge in Norland.", BAKER)["truth.refuted"] in range(5_000)


def test_the_models_own_reading_counts_only_with_a_passage_that_was_given() -> None:
    text = "The Brell bridge has three red towers."
    with_one = Drafted(claims=(ToldClaim(text, "supported", "p1"),))
    without = Drafted(claims=(ToldClaim(text, "supported", ""),))
    assert scored(text, BAKER, drafted=with_one)["truth.unsupported"] == 0
    assert scored(text, BAKER, drafted=without)["truth.unsupported"]
    assert scored(text, BAKER, drafted=Drafted(claims=(ToldClaim(text, "refuted", "p1"),)))["truth.refuted"]


@pytest.mark.parametrize(
    ("text", "resolves"),
    [
        ("It is old. This is from “The Brell bridge”.", True),
        ("This is from “the brell bridge.”", True),
        ("This is from “Great bridges”.", False),
        ("It is old [1].", False),
        ("It is old. Source: World Atlas.", False),
        ("According to Bridge Institute, it is old.", False),
        ("According to a study, it is old.", False),
        ("A word such as “old” is an adjective.", True),
        ("The line is from “Matilda”.", True),
        ("This is from “Why do", True),  # a title that runs over the end of a segment
    ],
)
def test_a_source_must_be_one_that_was_given(text: str, resolves: bool) -> None:
    asked = (Utterance("user", "what is the line from matilda?"),)
    found = scored(text, BAKER, history=asked)["truth.citation"] or 0
    assert (found < 5_000) is resolves


def test_rounds_become_scores_and_a_failed_one_verifies_nothing() -> None:
    assert scored("x", drafted=Drafted(agreement=8_000, entropy=3_000))["truth.inconsistent"] == 2_000
    assert scored("x", drafted=Drafted(failed=("questions",)))["truth.unverified"] == 10_000
    assert scored("x", drafted=Drafted())["truth.unverified"] == 0


def test_every_verdict_of_the_library_on_itself_is_no_refutation() -> None:
    wrong = []
    for passage in LIBRARY.passages[::20]:
        view = TurnView(Stage.OUTPUT, passage.text, passages=(passage,))
        wrong += [one.bearing for one in weighed(view) if one.bearing.verdict is Verdict.REFUTED]
    assert wrong == []
