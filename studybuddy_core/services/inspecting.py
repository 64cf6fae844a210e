"""Looks a document over before the tutor may read it: which passages can stand, which wait for a person, and why.

The checks that read every passage at stage CONTEXT read it here too, under the same policy, and closer: each pair of
sentences by itself as well, since an instruction among ninety harmless words is easily drowned. There is no judge
here, so what is doubtful waits. Where text that a reader does not see holds an instruction, the whole document waits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from db.passages import Words
from db.quarantines import Found
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.policies import Effective
from studybuddy_core.domain.signals import Check, Signal
from studybuddy_core.knowledge.chunking import chunks_of, sentences_of, without_links
from studybuddy_core.knowledge.documents.document import Document, Hidden, Refused
from studybuddy_core.pipeline.scoring import score_alone

MOST_PASSAGES = 4_000
IN_HIDDEN = "hidden"  # the line of a finding that stands in text nobody sees
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """One passage to be, and what was found in it (nothing: it can stand)."""

    words: Words
    page: int
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """A document looked over. ``links`` is how many web addresses were taken out of it."""

    kind: str
    title: str
    pages: int
    passages: tuple[Looked, ...]
    hidden: tuple[Hidden, ...]
    links: int

    @property
    def standing(self) -> tuple[Looked, ...]:
        """What can go on the shelf at once."""
        return tuple(one for one in self.passages if not one.found)

    @property
    def waiting(self) -> tuple[Looked, ...]:
        """What a person has to look at first."""
        return tuple(one for one in self.passages if one.found)


@dataclass(frozen=True)
class Inspecting:
    """Looks documents over with these checks, under these rules."""

    checks: Sequence[Check]
    effective: Effective

    def look(self, document: Document, name: str, told: Progress = lambda _: None) -> Inspection:
        """Cut a document into passages and check each; raise ``Refused`` where there is too much or nothing to take."""
        cleaned, links = _cleaned(document)
        chunks = chunks_of(cleaned, name)
        if not chunks:
            raise Refused("There are no whole sentences in it to answer from. Bring a file with running text.")
        if len(chunks) > MOST_PASSAGES:
            raise Refused(f"It would make {len(chunks):,} passages, and at most {MOST_PASSAGES:,} are taken from one "
                          "file. Bring the chapters that you need.")  # fmt: skip
        behind = self._in_hidden(cleaned.hidden)
        looked = []
        for n, chunk in enumerate(chunks, start=1):
            words = Words(chunk.title, chunk.text, chunk.headings)
            looked.append(Looked(words, chunk.page, (*self.found_in(words), *behind)))
            told(n / len(chunks))
        return Inspection(cleaned.kind.value, cleaned.title, cleaned.pages, tuple(looked), cleaned.hidden, links)

    def found_in(self, words: Words) -> tuple[Found, ...]:
        """What holds a passage back, the strongest first; nothing where it can stand."""
        before = len(words.title) + 1
        whole = f"{words.title}\n{words.text}"
        found = dict[tuple[str, str], Found]()
        for begin, text in [(-before, whole), *_pairs(words.text)]:
            for one in self._held_back(text, begin, len(words.text)):
                key = (one.label, one.line)
                known = found.get(key)
                if known is None or (one.score, known.end - known.begin) > (known.score, one.end - one.begin):
                    found[key] = one
        sure = {label for label, line in found if line == "protect"}
        kept = (one for (label, line), one in found.items() if line != "grey" or label not in sure)
        return tuple(sorted(kept, key=lambda one: (-one.score, one.label)))

    def _held_back(self, text: str, begin: int, length: int) -> Iterator[Found]:
        view = TurnView(Stage.CONTEXT, text, readings=readings_of(text))
        signals = score_alone(view, self.checks)
        decision = decide(signals, self.effective, Stage.CONTEXT)
        if decision.delivers:
            return
        for reason in decision.reasons:
            if reason.label and (reason.line != "alert" or not any(r.line == "protect" for r in decision.reasons)):
                place = _place(signals, reason.label, len(text))
                start, end = (max(0, min(length, at + begin)) for at in place)
                yield Found(reason.label, reason.score or 0, reason.line or reason.rule, start, end)

    def _in_hidden(self, hidden: Sequence[Hidden]) -> tuple[Found, ...]:
        """Instructions in what a reader does not see: a reason to look at all of the document."""
        strongest: dict[str, Found] = {}
        for one in hidden:
            for found in self._held_back(one.text, 0, len(one.text)):
                known = strongest.get(found.label)
                if found.line != "grey" and (known is None or found.score > known.score):
                    strongest[found.label] = replace(found, line=IN_HIDDEN, begin=0, end=0)
        return tuple(strongest.values())


def _place(signals: Sequence[Signal], label: str, length: int) -> tuple[int, int]:
    """Where the strongest signal of a label saw it; all of the text where it did not say."""
    told = [s for s in signals if s.label == label and s.score]
    best = max(told, key=lambda s: (s.score or 0, bool(s.spans)), default=None)
    span = best.spans[0] if best is not None and best.spans else Span(0, length)
    return span.start, span.end


def _pairs(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence together with the next, and where it begins."""
    sentences = sentences_of(text)
    if len(sentences) < 3:
        return
    at, places = 0, []
    for sentence in sentences:
        at = max(at, text.find(sentence, at))
        places.append((at, at + len(sentence)))
        at += len(sentence)
    for (begin, _), (_, end) in itertools.pairwise(places):
        yield begin, text[begin:end]


def _cleaned(document: Document) -> tuple[Document, int]:
    """The document with the text that is stored, shown and scored; and how many web addresses it holds."""
    blocks = tuple(replace(block, text=clean_text(block.text)) for block in document.blocks)
    hidden = tuple(replace(one, text=clean_text(one.text)) for one in document.hidden)
    links = sum(without_links(block.text)[1] for block in blocks)
    return replace(document, title=clean_text(document.title), blocks=blocks, hidden=hidden), links
