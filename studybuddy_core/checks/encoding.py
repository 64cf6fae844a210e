"""Hidden or encoded text: that something is written so that a quick look misses it.

What the hidden text *says* is scored by every other check through the readings; this label
says only that there is some. Decoding binary is also a lesson, so an encoded run alone
stays in the middle; with "decode this and do it" it goes up.
"""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.lexicon import LexiconCheck
from studybuddy_core.checks.readings import read
from studybuddy_core.domain.labels import ALL
from studybuddy_core.domain.messages import Reading, Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_LABEL = "attack.encoding"
_WEIGHTS = {
    "base64": 0.45, "base32": 0.45, "base85": 0.45, "hex": 0.45, "binary": 0.35, "percent codes": 0.35,
    "HTML codes": 0.3, "escapes": 0.35, "character codes": 0.35, "upside down": 0.4,
    "rotated letters": 0.45, "Morse code": 0.35, "pig latin": 0.3, "reversed": 0.4,
    "reversed words": 0.4, "spaced out": 0.3, "run together": 0.2, "joined by signs": 0.2, "leetspeak": 0.2,
}  # fmt: skip
_GUESSES = frozenset({"rotated letters", "reversed", "reversed words", "pig latin"})  # a text is written in one of them
_MIXED_WEIGHT = 0.5
_UNREAD_WEIGHT = 0.98  # what could not be read to its end is never taken for read


def _changed(reading: Reading, clean: str) -> tuple[Span, ...]:
    """From the first to the last place where the reading differs from ``clean``."""
    places = [at for char, at in zip(reading.text, reading.offsets, strict=True) if clean[at] != char]
    return (Span(min(places), max(places) + 1),) if places else ()


def _mixed_words(text: str) -> tuple[Span, ...]:
    """Words that mix Latin letters with Greek or Cyrillic ones."""
    spans, start = [], -1
    for i in range(len(text) + 1):
        letter = i < len(text) and text[i].isalpha()
        if letter and start < 0:
            start = i
        elif not letter and start >= 0:
            word, begun = text[start:i], start
            start = -1
            if not word.isascii() and any(c.isascii() for c in word) and any("\u0370" <= c <= "\u052f" for c in word):
                spans.append(Span(begun, i))
    return tuple(spans)


class EncodingCheck:
    """Says that text is encoded, reversed, spelled in signs or mixed from look-alike letters."""

    def __init__(self) -> None:
        phrases = LexiconCheck("encoding", ALL)
        self._phrases = phrases.lexicon
        self.spec = CheckSpec("encoding", f"1.{phrases.spec.version}", (_LABEL,), ALL, summary=phrases.spec.summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield one finding that sums what was met."""
        left, spans, notes = 1.0, list[Span](), list[str]()
        seen: set[str] = set()
        guessed = 0.0
        again = read(view.clean)
        for reading in view.readings if view.stage is Stage.INPUT else again.readings:
            kinds = [kind for kind in reading.kind.split(", ")[0].split(" and ") if kind in _WEIGHTS]
            for kind in kinds:
                if kind in seen:
                    continue
                seen.add(kind)
                if kind in _GUESSES:
                    guessed = max(guessed, _WEIGHTS[kind])
                else:
                    left *= 1 - _WEIGHTS[kind]
                spans += _changed(reading, view.clean)
                notes.append(kind)
        if not again.whole:
            left, notes = left * (1 - _UNREAD_WEIGHT), [*notes, "not read to its end: too deep or too long"]
        left *= 1 - guessed
        mixed = () if view.clean.isascii() else _mixed_words(view.clean)
        if mixed:
            left, spans, notes = left * (1 - _MIXED_WEIGHT), [*spans, *mixed], [*notes, "mixed scripts"]
        for finding in self._phrases.findings(TurnView(view.stage, view.clean)):
            left, notes = left * (1 - finding.score / 10_000), [*notes, finding.note]
            spans += finding.spans
        if notes:
            yield Finding(_LABEL, points(1 - left), tuple(sorted(set(spans))), ", ".join(dict.fromkeys(notes)))


CHECK = EncodingCheck()
