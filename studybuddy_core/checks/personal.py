"""Personal data: what a child tells of who and where they are, and what the tutor must not repeat.

Two uses, kept apart by the score. What a child discloses of itself or of people at hand (its number, its street, its
password, "my name is …") scores 0.5 and more, by the lexicon and by patterns with checksums and words beside them: a
policy acts on that. What is only personal (a name in a story, a date, somebody's town) scores below: homework is full
of it, so no child is stopped for it, but redaction replaces it before anything leaves this machine. That second kind
is looked for in messages alone; a tutor's answer is only judged.

Every way to read a text is looked through: what was written in full width, in letters set apart or in base64 is as
personal as in plain letters, and its place is all that would have to go for nothing of it to be left.

A note never holds what was found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from importlib.metadata import version

import phonenumbers

from studybuddy_core.checks.lexicon import LexiconCheck, fold, windows
from studybuddy_core.checks.plain_forms import plain_forms
from studybuddy_core.checks.private_readings import private_readings
from studybuddy_core.checks.reading_places import Places, tight
from studybuddy_core.checks.recognisers.addresses import addresses
from studybuddy_core.checks.recognisers.blocks import blocks
from studybuddy_core.checks.recognisers.dates import dates
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.numbers import numbers
from studybuddy_core.checks.recognisers.online import online
from studybuddy_core.checks.recognisers.organisations import organisations
from studybuddy_core.checks.recognisers.origins import origins
from studybuddy_core.checks.recognisers.own_names import own_names
from studybuddy_core.checks.recognisers.people import people
from studybuddy_core.checks.recognisers.places import postcodes, towns
from studybuddy_core.checks.recognisers.spelled import spelled
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.checks.recognisers.telephones import telephones
from studybuddy_core.checks.staff import name_spans
from studybuddy_core.domain.labels import BOTH
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

ENGINE_VERSION = "5"
Recogniser = Callable[[Surroundings], Iterator[Finding]]
DISCLOSING: tuple[Recogniser, ...] = (online, numbers, telephones, spelled)
MENTIONING: tuple[Recogniser, ...] = (addresses, postcodes, towns, organisations, dates, people, own_names)
DISCLOSES = 5_000
"""From here on a recogniser means that a child tells something of itself; below, that something is personal at all."""
_SOME_WORDS = frozenset({"leetspeak", "leetspeak l", "swapped letters", "stretched", "squeezed", "run together"})
_RECOGNISERS = "2"  # goes up with what the recognisers find
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
        made_of = f"{ENGINE_VERSION}.{_RECOGNISERS}.{phrases.spec.version}.{digest}.{phonenumbers.__version__}"
        self.spec = CheckSpec("personal", made_of, labels, BOTH, summary=phrases.spec.summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield what was found by phrase, by recogniser and by the names the school knows, in every reading."""
        asked = view.stage is Stage.INPUT
        clean, names = view.clean, tuple(name for name in view.names if asked and len(name) > 2)
        yield from self._seen(plain_forms(clean), names, mentions=asked, place=lambda span: tight(clean, span))
        for reading in private_readings(clean, view.readings):
            places = Places(clean, reading)
            for found in self._seen(plain_forms(reading.text), names, mentions=asked, place=lambda span: span):
                spans = tuple(place for span in found.spans if (place := _told(places, span, found)) is not None)
                if spans or not found.spans:
                    yield Finding(found.label, found.score, spans, f"{found.note} ({reading.kind})")

    def _seen(
        self, text: str, names: Sequence[str], *, mentions: bool, place: Callable[[Span], Span]
    ) -> Iterator[Finding]:
        """Yield what is found in one text, each place as ``place`` gives it."""
        for start, window in windows(fold(text)):
            for found in (*self._phrases.score_window(window), *recognised(window, mentions=mentions)):
                spans = tuple(place(Span(s.start + start, s.end + start)) for s in found.spans)
                yield Finding(found.label, found.score, spans, found.note)
        for name in names:
            spans = tuple(map(place, name_spans(text, name)))
            if spans:
                yield Finding("privacy.name", 8_000, spans, "a name the school knows")


def _told(places: Places, span: Span, found: Finding) -> Span | None:
    """Where a finding of a reading stands in ``clean``.

    Where only some words are read otherwise, a mention counts among those: the others were read already.
    """
    place = places.of(tight(places.reading.text, span))
    if place.end <= place.start:
        return None
    heard = found.score >= DISCLOSES or _SOME_WORDS.isdisjoint(places.kinds)
    return place if heard or places.differs(span, place) else None


CHECK = PersonalDataCheck()
