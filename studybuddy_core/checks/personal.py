"""Personal data: what a child tells of who and where they are, and what the tutor must not repeat.

Two uses, kept apart by the score. What a child discloses of itself or of people at hand (its number, its street, its
password, "my name is …") scores 0.5 and more, by the lexicon and by patterns with checksums and words beside them: a
policy acts on that. What is only personal (a name in a story, a date, somebody's town) scores below: homework is full
of it, so no child is stopped for it, but redaction replaces it before anything leaves this machine. That second kind
is looked for in messages alone; a tutor's answer is only judged.

A note never holds what was found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib import resources
from importlib.metadata import version

import phonenumbers

from studybuddy_core.checks.lexicon import LexiconCheck, fold, windows
from studybuddy_core.checks.recognisers.addresses import addresses
from studybuddy_core.checks.recognisers.blocks import blocks
from studybuddy_core.checks.recognisers.dates import dates
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.numbers import numbers
from studybuddy_core.checks.recognisers.online import online
from studybuddy_core.checks.recognisers.organisations import organisations
from studybuddy_core.checks.recognisers.origins import origins
from studybuddy_core.checks.recognisers.people import people
from studybuddy_core.checks.recognisers.places import postcodes, towns
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.checks.recognisers.telephones import telephones
from studybuddy_core.checks.staff import name_spans
from studybuddy_core.domain.labels import BOTH
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

ENGINE_VERSION = "3"
Recogniser = Callable[[Surroundings], Iterator[Finding]]
DISCLOSING: tuple[Recogniser, ...] = (online, numbers, telephones)
MENTIONING: tuple[Recogniser, ...] = (addresses, postcodes, towns, organisations, dates, people)
_OWN = ("privacy.name", "privacy.contact", "privacy.address", "privacy.secret", "privacy.birthday")


def recognised(text: str, *, mentions: bool) -> Iterator[Finding]:
    """Yield what the recognisers see in one window; ``mentions`` adds what is personal but discloses nothing."""
    around = Surroundings(text)
    found = [finding for recogniser in DISCLOSING for finding in recogniser(around)]
    if mentions:
        found += [finding for recogniser in MENTIONING for finding in recogniser(around)]
        found += blocks(around, found)
        found += origins(around, found)
    yield from found


def _tight(text: str, span: Span) -> Span:
    """``span`` without white space at its ends, so that the sentence around it keeps its spaces."""
    said = text[span.start : span.end]
    if not said.strip():
        return span
    return Span(span.start + len(said) - len(said.lstrip()), span.end - len(said) + len(said.rstrip()))


class PersonalDataCheck:
    """Says that text holds a name, a way to reach someone, a place, a secret or a birthday."""

    def __init__(self) -> None:
        phrases = LexiconCheck("personal", BOTH)
        self._phrases = phrases.lexicon
        gazetteer()  # read at the start: a missing list shows then, and no child waits for it
        lists = resources.files("studybuddy_core.checks.recognisers")
        words = b"".join((lists / name).read_bytes() for name in ("words.yaml", "naming.yaml"))
        digest = hashlib.sha256(words + version("mimesis").encode()).hexdigest()[:8]
        labels = tuple(dict.fromkeys((*phrases.spec.labels, *_OWN)))
        made_of = f"{ENGINE_VERSION}.{phrases.spec.version}.{digest}.{phonenumbers.__version__}"
        self.spec = CheckSpec("personal", made_of, labels, BOTH, summary=phrases.spec.summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield what was found by phrase, by recogniser and by the names the school knows."""
        asked = view.stage is Stage.INPUT
        for found in self._phrases.findings(view):
            yield Finding(found.label, found.score, tuple(_tight(view.clean, s) for s in found.spans), found.note)
        for start, window in windows(fold(view.clean)):
            for found in recognised(window, mentions=asked):
                spans = tuple(_tight(view.clean, Span(s.start + start, s.end + start)) for s in found.spans)
                yield Finding(found.label, found.score, spans, found.note)
        if asked:
            for name in view.names:
                spans = tuple(name_spans(view.clean, name)) if len(name) > 2 else ()
                if spans:
                    yield Finding("privacy.name", 8_000, spans, "a name the school knows")


CHECK = PersonalDataCheck()
