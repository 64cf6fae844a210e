"""Citations: a source that an answer names must be one of the passages it was given in this turn.

A made-up source is worse than none, since it looks checked. "This is from “The water cycle”" resolves where a passage
of that title was given; a number in brackets, a page, a web site or "according to scientists at …" never does. A title
the child has named may be repeated: "The line is from “Matilda”" cites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_LABEL = "truth.citation"
_UNRESOLVED, _LOOSE = 0.95, 0.6
_TITLED = re.compile(
    r"\b(?:from|source|sources|passage|passages|book|article|text|read in|according to|see|"
    r"(?:book|passage|article|text|page|site|website) says)\b[^.!?\n“\"]{0,24}"
    r"[“\"](?P<title>[^”\"\n]{2,120})[”\"]", re.I)  # fmt: skip
_BARE = re.compile(r"(?:^|\n|[(\[.!?])[^\S\n]*sources?\s*:\s*(?P<title>[^\n)\]“\"]{2,120})", re.I)
_NUMBERED = re.compile(r"(?<=[\w.!?”])\s?\[(?P<title>\d{1,2}|p\d{1,3})\]")
_ACCORDING = re.compile(
    r"\b(?i:according to) (?:the |a )?(?P<title>[A-Z][\w’'-]*(?: (?:of|for|and|the|[A-Z][\w’'-]*)){0,6}|"
    r"(?:a |an |recent |new )*(?:study|studies|scientists|experts|research|researchers|historians))"
)
_WAYS = ((_TITLED, _UNRESOLVED), (_BARE, _UNRESOLVED), (_NUMBERED, _UNRESOLVED), (_ACCORDING, _LOOSE))
_EDGES = " .,;:!?'’“”\"()"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[’']", "'", text).casefold().split()).strip(_EDGES)


@dataclass(frozen=True, slots=True)
class Named:
    """A source that an answer names: as it is written, and the id of the passage it is ("" for none of this turn).

    ``known``: the child has named it, or it stands in what the answer was given.
    """

    title: str
    span: Span
    share: float
    passage: str = ""
    known: bool = False


def named_sources(view: TurnView) -> Iterator[Named]:
    """Yield every source that a text names, with the passage behind its title."""
    ids = {_plain(p.id): p.id for p in view.passages} | {_plain(p.title): p.id for p in view.passages}
    given = " ".join(_plain(f"{p.title} {p.source} {p.text}") for p in view.passages)
    said = " ".join(_plain(u.text) for u in view.history if u.role == "user")
    for pattern, share in _WAYS:
        for found in pattern.finditer(view.clean):
            title = _plain(found["title"])
            known = title in said or (pattern in (_ACCORDING, _BARE) and title in given)
            if title and (pattern is not _TITLED or not found["title"][0].islower()):  # a title begins with a capital
                yield Named(found["title"].strip(), Span(*found.span()), share, ids.get(title, ""), known)


class CitationsCheck:
    """Says that an answer names a source that it was not given."""

    spec = CheckSpec("citations", "2", (_LABEL,), OUT,
                     summary="A source that an answer names must be one it was given.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each source that resolves to no passage of this turn."""
        for one in named_sources(view):
            if not (one.passage or one.known):
                yield Finding(_LABEL, points(one.share), (one.span,), "resolves to no passage of this turn")


CHECK = CitationsCheck()
