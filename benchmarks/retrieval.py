"""What children's questions find: in the starter library, and among documents like those that teachers bring.

    python -m benchmarks.retrieval [--passages 100000] [--no-speed] [--no-answers]

``library_questions.yaml`` was written and read again without setting anything in the search. A teacher's document has
no hand-written keywords, so the library's passages stand in for one: put on a school's shelf in a real database with
their titles and texts alone. Speed is measured over made-up passages, beside the database's own word search.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import yaml

from benchmarks.measuring import HELD_OUT
from db.engine import Database, open_database
from db.passages import Passages, Words
from db.scope import Scope
from db.shelf_words import ShelfWords
from db.sources import NewSource, Sources
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import AgeBand, Passage
from studybuddy_core.knowledge.library import starter_passages
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.services.asking import Asking
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.shelves import Draft, Shelves, shipped_vectors, starter_library
from tests.people import SmallSchool

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
SCHOOL = "sch_a"
Asked = list[tuple[str, frozenset[str]]]
Find = Callable[[str], Sequence[str]]


def questions() -> dict[str, Asked]:
    """The sets of questions, each with the passages that answer it; none for those that have no answer here."""
    held = yaml.safe_load((HELD_OUT / "library_questions.yaml").read_text("utf-8"))["questions"]
    own = yaml.safe_load((GOLDEN / "library.yaml").read_text("utf-8"))["fits"]
    other = yaml.safe_load((GOLDEN / "questions.yaml").read_text("utf-8"))
    return {
        "held out": [(q, frozenset(ids)) for q, *ids in held],
        "golden, own": [(q, frozenset({id})) for q, id in own],
        "golden, other": [(q, frozenset({id})) for q, id in other["fits"]],
        "no answer": [(q, frozenset[str]()) for q in other["nothing"]],
    }


def share(hits: int, of: int) -> str:
    rate = wilson(hits, of)
    return f"{hits:,} of {of:,} ({100 * rate.low:.0f} – {100 * rate.high:.0f} %)"


def report(name: str, find: Find, sets: dict[str, Asked]) -> None:
    for kind, asked in sets.items():
        found = [(list(find(question))[:3], wanted) for question, wanted in asked]
        if kind == "no answer":
            answered = share(sum(bool(ids) for ids, _ in found), len(found))
            print(f"{name:<34} {kind:<14} answered though nothing fits {answered}")
            continue
        first = sum(bool(ids) and ids[0] in wanted for ids, wanted in found)
        three = sum(bool(wanted & set(ids)) for ids, wanted in found)
        none = sum(not ids for ids, _ in found)
        print(f"{name:<34} {kind:<14} hit@1 {share(first, len(found))}, hit@3 {share(three, len(found))}, "
              f"nothing {none}")  # fmt: skip


def joined_starter(question: str) -> list[str]:
    """The starter library with its ranking by words joined to one by vectors: what is not used, and why."""
    library, vectors = starter_library(), shipped_vectors()
    assert vectors is not None
    near = np.argsort(-(STARTER_MATRIX @ vectors.of(question)), kind="stable")[:20]
    worth: dict[str, float] = {}
    by_words = [match.passage.id for match in library.matches(question, grade=4)][:20]
    for ranking in (by_words, [library.passages[i].id for i in near]):
        for rank, id in enumerate(ranking):
            worth[id] = worth.get(id, 0.0) + 1 / (60 + rank)
    return sorted(worth, key=lambda id: -worth[id]) if by_words else []


def shelf_with(database: Database, passages: Sequence[Passage], shelves: Shelves) -> None:
    """Put passages on the school's shelf as if a teacher had brought them: no keywords."""
    ids, now = system_ids(), SystemClock().now()
    drafts = [Draft(Words(p.title, p.text), n) for n, p in enumerate(passages)]
    new = shelves.drafts(drafts, [p.id for p in passages])

    def work(session: object) -> None:
        scope = Scope(SCHOOL, "acc_test")
        source = NewSource(ids("src"), "A book", "text", ids("x"), 0, "", (1, 2, 3, 4, 5, 6))
        Sources(session, scope).add(source, at=now, content_id=ids("cnt"), salt=b"x" * 16)  # type: ignore[arg-type]
        Passages(session, scope).add(source.id, new, subject="", grades=(1, 2, 3, 4, 5, 6), places=(), at=now,  # type: ignore[arg-type]
                                     new_id=ids)  # fmt: skip

    database.write(work)


class Nothing:
    """A library without a passage, so that the school's own shelf is measured alone; its words stay known."""

    def __init__(self) -> None:
        self._library = starter_library()
        self.passages = ()
        self.meant, self.holding = self._library.meant, lambda _term: 0

    def retrieve(self, *_: object, **__: object) -> tuple[Passage, ...]:
        """Find nothing."""
        return ()


def as_documents(folder: Path, sets: dict[str, Asked]) -> None:
    database = open_database(f"sqlite:///{folder}/documents.db")
    SmallSchool(database).fill(SCHOOL)
    for name, by_meaning in (("documents, words alone", False), ("documents, words and meaning", True)):
        shelves = Shelves(database, SystemClock(), Nothing(), by_meaning=by_meaning)  # type: ignore[arg-type]
        if not by_meaning:
            shelf_with(database, starter_passages(), Shelves(database, SystemClock()))
        report(name, lambda q, s=shelves: [a.passage.id for a in s.find(SCHOOL, "", q, grade=4, limit=3)], sets)  # type: ignore[misc]
    database.close()


def grounded(asked: Asked) -> None:
    """How many answers of the built-in tutor come from the passage that answers."""
    asking, policy = Asking(BuiltinTutor(), SystemClock(), system_ids()), preset_policy("balanced")
    right = other = 0
    for question, wanted in asked:
        trace = asking.ask(question, policy, band=AgeBand.OLDER, grade=4)
        named = [passage.id for passage in trace.sources]
        right += bool(named) and named[0] in wanted
        other += bool(named) and named[0] not in wanted
    print(f"built-in tutor: answered from a passage {share(right + other, len(asked))}; "
          f"of those answers from the right one {share(right, right + other)}; "
          f"of all questions answered from the right one {share(right, len(asked))}")  # fmt: skip


def speed(folder: Path, count: int) -> None:
    """Queries over ``count`` made-up passages: all of it, beside the word index alone."""
    chance, vectors = random.Random(7), shipped_vectors()
    vocabulary = sorted({word for p in starter_passages() for word in p.text.lower().split() if word.isalpha()})
    weights = [1 / (n + 10) for n in range(len(vocabulary))]
    chance.shuffle(vocabulary)
    database = open_database(f"sqlite:///{folder}/speed.db")
    SmallSchool(database).fill(SCHOOL)
    shelves = Shelves(database, SystemClock(), by_meaning=vectors is not None)
    began = time.perf_counter()
    for start in range(0, count, 5_000):
        made = [
            Passage(f"psg_{n}", " ".join(chance.choices(vocabulary, weights, k=4)),
                    " ".join(chance.choices(vocabulary, weights, k=70)), "", (4,), "made up")
            for n in range(start, min(count, start + 5_000))
        ]  # fmt: skip
        shelf_with(database, made, shelves)
    print(f"{count:,} passages put on the shelf in {time.perf_counter() - began:.0f} s")
    asked = [" ".join(chance.choices(vocabulary, weights, k=chance.randint(3, 8))) for _ in range(220)]
    began = time.perf_counter()
    shelves.find(SCHOOL, "", asked[0], grade=4, limit=3)
    print(f"first question (reads the matrix) {time.perf_counter() - began:.1f} s")
    whole, words = [], []
    for question in asked[20:]:
        began = time.perf_counter()
        shelves.find(SCHOOL, "", question, grade=4, limit=3)
        whole.append(1000 * (time.perf_counter() - began))
    for question in asked[20:]:  # by itself: it reads so much that it would empty the other's caches
        terms = list(dict.fromkeys(question.split()))
        began = time.perf_counter()
        with database.read() as session:
            ShelfWords(session, Scope(SCHOOL, "x")).search(terms, classes=(), limit=24)
        words.append(1000 * (time.perf_counter() - began))
    for name, times in (("query", whole), ("word index alone, all words", words)):
        print(f"{name}: p50 {np.quantile(times, 0.5):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms, n = {len(times)}")
    print(f"query to word index alone: {np.median(whole) / np.median(words):.2f} (ratio of medians)")
    database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--no-answers", action="store_true")
    given = parser.parse_args()
    library, table = starter_library(), shipped_vectors()
    everything = questions()
    report("starter library, by words", lambda q: [p.id for p in library.retrieve(q, grade=4)], everything)
    if table is not None:
        STARTER_MATRIX = table.of_many([f"{p.title}. {p.text}" for p in library.passages])
        report("starter library, joined (not used)", joined_starter, everything)
    with tempfile.TemporaryDirectory() as home:
        as_documents(Path(home), everything)
        if not given.no_answers:
            grounded(everything["held out"])
        if not given.no_speed:
            speed(Path(home), given.passages)
