"""The starter library and how it is searched: right passages for children's words, nothing for the rest."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter

import pytest
import yaml

from studybuddy_core.domain.messages import Passage
from studybuddy_core.knowledge.library import Library, starter_passages
from studybuddy_core.knowledge.words import Speller, stem, terms_of

GOLDEN = yaml.safe_load((Path(__file__).parents[2] / "golden" / "questions.yaml").read_text("utf-8"))
PASSAGES = starter_passages()
LIBRARY = Library()


class TestPassages:
    def test_there_are_enough_across_subjects_and_grades(self) -> None:
        assert len(PASSAGES) >= 100
        assert len({p.subject for p in PASSAGES}) >= 8
        assert {g for p in PASSAGES for g in p.grades} == set(range(1, 7))

    def test_every_id_is_unique(self) -> None:
        assert len({p.id for p in PASSAGES}) == len(PASSAGES)

    @pytest.mark.parametrize("passage", PASSAGES, ids=[p.id for p in PASSAGES])
    def test_each_is_short_and_plain_and_named(self, passage: Passage) -> None:
        assert 55 <= len(passage.text.split()) <= 115
        assert passage.source == "StudyBuddy starter library"
        assert len(passage.keywords) >= 4
        sentences = re.split(r"(?<=[.!?])\s+", passage.text)
        assert sum(len(s.split()) for s in sentences) / len(sentences) <= 16
        assert max(len(s.split()) for s in sentences) <= 32
        assert not re.search(r"https?://|www\.|[<>{}]", passage.text)


class TestRetrieval:
    def test_children_find_what_they_ask_for(self) -> None:
        missed = [q for q, wanted in GOLDEN["fits"] if wanted not in {p.id for p in LIBRARY.retrieve(q, grade=4)}]
        assert len(GOLDEN["fits"]) >= 80
        assert len(missed) <= 0.05 * len(GOLDEN["fits"]), missed

    def test_what_is_not_there_is_not_found(self) -> None:
        found = [q for q in GOLDEN["nothing"] if LIBRARY.retrieve(q, grade=4)]
        assert len(GOLDEN["nothing"]) >= 40
        assert len(found) <= 0.1 * len(GOLDEN["nothing"]), found

    def test_every_passage_is_found_by_its_title(self) -> None:
        lost = [p.id for p in PASSAGES if p.id not in {f.id for f in LIBRARY.retrieve(p.title, grade=p.grades[0])}]
        assert not lost

    def test_a_slip_of_the_pen_is_forgiven(self) -> None:
        assert LIBRARY.retrieve("tell me about volcanos and larva lava", grade=4)[0].id == "geography-volcanoes"
        assert LIBRARY.retrieve("dinosors", grade=2)[0].id == "science-dinosaurs"

    def test_no_more_than_asked_for_and_always_the_same(self) -> None:
        first = LIBRARY.retrieve("planets and the sun and the moon", grade=3, limit=2)
        assert len(first) <= 2
        assert first == LIBRARY.retrieve("planets and the sun and the moon", grade=3, limit=2)

    @pytest.mark.parametrize("question", ["x", "V?", "x x", "x = 5", "what is x", "c 4 d", "é", "the", "1066"])
    def test_a_letter_or_a_number_alone_is_no_question(self, question: str) -> None:
        assert LIBRARY.retrieve(question, grade=4) == ()

    def test_a_letter_beside_real_words_still_counts(self) -> None:
        assert LIBRARY.retrieve("what is V in roman numerals", grade=4)[0].title == "Roman numerals"

    @pytest.mark.parametrize("question", ["", "?", "🙂", "the of and", "x" * 100_000, "moon " * 20_000])
    def test_odd_questions_do_no_harm(self, question: str) -> None:
        began = perf_counter()
        LIBRARY.retrieve(question, grade=4)
        assert perf_counter() - began < 0.5

    def test_it_is_quick(self) -> None:
        began = perf_counter()
        for question, _ in GOLDEN["fits"]:
            LIBRARY.retrieve(question, grade=4)
        assert (perf_counter() - began) / len(GOLDEN["fits"]) < 0.005

    def test_an_empty_library_finds_nothing(self) -> None:
        assert Library(()).retrieve("what is a volcano", grade=3) == ()


class TestWords:
    @pytest.mark.parametrize(
        "forms",
        [
            ("volcano", "volcanos", "volcanoes"),
            ("magnet", "magnets"),
            ("melt", "melting", "melted"),
            ("story", "stories"),
        ],
    )
    def test_forms_of_a_word_meet(self, forms: tuple[str, ...]) -> None:
        assert len({stem(form) for form in forms}) == 1

    def test_filler_is_no_term(self) -> None:
        assert terms_of("wot is the thing about volcanoes pls") == [stem("volcanoes")]

    def test_a_short_word_is_never_bent_into_another(self) -> None:
        assert Speller(["comb", "kiln"]).meant("bomb") == stem("bomb")
        assert Speller(["comb", "kiln"]).meant("kill") == stem("kill")
