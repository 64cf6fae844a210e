"""Replacing personal data before anything leaves this machine.

What the privacy checks marked, and every name the school knows around this child, becomes a
plain placeholder such as ``[name]``. The sentence stays readable for the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from unicodedata import normalize

import re2

from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.signals import Check, Signal, score

PRIVACY = "privacy."
_SAY = {"privacy.name": "[name]", "privacy.contact": "[contact]", "privacy.address": "[place]",
        "privacy.secret": "[secret]", "privacy.birthday": "[date]", "privacy.staff": "[name]"}  # fmt: skip


def private_checks(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that can mark personal data."""
    return tuple(c for c in checks if any(label.startswith(PRIVACY) for label in c.spec.labels))


def marked(signals: Iterable[Signal], families: tuple[str, ...] = (PRIVACY,)) -> list[tuple[Span, str]]:
    """Spans of these label families with the words that replace them, without overlaps, first come first."""
    spans = sorted(
        (span, _SAY.get(s.label, "[removed]")) for s in signals if s.label.startswith(families) for span in s.spans
    )
    kept: list[tuple[Span, str]] = []
    for span, word in spans:
        if span.end > span.start and (not kept or span.start >= kept[-1][0].end):
            kept.append((span, word))
        elif kept and span.end > kept[-1][0].end:
            kept[-1] = (Span(kept[-1][0].start, span.end), kept[-1][1])
    return kept


def replaced(text: str, marks: Iterable[tuple[Span, str]]) -> str:
    """Return ``text`` with each marked span replaced by its word."""
    out, at = [], 0
    for span, word in marks:
        out += [text[at : span.start], word]
        at = span.end
    return "".join([*out, text[at:]])


def without_names(text: str, names: Sequence[str]) -> str:
    """Replace every known name, as a whole word, whatever its case."""
    pattern = _pattern_of(tuple(names))
    if pattern is not None:
        for _ in range(2):  # of two names with one space between them, a single pass would see the first alone
            text = pattern.sub(r"\1[name]\2", text)
    return text


@lru_cache(maxsize=64)
def _pattern_of(names: tuple[str, ...]) -> Any:
    """All names as one pattern, longest first: compiling one for each name took seconds for a whole school."""
    whole = {normalize("NFC", name) for name in names}
    words = {part for name in whole for part in (name, *name.split()) if len(part) > 1}
    if not words:
        return None
    any_of = "|".join(re2.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re2.compile(rf"(?i)(^|[^\pL\pN])(?:{any_of})($|[^\pL\pN])")


def redact(text: str, checks: Sequence[Check], names: Sequence[str] = ()) -> str:
    """Return ``text`` with personal data replaced.

    Without a privacy check, or with one that breaks, ``ValueError`` is raised: nothing leaves unredacted.
    """
    looking = private_checks(checks)
    if not looking:
        raise ValueError("no privacy check runs in this procedure, so nothing may leave this machine")
    signals = score(TurnView(Stage.INPUT, text, names=tuple(names)), looking)
    broken = next((s for s in signals if s.error), None)
    if broken:
        raise ValueError(f"{broken.check} broke: {broken.error}")
    return without_names(replaced(text, marked(signals)), names)
