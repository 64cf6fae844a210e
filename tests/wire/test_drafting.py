"""Rounds of drafting through both real SDKs: what is asked, what leaves, what a child reads, and what is kept."""

from __future__ import annotations

import json

import pytest

from studybuddy_core.domain.drafting import Drafting, RoundKind
from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.records import Outcome
from studybuddy_core.domain.turns import Finished
from tests.wire.rounds import LIBRARY, ran, run
from tests.wire.server import playing, streams
from tests.wire.speakers import SPEAKERS, Speaker

pytestmark = pytest.mark.parametrize("vendor", SPEAKERS, ids=lambda s: s.name)

CHILD = "Noor Haddad and I want to know: who was Abraham Lincoln?"
FALSE = "He wrote the Declaration of Independence."
DRAFT = f"Abraham Lincoln was the 16th president of the United States. {FALSE}"
BETTER = "Abraham Lincoln was the 16th president of the United States. He was born in Kentucky in 1809."
QUESTIONS = ["Which president in order was Abraham Lincoln?", "Who wrote the Declaration of Independence?"]
COVE = {
    "draft": DRAFT, "questions": json.dumps({"questions": QUESTIONS}), "facts": BETTER,
    "answer": lambda body: "Thomas Jefferson wrote most of it." if "Who wrote" in body else "He was the sixteenth.",
}  # fmt: skip


def test_a_false_claim_is_asked_again_without_the_draft_and_never_shown(vendor: Speaker) -> None:
    done = ran(vendor, CHILD, Drafting(questions=3), COVE)
    assert done.own == BETTER
    assert done.fixed == []
    answers = done.tutor.asked["answer"]
    assert len(answers) == 2
    for body in answers:
        assert FALSE not in body
        assert "16th president" not in body, "the draft is in an independent question"
        assert "I want to know" not in body, "the talk is in an independent question"
        assert sum(question in body for question in QUESTIONS) == 1
    assert any("Thomas Jefferson wrote most of it" in body for body in answers), "an approved passage goes along"
    (revision,) = done.tutor.asked["facts"]
    assert "Who wrote the Declaration of Independence? Thomas Jefferson wrote most of it." in revision
    kinds = [(r.kind, r.of) for r in done.rounds]
    assert kinds == [(RoundKind.DRAFT, None), (RoundKind.QUESTION, 0), (RoundKind.QUESTION, 0), (RoundKind.ANSWER, 1),
                     (RoundKind.ANSWER, 2), (RoundKind.REVISION, 0)]  # fmt: skip
    assert sorted(done.calls) == [("", "ok"), ("answer", "ok"), ("answer", "ok"), ("questions", "ok"),
                                  ("revision", "ok")]  # fmt: skip
    assert [r[1] for r in done.receipts("drafting: ")] == ["ran"]
    assert {c.about.split()[0] for c in done.claims} == {"supported"}


def test_no_round_sends_a_childs_name(vendor: Speaker) -> None:
    rounds = Drafting(samples=3, questions=2, critiques=1, claims=True)
    replies = {**COVE, "critique": '{"critiques": [{"principle": "short_and_clear", "problem": "Too long."}]}',
               "principles": BETTER, "claims": '{"claims": []}'}  # fmt: skip
    done = ran(vendor, CHILD, rounds, replies)
    assert set(done.tutor.asked) == {"draft", "questions", "answer", "facts", "critique", "principles", "claims"}
    for sent in done.stage.sent:
        assert b"Noor" not in sent.raw
        assert b"Haddad" not in sent.raw
    assert b"[NAME 1]" in done.stage.sent[0].raw


EIFFEL = "In what year was the Blue Harbour Tower finished?"


def tower(*years: int) -> dict[str, list[str]]:
    return {"draft": [f"The Blue Harbour Tower was finished in {year}." for year in years]}


def test_what_most_answers_say_is_what_the_child_reads(vendor: Speaker) -> None:
    done = ran(vendor, EIFFEL, Drafting(samples=5), tower(1887, 1889, 1889, 1889, 1889))
    assert done.own == "The Blue Harbour Tower was finished in 1889."
    (agreed,) = [r for r in done.rounds if r.kind is RoundKind.AGREEMENT]
    assert agreed.about == "agreement 0.80, entropy 0.31, groups 4 / 1"
    assert done.score("truth.inconsistent") == 2_000
    assert [body.count('"role": "user"') for body in done.tutor.asked["draft"]] == [1] * 5
    hot = [json.loads(body).get("temperature") for body in done.tutor.asked["draft"]]
    assert hot[0] in (0.3, None)  # current Claude models choose it themselves
    assert hot[1:] in ([0.8] * 4, [None] * 4)


def test_answers_that_differ_are_shown_with_a_doubt_said_aloud(vendor: Speaker) -> None:
    done = ran(vendor, EIFFEL, Drafting(samples=4), tower(1887, 1889, 1903, 1911))
    assert done.score("truth.inconsistent") == 7_500
    assert done.fixed == ["not_sure"]


def test_what_a_passage_bears_out_is_asked_only_once(vendor: Speaker) -> None:
    done = ran(vendor, "Where does the Nile flow?", Drafting(samples=5),
               {"draft": "The Nile flows into the Mediterranean Sea."})  # fmt: skip
    assert len(done.tutor.asked["draft"]) == 1
    assert done.receipts("drafting: ") == [("drafting: samples", "skipped", "nothing risky was said")]
    assert done.fixed == []


def test_the_constitution_is_held_against_a_draft_until_nothing_is_found(vendor: Speaker) -> None:
    first, second = "You are so clever! Bats are mammals.", "Bats are mammals."
    problem = {"principle": "praise_the_step", "problem": "It praises the child."}
    replies = {"draft": first, "principles": second,
               "critique": [json.dumps({"critiques": [problem]}), '{"critiques": []}']}  # fmt: skip
    done = ran(vendor, "are bats birds?", Drafting(critiques=3), replies)
    assert done.own == second
    assert [(r.kind, r.text, r.about, r.of) for r in done.rounds] == [
        (RoundKind.DRAFT, first, done.rounds[0].about, None),
        (RoundKind.CRITIQUE, "It praises the child.", "praise_the_step", 0),
        (RoundKind.REVISION, second, "praise_the_step", 0),
        (RoundKind.CRITIQUE, "nothing found", "", 2),
    ]
    assert "praise_the_step: Comment on the work" in done.tutor.asked["critique"][0]
    heaviest = [done.tutor.asked["critique"][0].index(f"- {name}:") for name in ("safe_first", "short_and_clear")]
    assert heaviest == sorted(heaviest)


@pytest.mark.parametrize(
    ("broken", "drafting"),
    [
        ({"questions": "I'd rather not."}, Drafting(questions=2)),
        ({"questions": 400}, Drafting(questions=2)),
        ({"answer": 400}, Drafting(questions=2)),
        ({"facts": ""}, Drafting(questions=2)),
        ({"critique": '{"critiques": [{"principle": "made_up", "problem": "x"}]}'}, Drafting(critiques=1)),
        ({"claims": '{"claims": "all fine"}'}, Drafting(claims=True)),
        ({}, Drafting(questions=2, calls=2)),
        ({}, Drafting(questions=2, seconds=-1)),
    ],
)
def test_a_round_that_fails_verifies_nothing(vendor: Speaker, broken: dict[str, object], drafting: Drafting) -> None:
    told = {**COVE, "draft": BETTER, "critique": '{"critiques": []}', "claims": '{"claims": []}', **broken}
    done = ran(vendor, CHILD, drafting, told)
    assert done.score("truth.unverified") == 10_000
    assert done.own == BETTER
    assert done.fixed == ["not_sure"]
    assert [r[1] for r in done.receipts("drafting: ")] == ["error"]
    assert done.rounds[-1].kind is RoundKind.FAILED
    strict = ran(vendor, CHILD, drafting, told, policy="strict")
    assert BETTER not in strict.own


def test_a_draft_that_was_cut_short_is_not_verified(vendor: Speaker) -> None:
    with playing(streams(vendor.answer([BETTER], vendor.length))) as stage:
        _, ledger = run(vendor.tutor(stage.url), CHILD, Drafting(critiques=1))
        assert len(stage.sent) == 1
    assert any(s.standings["truth.unverified"].score == 10_000 for b in ledger.batches for s in b.scorings
               if "truth.unverified" in s.standings)  # fmt: skip


def test_a_child_can_stop_an_answer_while_rounds_run(vendor: Speaker) -> None:
    stop = {"cancelled": lambda: True}
    done = ran(vendor, CHILD, Drafting(questions=2), COVE, standing=stop)
    assert done.own == ""
    last = done.events[-1]
    assert isinstance(last, Finished)
    assert last.close.outcome is Outcome.CANCELLED


def test_a_claim_that_the_model_itself_finds_refuted_is_sent_back(vendor: Speaker) -> None:
    wrong = "Spiders in the garden are a sort of small insect with wings."
    told = json.dumps({"claims": [{"claim": wrong, "verdict": "refuted", "passage": 1}]})
    replies = {"draft": [wrong, "Spiders have eight legs."], "claims": [told, '{"claims": []}']}
    done = ran(vendor, "what is a spider?", Drafting(claims=True), replies)
    assert wrong not in done.own
    assert "contradicts an approved passage" in done.tutor.asked["draft"][1]


def test_a_verdict_without_a_passage_that_was_given_counts_for_nothing(vendor: Speaker) -> None:
    said = "Queen Zanobia ruled the town of Brell in 1412."
    told = json.dumps({"claims": [{"claim": said, "verdict": "supported", "passage": 99}]})
    done = ran(vendor, "who was Queen Zanobia of Brell?", Drafting(claims=True), {"draft": said, "claims": told})
    assert (done.score("truth.unsupported") or 0) >= 5_000
    assert done.fixed == ["not_sure"]


def test_a_made_up_source_is_sent_back_and_real_titles_are_asked_for(vendor: Speaker) -> None:
    fake = "The Nile flows into the Mediterranean Sea. This is from “Rivers of Wonder”."
    real = "The Nile flows into the Mediterranean Sea. This is from “The Nile and the Amazon”."
    done = ran(vendor, "Where does the Nile flow?", Drafting(), {"draft": [fake, real]})
    assert "Rivers of Wonder" not in done.own
    assert "“The Nile and the Amazon”" in done.own
    assert "This is from “The Nile and the Amazon”" in json.loads(done.stage.sent[0].raw).__str__()
    assert "names a source that was not given" in done.tutor.asked["draft"][1]
    (title, passage) = done.citations[-1]
    assert title == "“The Nile and the Amazon”"
    (cited,) = [one for one in LIBRARY.passages if one.id == passage]
    assert cited.title == "The Nile and the Amazon", "behind the title stands the passage's id"


class Twins:
    """A library in which two passages have the same title."""

    passages = (
        Passage("psg_one", "Bats", "Bats are mammals.", "science", (4,), "A book"),
        Passage("psg_two", "Bats", "Bats sleep upside down.", "science", (4,), "A book"),
    )

    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> tuple[Passage, ...]:
        return self.passages


def test_two_passages_of_one_title_are_told_apart_and_a_citation_is_one_of_them(vendor: Speaker) -> None:
    said = "Bats sleep upside down. This is from “Bats (2)”."
    done = ran(vendor, "how do bats sleep?", Drafting(), {"draft": said}, library=Twins())
    assert done.own.strip() == said
    assert done.citations == [("“Bats (2)”", "psg_two")]
    assert "Bats (2) (A book)" in done.stage.sent[0].raw.decode()


def test_a_refuted_sentence_is_sent_back_without_any_round(vendor: Speaker) -> None:
    wrong = "The Amazon flows through Brazil. It empties into the Pacific Ocean."
    done = ran(vendor, "Where does the Amazon river flow?", None,
               {"draft": [wrong, "It flows into the Atlantic Ocean."]})  # fmt: skip
    assert "Pacific" not in done.own
    assert "Atlantic" in done.own
    assert len(done.tutor.asked["draft"]) == 2
