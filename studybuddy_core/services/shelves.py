"""What a class may be answered from: the starter library, the school's own documents, and those of the class.

A school's passages are found twice, by their words in the database's index and by vectors in one matrix in memory,
and the two rankings are joined (``knowledge.fitting``). The starter library keeps its own ranking by words, which its
hand-written keywords make better than vectors do; ``benchmarks/retrieval.py`` prints both.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from db.engine import Database
from db.passages import NewPassage, Passages, StoredPassage, Words, source_line
from db.scope import Scope
from db.shelf_words import ShelfWords
from studybuddy_core.checks.guard_model import shipped_folder
from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.ports import Clock, Retriever
from studybuddy_core.knowledge.fitting import Asked, Fit, Held, fit_of, fused, held_in, weighed
from studybuddy_core.knowledge.library import Library, starter_passages
from studybuddy_core.knowledge.shelf_terms import shelf_terms, shelf_words, terms_of_word
from studybuddy_core.knowledge.word_vectors import WIDTH, Vector, WordVectors, word_vectors
from studybuddy_core.services.freshly import Freshly

FRESH_S = 1.0
_BROUGHT_UP = 24  # candidates of each ranking that are held against the question
_ASKED_WORDS = 16
_ASKED_LETTERS = 4_000
_RARE_WORDS = 6  # the rarest words of a question are looked up in the index …
_LOOKED_AT = 500  # … as long as they stand in no more passages than these together: each one is ranked
_TOO_COMMON = 2_000  # a word in more passages than these is left to the vectors, where there are any
_COMMON = 0.2  # a word that this share of the passages hold brings up nothing worth having
_OWN_FIRST = 0.25  # what a school's own passage is worth more than one of the starter library
_REMEMBERED = 4_000
_REMEMBERED_TERMS = 50_000


@cache
def shipped_vectors() -> WordVectors | None:
    """The word vectors of the guard model in use; how rare a word is follows from the starter library."""
    return word_vectors(shipped_folder(), (f"{p.title}. {p.text}" for p in starter_passages()))


@cache
def starter_library() -> Library:
    """The starter library with its index, made once in each process."""
    return Library()


@dataclass(frozen=True, slots=True)
class Answerable:
    """A passage that a question finds, and how well it fits. ``own``: of the school, not of the starter library."""

    passage: Passage
    fit: Fit
    own: bool


@dataclass
class _Layout:
    """Where everything of a school's shelf stands: one row a passage on the shelf."""

    version: int
    numbers: NDArray[np.int64]
    sources: tuple[str, ...]
    grades: tuple[tuple[int, ...], ...]
    matrix: Vector
    places: Mapping[str, frozenset[str]]
    rows: Mapping[int, int]
    seen: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    def for_class(self, class_id: str) -> NDArray[np.bool_]:
        """Which rows a class may be answered from."""
        found = self.seen.get(class_id)
        if found is None:
            flags = {s: not own or class_id in own for s, own in self.places.items()}
            found = np.fromiter((flags.get(s, True) for s in self.sources), bool, len(self.sources))
            self.seen[class_id] = found
        return found

    def counts(self, index: ShelfWords, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each term; the database counts a term once, since that reads every place it stands."""
        new = [term for term in terms if term not in self.counted]
        if new:
            if len(self.counted) > _REMEMBERED_TERMS:
                self.counted.clear()
            self.counted.update(dict.fromkeys(new, 0) | index.counts(new))
        return {term: held for term in terms if (held := self.counted.get(term, 0))}


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage that is about to go on a shelf, and the labels that a person let through."""

    words: Words
    position: int = 0
    page: int = 0
    accepted: tuple[str, ...] = ()


def terms_in(words: Words) -> tuple[str, str]:
    """The terms of a passage's head (title and headings) and of its text, for the word index."""
    head = " ".join(shelf_terms(" ".join((words.title, *words.headings))))
    return head, " ".join(shelf_terms(words.text))


def vector_bytes(vector: Vector) -> bytes:
    """A vector of length 1 as it is kept: whole numbers of -127 to 127."""
    return np.round(vector * 127).astype(np.int8).tobytes()


class Shelves:
    """The shelves of all schools; each is read when it is first asked for and whenever it has changed."""

    def __init__(self, database: Database, clock: Clock, library: Library | None = None,
                 *, by_meaning: bool = True) -> None:  # fmt: skip
        """``by_meaning`` False finds a school's passages by their words alone: for measuring what vectors add."""
        self._database = database
        self.library = library or starter_library()
        self._by_meaning = by_meaning
        self._version = Freshly(self._read_version, clock.monotonic, seconds=FRESH_S)
        self._gate = threading.Lock()
        self._layouts: dict[str, _Layout] = {}
        self._prepared: OrderedDict[tuple[str, int], tuple[StoredPassage, Held]] = OrderedDict()
        self._starter = {p.id: f"{p.title} · {p.source}" for p in self.library.passages}

    @property
    def vectors(self) -> WordVectors | None:
        """The word vectors, read when they are first needed."""
        return shipped_vectors() if self._by_meaning else None

    def drafts(self, looked: Sequence[Draft], ids: Sequence[str]) -> list[NewPassage]:
        """Passages about to be kept, with their terms and vectors; ``ids`` has one for each."""
        vectors = self.vectors
        places = [b""] * len(looked)
        if vectors is not None:
            found = vectors.of_many([f"{one.words.title}. {one.words.text}" for one in looked])
            places = [vector_bytes(vector) for vector in found]
        return [
            NewPassage(id, one.words, one.position, one.page, *terms_in(one.words), place, one.accepted)
            for id, one, place in zip(ids, looked, places, strict=True)
        ]

    def of(self, school: str, class_id: str) -> Retriever:
        """What a class is answered from, behind the port that the pipeline knows."""
        return ClassShelf(self, school, class_id)

    def titles(self, school: str) -> Mapping[str, str]:
        """"Title · source" of every passage a talk of this school may name, by id; looked up when asked."""
        return ShelfTitles(self._database, school, self._starter)

    def changed(self, school: str) -> None:
        """Read this school's shelf again at the next question, in this process at once."""
        self._version.afresh(school)

    # -- finding -------------------------------------------------------------------------------------

    def find(self, school: str, class_id: str, question: str, *, grade: int, limit: int) -> list[Answerable]:
        """Return what a question of a child of this class finds, best first; empty when nothing fits well."""
        layout = self._layout(school)
        starter = list(self.library.retrieve(question, grade=grade, limit=limit))
        if layout is None or not layout.for_class(class_id).any():
            none = Fit(0.0, 0.0, 0.0, 0.0, 0.0)
            return [Answerable(passage, none, own=False) for passage in starter]
        asked, own = self._own(school, class_id, question, layout, grade=grade)
        if asked is None:
            return []
        given = [Answerable(p, self._starter_fit(asked, p), own=False) for p in starter]
        return _merged(own, given)[:limit]

    def _own(
        self, school: str, class_id: str, question: str, layout: _Layout, *, grade: int
    ) -> tuple[Asked | None, list[Answerable]]:
        words = list(dict.fromkeys(shelf_words(question[:_ASKED_LETTERS])))[:_ASKED_WORDS]
        if not any(len(word) > 1 for word in words):
            return None, []
        scope = Scope(school, "tutor")
        with self._database.read() as session:
            index = ShelfWords(session, scope)
            terms, counts = self._meant(index, words, layout)
            asked = self._asked(question, words, terms, counts, len(layout.numbers))
            rare = sorted(counts, key=lambda term: (counts[term], term))
            few = [term for term in rare if counts[term] <= max(50, _COMMON * len(layout.numbers))]
            if len(layout.matrix):
                rare = [term for term in rare if counts[term] <= _TOO_COMMON]
                few = [term for term in few if counts[term] <= _TOO_COMMON]
            by_words = index.search(_within((few or rare)[:_RARE_WORDS], counts),
                                    classes=(class_id,) if class_id else (), limit=_BROUGHT_UP)  # fmt: skip
            by_words = [number for number in by_words if number in layout.rows]
            by_vectors = self._near(asked, layout, layout.for_class(class_id))
            worth = fused(by_words, by_vectors)
            best = sorted(worth, key=lambda number: (-worth[number], number))[:_BROUGHT_UP]
            prepared = self._prepare(Passages(session, scope), school, best)
        found = []
        for number, (stored, held) in prepared.items():
            row = layout.rows[number]
            fit = fit_of(asked, held, layout.matrix[row] if len(layout.matrix) else None, self.vectors)
            if fit.fits:
                away = min((abs(grade - g) for g in layout.grades[row]), default=0)
                found.append((worth[number] * (0.5 + fit.together) / (1 + 0.08 * away), number, stored, fit))
        found.sort(key=lambda one: (-one[0], one[1]))
        return asked, [Answerable(as_passage(stored), fit, own=True) for _, _, stored, fit in found]

    def _meant(
        self, index: ShelfWords, words: Sequence[str], layout: _Layout
    ) -> tuple[tuple[tuple[str, ...], ...], dict[str, int]]:
        """The terms of each word, slips of the pen forgiven where the shelf lacks it; how many passages hold each."""
        own = {word: tuple(terms_of_word(word)) for word in words}
        counts = layout.counts(index, [term for some in own.values() for term in some])
        for word, terms in own.items():
            if word.isascii() and not any(term in counts for term in terms):
                better = self.library.meant(word)
                counts |= layout.counts(index, [better])
                own[word] = (better,)
        return tuple(own[word] for word in words), counts

    def _asked(
        self, question: str, words: Sequence[str], terms: tuple[tuple[str, ...], ...], counts: Mapping[str, int],
        size: int,
    ) -> Asked:  # fmt: skip
        size += len(self.library.passages)
        weight = {
            term: math.log(1 + (size - held + 0.5) / (held + 0.5))
            for some in terms for term in some
            for held in (counts.get(term, 0) + self.library.holding(term),)
        }  # fmt: skip
        vectors = self.vectors
        return Asked(
            tuple(words), terms, weighed(terms, weight), vectors.words(words) if vectors else None,
            vectors.of(question[:_ASKED_LETTERS]) if vectors else None,
        )  # fmt: skip

    def _near(self, asked: Asked, layout: _Layout, seen: NDArray[np.bool_]) -> list[int]:
        if asked.whole is None or not len(layout.matrix):
            return []
        nearness = layout.matrix @ asked.whole
        nearness[~seen] = -1.0
        most = min(_BROUGHT_UP, len(nearness))
        top = np.argpartition(-nearness, most - 1)[:most]
        top = top[np.argsort(-nearness[top], kind="stable")]
        return [int(layout.numbers[row]) for row in top if nearness[row] > 0]

    def _starter_fit(self, asked: Asked, passage: Passage) -> Fit:
        vectors = self.vectors
        whole = vectors.of(f"{passage.title}. {passage.text}") if vectors else None
        return fit_of(asked, held_in(passage.title, passage.keywords, passage.text), whole, vectors)

    # -- what is remembered --------------------------------------------------------------------------

    def _prepare(
        self, passages: Passages, school: str, numbers: Sequence[int]
    ) -> dict[int, tuple[StoredPassage, Held]]:
        with self._gate:
            known = {n: self._prepared[school, n] for n in numbers if (school, n) in self._prepared}
        stored = passages.numbered([n for n in numbers if n not in known]) if len(known) < len(numbers) else {}
        for number, one in stored.items():
            known[number] = (one, held_in(one.words.title, one.words.headings, one.words.text))
        with self._gate:
            for number in stored:
                self._prepared[school, number] = known[number]
            while len(self._prepared) > _REMEMBERED:
                self._prepared.popitem(last=False)
        return known

    def _read_version(self, school: str) -> int:
        with self._database.read() as session:
            return Passages(session, Scope(school, "tutor")).version()

    def _layout(self, school: str) -> _Layout | None:
        version = self._version(school)
        layout = self._layouts.get(school)
        if version == 0:
            return None
        if layout is None or layout.version != version:
            layout = self._read_layout(school)
            with self._gate:
                self._layouts[school] = layout
                for key in [key for key in self._prepared if key[0] == school]:
                    del self._prepared[key]
        return layout

    def _read_layout(self, school: str) -> _Layout:
        with self._database.read() as session:
            passages = Passages(session, Scope(school, "tutor"))
            version, rows, places = passages.version(), passages.layout(), passages.places()
        matrix = np.zeros((len(rows) if self.vectors else 0, WIDTH), np.float32)
        if self.vectors:
            for i, row in enumerate(rows):
                if row.vector:
                    matrix[i] = np.frombuffer(row.vector, np.int8)
            matrix /= 127.0
        numbers = np.fromiter((row.number for row in rows), np.int64, len(rows))
        return _Layout(version, numbers, tuple(row.source_id for row in rows), tuple(tuple(r.grades) for r in rows),
                       matrix, places, {int(n): i for i, n in enumerate(numbers)})  # fmt: skip


@dataclass(frozen=True)
class ClassShelf:
    """One class's shelf, behind the port ``Retriever``."""

    shelves: Shelves
    school: str
    class_id: str

    def retrieve(self, question: str, *, grade: int, limit: int = 3) -> Sequence[Passage]:
        """Return the best approved passages, best first; empty when nothing fits well."""
        found = self.shelves.find(self.school, self.class_id, question, grade=grade, limit=limit)
        return tuple(one.passage for one in found)


class ShelfTitles(Mapping[str, str]):
    """What the passages of a talk are called, looked up by id; one that is gone has no name."""

    def __init__(self, database: Database, school: str, starter: Mapping[str, str]) -> None:
        self._database, self._school, self._starter = database, school, starter
        self._own: dict[str, str] = {}

    def __getitem__(self, passage_id: str) -> str:
        """The title and source of a passage."""
        if passage_id in self._starter:
            return self._starter[passage_id]
        if passage_id not in self._own:
            with self._database.read() as session:
                self._own |= Passages(session, Scope(self._school, "titles")).titles([passage_id])
        return self._own[passage_id]

    def __iter__(self) -> Iterator[str]:
        """The starter library's ids: those of a school are looked up one by one."""
        return iter(self._starter)

    def __len__(self) -> int:
        """How many the starter library has."""
        return len(self._starter)


def as_passage(stored: StoredPassage) -> Passage:
    """A kept passage as the tutor reads it."""
    return Passage(stored.id, stored.words.title, stored.words.text, stored.subject, stored.grades,
                   source_line(stored), stored.words.headings, stored.accepted)  # fmt: skip


def _within(terms: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """The rarest terms, at least one, while all the passages that hold them are few enough to rank in milliseconds."""
    held = 0
    found: list[str] = []
    for term in terms:
        held += counts[term]
        if found and held > _LOOKED_AT:
            break
        found.append(term)
    return found


def _merged(own: list[Answerable], given: list[Answerable]) -> list[Answerable]:
    """Join two lists that are each in order; where both fit about as well, the school's own passage comes first."""
    found: list[Answerable] = []
    own, given = list(own), list(given)
    while own and given:
        first = own if own[0].fit.together + _OWN_FIRST >= given[0].fit.together else given
        found.append(first.pop(0))
    return [*found, *own, *given]
