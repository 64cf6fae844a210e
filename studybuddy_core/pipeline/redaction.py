"""Replacing personal data before anything leaves this machine, and putting it back into the answer.

What the privacy checks marked, and every name the school knows around this child, becomes a stand-in with its kind and
a number: ``[NAME 1]``. The same person has the same stand-in wherever they stand in what is sent, so the sentences stay
whole and a model can tell two people apart. In the answer a stand-in for a name, a place or a date becomes the words
again before the checks and the child see it, spelled as the child spelled them. Ways to reach somebody and secrets are
never put back. What a text says only when it is read otherwise (in full width, letter by letter, in base64) is
replaced as well, with all of the run that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import normalize

import re2

from studybuddy_core.checks.private_readings import private_readings
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.recognisers.tokens import TITLES
from studybuddy_core.domain.messages import Reading, Span, Stage, TurnView
from studybuddy_core.domain.signals import Check, Signal, score
from studybuddy_core.pipeline.known_names import known_names, plain_words, written_names

PRIVACY = "privacy."
_KINDS = {"privacy.name": "name", "privacy.contact": "contact", "privacy.address": "place",
          "privacy.secret": "secret", "privacy.birthday": "date", "privacy.staff": "name"}  # fmt: skip
_OTHER = "removed"
_GRAVEST_FIRST = ("secret", "contact", "place", "date", "name", _OTHER)
_PUT_BACK = frozenset({"NAME", "PLACE", "DATE"})
_KEPT_BACK = "•••"
_STAND_IN = re2.compile(r"(?i)\[(name|contact|place|secret|date|removed) ?(\d{1,4})\]")
_LONGEST = len("[contact 9999]")

Mark = tuple[Span, str]
"""A place and the kind of what stands there."""


def private_checks(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that can mark personal data."""
    return tuple(c for c in checks if any(label.startswith(PRIVACY) for label in c.spec.labels))


def marked(signals: Iterable[Signal], families: tuple[str, ...] = (PRIVACY,)) -> list[Mark]:
    """Places of these label families with their kind; those that overlap are one, of the gravest kind."""
    return _apart(
        (span, _KINDS.get(s.label, _OTHER)) for s in signals if s.label.startswith(families) for span in s.spans
    )


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for span, kind in sorted(mark for mark in marks if mark[0].end > mark[0].start):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, kind))
        else:
            before, was = kept[-1]
            kept[-1] = (Span(before.start, max(before.end, span.end)), min(was, kind, key=_GRAVEST_FIRST.index))
    return kept


def replaced(text: str, marks: Iterable[Mark]) -> str:
    """Return ``text`` with each marked place replaced by the bare word for its kind, ``[name]``."""
    return _filled(text, ((span, f"[{kind}]") for span, kind in marks))


def _filled(text: str, words: Iterable[tuple[Span, str]]) -> str:
    out, at = [], 0
    for span, word in words:
        out += [text[at : span.start], word]
        at = span.end
    return "".join([*out, text[at:]])


class StandIns:
    """The stand-ins of one talk, in the order of first mention.

    Without a privacy check ``ValueError`` is raised, and so it is where one breaks: nothing leaves unredacted.
    """

    def __init__(self, checks: Sequence[Check], names: Sequence[str] = ()) -> None:
        self._checks, self._names = private_checks(checks), tuple(names)
        if not self._checks:
            raise ValueError("no privacy check runs in this procedure, so nothing may leave this machine")
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, str] = {}
        self._taken: set[str] = set()
        self._marks: dict[str, list[Mark]] = {}
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._met: dict[str, None] = {}  # names as they were written in this talk, in order

    @property
    def used(self) -> bool:
        """Whether anything was replaced."""
        return bool(self._last)

    def meet(self, texts: Iterable[str]) -> None:
        """Look through all texts of a talk first: a name that one gives away is then replaced in the others too."""
        for text in texts:
            self._found(text)

    def hide(self, text: str) -> str:
        """Return ``text`` with personal data replaced by stand-ins."""
        found = self._found(text)
        met = written_names(text, tuple(self._met), self._readings[text])
        marks = _apart([*found, *((span, "name") for span in met)])
        return _filled(text, ((span, self._stand_in(text[span.start : span.end], kind)) for span, kind in marks))

    def _found(self, text: str) -> list[Mark]:
        if text in self._marks:
            return self._marks[text]
        readings = self._readings[text] = readings_of(text)
        signals = score(TurnView(Stage.INPUT, text, readings=readings, names=self._names), self._checks)
        broken = next((s for s in signals if s.error), None)
        if broken:
            raise ValueError(f"{broken.check} broke: {broken.error}")
        self._taken.update(found.group().upper() for found in _STAND_IN.finditer(text))
        known = ((span, "name") for span in known_names(text, self._names, private_readings(text, readings)))
        self._marks[text] = marks = _apart([*marked(signals), *known])
        for span, kind in marks:
            said = plain_words(text[span.start : span.end]).strip()
            if kind == "name" and said[:1].isupper() and said.split()[0].casefold().strip(".") not in TITLES:
                self._met.update(dict.fromkeys((said, said.split()[0])))
        return marks

    def _stand_in(self, said: str, kind: str) -> str:
        key = (kind, _core(said))
        if key not in self._numbers:
            self._numbers[key] = self._same_person(key) or self._free(kind)
        word = f"[{kind.upper()} {self._numbers[key]}]"
        self._last[word] = said
        return word

    def _free(self, kind: str) -> int:
        number = 1 + max((n for (k, _), n in self._numbers.items() if k == kind), default=0)
        while f"[{kind.upper()} {number}]" in self._taken:  # somebody typed it: it must not become a name
            number += 1
        return number

    def _same_person(self, key: tuple[str, str]) -> int:
        """The number of the one person who was named more or less fully before; 0 where there is none or several."""
        kind, core = key
        words = core.split()
        if kind != "name" or not words:
            return 0
        alike = {n for (k, other), n in self._numbers.items()
                 if k == kind and (core in other.split() or (other in words and len(words) > 1))}  # fmt: skip
        return alike.pop() if len(alike) == 1 else 0

    def put_back(self, text: str) -> str:
        """Return ``text`` with stand-ins for names, places and dates replaced by what was last said for them."""
        return str(_STAND_IN.sub(self._meant, text)) if "[" in text else text

    def _meant(self, found: Any) -> str:
        kind, number = str(found.group(1)).upper(), int(found.group(2))
        word = f"[{kind} {number}]"
        if word not in self._last:
            return str(found.group())
        return self._last[word] if kind in _PUT_BACK else _KEPT_BACK


class PuttingBack:
    """Puts words back into a stream, whatever way it is cut into pieces; with no stand-ins it changes nothing."""

    def __init__(self, stand_ins: StandIns | None) -> None:
        self._stand_ins, self._held = stand_ins, ""

    def feed(self, text: str) -> str:
        """Take more text and return what is settled: the beginning of what may be a stand-in waits for its end."""
        if self._stand_ins is None:
            return text
        text = self._held + text
        opened = text.rfind("[")
        waits = opened >= 0 and "]" not in text[opened:] and len(text) - opened < _LONGEST
        self._held = text[opened:] if waits else ""
        return self._stand_ins.put_back(text[:opened] if waits else text)

    def rest(self) -> str:
        """Return what was still waiting when the stream ended."""
        held, self._held = self._held, ""
        return held


def _core(said: str) -> str:
    """What two ways to name the same thing share: no case, no title, no possessive."""
    words = normalize("NFC", plain_words(said)).casefold().replace("’", "'").removesuffix("'s").split()
    bare = [word for word in words if word.strip(".") not in TITLES]
    return " ".join(bare or words)


def redact(text: str, checks: Sequence[Check], names: Sequence[str] = ()) -> str:
    """Return ``text`` by itself with personal data replaced; raises ``ValueError`` as ``StandIns`` does."""
    return StandIns(checks, names).hide(text)
