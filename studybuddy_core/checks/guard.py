"""The guard model as checks: a child's message, a document, the tutor's own words.

Each check scores every label of the heads made for its stage, on the text and on its readings. The attack head also
reads the message beside the system prompt it goes to, where that is not StudyBuddy's own: "say it in French" is an
order to break the rules in one place and a task in another. What the tutor shows how to do is read as the question that
it answers as well, with the lines of questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from studybuddy_core.checks.declining import VERSION as DECLINING_VERSION
from studybuddy_core.checks.declining import done
from studybuddy_core.checks.guard_heads import HEADS, Head
from studybuddy_core.checks.guard_model import GuardModel, Seen, shipped
from studybuddy_core.checks.taught import VERSION as TAUGHT_VERSION
from studybuddy_core.checks.taught import taught
from studybuddy_core.domain.messages import Extent, Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

MOST_READINGS = 4
READING_WINDOWS = 4
SEGMENT_TAIL = 400  # characters: a segment is read with what comes right before it, the whole at the end
_SPAN_FROM = 0.3
DONE = frozenset({"harm", "sexual"})
"""Heads of what an answer would do; the others read what it says."""
ASKED_FOR, SELF_HARM = frozenset({"harm", "sexual", "hate", "wellbeing"}), "wellbeing.self_harm"
"""Heads that read what an answer shows how to do; of wellbeing, how somebody hurts themselves alone."""

_SUMMARIES = {
    Stage.INPUT: ("guard", "A small model, trained on children's own words, reads the message for harm, distress and "
                           "attacks."),
    Stage.CONTEXT: ("guard_documents", "A small model looks for instructions to the tutor hidden in a document."),
    Stage.OUTPUT: ("guard_answers", "A small model reads the tutor's words for harm, insults and prejudice."),
}  # fmt: skip


def _findings(heads: Iterable[Head], seen: Seen, text: str) -> Iterator[Finding]:
    for head in heads:
        score = seen.families[head.name]
        told = score >= _SPAN_FROM and (seen.span.start > 0 or seen.span.end < len(text))
        spans = (seen.span,) if told else ()
        for label in head.labels:  # a document's injection is not the message's, though they share the label
            share = seen.shares[label] if len(head.labels) > 1 else 1.0
            yield Finding(label, points(score * share), spans, head.name if spans else "")


class GuardCheck:
    """The guard model at one stage."""

    def __init__(self, stage: Stage, model: GuardModel) -> None:
        self._model, self._stage = model, stage
        self._heads = tuple(head for head in HEADS if stage in head.stages)
        labels = tuple(dict.fromkeys(label for head in self._heads for label in head.labels))
        if stage is Stage.OUTPUT:
            labels = (*labels, SELF_HARM)
        name, summary = _SUMMARIES[stage]
        version = f"{model.version}.{TAUGHT_VERSION}.{DECLINING_VERSION}" if stage is Stage.OUTPUT else model.version
        self.spec = CheckSpec(name, version, labels, frozenset({stage}), summary=summary,
                              by_part=stage is Stage.OUTPUT)  # fmt: skip

    def _taught(self, text: str, start: int) -> Iterator[Finding]:
        """What the text shows how to do, read as a question: it may be one that nobody should get an answer to."""
        heads = tuple(head for head in HEADS if head.name in ASKED_FOR)
        for question, span in taught(text):
            for seen in self._model.look(question):
                for finding in _findings(heads, seen, question):
                    if finding.label in self.spec.labels:
                        place = (Span(span.start + start, span.end + start),)
                        yield Finding(finding.label, finding.score, place, f"shows: {question}")

    def _lined(self, seen: Seen) -> Seen:
        """What was seen, by the lines of this stage: an answer is prose, and children's messages are not."""
        if self._stage is not Stage.OUTPUT:
            return seen
        return replace(seen, families={name: self._model.in_answer(name, x) for name, x in seen.families.items()})

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for every label of every window, then of the readings."""
        start = 0
        if view.stage is Stage.OUTPUT and view.part.extent is Extent.SEGMENT:
            start = max(0, len(view.clean) - SEGMENT_TAIL)
        text = view.clean[start:]
        for heads, read in self._parts(text):
            for seen in map(self._lined, self._model.look(read) if read.strip() else ()):
                for finding in _findings(heads, seen, view.clean):
                    spans = tuple(Span(s.start + start, s.end + start) for s in finding.spans)
                    yield Finding(finding.label, finding.score, spans, finding.note)
        if view.stage is Stage.OUTPUT:
            yield from self._taught(text, start)
        for reading in view.readings[:MOST_READINGS]:
            for seen in map(self._lined, self._model.look(reading.text, most=READING_WINDOWS)):
                for finding in _findings(self._heads, seen, reading.text):
                    spans = tuple(map(reading.to_clean, finding.spans))
                    yield Finding(finding.label, finding.score, spans, f"{finding.note} ({reading.kind})")
        if view.setting:
            attack = tuple(head for head in self._heads if head.name == "attack")
            for seen in self._model.look(view.clean, f"system: {view.setting}"):
                yield from _findings(attack, seen, view.clean)

    def _parts(self, text: str) -> Iterator[tuple[tuple[Head, ...], str]]:
        """Which heads read what: what an answer would do is looked for without what it declines or condemns."""
        if self._stage is not Stage.OUTPUT:
            yield self._heads, text
            return
        yield tuple(head for head in self._heads if head.name in DONE), done(text)
        yield tuple(head for head in self._heads if head.name not in DONE), text


def checks() -> tuple[GuardCheck, ...]:
    """The guard at every stage, on the artefact that ships."""
    return tuple(GuardCheck(stage, shipped()) for stage in _SUMMARIES)
