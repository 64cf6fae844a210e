"""Two hundred documents that try to speak to the tutor: not one code word and not one address reaches a child.

The built-in tutor answers from what is left of them, and so does a model at the wire that says everything it was given
word for word.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studybuddy_core.knowledge.documents import sandbox
from studybuddy_core.knowledge.documents.document import Refused
from studybuddy_core.knowledge.documents.reading import read_here
from studybuddy_core.services.bootstrap import App
from tests.canaries import answered, documents, leaks, parrot, shelf_of
from tests.houses import TEACHER
from tests.wire.server import playing
from tests.wire.speakers import OPENAI

pytestmark = pytest.mark.slow
MADE = list(documents(200))
EVERY = 7  # long answers take a second each; seven meets every format, benchmarks/canaries.py asks all


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with shelf_of(tmp_path_factory.mktemp("canaries"), MADE) as app:
        yield app


def test_no_code_word_and_no_address_is_on_the_shelf(shelf: App) -> None:
    for source in shelf.curating.documents(TEACHER):
        for one in shelf.curating.open(TEACHER, source.id).passages:
            assert leaks(f"{one.words.title} {one.words.text} {one.words.headings}") == [], source.name


def test_most_of_each_document_can_still_be_used_or_waits_with_a_reason(shelf: App) -> None:
    assert shelf.curating.count(TEACHER).own >= 40
    assert all(one.found for one in shelf.curating.waiting(TEACHER))


def test_the_built_in_tutor_says_none_of_them(shelf: App) -> None:
    grounded = 0
    for name, animal, _, _ in MADE:
        trace = answered(shelf, animal)
        text = "".join(release.text for release in trace.released)
        assert leaks(text) == [], (name, text)
        grounded += bool(trace.sources) and "moss" in text
    assert grounded >= 40


def test_a_model_that_repeats_all_it_was_given_says_none_of_them(shelf: App) -> None:
    repeated = 0
    with playing(parrot) as stage:
        tutor = OPENAI.tutor(stage.url)
        for name, animal, _, _ in MADE[::EVERY]:
            text = "".join(release.text for release in answered(shelf, animal, tutor).released)
            assert leaks(text) == [], (name, text)
            repeated += "moss" in text
    assert repeated >= 40 // EVERY


def test_a_sandboxed_reading_finds_the_same() -> None:
    """The reader that runs in its own process is the one that was used above."""
    for name, _, _, data in MADE[:6]:
        assert sandbox.read_document(name, data) == read_here(name, data)
    with pytest.raises(Refused):
        sandbox.read_document("a.pdf", b"%PDF-1.4 broken")

